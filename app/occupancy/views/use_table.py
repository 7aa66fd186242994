"""A table of the page of use, and how its cells are told."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _

from app.booking.rules.places import Places
from app.core.half import Half
from app.core.templating import day_name, day_numeric

# Any Monday: weekdays are named after the days that follow it.
A_MONDAY = date(2024, 1, 1)
# A page has so many rows of a table's beginning, and of its end; the files have all.
ROWS_AT_AN_END = 100


@dataclass(frozen=True)
class UseTable:
    """A table: its name in addresses, its title, headings, and cells that are words or numbers."""

    name: str
    title: str
    headings: list[str]
    rows: list[list[Any]]
    # How many of the first columns are words.
    words: int = 1

    @property
    def columns(self) -> list[Any]:
        """Return the headings as the table component takes them."""
        return [
            {"label": heading, "is_number": place >= self.words}
            for place, heading in enumerate(self.headings)
        ]

    @property
    def is_cut(self) -> bool:
        """Return True if only the first and the last rows stand on the page."""
        return len(self.rows) > 2 * ROWS_AT_AN_END

    @cached_property
    def shown_rows(self) -> list[list[str]]:
        """Return the cells as people read them, of a long table the first and the last rows."""
        rows = self.rows
        if self.is_cut:
            rows = [*rows[:ROWS_AT_AN_END], *rows[-ROWS_AT_AN_END:]]
        return [[_cell(value) for value in row] for row in rows]


def _cell(value: Any) -> str:
    if value is None:
        return "\N{EN DASH}"
    if isinstance(value, date):
        return day_numeric(value)
    return value if isinstance(value, str) else str(format_decimal(value))


def weekday(number: int) -> str:
    """Return `lun` for 0."""
    return day_name(A_MONDAY + timedelta(days=number))


def half_letter(half: Half) -> str:
    """Return the word that stands above half a day in a narrow column."""
    return str(_("morning") if half is Half.AM else _("afternoon"))


def area_name(known: Places, code: str) -> str:
    """Return `20162 Milano`, or that no area was named."""
    if not code:
        return str(_("No area named"))
    area = known.areas.get(code)
    return f"{code} {area.name}" if area else code


def shown(number: int | None) -> Any:
    """Return a count, or the word for one that stays hidden."""
    return str(_("hidden")) if number is None else number


def site_name(known: Places, workplace_id: int) -> str:
    """Return a workplace's name."""
    return known.by_id[workplace_id].name
