"""When each value of the programme holds: rows are only added, the last one written wins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.pola.rules.parameters import ParameterName, ParameterRow


@dataclass(frozen=True)
class Change:
    """A value that holds from a day on; without a day, since before anybody decided."""

    value: str
    from_day: date | None


def standing(name: ParameterName, rows: Sequence[ParameterRow], day: date, default: str) -> Change:
    """Return the value that holds on a day, and since when it has been decided.

    Rows come in the order in which they were written.
    """
    mine = [row for row in rows if row.name is name and row.from_day <= day]
    return Change(mine[-1].value, mine[-1].from_day) if mine else Change(default, None)


def next_change(
    name: ParameterName, rows: Sequence[ParameterRow], day: date, default: str
) -> Change | None:
    """Return the first value after a day that differs from that day's, or None."""
    now = standing(name, rows, day, default)
    days = {row.from_day for row in rows if row.name is name and row.from_day > day}
    changes = (standing(name, rows, later, default) for later in sorted(days))
    return next((change for change in changes if change.value != now.value), None)


def is_overtaken(row: ParameterRow, later: Sequence[ParameterRow]) -> bool:
    """Return True if a row never holds from its day on: one written later holds by then.

    `later` are the rows that were written after it.
    """
    return any(other.name is row.name and other.from_day <= row.from_day for other in later)
