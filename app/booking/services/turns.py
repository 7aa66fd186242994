"""Hold one workplace still while its rooms and desks change."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from app.booking.models import WorkplaceDay
from app.booking.queries.rooms import find_room
from app.booking.rules.places import RoomFacts, WorkplaceFacts
from app.booking.rules.rooms import RoomRefusal
from app.booking.services.days import lock_days, lock_workplace, refresh_caps
from app.core import clock
from app.core.db import connection, db, raise_revision
from app.core.errors import Reason, Refused


@contextmanager
def changing(workplace_id: int) -> Iterator[None]:
    """Take a workplace's turn; afterwards every process knows, and open days have their caps.

    It stands inside a command: what is within is kept or undone with the rest of it.
    """
    lock_workplace(workplace_id)
    yield
    db.session.flush()
    raise_revision()
    refresh_caps(workplace_id, clock.today())


def wait_for_bookings(workplace_id: int) -> None:
    """Let those who book there now finish, and others wait: they find it as we leave it."""
    lock_workplace(workplace_id)
    days = connection().scalars(
        sa.select(WorkplaceDay.day).where(
            WorkplaceDay.workplace_id == workplace_id, WorkplaceDay.day >= clock.today()
        )
    )
    lock_days([(day, workplace_id) for day in days])


def held_room(workplace: WorkplaceFacts, room_id: int) -> RoomFacts:
    """Return a room as it is now; Refused when it is gone."""
    room = find_room(workplace.id, room_id, workplace.code)
    if room is None:
        raise Refused([Reason(RoomRefusal.ROOM_GONE)])
    return room
