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
from app.core.tables.words import N_, Words
from app.core.tables.workbooks import Unreadable, is_workbook, read_records

MOST_MEGABYTES = 64

_SEPARATORS = {
    ",": N_("a comma"),
    ";": N_("a semicolon"),
    "\t": N_("a tab"),
    "|": N_("a bar"),
}
# A heading is looked for in so many characters.
_HEAD = 65_536


@dataclass(frozen=True)
class _Heading:
    """The first record: what separates its cells, and the line on which it ends."""

    separator: str
    cells: list[str]
    line: int


@dataclass(frozen=True)
class _Source:
    """A file taken apart: its heading, the records below, what is wrong with one as a whole."""

    heading: list[str]
    records: list[tuple[int, list[str]]]
    problems: list[Problem]
    # Why a record may be longer or shorter than the heading.
    width_remedy: Words
    # What stands between two of its values.
    separator: str


def read_table(path: Path, columns: Sequence[Column], *, watch: Watch = iter) -> Table:
    """Read a file; FileRefused if it is no table with these columns.

    Cells that cannot be read are left in the table's problems.
    """
    if path.stat().st_size > MOST_MEGABYTES * 1024**2:
        remedy = N_("the file is larger than %(most)d MB", most=MOST_MEGABYTES)
        raise FileRefused.because(path.name, remedy)
    return parse_table(path.name, path.read_bytes(), columns, watch=watch)


def parse_table(
    name: str, content: bytes, columns: Sequence[Column], *, watch: Watch = iter
) -> Table:
    """Read a file's bytes as `read_table` does: text with separators, or a spreadsheet."""
    read = _from_workbook if is_workbook(content) else _from_text
    source = read(name, content, columns)
    places = _places(name, source.heading, columns)
    named = {column.name: source.heading[place].strip() for place, column in places.items()}
    others = (cell.strip() for n, cell in enumerate(source.heading) if n not in places)
    table = Table(name, named, tuple(filter(None, others)), [], source.problems)
    width = len(source.heading)
    for line, cells in watch(source.records):
        if len(cells) == width or _is_padding(cells, width):
            table.rows.append(_row(table, line, cells, places))
        else:
            said = N_(
                "this line has %(found)d values and the heading %(wanted)d: %(remedy)s",
                found=len(cells),
                wanted=width,
                remedy=source.width_remedy,
            )
            table.problems.append(Problem(line, "", source.separator.join(cells[:3]), said))
    if not table.rows and not table.problems:
        raise FileRefused.because(name, N_("there is a heading, but no line below it"))
    return table


def _from_workbook(name: str, content: bytes, _columns: Sequence[Column]) -> _Source:
    records = read_records(name, content)
    if not records:
        raise FileRefused.because(name, N_("the first sheet is empty"))
    heading, width = records[0][1], len(records[0][1])
    # Empty cells at the end of a row are not stored.
    below = [(line, cells + [""] * (width - len(cells))) for line, cells in records[1:]]
    return _Source(heading, below, [], N_("each value needs a heading above it"), ", ")


def _from_text(name: str, content: bytes, columns: Sequence[Column]) -> _Source:
    text = read_text(name, content)
    heading = _heading(name, text, columns)
    problems: list[Problem] = []
    remedy = N_(
        "a value with %(separator)s inside needs quotation marks, or the line was cut",
        separator=_SEPARATORS[heading.separator],
    )
    return _Source(
        heading.cells, list(_records(problems, text, heading)), problems, remedy, heading.separator
    )


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
        raise FileRefused.because(name, N_("this is not a table: %(remedy)s", remedy=SAVE_AS))
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
            twice = ", ".join(headings[place].strip() for place in at)
            remedy = N_("one column is there twice (%(columns)s): leave one out", columns=twice)
            raise FileRefused.because(name, remedy)
        if at:
            places[at[0]] = column
        elif column.is_needed:
            missing.append(column.headings[0])
    if missing:
        shown = ", ".join(heading.strip()[:30] for heading in headings[:30])
        facts = {"missing": ", ".join(missing), "shown": shown}
        if len(missing) == 1:
            remedy = N_("this column is missing: %(missing)s. The heading says: %(shown)s", **facts)
        else:
            remedy = N_(
                "these columns are missing: %(missing)s. The heading says: %(shown)s", **facts
            )
        raise FileRefused.because(name, remedy)
    return places


def _records(
    problems: list[Problem], text: str, heading: _Heading
) -> Iterator[tuple[int, list[str]]]:
    """Yield each record below the heading that is not blank, with the line where it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=heading.separator, strict=True)
    line = 1
    try:
        for cells in reader:
            if reader.line_num > heading.line and any(map(str.strip, cells)):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error:
        remedy = N_(
            'a quotation mark (") opens on this line and does not close before a separator;'
            ' inside a value write it twice ("")'
        )
        problems.append(Problem(line, "", "", remedy))


def _is_padding(cells: list[str], width: int) -> bool:
    """Return True when a line is longer by empty cells only, as spreadsheets write them."""
    return len(cells) > width and not any(map(str.strip, cells[width:]))


def _row(table: Table, line: int, cells: list[str], places: dict[int, Column]) -> Row:
    """Read a record's cells, noting those that cannot be read."""
    values: dict[str, Any] = {}
    row = Row(line, values)
    for place, column in places.items():
        value = cells[place].strip()
        if not value:
            values[column.name] = column.empty
            if not column.may_be_empty:
                table.blame(row, column.name, "", N_("this is empty: fill it in"))
            continue
        if isinstance(value, Unreadable):
            table.blame(row, column.name, value, value.remedy)
            continue
        try:
            values[column.name] = column.read(value)
        except ValueError as error:
            table.blame(row, column.name, value, error.args[0])
        else:
            if is_garbled(value):
                remedy = N_("the accents are garbled: %(remedy)s", remedy=SAVE_AS)
                table.blame(row, column.name, value, remedy)
    return row
