from datetime import date, datetime, time, timedelta

import pytest

from app.booking.rules.attendance import (
    AttendanceRefusal,
    HeldDesk,
    confirm_refusals,
    free_refusals,
)
from app.core.half import Half, Part
from tests.support.facts import workplace_facts

MONDAY = date(2026, 3, 2)
TUESDAY = MONDAY + timedelta(days=1)
LARGA = workplace_facts()
R = AttendanceRefusal


def at(clock: str) -> datetime:
    return datetime.combine(MONDAY, time.fromisoformat(clock))


def held(day: date = MONDAY, part: Part = Part.DAY, **more) -> HeldDesk:
    return HeldDesk(LARGA, day, part, **more)


@pytest.mark.parametrize(
    ("booking", "clock", "expected"),
    [
        (held(), "06:00", []),
        (held(), "18:59", []),
        (held(is_confirmed=True), "10:15", []),
        (held(), "19:00", [R.OVER]),
        (held(part=Part.AM), "13:29", []),
        (held(part=Part.AM), "13:30", [R.OVER]),
        (held(TUESDAY), "10:15", []),
        (held(TUESDAY + timedelta(days=1)), "10:15", [R.TOO_EARLY]),
        (held(MONDAY - timedelta(days=3)), "10:15", [R.OVER]),
        (held(is_active=False), "10:15", [R.NOT_HELD]),
    ],
)
def test_when_somebody_may_say_that_they_come(booking, clock, expected):
    assert [reason.code for reason in confirm_refusals(booking, at(clock))] == expected


@pytest.mark.parametrize(
    ("booking", "day", "half", "clock", "expected"),
    [
        (held(), MONDAY, Half.AM, "08:00", []),
        (held(), MONDAY, Half.AM, "13:29", []),
        (held(), MONDAY, Half.PM, "13:30", []),
        # The half has not begun, or is over.
        (held(), MONDAY, Half.AM, "07:59", [R.NOT_BEGUN]),
        (held(), MONDAY, Half.PM, "13:29", [R.NOT_BEGUN]),
        (held(), MONDAY, Half.AM, "13:30", [R.OVER]),
        (held(), TUESDAY, Half.AM, "10:15", [R.NOT_TODAY]),
        (held(), MONDAY - timedelta(days=1), Half.AM, "10:15", [R.NOT_TODAY]),
        (None, MONDAY, Half.AM, "10:15", [R.NOT_HELD]),
        # Whoever said that they come is believed.
        (held(is_confirmed=True), MONDAY, Half.AM, "10:15", [R.CONFIRMED]),
    ],
)
def test_when_a_desk_may_be_freed_because_nobody_came(booking, day, half, clock, expected):
    found = free_refusals(LARGA, day, half, booking, at(clock))
    assert [reason.code for reason in found] == expected
