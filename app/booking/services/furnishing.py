"""Desks are set up in bulk, arranged in their room, and changed one by one."""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.booking.models import Desk
from app.booking.queries.rooms import known_codes
from app.booking.rules.needs import Need, write_needs
from app.booking.rules.places import DeskFacts, RoomFacts, WorkplaceFacts
from app.booking.rules.rooms import (
    MOST_DESKS,
    DeskOrder,
    RoomRefusal,
    Spot,
    arrangement,
    code_refusals,
    kept_refusals,
    lay_out,
    spot_refusals,
)
from app.booking.services.turns import changing, held_room
from app.core import audit
from app.core.db import command, connection
from app.core.errors import Reason, Refused

_by_id = sa.update(Desk).where(Desk.id == sa.bindparam("b_id"))


@command
def add_desks(
    workplace: WorkplaceFacts, room_id: int, orders: Sequence[DeskOrder], *, by: Actor
) -> int:
    """Set up desks in rows beside those that stand in a room; return how many.

    All or none: Refused with every reason, each with its line. A desk that was retired
    from this workplace comes back under its code, with its past.
    """
    authorize(by, Permission.EDIT_PLACES, workplace)
    with changing(workplace.id):
        room = held_room(workplace, room_id)
        known = _checked(workplace, orders)
        rows = [
            {
                "code": order.code,
                "room_id": room.id,
                "workplace_id": workplace.id,
                "x_m": x,
                "y_m": y,
                "equipment": "|".join(order.equipment),
                "is_accessible": order.is_accessible,
                "kept_for": write_needs(order.kept_for),
                "is_active": True,
            }
            for order, (x, y) in zip(orders, _corners(room, len(orders)), strict=True)
        ]
        back = [row | {"b_id": known[row["code"]].desk_id} for row in rows if row["code"] in known]
        _write([row for row in rows if row["code"] not in known], back)
    after = {"codes": [order.code for order in orders]}
    audit.record(by.id, "add_desks", "room", room_id, after=after)
    return len(orders)


@command
def check_desks(
    workplace: WorkplaceFacts, room_id: int, orders: Sequence[DeskOrder], *, by: Actor
) -> None:
    """Say what `add_desks` would refuse, and write nothing; Refused as there."""
    authorize(by, Permission.EDIT_PLACES, workplace)
    room = held_room(workplace, room_id)
    _checked(workplace, orders)
    _corners(room, len(orders))


def _checked(workplace: WorkplaceFacts, orders: Sequence[DeskOrder]) -> dict[str, Any]:
    """Return the desks that have these codes already, all retired; Refused with every reason."""
    if not 0 < len(orders) <= MOST_DESKS:
        code = RoomRefusal.TOO_MANY_DESKS if orders else RoomRefusal.NO_DESKS
        raise Refused([Reason(code, {"most": MOST_DESKS})])
    known = known_codes({order.code for order in orders})
    reasons = code_refusals((order.code, order.line) for order in orders)
    for order in orders:
        there = known.get(order.code)
        if there and (there.is_active or there.workplace_id != workplace.id):
            reasons.append(_taken(workplace, order.code, there, order.line))
    reasons += kept_refusals(orders)
    if reasons:
        raise Refused(reasons)
    return known


@command
def arrange_desks(
    workplace: WorkplaceFacts, room_id: int, spots: Sequence[Spot], *, seen: str, by: Actor
) -> None:
    """Write down where a room's desks stand and how they are called.

    `seen` stands for the room as it was opened (rules/rooms.arrangement): Refused if
    somebody changed it since, and with every desk that cannot stand where it was put.
    """
    authorize(by, Permission.EDIT_PLACES, workplace)
    with changing(workplace.id):
        room = held_room(workplace, room_id)
        before = _spots(room.desks)
        if arrangement(before) != seen:
            raise Refused([Reason(RoomRefusal.CHANGED_MEANWHILE)])
        if {spot.desk_id for spot in spots} != {spot.desk_id for spot in before}:
            raise Refused([Reason(RoomRefusal.DESK_GONE)])
        reasons = code_refusals((spot.code, None) for spot in spots)
        reasons += _taken_by_others(workplace, spots)
        reasons += spot_refusals(spots, room.width_m, room.depth_m)
        if reasons:
            raise Refused(reasons)
        _place(spots, before)
    words = {str(spot.desk_id): [spot.code, spot.x_m, spot.y_m] for spot in spots}
    was = {str(spot.desk_id): [spot.code, spot.x_m, spot.y_m] for spot in before}
    changed = {key for key in words if words[key] != was[key]}
    audit.record(
        by.id,
        "arrange_desks",
        "room",
        room_id,
        before={key: was[key] for key in sorted(changed)},
        after={key: words[key] for key in sorted(changed)},
    )


@command
def change_desk(
    workplace: WorkplaceFacts, desk: DeskFacts, order: DeskOrder, room_id: int, *, by: Actor
) -> None:
    """Change what a desk is called and has, or put it into another room of its workplace."""
    authorize(by, Permission.EDIT_PLACES, workplace)
    with changing(workplace.id):
        room = held_room(workplace, room_id)
        reasons = code_refusals([(order.code, None)])
        reasons += _taken_by_others(workplace, [Spot(desk.id, order.code, desk.x_m, desk.y_m)])
        reasons += kept_refusals([order])
        if reasons:
            raise Refused(reasons)
        values: dict[str, Any] = {
            "code": order.code,
            "equipment": "|".join(order.equipment),
            "is_accessible": order.is_accessible,
            "kept_for": write_needs(order.kept_for),
        }
        if desk.id not in {standing.id for standing in room.desks}:
            ((x, y),) = _corners(room, 1)
            values |= {"room_id": room.id, "x_m": x, "y_m": y}
        _write([], [values | {"b_id": desk.id}])
    before = {
        "code": desk.code,
        "equipment": "|".join(desk.equipment),
        "is_accessible": desk.is_accessible,
        "kept_for": write_needs(desk.kept_for - {Need.ACCESSIBLE}),
        "room_id": desk.room_id,
    }
    audit.record(by.id, "change_desk", "desk", desk.id, before=before, after=values)


def _corners(room: RoomFacts, count: int) -> list[tuple[float, float]]:
    """Return free places in a room; Refused when there are too few."""
    taken = [(desk.x_m, desk.y_m) for desk in room.desks]
    corners = lay_out(count, room.width_m, room.depth_m, taken)
    if len(corners) < count:
        facts = {"room": room.name, "fits": len(corners), "wanted": count}
        raise Refused([Reason(RoomRefusal.TOO_SMALL, facts)])
    return corners


def _spots(desks: Collection[DeskFacts]) -> list[Spot]:
    return [Spot(desk.id, desk.code, desk.x_m, desk.y_m) for desk in desks]


def _taken_by_others(workplace: WorkplaceFacts, spots: Sequence[Spot]) -> list[Reason]:
    """Return which codes belong to desks that are not among these, retired ones included."""
    ours = {spot.desk_id for spot in spots}
    known = known_codes({spot.code for spot in spots})
    return [
        _taken(workplace, code, there, None)
        for code, there in sorted(known.items())
        if there.desk_id not in ours
    ]


def _taken(workplace: WorkplaceFacts, code: str, there: Any, line: int | None) -> Reason:
    if there.workplace_id == workplace.id:
        facts = {"code": code, "room": there.room, "line": line}
        return Reason(RoomRefusal.CODE_HERE, facts)
    facts = {"code": code, "workplace": there.workplace, "line": line}
    return Reason(RoomRefusal.CODE_ELSEWHERE, facts)


def _place(spots: Sequence[Spot], before: Sequence[Spot]) -> None:
    was = {spot.desk_id: spot for spot in before}
    moved = [spot for spot in spots if spot != was[spot.desk_id]]
    if renamed := [spot for spot in moved if spot.code != was[spot.desk_id].code]:
        # Two desks may exchange their codes: each lets go of its own first.
        _write([], [{"b_id": spot.desk_id, "code": f"#{spot.desk_id}"} for spot in renamed])
    rows = [
        {"b_id": spot.desk_id, "code": spot.code, "x_m": spot.x_m, "y_m": spot.y_m}
        for spot in moved
    ]
    _write([], rows)


def _write(new: Sequence[dict[str, Any]], changed: Sequence[dict[str, Any]]) -> None:
    try:
        if new:
            connection().execute(sa.insert(Desk), new)
        if changed:
            connection().execute(_by_id, changed)
    except IntegrityError as error:
        # Another workplace was faster: codes are unique in the whole city.
        raise Refused([Reason(RoomRefusal.CODE_TAKEN_NOW)]) from error
