"""Which days the city works. Pure: rules of every feature may import it."""

from datetime import date, timedelta
from functools import cache

import holidays

SATURDAY = 5


@cache
def _holidays(year: int, subdivision: str) -> frozenset[date]:
    """Return Italy's public holidays of a year, with the patron's day of the place.

    L. 260/1949 and later; 4 October again from 2026 (L. 151/2025); 7 December in Milan.
    """
    place = subdivision or None
    return frozenset(holidays.country_holidays("IT", subdiv=place, years=year))


def is_working_day(day: date, subdivision: str) -> bool:
    """Return True from Monday to Friday, holidays apart."""
    return day.weekday() < SATURDAY and day not in _holidays(day.year, subdivision)


def next_working_day(after: date, subdivision: str) -> date:
    """Return the first working day later than `after`."""
    day = after + timedelta(days=1)
    while not is_working_day(day, subdivision):
        day += timedelta(days=1)
    return day


def previous_working_day(before: date, subdivision: str) -> date:
    """Return the last working day earlier than `before`."""
    day = before - timedelta(days=1)
    while not is_working_day(day, subdivision):
        day -= timedelta(days=1)
    return day


def working_days(first: date, count: int, subdivision: str) -> list[date]:
    """Return `count` working days, from `first` on if it is one."""
    days: list[date] = []
    day = first - timedelta(days=1)
    while len(days) < count:
        day = next_working_day(day, subdivision)
        days.append(day)
    return days
