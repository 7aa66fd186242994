from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.booking.ical import calendar_file
from app.core import clock
from app.core.half import Part
from tests.support.calendars import READERS, event_facts

ODD = "Piano 1; stanza «Fermi», scala \\ B\nSuona: è aperto 😀" + "à" * 70
# What a file may hold: no control characters beside the line's end (RFC 5545 §3.1).
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200)
ON_READERS = pytest.mark.parametrize("read", READERS.values(), ids=READERS.keys())


def link(booking_id: int) -> str:
    return f"https://vicino.example/bookings/{booking_id}"


def written(*events) -> bytes:
    return calendar_file(events, link)


def property_of(name: str, **facts):
    (event,) = icalendar.Calendar.from_ical(written(event_facts(**facts))).walk("VEVENT")
    return event[name]


def instant(day: date, hour: time) -> float:
    return clock.at(day, hour).timestamp()


@ON_READERS
def test_other_programmes_read_what_we_wrote(read):
    facts = event_facts(guest_note=ODD, sequence=3)
    (event,) = read(written(facts))
    assert event == {
        "uid": facts.uid,
        "sequence": 3,
        "begins": instant(facts.day, time(8)),
        "ends": instant(facts.day, time(19)),
        "summary": "Vicino: Municipio 3, via Sansovino, desk 0A-07",
        "description": f"Desk 0A-07, Room 0A, ground floor.\n{ODD}\n"
        "See, change or cancel the booking: https://vicino.example/bookings/7",
        "location": "Municipio 3, via Sansovino, Via Andrea Sansovino 9, 20133",
        "status": "CONFIRMED",
        "reminders": [-14 * 3600],
    }


@ON_READERS
def test_a_desk_keeps_its_hours_on_the_days_around_the_change_of_clocks(read):
    days = [
        change + timedelta(days=distance)
        for change in (date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28))
        for distance in (-2, -1, 0, 1, 2)
    ]
    events = read(written(*(event_facts(day=day, part=Part.PM) for day in days)))
    assert [(event["begins"], event["ends"]) for event in events] == [
        (instant(day, time(13, 30)), instant(day, time(19))) for day in days
    ]


@ON_READERS
def test_an_empty_calendar_can_be_read(read):
    assert read(written()) == []


def test_our_time_zone_changes_when_the_clocks_of_italy_do():
    zone = icalendar.Calendar.from_ical(written()).walk("VTIMEZONE")[0].to_tz()
    # Before and after each of the changes at 01:00 UTC, for as long as anybody plans.
    for year in range(2020, 2038):
        for month in (3, 10):
            for day in range(20, 32):
                for minute in (-1, 1):
                    moment = datetime(year, month, day, 1, tzinfo=UTC) + timedelta(minutes=minute)
                    ours = moment.astimezone(zone).utcoffset()
                    assert ours == moment.astimezone(clock.ROME).utcoffset(), moment


@given(WORDS, WORDS)
def test_lines_are_short_and_end_as_the_standard_wants(workplace, note):
    text = written(event_facts(workplace=workplace, guest_note=note))
    assert text.endswith(b"END:VCALENDAR\r\n")
    for line in text.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
        assert b"\r" not in line
        line.decode()


@given(WORDS, WORDS)
def test_no_words_can_break_out_of_their_line(workplace, note):
    (event,) = icalendar.Calendar.from_ical(
        written(event_facts(workplace=workplace, guest_note=note, desk="x"))
    ).walk("VEVENT")
    assert event["SUMMARY"] == f"Vicino: {workplace}, desk x"
    assert note in event["DESCRIPTION"]


def test_the_same_events_give_the_same_bytes():
    assert written(event_facts()) == written(event_facts())


def test_a_calendar_says_its_name_and_how_often_to_ask():
    calendar = icalendar.Calendar.from_ical(written(event_facts()))
    assert calendar["METHOD"] == "PUBLISH"
    assert calendar["NAME"] == calendar["X-WR-CALNAME"] == "Vicino: my desks"
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    assert calendar["X-PUBLISHED-TTL"] == "PT1H"
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in written()


def test_a_desk_does_not_block_the_diary_and_stays_private():
    assert property_of("TRANSP") == "TRANSPARENT"
    assert property_of("CLASS") == "PRIVATE"


def test_a_cancelled_booking_says_so_in_its_state_and_in_words():
    facts = {"is_cancelled": True, "sequence": 1}
    assert property_of("STATUS", **facts) == "CANCELLED"
    assert property_of("SUMMARY", **facts).startswith("Cancelled: ")
    assert b"VALARM" not in written(event_facts(**facts))


@pytest.mark.parametrize(
    ("changed_at", "rings"),
    [(time(17, 59), True), (time(18), False), (time(21), False)],
)
def test_a_reminder_that_would_ring_at_once_is_left_out(changed_at, rings):
    facts = event_facts(changed_at=clock.at(date(2026, 3, 9), changed_at))
    assert (b"BEGIN:VALARM" in written(facts)) is rings


@pytest.mark.parametrize(
    ("floor", "words"), [(0, "ground floor"), (2, "floor 2"), (-1, "floor -1")]
)
def test_the_floor_is_told_in_words(floor, words):
    assert f", {words}." in property_of("DESCRIPTION", floor=floor)


def test_the_times_of_making_and_changing_are_told_in_utc():
    made = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
    changed = datetime(2026, 3, 4, 7, 0, tzinfo=UTC)
    facts = {"created_at": made, "changed_at": changed}
    assert property_of("CREATED", **facts).dt == made
    assert property_of("LAST-MODIFIED", **facts).dt == changed
    assert property_of("DTSTAMP", **facts).dt == changed


def test_a_map_finds_the_workplace():
    assert property_of("GEO").to_ical() == "45.482;9.224"
