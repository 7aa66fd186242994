"""What the screens on walls read: counts, slots without their people, and a number of change."""

from datetime import date, datetime

import sqlalchemy as sa

from app.booking.models import WorkplaceDay
from app.booking.queries.availability import counts_on, day_version, taken_halves
from app.booking.rules.places import Places, WorkplaceFacts
from app.core.db import connection
from app.core.half import Half
from app.occupancy.rules.board import HalfCount, Tile, make_tile
from app.occupancy.rules.wall import Wall, wall_of

_versions = sa.select(sa.func.sum(WorkplaceDay.version)).where(
    WorkplaceDay.day == sa.bindparam("day")
)


def version_on(day: date, workplace: WorkplaceFacts | None) -> int:
    """Return the number that changes with every booking of a day, here or anywhere."""
    if workplace is not None:
        return day_version(workplace.id, day)
    return connection().execute(_versions, {"day": day}).scalar() or 0


def wall(workplace: WorkplaceFacts, now: datetime) -> Wall:
    """Return the screen of one workplace at an Italian wall-clock time; one query."""
    day = now.date()
    return wall_of(workplace, day, now, taken_halves(workplace.id, day))


def tiles_now(known: Places, now: datetime) -> list[Tile]:
    """Return every workplace in the order of their names; one query."""
    day = now.date()
    counts = counts_on([day], known.workplaces)
    tiles = []
    for workplace in known.workplaces:
        am, pm = (
            HalfCount(count.taken, 0, count.cap)
            for count in (counts[day, workplace.id].of(half) for half in Half)
        )
        tiles.append(make_tile(workplace, day, now, am, pm))
    return tiles
