"""From a file to a table: its separator, its columns in any order, its records."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.tables.decoding import SAVE_AS, is_garbled, read_text
from app.core.tables.table import Column, FileRefused, Problem, Row, Table, Watch

_SEPARATORS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}
# A heading is looked for in so many characters.
_HEAD = 65_536


@dataclass(frozen=True)
class _Heading:
    """The first record: what separates its cells, and the line on which it ends."""

    separator: str
    cells: list[str]
    line: int


def read_table(path: Path, columns: Sequence[Column], *, watch: Watch = iter) -> Table:
    """Read a file; FileRefused if it is no table with these columns.

    Cells that cannot be read are left in the table's problems.
    """
    text = read_text(path)
    heading = _heading(path.name, text, columns)
    places = _places(path.name, heading.cells, columns)
    named = {column.name: heading.cells[place].strip() for place, column in places.items()}
    others = (heading.cells[n].strip() for n in range(len(heading.cells)) if n not in places)
    table = Table(path.name, named, tuple(filter(None, others)), [])
    for line, cells in watch(list(_records(table, text, heading))):
        if len(cells) == len(heading.cells) or _is_padding(cells, len(heading.cells)):
            table.rows.append(_row(table, line, cells, places))
        else:
            _blame_width(table, line, cells, heading)
    if is_garbled(text):
        _blame_garbled(table)
    if not table.rows and not table.problems:
        raise FileRefused.because(path.name, "there is a heading, but no line below it")
    return table


def _heading(name: str, text: str, columns: Sequence[Column]) -> _Heading:
    """Return the first record, split by the separator that makes most headings known."""
    known = {plain(heading) for column in columns for heading in column.headings}
    best, most = None, (-1, -1)
    for separator in _SEPARATORS:
        reader = csv.reader(io.StringIO(text[:_HEAD], newline=""), delimiter=separator)
        try:
            # Excel's own first line, `sep=;`, is no heading.
            cells = next(c for c in reader if any(c) and not c[0].lower().startswith("sep="))
        except (csv.Error, StopIteration):
            continue
        score = (len(known & {plain(cell) for cell in cells}), len(cells))
        if score > most:
            best, most = _Heading(separator, cells, reader.line_num), score
    if best is None:
        raise FileRefused.because(name, f"this is not a table: {SAVE_AS}")
    return best


def plain(heading: str) -> str:
    """Return a heading without capitals, accents and the marks between its words."""
    parts = unicodedata.normalize("NFKD", heading.casefold())
    bare = "".join(part for part in parts if not unicodedata.combining(part))
    return re.sub(r"[\W_]+", "_", bare).strip("_")


def _places(name: str, headings: list[str], columns: Sequence[Column]) -> dict[int, Column]:
    """Return which cell of a record is which column; FileRefused if any is missing or double."""
    found = [plain(heading) for heading in headings]
    places: dict[int, Column] = {}
    missing = []
    for column in columns:
        wanted = {plain(heading) for heading in column.headings}
        at = [place for place, heading in enumerate(found) if heading in wanted]
        if len(at) > 1:
            twice = " and ".join(headings[place].strip() for place in at)
            raise FileRefused.because(name, f"one column is there twice ({twice}): leave one out")
        if at:
            places[at[0]] = column
        elif column.is_needed:
            missing.append(column.headings[0])
    if missing:
        shown = ", ".join(heading.strip()[:30] for heading in headings[:30])
        lacks = "this column is" if len(missing) == 1 else "these columns are"
        remedy = f"{lacks} missing: {', '.join(missing)}. The heading says: {shown}"
        raise FileRefused.because(name, remedy)
    return places


def _records(table: Table, text: str, heading: _Heading) -> Iterator[tuple[int, list[str]]]:
    """Yield each record below the heading that is not blank, with the line where it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=heading.separator, strict=True)
    line = 1
    try:
        for cells in reader:
            if reader.line_num > heading.line and any(map(str.strip, cells)):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error:
        remedy = (
            'a quotation mark (") opens on this line and does not close before a separator;'
            ' inside a value write it twice ("")'
        )
        table.problems.append(Problem(line, "", "", remedy))


def _is_padding(cells: list[str], width: int) -> bool:
    """Return True when a line is longer by empty cells only, as spreadsheets write them."""
    return len(cells) > width and not any(map(str.strip, cells[width:]))


def _blame_width(table: Table, line: int, cells: list[str], heading: _Heading) -> None:
    remedy = (
        f"this line has {len(cells)} values and the heading {len(heading.cells)}: a value with"
        f" {_SEPARATORS[heading.separator]} inside needs quotation marks, or the line was cut"
    )
    table.problems.append(Problem(line, "", heading.separator.join(cells[:3]), remedy))


def _blame_garbled(table: Table) -> None:
    """Note each cell whose accents were lost; those of columns that nobody reads do not matter."""
    for row in table.rows:
        for name, value in row.cells.items():
            if isinstance(value, str) and is_garbled(value):
                table.blame(row, name, value, f"the accents are garbled: {SAVE_AS}")


def _row(table: Table, line: int, cells: list[str], places: dict[int, Column]) -> Row:
    """Read a record's cells, noting those that cannot be read."""
    values: dict[str, Any] = {}
    row = Row(line, values)
    for place, column in places.items():
        value = cells[place].strip()
        if not value:
            values[column.name] = column.empty
            if not column.may_be_empty:
                table.blame(row, column.name, "", "this is empty: fill it in")
            continue
        try:
            values[column.name] = column.read(value)
        except ValueError as error:
            table.blame(row, column.name, value, str(error))
    return row
