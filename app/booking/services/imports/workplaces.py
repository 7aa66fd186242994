"""The workplaces of a file, with the limit on their desks."""

from collections.abc import Mapping
from datetime import time
from typing import Any

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.booking.models import Cap, Slot, Workplace
from app.booking.rules.places import Owner
from app.booking.services.imports.areas import latitude, longitude
from app.booking.services.imports.turns import (
    booked_days,
    carry_through,
    in_words,
    take_every_turn,
)
from app.core import audit, clock
from app.core.db import command, connection
from app.core.tables.cells import (
    clock_time,
    matching,
    one_of,
    paragraphs,
    percentage,
    text,
    yes_or_no,
)
from app.core.tables.table import Column, Row, Table, Tally

MIDDAY = time(13, 30)


def _district(value: str) -> str:
    """Read a district's number, or its code: `9` is M9."""
    return f"M{int(value)}" if value.isdecimal() else text(10)(value)


COLUMNS = (
    Column(
        "code",
        ("id", "code", "codice"),
        matching("[0-9A-Za-z_]{1,20}", "write letters and digits without spaces, at most 20"),
    ),
    Column("name", ("name", "nome", "denominazione"), text(120)),
    Column("address", ("address", "indirizzo"), text(200)),
    Column(
        "postal_code",
        ("postal_code", "cap"),
        matching("[0-9]{5}", "write a postal code of five digits, such as 20122"),
    ),
    Column("district", ("municipio", "district"), _district, is_needed=False, may_be_empty=True),
    Column("latitude", ("latitude", "latitudine", "lat"), latitude),
    Column("longitude", ("longitude", "longitudine", "lon"), longitude),
    Column("owner", ("owner", "proprieta"), one_of({str(owner): owner for owner in Owner})),
    Column("is_cooled", ("cooled", "raffrescata"), yes_or_no),
    Column("opens", ("opens", "apertura"), clock_time),
    Column("closes", ("closes", "chiusura"), clock_time),
    Column("cap_percent", ("cap_percent", "limite_percentuale"), percentage, is_needed=False),
    Column("midday", ("midday", "mezzogiorno"), clock_time, is_needed=False),
    Column(
        "guest_note",
        ("guest_note", "nota_per_ospiti"),
        paragraphs(2000),
        is_needed=False,
        may_be_empty=True,
        empty="",
    ),
)
_by_id = sa.update(Workplace).where(Workplace.id == sa.bindparam("b_id"))
_standing_caps = (
    sa.select(Cap.workplace_id, Cap.percent, Cap.number)
    .where(Cap.from_day <= sa.bindparam("today"), Cap.to_day.is_(None))
    .order_by(Cap.id)
)


@command
def import_workplaces(table: Table, *, by: Actor, complete: bool = False) -> Tally:
    """Add and change the workplaces of a file; FileRefused with every problem.

    With `complete` those that are not in it are taken off the list, unless desks
    there are booked.
    """
    authorize(by, Permission.IMPORT_FILES)
    take_every_turn()
    stored = {row.code: row for row in connection().execute(sa.select(Workplace.__table__))}
    wanted = table.by("code")
    gone = [row for code, row in stored.items() if row.is_active and code not in wanted]
    for row in table.rows:
        _check_hours(table, row, stored.get(row["code"]))
    _check_owners(table, stored)
    if complete:
        _check_gone(table, gone)
    table.check()
    tally = _write(table, wanted, stored)
    tally.gone = len(gone)
    if complete and gone:
        closing = [{"b_id": row.id, "is_active": False} for row in gone]
        connection().execute(_by_id, closing)
    if tally.new or tally.changed or (complete and gone):
        carry_through()
        words = {"file": table.name, "complete": complete} | vars(tally)
        audit.record(by.id, "import_workplaces", "file", None, after=words)
    return tally


def _check_hours(table: Table, row: Row, stored: Any) -> None:
    """Check that a workplace opens, has its midday, and closes, in this order."""
    opens, closes = row["opens"], row["closes"]
    if opens is None or closes is None:
        return
    midday = row["midday"] or (stored.midday if stored else MIDDAY)
    if closes <= opens:
        table.blame(row, "closes", f"{closes:%H:%M}", f"it must be later than {opens:%H:%M}")
    elif not opens < midday < closes:
        remedy = "the afternoon must begin between opening and closing: say when in this column"
        table.blame(row, "midday", f"{midday:%H:%M}", remedy)


def _check_owners(table: Table, stored: Mapping[str, Any]) -> None:
    """Check that whose building it is stays as long as somebody is booked there.

    Plans and agreements tell a partner's house from the city's.
    """
    booked = booked_days(Slot.workplace_id)
    for row in table.rows:
        known = stored.get(row["code"])
        days = booked.get(known.id) if known else None
        if known and days and row["owner"] not in {None, known.owner}:
            remedy = (
                f"desks there are booked on {in_words(days)}, and a day at a partner's house"
                f" counts otherwise: leave {known.owner} here; when nobody is booked any more, its"
                " facility manager or an administrator changes it on the workplace's page"
            )
            table.blame(row, "owner", row["owner"], remedy)


def _check_gone(table: Table, gone: list[Any]) -> None:
    booked = booked_days(Slot.workplace_id)
    for workplace in gone:
        if days := booked.get(workplace.id):
            remedy = f"it is not in the file, but desks there are booked on {in_words(days)}"
            table.blame(None, "code", workplace.code, remedy)


def _write(table: Table, wanted: Mapping[str, Row], stored: Mapping[str, Any]) -> Tally:
    """Write workplaces and limits; a line counts as changed if either is."""
    names = [c.name for c in COLUMNS if table.has(c.name) and c.name != "cap_percent"]
    new, changed = [], []
    for code, row in wanted.items():
        values = {name: row[name] for name in names} | {"is_active": True}
        workplace = stored.get(code)
        if workplace is None:
            new.append(values)
        elif any(getattr(workplace, name) != value for name, value in values.items()):
            changed.append({"b_id": workplace.id} | values)
    if new:
        connection().execute(sa.insert(Workplace), new)
    if changed:
        connection().execute(_by_id, changed)
    touched = {row["b_id"] for row in changed}
    if table.has("cap_percent"):
        touched |= _write_caps(table, wanted)
    known = sum(workplace.id in touched for workplace in stored.values())
    return Tally(len(new), known, len(wanted) - len(new) - known)


def _write_caps(table: Table, wanted: Mapping[str, Row]) -> set[int]:
    """Limit workplaces from today on where another limit stands; return whose it is.

    Only a standing limit is compared: one for a few days, set by hand, is no
    reason to write, or the same file twice would undo it.
    """
    run = connection().execute
    ids = dict(run(sa.select(Workplace.code, Workplace.id)).all())
    standing = {row.workplace_id: row for row in run(_standing_caps, {"today": clock.today()})}
    rows = []
    for code, row in wanted.items():
        cap = standing.get(ids[code])
        in_force = cap.percent if cap else 100
        if in_force != row["cap_percent"]:
            rows.append(
                {
                    "workplace_id": ids[code],
                    "percent": row["cap_percent"],
                    "number": None,
                    "from_day": clock.today(),
                    "to_day": None,
                    "reason": table.name,
                    "created_at": clock.now(),
                }
            )
    if rows:
        run(sa.insert(Cap), rows)
    return {row["workplace_id"] for row in rows}
