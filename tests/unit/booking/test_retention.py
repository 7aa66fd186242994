from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from app.booking.rules.retention import (
    is_month_over,
    kept_area,
    last_day_due,
    last_of_month,
    without_hour,
)

TODAY = date(2026, 3, 2)
ROME = ZoneInfo("Europe/Rome")


@pytest.mark.parametrize(
    ("kept_days", "last"),
    [(1, date(2026, 2, 28)), (30, date(2026, 1, 30)), (90, date(2025, 12, 1))],
)
def test_a_day_is_kept_so_many_days_and_goes_on_the_next(kept_days, last):
    assert last_day_due(TODAY, kept_days) == last
    assert (TODAY - last).days == kept_days + 1


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 2, 1), date(2026, 2, 28)),
        (date(2028, 2, 29), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2026, 12, 31)),
        (date(2026, 4, 17), date(2026, 4, 30)),
    ],
)
def test_a_month_ends_on_its_last_day(day, last):
    assert last_of_month(day) == last


@pytest.mark.parametrize(
    ("today", "is_it"),
    [
        (date(2026, 1, 5), False),
        (date(2026, 1, 31), False),
        (date(2026, 2, 1), True),
        (date(2026, 3, 2), True),
    ],
)
def test_a_month_can_be_counted_for_the_last_time_once_it_is_over(today, is_it):
    assert is_month_over(date(2026, 1, 5), today) is is_it


@pytest.mark.parametrize(
    ("area", "people", "is_held", "kept"),
    [
        ("20162", 5, True, "20162"),
        ("20162", 4, True, None),
        ("20162", 0, True, None),
        ("20162", 5, False, None),
        (None, 9, True, None),
    ],
)
def test_an_area_is_kept_if_five_people_came_from_it(area, people, is_held, kept):
    assert kept_area(area, people, is_held=is_held) == kept


@pytest.mark.parametrize(
    ("hour", "kept"), [((0, 0), 0), ((9, 41), 0), ((17, 59), 0), ((18, 0), 18), ((23, 59), 18)]
)
def test_of_an_instant_the_day_stays_and_whether_it_was_evening(hour, kept):
    # Summer time begins on this day.
    moment = datetime(2026, 3, 29, *hour, 7, 123, tzinfo=ROME)
    assert without_hour(moment) == datetime(2026, 3, 29, kept, tzinfo=ROME)
