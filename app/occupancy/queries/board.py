"""What the board of all workplaces reads: counters, confirmations, and a mark of change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.booking.models import Booking, BookingState, WorkplaceDay
from app.booking.queries.availability import Count, DayCounts, counts_on
from app.booking.rules.places import Places, WorkplaceFacts
from app.core import clock
from app.core.db import connection
from app.core.half import Half, Part
from app.occupancy.rules.board import HalfCount, Tile, fuller, make_tile, moment_of

_confirmed = (
    sa.select(Booking.workplace_id, Booking.part, sa.func.count())
    .where(
        Booking.day == sa.bindparam("day"),
        Booking.state == BookingState.ACTIVE,
        Booking.is_confirmed,
    )
    .group_by(Booking.workplace_id, Booking.part)
)
_versions = (
    sa.select(WorkplaceDay.workplace_id, WorkplaceDay.version)
    .where(WorkplaceDay.day == sa.bindparam("day"))
    .order_by(WorkplaceDay.workplace_id)
)

Confirmed = dict[tuple[int, Half], int]


@dataclass(frozen=True)
class HeatCell:
    """How full a workplace is on a day, in the half that was asked for or in the fuller one."""

    day: date
    half: Half
    count: HalfCount


@dataclass(frozen=True)
class HeatRow:
    """A workplace's cells, day by day."""

    workplace: WorkplaceFacts
    cells: list[HeatCell]


def board(day: date, known: Places) -> list[Tile]:
    """Return every workplace's tile in the order of their names; two queries."""
    counts = counts_on([day], known.workplaces)
    confirmed = confirmed_on(day)
    now = clock.wall()
    return [
        make_tile(
            workplace,
            day,
            now,
            *(
                _half_count(counts[day, workplace.id].of(half), confirmed, workplace, half)
                for half in Half
            ),
        )
        for workplace in known.workplaces
    ]


def _half_count(
    count: Count, confirmed: Confirmed, workplace: WorkplaceFacts, half: Half
) -> HalfCount:
    return HalfCount(count.taken, confirmed.get((workplace.id, half), 0), count.cap)


def confirmed_on(day: date) -> Confirmed:
    """Return how many bookings were confirmed, by workplace and half; one query."""
    found: Confirmed = {}
    for workplace_id, part, number in connection().execute(_confirmed, {"day": day}):
        for half in part.halves:
            found[workplace_id, half] = found.get((workplace_id, half), 0) + number
    return found


def board_mark(day: date, known: Places) -> tuple[object, ...]:
    """Return what changes whenever the board of a day does; one query by the day's key.

    Bookings and confirmations raise the day's versions, limits the revision, and
    the words depend on where each workplace's clock stands.
    """
    now = clock.wall()
    versions = connection().execute(_versions, {"day": day}).all()
    moments = [moment_of(workplace, day, now).value for workplace in known.workplaces]
    return day, now.date(), known.revision, [tuple(row) for row in versions], moments


def heat(days: Iterable[date], known: Places, half: Half | None = None) -> list[HeatRow]:
    """Return how full each workplace is on these days; without a half in the fuller; one query."""
    wanted = list(days)
    counts = counts_on(wanted, known.workplaces)
    return [
        HeatRow(w, [_cell(day, counts[day, w.id], half) for day in wanted])
        for w in known.workplaces
    ]


def _cell(day: date, counts: DayCounts, half: Half | None) -> HeatCell:
    by_half = {h: HalfCount(counts.of(h).taken, 0, counts.of(h).cap) for h in Part.DAY.halves}
    if half is None:
        chosen = fuller(by_half[Half.AM], by_half[Half.PM])
        half = Half.AM if chosen is by_half[Half.AM] else Half.PM
    return HeatCell(day, half, by_half[half])
