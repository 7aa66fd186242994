"""The desks of a file, with their floors and rooms."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.auth.rules import read_codes
from app.booking.models import Desk, Floor, Room, Slot, Workplace
from app.booking.rules.needs import CHOSEN, served, served_in_vain, write_needs
from app.booking.rules.places import EQUIPMENT
from app.booking.services.imports.turns import (
    booked_days,
    carry_through,
    in_words,
    take_every_turn,
)
from app.core import audit
from app.core.db import command, connection
from app.core.tables.cells import (
    decimal_number,
    matching,
    text,
    whole_number,
    yes_or_no,
)
from app.core.tables.table import Column, Row, Table, Tally
from app.core.tables.words import N_

_metres = decimal_number(0, 1000, "2.4")


def _equipment(value: str) -> str:
    """Read codes joined by `|`, in whatever order."""
    owned = {item.strip().lower() for item in value.split("|")} - {""}
    if unknown := sorted(owned - set(EQUIPMENT)):
        raise ValueError(f"{', '.join(unknown)} is not known; these are: {', '.join(EQUIPMENT)}")
    return "|".join(item for item in EQUIPMENT if item in owned)


def _needs(value: str) -> str:
    """Read needs joined by `|`, in whatever order."""
    chosen = {item.strip().lower() for item in value.split("|")} - {""}
    if unknown := sorted(chosen - set(CHOSEN)):
        raise ValueError(f"{', '.join(unknown)} is not known; these are: {', '.join(CHOSEN)}")
    return write_needs(chosen)


COLUMNS = (
    Column("workplace", ("workplace_id", "workplace", "sede"), text(20)),
    Column(
        "code",
        ("code", "codice", "postazione"),
        matching(
            "[^\\s/?#]{1,30}", "write a code without spaces or slashes, at most 30 characters"
        ),
    ),
    Column("floor", ("floor", "piano"), whole_number(-9, 99)),
    Column("room", ("room", "stanza", "sala"), text(60)),
    Column("x_m", ("x_m",), _metres),
    Column("y_m", ("y_m",), _metres),
    Column("equipment", ("equipment", "dotazione"), _equipment, may_be_empty=True, empty=""),
    Column("is_accessible", ("accessible", "accessibile"), yes_or_no),
    Column(
        "kept_for",
        ("kept_for", "riservata"),
        _needs,
        is_needed=False,
        may_be_empty=True,
        empty="",
    ),
)
_SAME = ("code", "x_m", "y_m", "equipment", "is_accessible", "kept_for")
_by_id = sa.update(Desk).where(Desk.id == sa.bindparam("b_id"))
_room_ids = sa.select(Floor.workplace_id, Floor.number, Room.name, Room.id).join(
    Room, Room.floor_id == Floor.id
)
# Workplace, floor and name.
RoomKey = tuple[int, int, str]


@command
def import_desks(table: Table, *, by: Actor, complete: bool = False) -> Tally:
    """Add and change the desks of a file; FileRefused with every problem.

    With `complete` those that are not in it are retired, unless they are booked.
    """
    authorize(by, Permission.IMPORT_FILES)
    take_every_turn()
    run = connection().execute
    workplaces = dict(run(sa.select(Workplace.code, Workplace.id)).all())
    stored = {row.code: row for row in run(sa.select(Desk.__table__))}
    wanted = table.by("code")
    gone = [row for code, row in stored.items() if row.is_active and code not in wanted]
    for row in table.rows:
        _check_place(table, row, workplaces, stored.get(row["code"]))
        check_needs(table, row)
    if complete:
        _check_gone(table, gone)
    table.check()
    tally = _write(wanted, stored, workplaces)
    tally.gone = len(gone)
    if complete and gone:
        run(_by_id, [{"b_id": row.id, "is_active": False} for row in gone])
    if tally.new or tally.changed or (complete and gone):
        carry_through()
        words = {"file": table.name, "complete": complete} | vars(tally)
        audit.record(by.id, "import_desks", "file", None, after=words)
    return tally


def _check_place(table: Table, row: Row, workplaces: Mapping[str, int], stored: Any) -> None:
    """Check that a desk's workplace is known, and the one where it has always been."""
    code = row["workplace"]
    if code is None:
        return
    if code not in workplaces:
        remedy = "no workplace has this code: correct it, or import the workplaces first"
        table.blame(row, "workplace", code, remedy)
    elif stored and stored.workplace_id != workplaces[code]:
        # Its past bookings count where they were.
        remedy = f"desk {row['code']} is in another workplace: give the one here a code of its own"
        table.blame(row, "workplace", code, remedy)


def check_needs(table: Table, row: Row) -> None:
    """Check that a desk is kept only for what it has."""
    chosen = read_codes(row["kept_for"] or "")
    serves = served(read_codes(row["equipment"] or ""), is_accessible=bool(row["is_accessible"]))
    if vain := served_in_vain(chosen, serves):
        remedy = N_("the desk does not have this: add it to equipment, or leave it out here")
        table.blame(row, "kept_for", "|".join(vain), remedy)


def _check_gone(table: Table, gone: list[Any]) -> None:
    booked = booked_days(Slot.desk_id)
    for desk in gone:
        if days := booked.get(desk.id):
            remedy = f"this desk is not in the file, but is booked on {in_words(days)}"
            table.blame(None, "code", desk.code, remedy)


def _write(wanted: Mapping[str, Row], stored: Mapping[str, Any], ids: Mapping[str, int]) -> Tally:
    places = {
        code: (ids[row["workplace"]], row["floor"], row["room"]) for code, row in wanted.items()
    }
    rooms = rooms_for(set(places.values()))
    new, changed = [], []
    for code, row in wanted.items():
        values = {name: row[name] for name in _SAME}
        values |= {"workplace_id": places[code][0], "room_id": rooms[places[code]]}
        values["is_active"] = True
        desk = stored.get(code)
        values["kept_for"] = kept_for(row, desk)
        if desk is None:
            new.append(values)
        elif any(getattr(desk, name) != value for name, value in values.items()):
            changed.append({"b_id": desk.id} | values)
    if new:
        connection().execute(sa.insert(Desk), new)
    if changed:
        connection().execute(_by_id, changed)
    return Tally(len(new), len(changed), len(wanted) - len(new) - len(changed))


def kept_for(row: Row, stored: Any) -> str:
    """Return for what a desk is kept: a file without this column leaves it as it is."""
    said: str | None = row["kept_for"]
    if said is not None:
        return said
    return stored.kept_for if stored else ""


def rooms_for(needed: set[RoomKey]) -> dict[RoomKey, int]:
    """Return each room's id, made with its floor if it is not there."""
    run = connection().execute
    found = {(w, n, name): room for w, n, name, room in run(_room_ids)}
    missing = sorted(needed - found.keys())
    if not missing:
        return found
    of_number = sa.select(Floor.workplace_id, Floor.number, Floor.id)
    known = {(w, n) for w, n, _id in run(of_number)}
    if floors := sorted({(w, n) for w, n, _name in missing} - known):
        run(sa.insert(Floor), [{"workplace_id": w, "number": n} for w, n in floors])
    floor_ids = {(w, n): floor for w, n, floor in run(of_number)}
    run(sa.insert(Room), [{"floor_id": floor_ids[w, n], "name": name} for w, n, name in missing])
    return {(w, n, name): room for w, n, name, room in run(_room_ids)}
