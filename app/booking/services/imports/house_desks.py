"""The desks of one workplace from a file: looked at first, then brought in whole or not at all."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.booking.models import Desk, Floor, Room, Slot
from app.booking.rules.places import WorkplaceFacts
from app.booking.rules.rooms import RoomRefusal, Spot, lay_out, spot_refusals
from app.booking.services.imports import desks
from app.booking.services.imports.turns import booked_days, in_words
from app.booking.services.turns import changing
from app.core import audit
from app.core.db import command, connection
from app.core.tables.table import FileRefused, Row, Table, Tally
from app.core.tables.words import N_
from app.pola.services import uploads

# What a file of one workplace may leave out: Vicino knows the workplace, and finds places.
_MAY_MISS = {"workplace": None, "x_m": None, "y_m": None, "equipment": "", "is_accessible": False}
COLUMNS = tuple(
    replace(c, is_needed=False, may_be_empty=True, empty=_MAY_MISS[c.name])
    if c.name in _MAY_MISS
    else c
    for c in desks.COLUMNS
)
MOST_ROWS = 1000
_VALUES = ("x_m", "y_m", "equipment", "is_accessible", "kept_for")
_by_id = sa.update(Desk).where(Desk.id == sa.bindparam("b_id"))
_rooms = (
    sa.select(Room.id, Room.name, Room.width_m, Room.depth_m, Floor.number.label("floor"))
    .join(Floor, Floor.id == Room.floor_id)
    .where(Floor.workplace_id == sa.bindparam("workplace_id"))
)
# Floor and name.
_RoomName = tuple[int, str]


@dataclass
class _Found:
    """A file beside what is stored: the desks to write, and those that are not in it."""

    # By code, with places for those that the file gives none.
    wanted: dict[str, Row]
    stored: Mapping[str, Any]
    new: list[str]
    changed: list[str]
    gone: list[Any]

    def tally(self) -> Tally:
        unchanged = len(self.wanted) - len(self.new) - len(self.changed)
        return Tally(len(self.new), len(self.changed), unchanged, len(self.gone))


@command
def check_house_desks(
    table: Table, workplace: WorkplaceFacts, *, by: Actor, complete: bool = False
) -> Tally:
    """Return what `import_house_desks` would do, and write nothing; FileRefused as there."""
    authorize(by, Permission.EDIT_PLACES, workplace)
    return _compared(table, workplace, complete=complete).tally()


@command
def import_house_desks(
    table: Table, workplace: WorkplaceFacts, *, by: Actor, complete: bool = False
) -> Tally:
    """Add and change the desks of one workplace; FileRefused with every problem.

    A desk without a place is put beside the others. With `complete` those that are
    not in the file are retired, unless they are booked.
    """
    authorize(by, Permission.EDIT_PLACES, workplace)
    with changing(workplace.id):
        found = _compared(table, workplace, complete=complete)
        _write(found, workplace.id, table.name)
        if complete and found.gone:
            rows = [{"b_id": desk.id, "is_active": False} for desk in found.gone]
            connection().execute(_by_id, rows)
    uploads.take_away(by=by)
    words = {"file": table.name, "complete": complete} | vars(found.tally())
    audit.record(by.id, "import_house_desks", "workplace", workplace.id, after=words)
    return found.tally()


@command
def keep_desk_file(workplace: WorkplaceFacts, name: str, content: bytes, *, by: Actor) -> None:
    """Keep one's file of desks until it is imported or a day has passed."""
    authorize(by, Permission.EDIT_PLACES, workplace)
    uploads.put_away(name, content, by=by)


@command
def drop_desk_file(workplace: WorkplaceFacts, *, by: Actor) -> None:
    """Forget one's file of desks."""
    authorize(by, Permission.EDIT_PLACES, workplace)
    uploads.take_away(by=by)


def _compared(table: Table, workplace: WorkplaceFacts, *, complete: bool) -> _Found:
    """Return what a file changes; FileRefused with everything that is wrong in it."""
    if len(table.rows) > MOST_ROWS:
        remedy = N_("this file has more than %(most)d lines: split it", most=MOST_ROWS)
        raise FileRefused.because(table.name, remedy)
    wanted = table.by("code")
    stored = _stored(workplace.id, wanted)
    for row in table.rows:
        _check_house(table, row, workplace, stored.get(row["code"]))
        desks.check_needs(table, row)
    here = [desk for desk in stored.values() if desk.workplace_id == workplace.id]
    gone = [desk for desk in here if desk.is_active and desk.code not in wanted]
    if complete:
        _check_gone(table, gone)
    # A line that cannot be read stands nowhere.
    table.check()
    staying = [desk for desk in gone if not complete]
    wanted = _with_places(table, wanted, stored, staying, workplace.id)
    table.check()
    new = [code for code in wanted if code not in stored]
    changed = [code for code, row in wanted.items() if _differs(row, stored.get(code))]
    return _Found(wanted, stored, new, changed, gone)


def _stored(workplace_id: int, codes: Iterable[str]) -> dict[str, Any]:
    """Return the desks of a workplace, and those elsewhere with one of these codes."""
    rows = connection().execute(
        sa.select(Desk.__table__, Room.name.label("room"), Floor.number.label("floor"))
        .join(Room, Room.id == Desk.room_id)
        .join(Floor, Floor.id == Room.floor_id)
        .where(sa.or_(Desk.workplace_id == workplace_id, Desk.code.in_(list(codes))))
    )
    return {row.code: row for row in rows}


def _check_house(table: Table, row: Row, workplace: WorkplaceFacts, stored: Any) -> None:
    """Check that a line is about this workplace."""
    if row["workplace"] not in {None, workplace.code}:
        remedy = N_("this file is for %(workplace)s: leave the line out", workplace=workplace.code)
        table.blame(row, "workplace", row["workplace"], remedy)
    elif stored and stored.workplace_id != workplace.id:
        remedy = N_("a desk of another workplace has this code: give this one another")
        table.blame(row, "code", row["code"], remedy)


def _check_gone(table: Table, gone: list[Any]) -> None:
    booked = booked_days(Slot.desk_id)
    for desk in gone:
        if days := booked.get(desk.id):
            remedy = N_(
                "this desk is not in the file, but is booked on %(days)s", days=in_words(days)
            )
            table.blame(None, "code", desk.code, remedy)


def _with_places(
    table: Table,
    wanted: Mapping[str, Row],
    stored: Mapping[str, Any],
    staying: list[Any],
    workplace_id: int,
) -> dict[str, Row]:
    """Give a place to each desk that the file gives none; note those that cannot stand there."""
    sizes = {
        (row.floor, row.name): (row.width_m, row.depth_m)
        for row in connection().execute(_rooms, {"workplace_id": workplace_id})
    }
    rooms: dict[_RoomName, list[Spot]] = defaultdict(list)
    for desk in staying:
        rooms[desk.floor, desk.room].append(Spot(desk.id, desk.code, desk.x_m, desk.y_m))
    placed: dict[str, Row] = {}
    loose: dict[_RoomName, list[Row]] = defaultdict(list)
    for code, row in wanted.items():
        corner = _corner(row, stored.get(code))
        if corner is None:
            loose[row["floor"], row["room"]].append(row)
        else:
            placed[code] = _at(row, corner, stored.get(code))
            rooms[row["floor"], row["room"]].append(Spot(0, code, *corner))
    for room, rows in loose.items():
        size = sizes.get(room, (None, None))
        _place_loose(table, placed, rows, rooms[room], size, stored)
    for room, spots in rooms.items():
        _check_spots(table, wanted, spots, sizes.get(room, (None, None)))
    return {code: placed[code] for code in wanted if code in placed}


def _corner(row: Row, stored: Any) -> tuple[float, float] | None:
    """Return where a desk stands: as the file says, else where it stood in the same room."""
    if row["x_m"] is not None and row["y_m"] is not None:
        return row["x_m"], row["y_m"]
    if stored and (stored.floor, stored.room) == (row["floor"], row["room"]):
        return stored.x_m, stored.y_m
    return None


def _at(row: Row, corner: tuple[float, float], stored: Any) -> Row:
    values = {
        "equipment": row["equipment"] or "",
        "is_accessible": bool(row["is_accessible"]),
        "kept_for": desks.kept_for(row, stored),
    }
    return Row(row.line, row.cells | values | {"x_m": corner[0], "y_m": corner[1]})


def _place_loose(
    table: Table,
    placed: dict[str, Row],
    rows: list[Row],
    spots: list[Spot],
    size: tuple[float | None, float | None],
    stored: Mapping[str, Any],
) -> None:
    taken = [(spot.x_m, spot.y_m) for spot in spots]
    corners = lay_out(len(rows), *size, taken)
    for row in rows[len(corners) :]:
        remedy = N_("no place is left in this room: write another room, or measure it anew")
        table.blame(row, "room", row["room"], remedy)
    for row, corner in zip(rows, corners, strict=False):
        placed[row["code"]] = _at(row, corner, stored.get(row["code"]))


def _check_spots(
    table: Table,
    wanted: Mapping[str, Row],
    spots: list[Spot],
    size: tuple[float | None, float | None],
) -> None:
    for reason in spot_refusals(spots, *size):
        code, other = reason.facts["code"], reason.facts.get("other", "")
        if reason.code is RoomRefusal.OUTSIDE:
            remedy = N_("this is outside the room: write metres from its corner, such as 2.4")
            table.blame(wanted.get(code), "x_m", code, remedy)
        elif known := [one for one in (code, other) if one in wanted]:
            # The later line is the one to look at.
            mine = max(known, key=lambda one: wanted[one].line)
            theirs = other if mine == code else code
            remedy = N_(
                "desk %(other)s stands on the same spot: write another x_m or y_m", other=theirs
            )
            table.blame(wanted[mine], "code", mine, remedy)


def _differs(row: Row, stored: Any) -> bool:
    if stored is None:
        return False
    is_there = (stored.floor, stored.room) == (row["floor"], row["room"]) and stored.is_active
    return not is_there or any(getattr(stored, name) != row[name] for name in _VALUES)


def _write(found: _Found, workplace_id: int, name: str) -> None:
    touched = [*found.new, *found.changed]
    keys = {
        code: (workplace_id, found.wanted[code]["floor"], found.wanted[code]["room"])
        for code in touched
    }
    ids = desks.rooms_for(set(keys.values()))
    rows = {
        code: {name: found.wanted[code][name] for name in _VALUES}
        | {"room_id": ids[keys[code]], "is_active": True}
        for code in touched
    }
    if found.new:
        more = {"workplace_id": workplace_id}
        try:
            connection().execute(
                sa.insert(Desk), [rows[code] | more | {"code": code} for code in found.new]
            )
        except IntegrityError as error:
            # Another workplace was faster: codes are unique in the whole city.
            remedy = N_("a desk elsewhere was just given one of these codes: try again")
            raise FileRefused.because(name, remedy) from error
    if found.changed:
        connection().execute(
            _by_id, [rows[code] | {"b_id": found.stored[code].id} for code in found.changed]
        )
