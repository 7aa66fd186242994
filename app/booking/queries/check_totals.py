"""Compare the totals of past days and months with the bookings."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.booking.models import DayTotal, DeskTotal, OriginTotal, Workplace
from app.booking.queries.recount import HalfCount, recount
from app.booking.queries.retention import forgotten_until
from app.booking.queries.totals import day_totals
from app.core.db import connection


def total_problems() -> Iterator[str]:
    """Yield one line for each half-day and month whose total is not what the bookings say.

    Days whose bookings were deleted cannot be counted again: their months must still
    be the sum of their days.
    """
    select = sa.select(sa.func.min(DayTotal.day), sa.func.max(DayTotal.day))
    first, last = connection().execute(select).one()
    if first is not None:
        yield from _between(first, last)


def totals_agree(first: date, last: date) -> bool:
    """Return True if the totals of these whole months are just what the bookings say."""
    return next(_between(first, last), None) is None


def _between(first: date, last: date) -> Iterator[str]:
    codes = dict(connection().execute(sa.select(Workplace.id, Workplace.code)).all())
    gone = forgotten_until().bookings
    due = recount(max(first, gone + timedelta(days=1)), last)
    held: dict[date, int] = defaultdict(int)
    for (day, _workplace, _half), count in due.items():
        held[day.replace(day=1)] += count.booked
    for one in day_totals(first, last):
        if one.day <= gone:
            held[one.day.replace(day=1)] += one.booked
            continue
        stored = HalfCount(one.booked, one.confirmed, one.no_shows, one.cancelled, one.released)
        should = due.pop((one.day, one.workplace_id, one.half), HalfCount())
        if stored != should:
            where = f"{codes[one.workplace_id]} on {one.day} {one.half}"
            yield f"totals of {where}: {_words(stored)}; the bookings say {_words(should)}"
    for (day, workplace_id, half), should in due.items():
        where = f"{codes[workplace_id]} on {day} {half}"
        yield f"totals of {where}: {_words(HalfCount())}; the bookings say {_words(should)}"
    for model in (DeskTotal, OriginTotal):
        yield from _months(model, first.replace(day=1), last, held)


def _months(model: Any, first: date, last: date, held: Mapping[date, int]) -> Iterator[str]:
    """Compare what a table counts in each month with the halves that were held then."""
    stored: dict[date, int] = dict(
        connection()
        .execute(
            sa.select(model.month, sa.func.sum(model.halves))
            .where(model.month.between(first, last))
            .group_by(model.month)
        )
        .all()
    )
    for month in sorted(held.keys() | stored.keys()):
        counted, should = int(stored.get(month, 0)), held.get(month, 0)
        if counted != should:
            yield (
                f"totals of {month:%Y-%m}: {model.__tablename__} count {counted} halves,"
                f" the bookings say {should}"
            )


def _words(count: HalfCount) -> str:
    return ", ".join(f"{name.replace('_', '-')} {number}" for name, number in vars(count).items())
