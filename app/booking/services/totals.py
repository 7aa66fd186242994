"""Count past days and months once, so that no page has to read years of bookings.

Each month is deleted and written again in one transaction: a job that stops
half-way leaves whole months, and running it again changes nothing.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.models import User
from app.auth.permissions import Permission, authorize
from app.booking.models import (
    Booking,
    BookingState,
    CommuteTotal,
    DayTotal,
    DeskTotal,
    LeadTotal,
    OriginTotal,
    WorkplaceDay,
)
from app.booking.queries.places import places
from app.booking.queries.recount import HalfCount, recount
from app.booking.queries.retention import forgotten_until
from app.booking.queries.totals import last_total
from app.booking.rules.retention import last_of_month
from app.core import clock
from app.core.calendar import is_working_day
from app.core.db import command, connection, is_postgresql
from app.core.half import Half, Part
from app.pola.models import PlannedHalf
from app.pola.queries.commutes import commute_halves

# Nobody books so many years ahead: the summer times of these are enough.
YEARS_AHEAD = 2

_HALVES = sa.func.sum(sa.case((Booking.part == Part.DAY, 2), else_=1))
_IS_HELD = Booking.state == BookingState.ACTIVE
_lock = sa.text("LOCK TABLE day_totals IN SHARE ROW EXCLUSIVE MODE")


def rebuild_totals(first: date, last: date, *, by: Actor) -> list[date]:
    """Count the months from first to last again, until yesterday; return their first days.

    Days before the oldest booking keep what was counted of them, and so do months of
    which bookings were forgotten. Several may do it at once. Each month is a
    transaction of its own, except in a caller's transaction.
    """
    authorize(by, Permission.COUNT_TOTALS)
    oldest = _oldest_day()
    if oldest is None:
        return []
    months = _months(max(first, oldest), min(last, _yesterday()))
    return [month for month in months if count_month(month, by=by)]


def keep_totals(*, by: Actor) -> list[date]:
    """Count the days since the last one that was counted; return the months it took.

    Each month is a transaction of its own, except in a caller's transaction.
    """
    authorize(by, Permission.COUNT_TOTALS)
    yesterday = _yesterday()
    return rebuild_totals(min(last_total() or date.min, yesterday), yesterday, by=by)


def _yesterday() -> date:
    return clock.today() - timedelta(days=1)


def _oldest_day() -> date | None:
    """Return the first day of which anything is known."""
    found = connection().execute(
        sa.select(
            sa.select(sa.func.min(Booking.day)).scalar_subquery(),
            sa.select(sa.func.min(PlannedHalf.day)).scalar_subquery(),
        )
    )
    return min((day for day in found.one() if day is not None), default=None)


def _months(first: date, last: date) -> Iterator[date]:
    """Yield the first day of every month that these days touch."""
    month = first.replace(day=1)
    while first <= last and month <= last:
        yield month
        month = last_of_month(month) + timedelta(days=1)


def lock_totals() -> None:
    """Let nobody else count until the caller's transaction ends; all may read."""
    if is_postgresql():
        # SQLite lets one command write at a time anyway.
        connection().execute(_lock)


@command
def count_month(month: date, *, by: Actor) -> bool:
    """Delete a month's totals and write them again, one process at a time.

    Returns False and leaves them alone once bookings of the month were forgotten:
    they could only be counted as fewer people, or not at all.
    """
    authorize(by, Permission.COUNT_TOTALS)
    lock_totals()
    if month <= forgotten_until().people:
        return False
    _write_month(month)
    return True


def _write_month(month: date) -> None:
    last = min(last_of_month(month), _yesterday())
    run = connection().execute
    run(sa.delete(DayTotal).where(DayTotal.day.between(month, last_of_month(month))))
    for model in (DeskTotal, OriginTotal, LeadTotal, CommuteTotal):
        run(sa.delete(model).where(model.month == month))
    if days := _days(month, last):
        run(sa.insert(DayTotal), days)
    is_in_month = Booking.day.between(month, last)
    run(
        sa.insert(DeskTotal).from_select(
            ["month", "desk_id", "halves"],
            sa.select(_first(month), Booking.desk_id, _HALVES)
            .where(is_in_month, _IS_HELD)
            .group_by(Booking.desk_id),
        )
    )
    _write_origins(month, is_in_month)
    _write_leads(month, is_in_month)
    ways = [vars(one) | {"month": month} for one in commute_halves(month, last)]
    if ways:
        run(sa.insert(CommuteTotal), ways)


def _first(month: date) -> Any:
    return sa.literal(month, sa.Date())


def _days(first: date, last: date) -> list[dict[str, Any]]:
    """Return the rows of each working day and each day with bookings."""
    counts = recount(first, last)
    known = places()
    opened = dict(
        connection()
        .execute(
            sa.select(WorkplaceDay.workplace_id, sa.func.min(WorkplaceDay.day)).group_by(
                WorkplaceDay.workplace_id
            )
        )
        .all()
    )
    keys = set(counts)
    day = first
    while day <= last:
        if is_working_day(day, known.subdivision):
            keys |= {
                (day, workplace, half)
                for workplace, since in opened.items()
                if workplace in known.by_id and since <= day
                for half in Half
            }
        day += timedelta(days=1)
    caps = _caps(first, last)
    rows = []
    for day, workplace_id, half in sorted(keys):
        facts = known.by_id.get(workplace_id)
        cap = caps.get((day, workplace_id), {}).get(half)
        if cap is None:
            # Nobody booked there, so the day has no row: the limits say what it would hold.
            cap = facts.capacity(day, half) if facts else 0
        desks = facts.working_desks(day) if facts else 0
        count = counts.get((day, workplace_id, half), HalfCount())
        key = {"day": day, "workplace_id": workplace_id, "half": half}
        # Desks that have been retired since were lent then.
        rows.append(key | {"desks": max(desks, cap), "cap": cap} | vars(count))
    return rows


def _caps(first: date, last: date) -> dict[tuple[date, int], dict[Half, int]]:
    """Return how many desks could be taken, of the days that were ever opened."""
    found: dict[tuple[date, int], dict[Half, int]] = defaultdict(dict)
    rows = connection().execute(
        sa.select(
            WorkplaceDay.day, WorkplaceDay.workplace_id, WorkplaceDay.cap_am, WorkplaceDay.cap_pm
        ).where(WorkplaceDay.day.between(first, last))
    )
    for row in rows:
        found[row.day, row.workplace_id] = {Half.AM: row.cap_am, Half.PM: row.cap_pm}
    return found


def _write_origins(month: date, is_in_month: Any) -> None:
    area = sa.func.coalesce(User.area_code, sa.literal_column("''"))
    connection().execute(
        sa.insert(OriginTotal).from_select(
            ["month", "workplace_id", "area_code", "people", "halves"],
            sa.select(
                _first(month),
                Booking.workplace_id,
                area,
                sa.func.count(sa.distinct(Booking.user_id)),
                _HALVES,
            )
            .join(User, User.id == Booking.user_id)
            .where(is_in_month, _IS_HELD)
            .group_by(Booking.workplace_id, area),
        )
    )


def _write_leads(month: date, is_in_month: Any) -> None:
    """Count every booking of the month, also those that were cancelled later."""
    each = (
        sa.select(Booking.workplace_id, _days_ahead(month.year).label("days_ahead"))
        .where(is_in_month)
        .subquery()
    )
    connection().execute(
        sa.insert(LeadTotal).from_select(
            ["month", "workplace_id", "days_ahead", "bookings"],
            sa.select(
                _first(month), each.c.workplace_id, each.c.days_ahead, sa.func.count()
            ).group_by(each.c.workplace_id, each.c.days_ahead),
        )
    )


def _days_ahead(year: int) -> Any:
    """Return the days from the one on which a booking was made, in Italy, to its own."""
    made = Booking.created_at
    if is_postgresql():
        local = sa.func.timezone(clock.ROME.key, made)
        return sa.type_coerce(Booking.day - sa.cast(local, sa.Date()), sa.Integer())
    summers = [_summer(one) for one in range(year - YEARS_AHEAD, year + 1)]
    is_summer = sa.or_(*(sa.and_(made >= begins, made < ends) for begins, ends in summers))
    offset = sa.case((is_summer, "+2 hours"), else_="+1 hour")
    days = sa.func.julianday(Booking.day) - sa.func.julianday(sa.func.date(made, offset))
    return sa.cast(days, sa.Integer())


def _summer(year: int) -> tuple[datetime, datetime]:
    """Return when summer time begins and ends: 01:00 UTC of two last Sundays (2000/84/EC)."""
    begins, ends = (datetime(year, month, 31, 1, tzinfo=UTC) for month in (3, 10))
    return begins - timedelta(days=begins.isoweekday() % 7), ends - timedelta(
        days=ends.isoweekday() % 7
    )
