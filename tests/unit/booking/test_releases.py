from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from app.booking.rules.attendance import AttendanceRefusal, HeldDesk, confirm_refusals
from app.booking.rules.places import ClosureFacts
from app.booking.rules.releases import (
    ConfirmationRefusal,
    asked_until,
    confirm_by,
    is_overdue,
    within_refusals,
)
from app.core.half import Half, Part
from tests.support.facts import workplace_facts

MONDAY = date(2026, 3, 2)
PLACE = replace(workplace_facts(), confirm_within=60)


def at(hour, minute=0, day=MONDAY):
    return datetime.combine(day, time(hour, minute))


def overdue(now, part=Part.DAY, place=PLACE, *, is_confirmed=False, changed_at=None):
    return is_overdue(
        place, MONDAY, part, is_confirmed=is_confirmed, changed_at=changed_at, now=now
    )


@pytest.mark.parametrize(
    ("part", "until"), [(Part.DAY, at(9)), (Part.AM, at(9)), (Part.PM, at(14, 30))]
)
def test_a_booking_is_confirmed_within_an_hour_of_its_beginning(part, until):
    assert confirm_by(PLACE, MONDAY, part) == until


def test_nobody_has_to_confirm_where_nobody_asks():
    place = workplace_facts()
    assert confirm_by(place, MONDAY, Part.DAY) is None
    assert not overdue(at(18), place=place)


def test_it_counts_from_the_first_day_and_not_before():
    tomorrow = replace(PLACE, confirm_from=MONDAY + timedelta(days=1))
    assert confirm_by(tomorrow, MONDAY, Part.DAY) is None
    assert confirm_by(tomorrow, MONDAY + timedelta(days=1), Part.DAY) is not None
    assert confirm_by(replace(PLACE, confirm_from=MONDAY), MONDAY, Part.DAY) == at(9)


@pytest.mark.parametrize(
    ("closed", "part", "until"),
    [
        (Half.AM, Part.DAY, at(14, 30)),
        (Half.AM, Part.AM, None),
        (Half.PM, Part.DAY, at(9)),
        (Half.PM, Part.PM, None),
    ],
)
def test_the_hour_counts_from_when_the_doors_open(closed, part, until):
    closure = ClosureFacts(MONDAY, closed, MONDAY, closed, "Works")
    place = replace(PLACE, closures=(closure,))
    assert confirm_by(place, MONDAY, part) == until


def test_until_when_is_told_only_while_it_is_to_come():
    assert asked_until(PLACE, MONDAY, Part.DAY, at(8, 59)) == at(9)
    assert asked_until(PLACE, MONDAY, Part.DAY, at(9)) is None
    assert asked_until(workplace_facts(), MONDAY, Part.DAY, at(8)) is None
    assert asked_until(None, MONDAY, Part.DAY, at(8)) is None


def test_at_the_hour_itself_the_desk_is_free():
    assert not overdue(at(8, 59))
    assert overdue(at(9))


def test_whoever_confirmed_or_booked_afterwards_keeps_the_desk():
    assert not overdue(at(10), is_confirmed=True)
    assert not overdue(at(10), changed_at=at(9))
    assert overdue(at(10), changed_at=at(8, 59))


def test_only_the_day_itself_is_looked_at():
    assert not overdue(at(10, day=date(2026, 3, 1)))
    assert not overdue(at(10, day=date(2026, 3, 3)))


def test_after_the_hour_nobody_confirms_any_more_even_if_nothing_was_freed_yet():
    held = HeldDesk(PLACE, MONDAY, Part.DAY, changed_at=at(7))
    assert confirm_refusals(held, at(8, 59)) == []
    (reason,) = confirm_refusals(held, at(9))
    assert reason.code is AttendanceRefusal.TOO_LATE


def test_people_have_a_quarter_of_an_hour_at_least_and_half_a_day_at_most():
    assert [within_refusals(n) for n in (None, 15, 240)] == [[], [], []]
    for minutes in (0, 14, 241):
        assert [r.code for r in within_refusals(minutes)] == [ConfirmationRefusal.NOT_IN_RANGE]
