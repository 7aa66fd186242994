from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.calendar import is_working_day, next_working_day, working_days

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 3, 2), True),  # Monday
        (date(2026, 3, 6), True),  # Friday
        (date(2026, 3, 7), False),  # Saturday
        (date(2026, 3, 8), False),  # Sunday
        (date(2026, 1, 1), False),  # New Year
        (date(2026, 1, 6), False),  # Epiphany
        (date(2026, 4, 6), False),  # Easter Monday
        (date(2026, 6, 2), False),  # the Republic's day
        (date(2026, 12, 8), False),  # the Immaculate Conception
        (date(2026, 12, 24), True),  # Christmas Eve is worked
        (date(2026, 12, 25), False),
    ],
)
def test_the_city_works_from_monday_to_friday_holidays_apart(day, works):
    assert is_working_day(day, "MI") is works


def test_the_fourth_of_october_is_a_holiday_again():
    # L. 151/2025, from 2026; in 2027 it is a Monday, in 2024 it was a Friday.
    assert is_working_day(date(2024, 10, 4), "MI")
    assert not is_working_day(date(2027, 10, 4), "MI")


@pytest.mark.parametrize(
    ("day", "subdivision", "works"),
    [
        (date(2026, 12, 7), "MI", False),  # Sant'Ambrogio
        (date(2026, 12, 7), "RM", True),
        (date(2026, 12, 7), "", True),
        (date(2026, 6, 29), "RM", False),  # Santi Pietro e Paolo
        (date(2026, 6, 29), "MI", True),
    ],
)
def test_the_patrons_day_is_kept_where_it_is(day, subdivision, works):
    assert is_working_day(day, subdivision) is works


@pytest.mark.parametrize(
    ("after", "following"),
    [
        (date(2026, 3, 2), date(2026, 3, 3)),
        (date(2026, 3, 6), date(2026, 3, 9)),  # over a weekend
        (date(2026, 4, 3), date(2026, 4, 7)),  # over Easter
        (date(2026, 12, 4), date(2026, 12, 9)),  # over the longest bridge of Milan
    ],
)
def test_the_next_day_skips_days_without_work(after, following):
    assert next_working_day(after, "MI") == following


@given(DAYS, st.integers(0, 40))
def test_working_days_are_all_worked_in_order_and_none_is_left_out(first, count):
    days = working_days(first, count, "MI")
    assert len(days) == count
    assert all(is_working_day(day, "MI") for day in days)
    if days:
        between = (days[-1] - first).days + 1
        every = [first + timedelta(days=n) for n in range(between)]
        assert [day for day in every if is_working_day(day, "MI")] == days


@given(DAYS)
def test_the_next_working_day_is_never_more_than_a_week_away(day):
    following = next_working_day(day, "MI")
    assert day < following <= day + timedelta(days=7)
    assert is_working_day(following, "MI")
