"""Compare the totals of past days and months with the bookings."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.booking.models import DayTotal, DeskTotal, OriginTotal, Workplace
from app.booking.queries.recount import HalfCount, recount
from app.booking.queries.totals import day_totals
from app.core.db import connection


def total_problems() -> Iterator[str]:
    """Yield one line for each half-day and month whose total is not what the bookings say."""
    select = sa.select(sa.func.min(DayTotal.day), sa.func.max(DayTotal.day))
    first, last = connection().execute(select).one()
    if first is None:
        return
    codes = dict(connection().execute(sa.select(Workplace.id, Workplace.code)).all())
    due = recount(first, last)
    held: dict[date, int] = {}
    for (day, _workplace, _half), count in due.items():
        month = day.replace(day=1)
        held[month] = held.get(month, 0) + count.booked
    for one in day_totals(first, last):
        stored = HalfCount(one.booked, one.confirmed, one.no_shows, one.cancelled, one.released)
        should = due.pop((one.day, one.workplace_id, one.half), HalfCount())
        if stored != should:
            where = f"{codes[one.workplace_id]} on {one.day} {one.half}"
            yield f"totals of {where}: {_words(stored)}; the bookings say {_words(should)}"
    for (day, workplace_id, half), should in due.items():
        where = f"{codes[workplace_id]} on {day} {half}"
        yield f"totals of {where}: {_words(HalfCount())}; the bookings say {_words(should)}"
    yield from _months(DeskTotal, held)
    yield from _months(OriginTotal, held)


def _months(model: Any, held: dict[date, int]) -> Iterator[str]:
    """Compare what a table counts in each month with the halves that were held then."""
    stored: dict[date, int] = dict(
        connection()
        .execute(sa.select(model.month, sa.func.sum(model.halves)).group_by(model.month))
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
