"""Where a desk stands, read straight from the tables: retired desks and places too."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from app.booking.models import Desk, Floor, Room, Workplace
from app.booking.queries.places import desk_label
from app.core.db import connection

_where = (
    sa.select(
        Desk.id,
        Desk.code,
        Desk.equipment,
        Desk.is_accessible,
        Room.name.label("room"),
        Floor.number,
        Workplace.code.label("workplace_code"),
        Workplace.name,
        Workplace.address,
        Workplace.guest_note,
        Workplace.house_rules,
    )
    .join(Room, Room.id == Desk.room_id)
    .join(Floor, Floor.id == Room.floor_id)
    .join(Workplace, Workplace.id == Desk.workplace_id)
)


@dataclass(frozen=True)
class Standing:
    """A desk with its room, floor and workplace, in names."""

    desk: str
    equipment: tuple[str, ...]
    is_accessible: bool
    room: str
    floor: int
    workplace_code: str
    workplace: str
    address: str
    guest_note: str
    house_rules: str


def standings(desk_ids: Collection[int]) -> dict[int, Standing]:
    """Return each desk's standing by its id, in one query; none for no desks."""
    if not desk_ids:
        return {}
    rows = connection().execute(_where.where(Desk.id.in_(desk_ids)))
    return {
        row.id: Standing(
            desk_label(row.code, row.workplace_code),
            tuple(filter(None, row.equipment.split("|"))),
            row.is_accessible,
            row.room,
            row.number,
            row.workplace_code,
            row.name,
            row.address,
            row.guest_note,
            row.house_rules,
        )
        for row in rows
    }
