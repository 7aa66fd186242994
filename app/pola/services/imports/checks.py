"""What a file of existing agreements must not say: each check notes every line that breaks it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from app.core import clock
from app.core.tables.table import Row, Table
from app.core.tables.words import N_
from app.pola.rules.routes import Origin
from app.pola.rules.states import State
from app.pola.rules.terms import Duration, Rhythm
from app.pola.services.imports.lines import state_of, written

_FOREVER = date.max
HALVES_OF_A_WEEK = 10


def check_person(table: Table, row: Row, people: Mapping[str, Any]) -> None:
    """Check that the line is about somebody who works here; `people` by staff number."""
    number = row["staff_number"]
    if number is None:
        return
    if number not in people:
        remedy = N_("nobody has this staff number: correct it, or import the people first")
        table.blame(row, "staff_number", number, remedy)
    elif not people[number].is_active and state_of(row) is State.ACTIVE:
        remedy = N_("this person has left, and the agreement is still in force")
        table.blame(row, "staff_number", number, remedy)


def check_days(table: Table, row: Row) -> None:
    """Check the first and the last day, and when it was signed."""
    starts, ends, signed = row["starts_on"], row["ends_on"], row["signed_on"]
    has_end = ends is not None
    if row["duration"] is Duration.FIXED and not has_end and not _is_unread(table, row, "ends_on"):
        table.blame(row, "ends_on", "", N_("a fixed-term agreement needs its last day"))
    if row["duration"] is Duration.OPEN and has_end:
        remedy = N_("an open-ended agreement has no last day: leave it empty")
        table.blame(row, "ends_on", ends, remedy)
    if starts and ends and ends < starts:
        remedy = N_("this is before the first day, %(day)s", day=starts.isoformat())
        table.blame(row, "ends_on", ends, remedy)
    if signed and signed > clock.today():
        remedy = N_("this is still to come: only agreements that both have signed come in")
        table.blame(row, "signed_on", signed, remedy)


def _is_unread(table: Table, row: Row, column: str) -> bool:
    """Return True if a cell's problem has been told already."""
    heading = table.headings.get(column, column)
    return any((one.line, one.column) == (row.line, heading) for one in table.problems)


def check_pattern(table: Table, row: Row) -> None:
    """Check that the half-days fit the rhythm."""
    rhythm, halves = row["rhythm"], row["halves"]
    if rhythm is None or halves is None:
        return
    is_counted = isinstance(halves, int)
    if rhythm is Rhythm.WEEKDAYS and is_counted:
        remedy = N_("write which days, such as mar, gio or lun mattina")
        table.blame(row, "halves", halves, remedy)
    elif rhythm is not Rhythm.WEEKDAYS and not is_counted:
        table.blame(row, "halves", "", N_("write how many half-days, such as 6"))
    elif rhythm is Rhythm.PER_WEEK and halves > HALVES_OF_A_WEEK:
        table.blame(row, "halves", halves, N_("a week has 10 half-days: write 10 or fewer"))


def check_periods(
    table: Table, people: Mapping[str, Any], stored: Mapping[int, Iterable[Any]]
) -> None:
    """Check that no two agreements of a person are in force on one day.

    `stored` has what is or was in force, by person.
    """
    by_person: dict[str, list[Row]] = defaultdict(list)
    for row in table.rows:
        if row["staff_number"] in people and row["starts_on"]:
            by_person[row["staff_number"]].append(row)
    for number, rows in by_person.items():
        rows.sort(key=lambda row: (row["starts_on"], row.line))
        for earlier, later in pairwise(rows):
            if later["starts_on"] <= (earlier["ends_on"] or _FOREVER):
                remedy = N_(
                    "this person's agreement on line %(line)d is still in force then",
                    line=earlier.line,
                )
                table.blame(later, "starts_on", later["starts_on"], remedy)
        for row in rows:
            _check_stored(table, row, stored.get(people[number].id, ()))


def is_stored(row: Row, stored: Iterable[Any]) -> bool:
    """Return True if a line came in before, word for word."""
    terms = written(row)
    return terms is not None and any(
        one.origin is Origin.IMPORT and one.terms == terms for one in stored
    )


def _check_stored(table: Table, row: Row, stored: Iterable[Any]) -> None:
    if is_stored(row, stored):
        return
    for one in stored:
        until = one.in_force_until or _FOREVER
        if row["starts_on"] <= until and one.in_force_from <= (row["ends_on"] or _FOREVER):
            first, last = one.in_force_from, one.in_force_until
            if last is None:
                remedy = N_(
                    "another agreement of this person is in force here from %(first)s on",
                    first=first.isoformat(),
                )
            else:
                remedy = N_(
                    "another agreement of this person is in force here from %(first)s to %(last)s",
                    first=first.isoformat(),
                    last=last.isoformat(),
                )
            table.blame(row, "starts_on", row["starts_on"], remedy)


def check_codes(table: Table, new: Iterable[Row], known: set[str]) -> None:
    """Check that each of the Ministry's codes is there once, and belongs to nobody else here."""
    table.by("ministry_code")
    for row in new:
        if row["ministry_code"] in known:
            remedy = N_("this code belongs to another communication")
            table.blame(row, "ministry_code", row["ministry_code"], remedy)
