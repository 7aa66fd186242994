"""The rooms of a workplace as they are furnished, those without desks included."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.auth.rules import read_codes
from app.booking.models import Desk, Floor, Room, RoomPicture, Workplace
from app.booking.queries.places import desk_label
from app.booking.rules.places import EQUIPMENT, DeskFacts, PictureFacts, RoomFacts
from app.core.db import connection


@dataclass(frozen=True)
class RoomLine:
    """A room in the list of a workplace's rooms."""

    id: int
    floor: int
    name: str
    width_m: float | None
    depth_m: float | None
    has_picture: bool
    desks: int


@dataclass(frozen=True)
class KnownCode:
    """A desk that has a code already."""

    desk_id: int
    workplace_id: int
    workplace: str
    room: str
    is_active: bool


@dataclass(frozen=True)
class Picture:
    """A plan as it is sent to a browser."""

    content: bytes
    media_type: str


_rooms = (
    sa.select(
        Room.id,
        Floor.number.label("floor"),
        Room.name,
        Room.width_m,
        Room.depth_m,
        RoomPicture.sha256,
        RoomPicture.media_type,
    )
    .join(Floor, Floor.id == Room.floor_id)
    .outerjoin(RoomPicture, RoomPicture.room_id == Room.id)
    .where(Floor.workplace_id == sa.bindparam("workplace_id"))
    .order_by(Floor.number, Room.name, Room.id)
)
_desks = sa.select(Desk.__table__).where(Desk.is_active).order_by(Desk.code)


def rooms_of(workplace_id: int) -> list[RoomLine]:
    """Return a workplace's rooms by floor and name, with how many desks in use each has."""
    run = connection().execute
    counted = dict(
        run(
            sa.select(Desk.room_id, sa.func.count())
            .where(Desk.workplace_id == workplace_id, Desk.is_active)
            .group_by(Desk.room_id)
        ).all()
    )
    return [
        RoomLine(
            row.id,
            row.floor,
            row.name,
            row.width_m,
            row.depth_m,
            row.sha256 is not None,
            counted.get(row.id, 0),
        )
        for row in run(_rooms, {"workplace_id": workplace_id})
    ]


def find_room(workplace_id: int, room_id: int, workplace_code: str) -> RoomFacts | None:
    """Return a room of this workplace with its desks in use, or None."""
    found = _rooms.where(Room.id == room_id)
    row = connection().execute(found, {"workplace_id": workplace_id}).first()
    if row is None:
        return None
    desks = connection().execute(_desks.where(Desk.room_id == room_id))
    return RoomFacts(
        row.id,
        row.floor,
        row.name,
        tuple(_desk(desk, workplace_code) for desk in desks),
        row.width_m,
        row.depth_m,
        PictureFacts(row.sha256, row.media_type) if row.sha256 else None,
    )


def _desk(row: Any, workplace_code: str) -> DeskFacts:
    owned = row.equipment.split("|")
    return DeskFacts(
        row.id,
        row.code,
        desk_label(row.code, workplace_code),
        row.room_id,
        row.x_m,
        row.y_m,
        tuple(item for item in EQUIPMENT if item in owned),
        row.is_accessible,
        read_codes(row.kept_for),
    )


def known_codes(codes: Collection[str]) -> dict[str, KnownCode]:
    """Return the desks that have these codes, here or anywhere, retired ones included."""
    rows = connection().execute(
        sa.select(
            Desk.code,
            Desk.id,
            Desk.workplace_id,
            Workplace.name.label("workplace"),
            Room.name.label("room"),
            Desk.is_active,
        )
        .join(Workplace, Workplace.id == Desk.workplace_id)
        .join(Room, Room.id == Desk.room_id)
        .where(Desk.code.in_(list(codes)))
    )
    return {
        row.code: KnownCode(row.id, row.workplace_id, row.workplace, row.room, row.is_active)
        for row in rows
    }


def retired_desks(room_id: int) -> dict[int, str]:
    """Return the codes, by id, of desks that once stood in a room: their bookings are kept."""
    found = sa.select(Desk.id, Desk.code).where(Desk.room_id == room_id, ~Desk.is_active)
    return dict(connection().execute(found.order_by(Desk.code)).all())


def is_shared(workplace_id: int, letters: str) -> bool:
    """Return True when a desk of another workplace has a code that begins so."""
    found = sa.select(Desk.id).where(
        Desk.workplace_id != workplace_id, Desk.code.startswith(letters, autoescape=True)
    )
    return connection().execute(found.limit(1)).first() is not None


def find_picture(room_id: int, sha256: str) -> Picture | None:
    """Return the plan of a room if it is still this one."""
    row = connection().execute(
        sa.select(RoomPicture.content, RoomPicture.media_type).where(
            RoomPicture.room_id == room_id, RoomPicture.sha256 == sha256
        )
    )
    found = row.first()
    return Picture(found.content, found.media_type) if found else None
