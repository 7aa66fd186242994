"""Rooms are added, renamed, measured, drawn and removed; empty floors go with them."""

import hashlib
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.booking.models import Desk, Floor, Room, RoomPicture
from app.booking.queries.rooms import retired_desks
from app.booking.rules.pictures import CleanPicture
from app.booking.rules.places import RoomFacts, WorkplaceFacts
from app.booking.rules.rooms import RoomRefusal, is_inside, lay_out
from app.booking.services.turns import changing, held_room
from app.core import audit, clock
from app.core.db import command, connection
from app.core.errors import Reason, Refused


@command
def add_room(
    workplace: WorkplaceFacts,
    floor: int,
    name: str,
    *,
    by: Actor,
    width_m: float | None = None,
    depth_m: float | None = None,
) -> int:
    """Add a room, with its floor if that is new, and return its id; sizes in metres."""
    authorize(by, Permission.EDIT_PLACES, workplace)
    values = {"name": name, "width_m": width_m, "depth_m": depth_m}
    with changing(workplace.id):
        try:
            done = connection().execute(
                sa.insert(Room)
                .values(values | {"floor_id": _floor(workplace.id, floor)})
                .returning(Room.id)
            )
        except IntegrityError as error:
            raise _named_twice(name) from error
        room_id = done.scalar_one()
    audit.record(by.id, "add_room", "room", room_id, after=values | {"floor": floor})
    return room_id


@command
def change_room(
    workplace: WorkplaceFacts,
    room_id: int,
    floor: int,
    name: str,
    *,
    by: Actor,
    width_m: float | None = None,
    depth_m: float | None = None,
) -> int:
    """Rename a room, put it on another floor or measure it; return how many desks were moved.

    Desks that would stand outside are brought in; Refused when they find no place.
    """
    authorize(by, Permission.EDIT_PLACES, workplace)
    with changing(workplace.id):
        room = held_room(workplace, room_id)
        moved = _bring_in(room, width_m, depth_m)
        values = {"name": name, "width_m": width_m, "depth_m": depth_m}
        try:
            _update(room_id, values | {"floor_id": _floor(workplace.id, floor)})
        except IntegrityError as error:
            raise _named_twice(name) from error
        _drop_empty_floors(workplace.id)
    before = {name: getattr(room, name) for name in ("floor", "name", "width_m", "depth_m")}
    after = values | {"floor": floor, "desks_moved": moved}
    audit.record(by.id, "change_room", "room", room_id, before=before, after=after)
    return moved


@command
def remove_room(workplace: WorkplaceFacts, room_id: int, *, by: Actor) -> None:
    """Remove a room in which no desk stands or ever stood, and its floor if it was the last."""
    authorize(by, Permission.EDIT_PLACES, workplace)
    with changing(workplace.id):
        room = held_room(workplace, room_id)
        if room.desks:
            raise Refused([Reason(RoomRefusal.ROOM_HAS_DESKS, {"room": room.name})])
        if retired_desks(room_id):
            raise Refused([Reason(RoomRefusal.ROOM_HAS_PAST, {"room": room.name})])
        run = connection().execute
        run(sa.delete(RoomPicture).where(RoomPicture.room_id == room_id))
        run(sa.delete(Room).where(Room.id == room_id))
        _drop_empty_floors(workplace.id)
    before = {"floor": room.floor, "name": room.name}
    audit.record(by.id, "remove_room", "room", room_id, before=before)


@command
def draw_room(
    workplace: WorkplaceFacts, room_id: int, picture: CleanPicture, width_m: float, *, by: Actor
) -> int:
    """Lay a plan under a room's desks: from wall to wall it is `width_m` metres wide.

    The room gets the plan's proportions. Returns how many desks were brought inside.
    """
    authorize(by, Permission.EDIT_PLACES, workplace)
    depth_m = round(width_m * picture.height / picture.width, 2)
    sha256 = hashlib.sha256(picture.content).hexdigest()
    with changing(workplace.id):
        moved = _bring_in(held_room(workplace, room_id), width_m, depth_m)
        run = connection().execute
        run(sa.delete(RoomPicture).where(RoomPicture.room_id == room_id))
        row = {
            "room_id": room_id,
            "media_type": picture.media_type,
            "content": picture.content,
            "sha256": sha256,
            "uploaded_at": clock.now(),
        }
        run(sa.insert(RoomPicture), row)
        _update(room_id, {"width_m": width_m, "depth_m": depth_m})
    after = {"sha256": sha256, "width_m": width_m, "depth_m": depth_m, "desks_moved": moved}
    audit.record(by.id, "draw_room", "room", room_id, after=after)
    return moved


@command
def remove_drawing(workplace: WorkplaceFacts, room_id: int, *, by: Actor) -> None:
    """Take the plan away; the room keeps its size, and the desks their places."""
    authorize(by, Permission.EDIT_PLACES, workplace)
    with changing(workplace.id):
        room = held_room(workplace, room_id)
        connection().execute(sa.delete(RoomPicture).where(RoomPicture.room_id == room_id))
    before = {"sha256": room.picture.sha256 if room.picture else None}
    audit.record(by.id, "remove_drawing", "room", room_id, before=before)


def _bring_in(room: RoomFacts, width_m: float | None, depth_m: float | None) -> int:
    """Give desks that would stand outside a place inside; return how many."""
    inside = [d for d in room.desks if is_inside(d.x_m, d.y_m, width_m, depth_m)]
    outside = [d for d in room.desks if not is_inside(d.x_m, d.y_m, width_m, depth_m)]
    corners = lay_out(len(outside), width_m, depth_m, [(d.x_m, d.y_m) for d in inside])
    if len(corners) < len(outside):
        fits = len(inside) + len(corners)
        facts = {"room": room.name, "fits": fits, "wanted": len(room.desks)}
        raise Refused([Reason(RoomRefusal.TOO_SMALL, facts)])
    for desk, (x, y) in zip(outside, corners, strict=True):
        connection().execute(sa.update(Desk).where(Desk.id == desk.id).values(x_m=x, y_m=y))
    return len(outside)


def _floor(workplace_id: int, number: int) -> int:
    """Return the id of a floor, made if it is not there."""
    found = sa.select(Floor.id).where(Floor.workplace_id == workplace_id, Floor.number == number)
    known = connection().execute(found).scalar()
    if known is not None:
        return known
    row = {"workplace_id": workplace_id, "number": number}
    return connection().execute(sa.insert(Floor).values(row).returning(Floor.id)).scalar_one()


def _drop_empty_floors(workplace_id: int) -> None:
    connection().execute(
        sa.delete(Floor).where(
            Floor.workplace_id == workplace_id, Floor.id.not_in(sa.select(Room.floor_id))
        )
    )


def _update(room_id: int, values: Mapping[str, object]) -> None:
    connection().execute(sa.update(Room).where(Room.id == room_id).values(values))


def _named_twice(name: str) -> Refused:
    return Refused([Reason(RoomRefusal.ROOM_NAMED_TWICE, {"room": name})])
