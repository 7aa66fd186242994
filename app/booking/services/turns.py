"""Hold one workplace still while its rooms and desks change."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from app.booking.models import WorkplaceDay
from app.booking.queries.places import current_revision, places
from app.booking.queries.rooms import find_room
from app.booking.queries.waiting import days_to_serve
from app.booking.rules.places import RoomFacts, WorkplaceFacts
from app.booking.rules.rooms import RoomRefusal
from app.booking.services.days import lock_days, lock_workplace, open_day, refresh_caps
from app.core import clock
from app.core.db import connection, db, raise_revision
from app.core.errors import Reason, Refused


@contextmanager
def changing(workplace_id: int) -> Iterator[None]:
    """Take a workplace's turn; afterwards every process knows, and open days have their caps.

    It stands inside a command: what is within is kept or undone with the rest of it.
    """
    lock_workplace(workplace_id)
    if places(current_revision()).by_id.get(workplace_id):
        # Whoever waits for a day that nobody has booked yet is called, too.
        for day in days_to_serve():
            open_day(workplace_id, day)
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
