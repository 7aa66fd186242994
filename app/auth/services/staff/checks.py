"""What a personnel file must not say: each check notes every line that breaks it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from app.auth.rules import FiscalCodeFault, fiscal_code_faults
from app.auth.services.staff.stored import Stored
from app.core import clock
from app.core.tables.graph import cycles
from app.core.tables.table import Row, Table

_OLDEST = date(1900, 1, 1)
_FISCAL_CODE_REMEDIES = {
    FiscalCodeFault.SHAPE: "a fiscal code has sixteen letters and digits, such as RSSMRA80A01F205X",
    FiscalCodeFault.CHECK_CHARACTER: "the last letter does not fit the others: one is mistyped",
    FiscalCodeFault.BIRTH_DATE: "the fiscal code and the date of birth {born_on} disagree",
    FiscalCodeFault.SEX: "the fiscal code and the sex {sex} disagree",
}


def check_cells(table: Table, offices: Mapping[str, int]) -> None:
    """Check what each line says of one person."""
    today = clock.today()
    for row in table.rows:
        if row["office"] is not None and row["office"] not in offices:
            remedy = "no office has this code: correct it, or import the offices first"
            table.blame(row, "office", row["office"], remedy)
        born_on, hired_on = row["born_on"], row["hired_on"]
        if born_on is not None and not _OLDEST < born_on < today:
            table.blame(row, "born_on", born_on, "nobody who works here was born then")
        elif born_on is not None and hired_on is not None and hired_on <= born_on:
            table.blame(row, "hired_on", hired_on, f"this is before the birth on {born_on}")
        if row["hours_percent"] == 0:
            table.blame(row, "hours_percent", 0, "write a percentage from 1 to 100")
        if (code := row["fiscal_code"]) is not None:
            for fault in fiscal_code_faults(code, born_on, row["sex"]):
                remedy = _FISCAL_CODE_REMEDIES[fault].format(born_on=born_on, sex=row["sex"])
                table.blame(row, "fiscal_code", code, remedy)


def check_keys(
    table: Table, column: str, holders: Mapping[str, Stored], known: Mapping[str, Stored]
) -> None:
    """Check that no line takes what belongs to somebody whom the file does not list.

    `holders` has the stored people by this column, `known` the ones that lines are about.
    """
    listed = {person.id for person in known.values()}
    for number, row in _by_number(table):
        holder = holders.get(row[column])
        if holder is None or holder.id in listed:
            continue
        if holder.staff_number is not None:
            owner = f"staff number {holder.staff_number}, who is not in the file"
        else:
            owner = "an account of the demo" if holder.is_demo else "an account made by hand"
        table.blame(row, column, row[column], f"this belongs to {owner}, not to {number}")


def _by_number(table: Table) -> Iterable[tuple[str, Row]]:
    return ((row["staff_number"], row) for row in table.rows if row["staff_number"] is not None)


def check_managers(
    table: Table, wanted: Mapping[str, Row], others: Mapping[str, Stored], *, complete: bool
) -> None:
    """Check that each manager exists, and that nobody is their own manager's manager.

    `others` are stored people whom the file does not list, by staff number.
    """
    if not table.has("manager"):
        return
    for row in table.rows:
        manager = row["manager"]
        if manager is None or manager in wanted:
            continue
        if manager not in others:
            table.blame(row, "manager", manager, "nobody has this staff number")
        elif complete or not others[manager].is_active:
            remedy = "this person has left: they are not in the file, and it is complete"
            if not complete:
                remedy = "this person has left"
            table.blame(row, "manager", manager, remedy)
    managers: dict[str, Any] = {n: person.manager_number for n, person in others.items()}
    managers |= {number: row["manager"] for number, row in wanted.items()}
    for circle in cycles(managers):
        # Stored ones were checked when they came, so that at least one is in the file.
        first = min((wanted[n] for n in circle if n in wanted), key=lambda row: row.line)
        chain = " → ".join([*circle, circle[0]])
        table.blame(first, "manager", first["manager"], f"they are their own manager: {chain}")
