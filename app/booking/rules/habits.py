"""What a person does every week: on which days they want a desk, and which week is next."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum

from app.core.calendar import is_working_day
from app.core.half import Half, Part

# More than this and none of them is one.
MOST_FAVOURITES = 10


class HabitRefusal(StrEnum):
    """Why a habit cannot be noted. The words are in labels/habits.py."""

    TOO_MANY_FAVOURITES = "too_many_favourites"


def usual_days_of(
    usual: Mapping[int, Part], monday: date, subdivision: str
) -> Iterator[tuple[date, Part]]:
    """Yield the working days of a week on which a person usually wants a desk, and for which part.

    `usual` maps ISO weekdays (Monday is 1) to parts.
    """
    for number in sorted(usual):
        day = monday + timedelta(days=number - 1)
        if is_working_day(day, subdivision):
            yield day, usual[number]


def week_to_book(
    usual: Mapping[int, Part],
    today: date,
    last_open: date,
    booked: Collection[date],
    subdivision: str,
) -> date | None:
    """Return the Monday of the next week to book, or None.

    It begins after today, is open on all its usual days, and none of them is booked yet.
    """
    monday = today + timedelta(days=7 - today.weekday())
    while monday <= last_open:
        days = [day for day, _part in usual_days_of(usual, monday, subdivision)]
        if days and days[-1] <= last_open and not any(day in booked for day in days):
            return monday
        monday += timedelta(days=7)
    return None


def missing_part(wanted: Part, held: Collection[Half]) -> Part | None:
    """Return what is still wanted of a part when some halves are held, or None for nothing."""
    missing = [half for half in wanted.halves if half not in held]
    return Part.of(missing) if missing else None
