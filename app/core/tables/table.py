"""A file as rows with line numbers, and what was wrong with it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.core.tables.cells import Reader
from app.core.tables.words import N_

LONGEST_SHOWN = 60

# Shows how far a long loop is, while it goes over its items.
Watch = Callable[[Sequence[Any]], Iterable[Any]]


@dataclass(frozen=True)
class Problem:
    """Something in a file that cannot be taken as it is, and what would be right."""

    line: int | None
    column: str
    value: str
    remedy: str

    def __str__(self) -> str:
        where = [f"line {self.line}"] if self.line else []
        where += [f"column {self.column}"] if self.column else []
        where += [f'"{short(self.value)}"'] if self.value else []
        return visible(f"{', '.join(where)}: {self.remedy}" if where else self.remedy)


def visible(text: str) -> str:
    """Return text for a terminal, which would obey the escapes that a file may hold."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def short(value: str) -> str:
    """Return a value on one line, cut where it is too long to be read."""
    shown = " ".join(value.split())
    return shown if len(shown) <= LONGEST_SHOWN else shown[: LONGEST_SHOWN - 1] + "…"


class FileRefused(Exception):
    """A file that was not imported; every problem is here, in the order of the lines."""

    def __init__(self, name: str, problems: Iterable[Problem]) -> None:
        self.name = name
        self.problems = sorted(problems, key=lambda problem: problem.line or 0)
        super().__init__(f"{name}: " + "; ".join(map(str, self.problems[:3])))

    @classmethod
    def because(cls, name: str, remedy: str, line: int | None = None) -> "FileRefused":
        """Return the refusal of a file as a whole, for one reason."""
        return cls(name, [Problem(line, "", "", remedy)])


@dataclass(frozen=True)
class Column:
    """A column that is read: its name for us, its headings, and what its cells hold."""

    name: str
    headings: tuple[str, ...]
    read: Reader
    # A file without it is refused.
    is_needed: bool = True
    may_be_empty: bool = False
    # What an empty cell means.
    empty: Any = None


@dataclass(frozen=True, slots=True)
class Row:
    """One record: the line on which it begins, and its cells; one that cannot be read is None."""

    line: int
    cells: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.cells.get(name)


@dataclass
class Table:
    """The rows of a file, and what was wrong with it so far."""

    name: str
    # Our name for a column to the heading that the file gives it.
    headings: dict[str, str]
    # Headings that nobody reads.
    unread: tuple[str, ...]
    rows: list[Row]
    problems: list[Problem] = field(default_factory=list)

    def has(self, column: str) -> bool:
        """Return True if the file has the column."""
        return column in self.headings

    def blame(self, row: Row | None, column: str, value: object, remedy: str) -> None:
        """Note a problem; without a row it concerns what the file lacks."""
        line = row.line if row else None
        self.problems.append(Problem(line, self.headings.get(column, column), str(value), remedy))

    def by(self, column: str) -> dict[Any, Row]:
        """Return the rows by a column's value; a value that comes twice is a problem."""
        found: dict[Any, Row] = {}
        for row in self.rows:
            value = row[column]
            if value is None:
                continue
            first = found.setdefault(value, row)
            if first is not row:
                remedy = N_(
                    "each may be there once, and this is on line %(line)d as well",
                    line=first.line,
                )
                self.blame(row, column, value, remedy)
        return found

    def check(self) -> None:
        """Raise FileRefused if anything was wrong."""
        if self.problems:
            raise FileRefused(self.name, self.problems)

    def only(self, rows: Iterable[Row]) -> "Table":
        """Return the same table with some of its rows."""
        return replace(self, rows=list(rows), problems=list(self.problems))


@dataclass
class Tally:
    """What an import did to the things that its file lists."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    # Known here, but no longer in the file.
    gone: int = 0
