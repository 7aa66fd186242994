"""What was counted of past days: a few rows for each, however many bookings there were."""

from collections.abc import Collection
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.booking.models import (
    CommuteTotal,
    DayTotal,
    Desk,
    DeskTotal,
    LeadTotal,
    OriginTotal,
    UnmetDemand,
)
from app.booking.rules.totals import DayTotalFacts, DeskTotalFacts, OriginFacts, UnmetFacts
from app.core.db import connection
from app.core.half import Half
from app.pola.rules.commute import BANDS, CommuteCount, Mode


def day_totals(
    first: date, last: date, workplace_ids: Collection[int] | None = None
) -> list[DayTotalFacts]:
    """Return the totals of the days from first to last, both included, by day.

    Holidays have none; nor have days before a workplace's first booking. Without
    workplaces those of all are returned.
    """
    select = sa.select(
        DayTotal.day,
        DayTotal.workplace_id,
        DayTotal.half,
        DayTotal.desks,
        DayTotal.cap,
        DayTotal.booked,
        DayTotal.confirmed,
        DayTotal.no_shows,
        DayTotal.cancelled,
        DayTotal.released,
    ).where(DayTotal.day.between(first, last))
    select = _at(select, DayTotal.workplace_id, workplace_ids)
    rows = connection().execute(select.order_by(DayTotal.day, DayTotal.workplace_id, DayTotal.half))
    return [DayTotalFacts(*row) for row in rows]


def last_total() -> date | None:
    """Return the last day that was counted, or None."""
    found: date | None = connection().execute(sa.select(sa.func.max(DayTotal.day))).scalar()
    return found


def desk_totals(
    first: date, last: date, workplace_ids: Collection[int] | None = None
) -> list[DeskTotalFacts]:
    """Return how often each desk was taken in the months from first to last.

    Desks that nobody took are there with 0, unless they are retired.
    """
    taken = (
        sa.select(DeskTotal.desk_id, sa.func.sum(DeskTotal.halves).label("halves"))
        .where(DeskTotal.month.between(first, last))
        .group_by(DeskTotal.desk_id)
        .subquery()
    )
    halves = sa.func.coalesce(taken.c.halves, 0)
    select = (
        sa.select(Desk.id, Desk.code, Desk.workplace_id, Desk.is_active, halves)
        .outerjoin(taken, taken.c.desk_id == Desk.id)
        .where(sa.or_(Desk.is_active, halves > 0))
        .order_by(Desk.code)
    )
    rows = connection().execute(_at(select, Desk.workplace_id, workplace_ids))
    return [
        DeskTotalFacts(row[0], row[1], row[2], is_active=row[3], halves=int(row[4])) for row in rows
    ]


def origin_totals(
    first: date, last: date, workplace_ids: Collection[int] | None = None
) -> list[OriginFacts]:
    """Return from where people came in the months from first to last; some cells are small."""
    select = sa.select(
        OriginTotal.month,
        OriginTotal.workplace_id,
        OriginTotal.area_code,
        OriginTotal.people,
        OriginTotal.halves,
    ).where(OriginTotal.month.between(first, last))
    select = _at(select, OriginTotal.workplace_id, workplace_ids)
    rows = connection().execute(
        select.order_by(OriginTotal.month, OriginTotal.workplace_id, OriginTotal.area_code)
    )
    return [OriginFacts(*row) for row in rows]


def lead_totals(
    first: date, last: date, workplace_ids: Collection[int] | None = None
) -> dict[int, int]:
    """Return how many bookings of these months were made how many days ahead."""
    select = (
        sa.select(LeadTotal.days_ahead, sa.func.sum(LeadTotal.bookings))
        .where(LeadTotal.month.between(first, last))
        .group_by(LeadTotal.days_ahead)
        .order_by(LeadTotal.days_ahead)
    )
    rows = connection().execute(_at(select, LeadTotal.workplace_id, workplace_ids))
    return {row[0]: int(row[1]) for row in rows}


def commute_totals(first: date, last: date) -> dict[date, list[CommuteCount]]:
    """Return the days without the usual way to the office, by month from first to last."""
    rows = connection().execute(
        sa.select(CommuteTotal.__table__)
        .where(CommuteTotal.month.between(first, last))
        .order_by(CommuteTotal.month, CommuteTotal.mode, CommuteTotal.band_km)
    )
    found: dict[date, list[CommuteCount]] = {}
    for row in rows:
        if row.mode in set(Mode) and row.band_km in BANDS:
            found.setdefault(row.month, []).append(
                CommuteCount(
                    Mode(row.mode),
                    row.band_km,
                    row.people,
                    row.home_halves / 2,
                    row.near_halves / 2,
                )
            )
    return found


def unmet_between(first: date, last: date) -> list[UnmetFacts]:
    """Return the searches that found nothing near, of the days from first to last."""
    rows = connection().execute(
        sa.select(UnmetDemand.day, UnmetDemand.half, UnmetDemand.area_code, UnmetDemand.searches)
        .where(UnmetDemand.day.between(first, last))
        .order_by(UnmetDemand.day, UnmetDemand.half, UnmetDemand.area_code)
    )
    return [UnmetFacts(*row) for row in rows]


def unmet_areas(first: date, last: date) -> dict[str, int]:
    """Return the searches of these days that found nothing near, by area."""
    rows = connection().execute(
        sa.select(UnmetDemand.area_code, sa.func.sum(UnmetDemand.searches))
        .where(UnmetDemand.day.between(first, last))
        .group_by(UnmetDemand.area_code)
    )
    return {code: int(searches) for code, searches in rows}


def unmet_halves(first: date, last: date) -> dict[tuple[date, Half], int]:
    """Return the searches of these days that found nothing near, by day and half."""
    rows = connection().execute(
        sa.select(UnmetDemand.day, UnmetDemand.half, sa.func.sum(UnmetDemand.searches))
        .where(UnmetDemand.day.between(first, last))
        .group_by(UnmetDemand.day, UnmetDemand.half)
    )
    return {(day, half): int(searches) for day, half, searches in rows}


def _at(select: Any, column: Any, workplace_ids: Collection[int] | None) -> Any:
    return select if workplace_ids is None else select.where(column.in_(sorted(workplace_ids)))
