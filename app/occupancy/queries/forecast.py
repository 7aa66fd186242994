"""What forecasts are made from: the totals of past days, and what was booked how long before."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from app.booking.models import Booking
from app.booking.queries.retention import forgotten_until
from app.booking.queries.totals import day_totals
from app.booking.rules.places import Places, WorkplaceFacts
from app.core import clock
from app.core.calendar import is_working_day
from app.core.db import connection
from app.core.half import Half, Part
from app.occupancy.rules.forecast import (
    WEEK,
    WEEKS_AHEAD,
    WEEKS_BACK,
    WEEKS_TRIED,
    ComingHalf,
    Expected,
    PastHalf,
    Trial,
    errors_by_week,
    forecast,
    trials,
    weeks_ahead,
)

# The oldest forecast that is tried again knows the weeks before it.
_WEEKS_READ = WEEKS_TRIED + WEEKS_AHEAD + WEEKS_BACK
_MOST_WEEKS = _WEEKS_READ + WEEKS_AHEAD
_NEVER = -1

# Day, workplace, half to what was booked so many Monday mornings (say) ago.
Books = Mapping[tuple[date, int, Half], Sequence[int]]


@dataclass(frozen=True)
class Outlook:
    """What is expected of a workplace, by half and day, and how its past forecasts did."""

    workplace: WorkplaceFacts
    halves: Mapping[Half, Sequence[Expected]]
    tried: Sequence[Trial]

    def on(self, day: date) -> dict[Half, Expected]:
        """Return both halves of a day."""
        return {half: one for half, found in self.halves.items() for one in found if one.day == day}


def coming_days(today: date, subdivision: str) -> list[date]:
    """Return the working days of the next four weeks, from tomorrow on."""
    days = (today + timedelta(days=n) for n in range(1, 7 * WEEKS_AHEAD + 1))
    return [day for day in days if is_working_day(day, subdivision)]


def outlooks(known: Places, workplaces: Sequence[WorkplaceFacts]) -> list[Outlook]:
    """Return the next four weeks of some workplaces: three queries, however many they are.

    Days whose bookings were deleted are left out: nobody knows how early they were made.
    """
    today = clock.today()
    gone = forgotten_until().bookings
    days = coming_days(today, known.subdivision)
    ids = [workplace.id for workplace in workplaces]
    past: dict[tuple[int, Half], list[PastHalf]] = defaultdict(list)
    books = _books(today, ids)
    first = max(today - _WEEKS_READ * WEEK, gone + timedelta(days=1))
    for row in day_totals(first, today - timedelta(days=1), ids):
        by_then = _by_then(books, row.day, row.workplace_id, row.half, today)
        past[row.workplace_id, row.half].append(PastHalf(row.day, row.booked, row.cap, by_then))
    return [_outlook(workplace, days, past, books, today) for workplace in workplaces]


def _outlook(
    workplace: WorkplaceFacts,
    days: Sequence[date],
    past: Mapping[tuple[int, Half], Sequence[PastHalf]],
    books: Books,
    today: date,
) -> Outlook:
    tried = [t for half in Half for t in trials(today, past.get((workplace.id, half), []))]
    # Morning and afternoon are as hard to foretell: their errors are told together.
    errors = errors_by_week(tried)
    halves = {}
    for half in Half:
        coming = []
        for day in days:
            read = books.get((day, workplace.id, half), _NOTHING)
            cap = workplace.capacity(day, half)
            coming.append(ComingHalf(day, cap, booked=read[_NOW], this_morning=read[0]))
        halves[half] = forecast(today, past.get((workplace.id, half), []), coming, errors)
    return Outlook(workplace, halves, tried)


def _by_then(
    books: Books, day: date, workplace_id: int, half: Half, today: date
) -> tuple[int, ...]:
    """Return what was booked for a past day one to four weeks ahead of it."""
    read = books.get((day, workplace_id, half), _NOTHING)
    # The mornings that lie one to four weeks ahead, counted in weeks before today.
    nearest = weeks_ahead(day, today)
    return tuple(read[ahead - nearest] for ahead in range(1, WEEKS_AHEAD + 1))


# Of each morning how many were booked; at the end how many are now.
_NOW = _MOST_WEEKS + 1
_NOTHING = (0,) * (_MOST_WEEKS + 2)


def _books(today: date, workplace_ids: Sequence[int]) -> Books:
    """Return what was booked of each half on this weekday's mornings, the latest first.

    A booking stood on the mornings after it was made and before it was cancelled.
    """
    mornings = [clock.at(today - weeks * WEEK, time(0)) for weeks in range(_MOST_WEEKS + 1)]
    found: dict[tuple[date, int, Half], list[int]] = defaultdict(lambda: list(_NOTHING))
    for row in connection().execute(_select(mornings, today, workplace_ids)):
        is_held = row.gone == _NEVER
        for half in Part(row.part).halves:
            counts = found[row.day, row.workplace_id, half]
            for weeks in range(0 if is_held else row.gone, row.made):
                counts[weeks] += row.bookings
            counts[_NOW] += row.bookings if is_held else 0
    return found


def _select(mornings: Sequence[datetime], today: date, workplace_ids: Sequence[int]) -> Any:
    """Return bookings counted by the mornings between which they were made and cancelled.

    `made` is how many of the mornings passed without it, the latest first; likewise `gone`.
    """
    each = (
        sa.select(
            Booking.day,
            Booking.workplace_id,
            Booking.part,
            _mornings_since(Booking.created_at, mornings).label("made"),
            sa.case(
                (Booking.cancelled_at.is_(None), _NEVER),
                else_=_mornings_since(Booking.cancelled_at, mornings),
            ).label("gone"),
        )
        .where(
            Booking.day.between(today - _WEEKS_READ * WEEK, today + WEEKS_AHEAD * WEEK),
            Booking.workplace_id.in_(workplace_ids),
        )
        .subquery()
    )
    keys = (each.c.day, each.c.workplace_id, each.c.part, each.c.made, each.c.gone)
    return sa.select(*keys, sa.func.count().label("bookings")).group_by(*keys)


def _mornings_since(instant: Any, mornings: Sequence[datetime], first: int = 0) -> Any:
    """Return in SQL how many of these mornings, the latest first, came after an instant."""
    if not mornings:
        return sa.literal(first)
    middle = len(mornings) // 2
    return sa.case(
        (instant >= mornings[middle], _mornings_since(instant, mornings[:middle], first)),
        else_=_mornings_since(instant, mornings[middle + 1 :], first + middle + 1),
    )
