"""Invitations as other people's programmes read them."""

from dataclasses import replace
from datetime import date, time

import icalendar
import pytest

from app.booking.ical import invitation
from app.core import clock
from app.core.half import Part
from tests.support.calendars import READERS, event_facts

LINK = "https://vicino.example/bookings/7"


def invited(facts, full_name="Sofia Rossi"):
    return invitation(
        facts,
        LINK,
        organizer="vicino@comune.example",
        attendee="sofia@comune.example",
        full_name=full_name,
    )


def event_of(text):
    (event,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    return event


@pytest.mark.parametrize(
    ("is_cancelled", "method", "status"),
    [(False, "REQUEST", "CONFIRMED"), (True, "CANCEL", "CANCELLED")],
)
def test_a_booking_is_a_request_and_its_cancellation_takes_it_out(is_cancelled, method, status):
    made = invited(event_facts(sequence=2, is_cancelled=is_cancelled))
    event = event_of(made.text)
    assert made.method == method
    assert icalendar.Calendar.from_ical(made.text)["METHOD"] == method
    assert (event["STATUS"], event["SEQUENCE"]) == (status, 2)


def test_the_person_has_said_yes_already_and_nobody_waits_for_an_answer():
    attendee = event_of(invited(event_facts()).text)["ATTENDEE"]
    assert attendee == "mailto:sofia@comune.example"
    assert attendee.params == {
        "CN": "Sofia Rossi",
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "ACCEPTED",
        "RSVP": "FALSE",
    }


@pytest.mark.parametrize("read", READERS.values(), ids=READERS.keys())
def test_a_desk_that_is_only_held_is_tentative_until_its_person_answers(read):
    until = clock.at(date(2026, 3, 9), time(18))
    held = invited(event_facts(held_until=until))
    assert held.method == "REQUEST"
    (event,) = read(held.text)
    assert event["status"] == "TENTATIVE"
    assert event["summary"] == "To be confirmed: Municipio 3, via Sansovino, desk 0A-07"
    first, *_others = event["description"].splitlines()
    assert first.startswith("Held for you until 18:00 of ")
    assert first.endswith(": confirm it, or it goes to others.")
    attendee = event_of(held.text)["ATTENDEE"]
    assert (attendee.params["PARTSTAT"], attendee.params["RSVP"]) == ("TENTATIVE", "FALSE")
    assert event_of(held.text)["TRANSP"] == "TRANSPARENT"


def test_what_is_held_no_longer_is_cancelled_and_nothing_else():
    until = clock.at(date(2026, 3, 9), time(18))
    event = event_of(invited(event_facts(held_until=until, is_cancelled=True)).text)
    assert event["STATUS"] == "CANCELLED"
    assert "Held for you" not in event["DESCRIPTION"]


def test_the_organizer_stays_the_same_when_the_workplace_changes():
    one, other = (
        event_of(invited(event_facts(workplace=name)).text)["ORGANIZER"]
        for name in ("Via Larga", "Via Sile")
    )
    assert one == other == "mailto:vicino@comune.example"
    assert (one.params["CN"], other.params["CN"]) == ("Via Larga", "Via Sile")


@pytest.mark.parametrize("read", READERS.values(), ids=READERS.keys())
@pytest.mark.parametrize(
    "name",
    [
        'Sofia "Fia" D\'Angelo',
        "Rossi; Sofia, dott.: ssa",
        "Sofia\r\nATTENDEE:mailto:another@example.it",
        "Sofia\x00\x1b\tRossi\u2028",
        "Šofía 😀" * 20,
        "^n ^' ^^",
    ],
)
def test_no_name_breaks_an_invitation(read, name):
    facts = event_facts(workplace=name, part=Part.AM)
    made = invited(facts, full_name=name)
    (event,) = read(made.text)
    assert event["uid"] == facts.uid
    people = [line for line in made.text.split(b"\r\n") if line.startswith(b"ATTENDEE")]
    assert len(people) == 1
    assert all(len(line) <= 75 for line in made.text.split(b"\r\n"))


def test_the_same_change_gives_the_same_bytes():
    facts = event_facts()
    assert invited(facts) == invited(replace(facts))
