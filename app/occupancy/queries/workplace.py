"""A workplace's desks in a half-day, each with its state; of whom holds them nothing is read."""

from datetime import date

import sqlalchemy as sa

from app.booking.models import Booking, Slot
from app.booking.rules.places import WorkplaceFacts
from app.core.db import connection
from app.core.half import Half
from app.occupancy.rules.desks import WorkplaceOn, workplace_on

_held = (
    sa.select(Slot.desk_id, Booking.is_confirmed)
    .join(Booking, Booking.id == Slot.booking_id)
    .where(
        Slot.workplace_id == sa.bindparam("workplace"),
        Slot.day == sa.bindparam("day"),
        Slot.half == sa.bindparam("half"),
    )
)


def desks_on(workplace: WorkplaceFacts, day: date, half: Half) -> WorkplaceOn:
    """Return every desk's state in a half-day, without names; one query."""
    key = {"workplace": workplace.id, "day": day, "half": half}
    held = {row.desk_id: row.is_confirmed for row in connection().execute(_held, key)}
    return workplace_on(workplace, day, half, held)
