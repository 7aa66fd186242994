from datetime import date

import pytest

from app.booking.rules.habits import missing_part, usual_days_of, week_to_book
from app.core.half import Half, Part

MONDAY, TODAY, LAST = date(2026, 3, 2), date(2026, 3, 4), date(2026, 4, 1)
USUAL = {2: Part.DAY, 4: Part.AM}


def test_a_usual_week_is_its_working_days_in_order():
    days = list(usual_days_of({4: Part.AM, 2: Part.DAY}, MONDAY, "MI"))
    assert days == [(date(2026, 3, 3), Part.DAY), (date(2026, 3, 5), Part.AM)]
    # Easter Monday.
    assert list(usual_days_of({1: Part.DAY}, date(2026, 4, 6), "MI")) == []


@pytest.mark.parametrize(
    ("usual", "booked", "last", "week"),
    [
        (USUAL, [], LAST, date(2026, 3, 9)),
        (USUAL, [date(2026, 3, 10)], LAST, date(2026, 3, 16)),
        # A desk on another day is no part of it.
        (USUAL, [date(2026, 3, 11)], LAST, date(2026, 3, 9)),
        # Open on all its days, or it waits.
        (USUAL, [], date(2026, 3, 11), None),
        (USUAL, [], date(2026, 3, 12), date(2026, 3, 9)),
        ({}, [], LAST, None),
        ({1: Part.DAY}, [], date(2026, 4, 12), date(2026, 3, 9)),
    ],
)
def test_the_next_week_to_book_is_open_and_has_no_desk_yet(usual, booked, last, week):
    assert week_to_book(usual, TODAY, last, booked, "MI") == week


def test_a_week_of_holidays_is_not_proposed():
    booked = [date(2026, 3, 9), date(2026, 3, 16), date(2026, 3, 23), date(2026, 3, 30)]
    assert week_to_book({1: Part.DAY}, TODAY, date(2026, 4, 14), booked, "MI") == date(2026, 4, 13)


@pytest.mark.parametrize(
    ("wanted", "held", "missing"),
    [
        (Part.DAY, [], Part.DAY),
        (Part.DAY, [Half.AM], Part.PM),
        (Part.AM, [Half.AM], None),
        (Part.AM, [Half.PM], Part.AM),
        (Part.DAY, [Half.AM, Half.PM], None),
    ],
)
def test_only_what_is_missing_of_a_day_is_wanted(wanted, held, missing):
    assert missing_part(wanted, held) == missing
