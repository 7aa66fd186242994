"""The offices of the city, as a tree."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.models import Office
from app.auth.permissions import Permission, authorize
from app.core import audit
from app.core.db import command, connection, raise_revision
from app.core.tables.cells import matching, percentage, text
from app.core.tables.graph import cycles
from app.core.tables.table import Column, Row, Table, Tally

_code = matching("[^\\s]{1,20}", "write a code without spaces, at most 20 characters")

COLUMNS = (
    Column("code", ("code", "codice"), _code),
    Column("name", ("name", "denominazione", "nome"), text(200)),
    Column("parent", ("parent", "codice_padre"), _code, may_be_empty=True),
    Column("level", ("level", "livello"), text(40)),
    Column("workplace", ("usual_workplace_id", "sede"), _code, is_needed=False, may_be_empty=True),
    Column(
        "minimum_presence_percent",
        ("minimum_presence_percent", "presenza_minima"),
        percentage,
        is_needed=False,
        may_be_empty=True,
        empty=0,
    ),
)
_by_id = sa.update(Office).where(Office.id == sa.bindparam("b_id"))


@command
def import_offices(table: Table, *, by: Actor, workplaces: Mapping[str, int]) -> Tally:
    """Add and change the offices of a file; FileRefused with every problem.

    `workplaces` gives the id of each code. Offices that are not in the file stay.
    """
    authorize(by, Permission.IMPORT_FILES)
    stored = {row.code: row for row in connection().execute(sa.select(Office.__table__))}
    wanted = table.by("code")
    _check(table, wanted, stored, workplaces)
    table.check()
    tally = Tally(gone=len(stored.keys() - wanted.keys()))
    new, changed, moves = [], [], {}
    parents = {row.id: row.code for row in stored.values()}
    for code, row in wanted.items():
        values = _values(table, row, workplaces)
        office = stored.get(code)
        moved = row["parent"] != (parents.get(office.parent_id) if office else None)
        if moved:
            moves[code] = row["parent"]
        if office is None:
            new.append(values)
            tally.new += 1
        elif any(getattr(office, name) != value for name, value in values.items()):
            changed.append({"b_id": office.id} | values)
            tally.changed += 1
        else:
            tally.changed += moved
            tally.unchanged += not moved
    if tally.new or tally.changed:
        _write(new, changed, moves)
        raise_revision()
        audit.record(
            by.id, "import_offices", "file", None, after={"file": table.name} | vars(tally)
        )
    return tally


def _values(table: Table, row: Row, workplaces: Mapping[str, int]) -> dict[str, Any]:
    """Return what is stored of a line, its parent apart."""
    values = {name: row[name] for name in ("code", "name", "level")}
    if table.has("workplace"):
        values["workplace_id"] = workplaces[row["workplace"]] if row["workplace"] else None
    if table.has("minimum_presence_percent"):
        values["minimum_presence_percent"] = row["minimum_presence_percent"]
    return values


def _check(
    table: Table,
    wanted: Mapping[str, Row],
    stored: Mapping[str, Any],
    workplaces: Mapping[str, int],
) -> None:
    for row in table.rows:
        parent, workplace = row["parent"], row["workplace"]
        if parent is not None and parent not in wanted and parent not in stored:
            table.blame(row, "parent", parent, "no office has this code")
        if workplace is not None and workplace not in workplaces:
            remedy = "no workplace has this code: correct it, or import the workplaces first"
            table.blame(row, "workplace", workplace, remedy)
    codes = {office.id: code for code, office in stored.items()}
    above = {code: codes.get(office.parent_id) for code, office in stored.items()}
    above |= {code: row["parent"] for code, row in wanted.items()}
    for circle in cycles(above):
        first = min((wanted[code] for code in circle if code in wanted), key=lambda row: row.line)
        chain = " → ".join([*circle, circle[0]])
        table.blame(first, "parent", first["parent"], f"these offices contain each other: {chain}")


def _write(
    new: list[dict[str, Any]], changed: list[dict[str, Any]], moves: Mapping[str, str | None]
) -> None:
    run = connection().execute
    if new:
        run(sa.insert(Office), new)
    if changed:
        run(_by_id, changed)
    if moves:
        ids = dict(run(sa.select(Office.code, Office.id)).all())
        run(
            _by_id,
            [
                {"b_id": ids[code], "parent_id": ids[parent] if parent else None}
                for code, parent in moves.items()
            ],
        )
