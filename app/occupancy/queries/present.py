"""Who holds a desk in a half-day: the one list with names, for a workplace's emergency staff."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.auth.models import User
from app.booking.models import Booking, Desk, Floor, Room, Slot
from app.booking.queries.places import desk_label
from app.booking.rules.places import WorkplaceFacts
from app.core.db import connection
from app.core.half import Half

_present = (
    sa.select(
        User.surname,
        User.given_name,
        Desk.code,
        Room.name,
        Floor.number,
        Booking.is_confirmed,
    )
    .select_from(Slot)
    .join(Booking, Booking.id == Slot.booking_id)
    .join(User, User.id == Slot.user_id)
    # Straight from the tables: who sits at a retired desk must be found too.
    .join(Desk, Desk.id == Slot.desk_id)
    .join(Room, Room.id == Desk.room_id)
    .join(Floor, Floor.id == Room.floor_id)
    .where(
        Slot.workplace_id == sa.bindparam("workplace"),
        Slot.day == sa.bindparam("day"),
        Slot.half == sa.bindparam("half"),
    )
    .order_by(User.surname, User.given_name, Desk.code)
)


@dataclass(frozen=True)
class Present:
    """A person who booked a desk for a half-day, where it is, and whether they confirmed."""

    surname: str
    given_name: str
    desk: str
    room: str
    floor: int
    is_confirmed: bool


def present_in(workplace: WorkplaceFacts, day: date, half: Half) -> list[Present]:
    """Return who holds a desk, by surname; one query."""
    key = {"workplace": workplace.id, "day": day, "half": half}
    return [
        Present(
            row.surname,
            row.given_name,
            desk_label(row.code, workplace.code),
            row.name,
            row.number,
            row.is_confirmed,
        )
        for row in connection().execute(_present, key)
    ]
