"""What is said about bookings, in both languages, as it was read and found right."""

import re
from datetime import date

import pytest
from flask import current_app

from app.auth.actors import SYSTEM
from app.booking.models import Move
from app.booking.rules.moves import MoveCause
from app.booking.rules.places import CapFacts, ClosureFacts
from app.booking.services import attendance, bookings, caps, limits, moves, releases
from app.booking.services.closures import carry_on, reopen, start_closure
from app.booking.services.reminders import remind_of
from app.booking.services.serving import serve_waiting
from app.booking.services.waiting import wait_for
from app.core.db import db
from app.core.half import Half, Part
from app.core.i18n import LOCALES, speaking
from app.core.kinds import KINDS, Topic
from app.core.letters import Recipient
from app.post.emails import LETTERS
from app.post.emails.compose import compose
from tests.support import drawn_letters, exchange_letters, on_behalf
from tests.support.calendars import READERS
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace
from tests.support.house import at, let_confirm
from tests.support.letters import owed
from tests.support.snapshots import SNAPSHOTS, assert_matches

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
NOTE = "Mostra il tesserino in portineria.\nWi-Fi: Comune-Ospiti."


@pytest.fixture
def sofia(app):
    return make_user("sofia@example.it", given_name="Sofia", surname='D\'Angelo "Fia"')


@pytest.fixture
def larga(app):
    return make_workplace("LARGA", guest_note=NOTE)


def one_desk(workplace):
    return desks_of(workplace)[0]


def booked(sofia, larga, day=TUESDAY, part=Part.DAY):
    return make_booking(sofia, one_desk(larga), day, part)


def made(sofia, larga):
    booked(sofia, larga)


def changed(sofia, larga):
    booking = booked(sofia, larga)
    bookings.change_booking(
        booking, desks_of(larga)[1].id, date(2026, 3, 4), Part.PM, by=actor(sofia)
    )


def cancelled(sofia, larga):
    bookings.cancel_booking(booked(sofia, larga), by=actor(sofia))


def half_cancelled(sofia, larga):
    booking = booked(sofia, larga, MONDAY)
    with at(14):
        bookings.cancel_booking(booking, by=actor(sofia))


def freed(sofia, larga):
    booked(sofia, larga, MONDAY)
    attendance.free_unused(one_desk(larga).id, MONDAY, Half.AM, by=SYSTEM)


def half_freed(sofia, larga):
    booked(sofia, larga, MONDAY)
    with at(14):
        attendance.free_unused(one_desk(larga).id, MONDAY, Half.PM, by=SYSTEM)


def released(sofia, larga):
    let_confirm(larga)
    with at(7):
        booked(sofia, larga, MONDAY)
    releases.release_unconfirmed(by=SYSTEM)


def close(larga):
    closure = ClosureFacts(TUESDAY, Half.AM, TUESDAY, Half.PM, "rifacimento dell'impianto <1>")
    closure_id = start_closure(larga.id, closure, by=SYSTEM)
    carry_on(closure_id, by=SYSTEM)
    return closure_id


def moved(sofia, larga):
    make_workplace("SILE")
    booked(sofia, larga)
    close(larga)


def without_place(sofia, larga):
    booked(sofia, larga)
    close(larga)


def way_back(sofia, larga):
    moved(sofia, larga)
    reopen(db.session.scalars(db.select(Move)).one().closure_id, by=SYSTEM)


def asked(sofia, larga):
    make_workplace("SILE")
    booked(sofia, larga)
    make_booking(make_user(), desks_of(larga)[1], TUESDAY)
    cap = CapFacts(None, 1, TUESDAY, TUESDAY, reason="meno aria")
    cap_id = caps.start_cap(larga.id, cap, by=SYSTEM)
    caps.ask_everybody(cap_id, by=SYSTEM)


def broken(sofia, larga):
    booking = booked(sofia, larga)
    limits.put_out_of_order(one_desk(larga), TUESDAY, None, "gamba rotta", by=SYSTEM)
    moves.move_away(booking, cause=MoveCause.DESK, by=SYSTEM)


def reminded(sofia, larga):
    remind_of(booked(sofia, larga), by=SYSTEM)


def waited(sofia, larga, moment):
    """Let Sofia wait for the only desk of a small house, and let it free at a moment."""
    small = make_workplace("SOTTO", desks=1, guest_note=NOTE)
    holder = make_user()
    booking = make_booking(holder, one_desk(small), TUESDAY)
    wait_for(small.id, TUESDAY, Part.DAY, by=actor(sofia))
    with moment:
        bookings.cancel_booking(booking, by=actor(holder))
        serve_waiting(by=SYSTEM)


def wait_booked(sofia, larga):
    waited(sofia, larga, at(11))


def wait_offered(sofia, larga):
    waited(sofia, larga, at(19))


def wait_expired(sofia, larga):
    wait_offered(sofia, larga)
    with at(19, 30):
        serve_waiting(by=SYSTEM)


STORIES = {
    "booking_made": (made, "booking_made"),
    "booking_changed": (changed, "booking_changed"),
    "booking_cancelled": (cancelled, "booking_cancelled"),
    "booking_half_cancelled": (half_cancelled, "booking_cancelled"),
    "booking_freed": (freed, "booking_freed"),
    "booking_half_freed": (half_freed, "booking_freed"),
    "booking_released": (released, "booking_released"),
    "booking_moved": (moved, "booking_moved"),
    "booking_moved_for_a_broken_desk": (broken, "booking_moved"),
    "booking_without_place": (without_place, "booking_without_place"),
    "move_asked": (asked, "move_asked"),
    "move_way_back": (way_back, "move_way_back"),
    "booking_reminder": (reminded, "booking_reminder"),
    "wait_booked": (wait_booked, "wait_booked"),
    "wait_offered": (wait_offered, "wait_offered"),
    "wait_expired": (wait_expired, "wait_expired"),
    **on_behalf.STORIES,
    **drawn_letters.STORIES,
    **exchange_letters.STORIES,
}
# The method of the invitation that a message carries; the others carry none.
METHODS = {
    **on_behalf.METHODS,
    **drawn_letters.METHODS,
    **exchange_letters.METHODS,
    "wait_booked": "REQUEST",
    "wait_offered": "REQUEST",
    "wait_expired": "CANCEL",
    "booking_made": "REQUEST",
    "booking_changed": "REQUEST",
    "booking_cancelled": "CANCEL",
    "booking_half_cancelled": "REQUEST",
    "booking_freed": "CANCEL",
    "booking_half_freed": "REQUEST",
    "booking_released": "CANCEL",
    "booking_moved": "REQUEST",
    "booking_moved_for_a_broken_desk": "REQUEST",
}


def told(story, sofia, larga, locale="en", *, wants_invitations=True):
    """Let it happen, and return the mail that it leads to."""
    happen, kind = STORIES[story]
    if not owed(kind, sofia):
        happen(sofia, larga)
    to = Recipient(
        sofia.id, sofia.full_name, sofia.given_name, sofia.email, locale, wants_invitations
    )
    with current_app.test_request_context(base_url="https://localhost/"), speaking(locale):
        letter = LETTERS[kind](owed(kind, sofia)[-1], to)
        assert letter is not None
        return compose(letter, to, mail_id=7, unsubscribe_url="https://localhost/mail/stop")


def plain(text):
    """Leave out what is new each time: keys, numbers, names of events."""
    text = re.sub(r"/answers/[\w.-]+", "/answers/KEY", text.replace("\r", ""))
    text = re.sub(r"/(bookings|moves)/\d+", r"/\1/N", text)
    return re.sub(r"[0-9a-f-]{36}@vicino", "UID@vicino", text)


@pytest.mark.parametrize("story", STORIES)
def test_every_message_reads_as_it_was_found_right(story, sofia, larga):
    for locale in LOCALES:
        message = told(story, sofia, larga, locale)
        parts = list(message.iter_parts())
        head = "\n".join(f"{name}: {message[name]}" for name in ("From", "To", "Subject"))
        name = f"emails/booking/{story}.{locale}"
        assert_matches(f"{name}.txt", f"{head}\n\n{plain(parts[0].get_content())}")
        assert_matches(f"{name}.html", plain(parts[1].get_content()))
        if story in METHODS:
            # In whole lines: where one is folded depends on the numbers left out.
            text = parts[2].get_payload(decode=True).decode().replace("\r\n ", "")
            assert_matches(f"{name}.ics", plain(text))


@pytest.mark.parametrize("story", STORIES)
def test_a_message_carries_an_invitation_when_the_calendar_changes(story, sofia, larga):
    message = told(story, sofia, larga)
    types = [part.get_content_type() for part in message.iter_parts()]
    assert types[:2] == ["text/plain", "text/html"]
    assert message.get_content_type() == "multipart/alternative"
    if story not in METHODS:
        assert types[2:] == []
        return
    (calendar,) = list(message.iter_parts())[2:]
    assert calendar.get_content_type() == "text/calendar"
    assert calendar.get_param("method") == METHODS[story]
    assert calendar.get_param("charset").lower() == "utf-8"
    text = calendar.get_payload(decode=True)
    assert f"METHOD:{METHODS[story]}\r\n".encode() in text
    assert b"BEGIN:VTIMEZONE" in text
    unfolded = text.replace(b"\r\n ", b"").decode()
    assert "ORGANIZER;CN=" in unfolded
    answer = "TENTATIVE" if story == "wait_offered" else "ACCEPTED"
    for said in (f"PARTSTAT={answer}", "RSVP=FALSE", ":mailto:sofia@example.it"):
        assert said in unfolded
    status = {"wait_offered": "TENTATIVE"}.get(story, {"CANCEL": "CANCELLED"}.get(METHODS[story]))
    for read in READERS.values():
        (event,) = read(text)
        assert event["status"] == (status or "CONFIRMED")
        assert event["begins"] < event["ends"]


@pytest.mark.parametrize("story", METHODS)
def test_whoever_wants_plain_mails_gets_no_calendar_part(story, sofia, larga):
    message = told(story, sofia, larga, wants_invitations=False)
    assert len(list(message.iter_parts())) == 2


def test_no_event_carries_a_name_beyond_its_own(sofia, larga):
    make_booking(make_user(surname="Segreta"), desks_of(larga)[1], TUESDAY)
    assert "Segreta" not in told("booking_made", sofia, larga).as_string()


def test_every_kind_about_bookings_has_its_story():
    about = {Topic.BOOKINGS, Topic.MOVES, Topic.REMINDERS}
    wanted = {name for name, kind in KINDS.items() if kind.topic in about}
    assert {kind for _happen, kind in STORIES.values()} == wanted


def test_no_file_is_left_of_a_message_that_is_not_sent_any_more():
    names = {path.name.split(".")[0] for path in (SNAPSHOTS / "emails/booking").iterdir()}
    assert names == STORIES.keys()


def test_every_kind_of_message_can_be_written():
    assert KINDS.keys() == LETTERS.keys()


def test_a_booking_that_was_deleted_leaves_nothing_to_say(sofia, larga):
    to = Recipient(sofia.id, sofia.full_name, "Sofia", sofia.email, "en")
    facts = {
        "booking_id": 99, "desk_id": one_desk(larga).id, "from_desk_id": one_desk(larga).id,
        "sequence": 1, "day": "2026-03-03", "part": "day", "move": 1, "cause": "desk",
        "reason": "", "wait": 1, "until": None, "name": "Luca Rossi",
    }  # fmt: skip
    with current_app.test_request_context(base_url="https://localhost/"):
        for _happen, kind in STORIES.values():
            assert LETTERS[kind](facts, to) is None
