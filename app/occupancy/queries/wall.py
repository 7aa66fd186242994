"""What the screen on a workplace's wall reads: its slots without their people, and a mark."""

from datetime import datetime

from app.booking.queries.availability import day_version, taken_halves
from app.booking.rules.places import WorkplaceFacts
from app.occupancy.rules.board import moment_of
from app.occupancy.rules.wall import Wall, wall_of


def wall(workplace: WorkplaceFacts, now: datetime) -> Wall:
    """Return a workplace's screen at an Italian wall-clock time; one query."""
    day = now.date()
    return wall_of(workplace, day, now, taken_halves(workplace.id, day))


def workplace_mark(workplace: WorkplaceFacts, now: datetime, revision: int) -> tuple[object, ...]:
    """Return what changes whenever a workplace's screen does; one point select."""
    day = now.date()
    version = day_version(workplace.id, day)
    return day, revision, version, moment_of(workplace, day, now).value
