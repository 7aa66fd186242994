"""Spreadsheets as records: the cells of the first sheet, as people would have typed them."""

import io
import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook

from app.core.tables.decoding import normal
from app.core.tables.table import FileRefused
from app.core.tables.words import N_, Words

MOST_ROWS = 100_000
MOST_COLUMNS = 200
# A small archive may unfold to anything; these are its limits, in bytes.
MOST_SHEET_BYTES = 96 * 1024**2
MOST_SHARED_BYTES = 32 * 1024**2
MOST_OTHER_BYTES = 8 * 1024**2
MOST_CELLS = 3_000_000
# Of longer numbers a spreadsheet has already forgotten the end.
_EXACT = 10**15
_BOOK = "xl/workbook.xml"
_ZEROS = re.compile("0+")


class Unreadable(str):
    """A cell whose value the spreadsheet itself has lost, and what would be right."""

    remedy: Words

    def __new__(cls, shown: str, remedy: Words) -> "Unreadable":
        """Keep the remedy beside what the cell shows."""
        cell = super().__new__(cls, shown)
        cell.remedy = remedy
        return cell

    def strip(self, chars: str | None = None, /) -> str:
        """Return the cell itself: nothing about it can be mended here."""
        return self


def is_workbook(content: bytes) -> bool:
    """Return True for a spreadsheet of today's kind, by what it holds, not by its name."""
    if not content.startswith(b"PK"):
        return False
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            return _BOOK in archive.namelist()
    except BadZipFile:
        return False


def read_records(name: str, content: bytes) -> list[tuple[int, list[str]]]:
    """Return the rows of the first visible sheet that are not blank, with their numbers.

    FileRefused for a file that cannot be opened, or is too large.
    """
    _check_size(name, content)
    try:
        with warnings.catch_warnings():
            # About looks that we do not read, such as a missing default style.
            warnings.simplefilter("ignore")
            return list(_records(name, content))
    except FileRefused:
        raise
    except Exception as error:
        # What is broken inside such a file breaks its reader in many ways.
        remedy = N_("this spreadsheet cannot be opened: save it again, or save it as CSV UTF-8")
        raise FileRefused.because(name, remedy) from error


def _check_size(name: str, content: bytes) -> None:
    limits = {"sheets": MOST_SHEET_BYTES, "shared": MOST_SHARED_BYTES, "other": MOST_OTHER_BYTES}
    sizes = dict.fromkeys(limits, 0)
    with ZipFile(io.BytesIO(content)) as archive:
        for member in archive.infolist():
            kind = "other"
            if member.filename.startswith("xl/worksheets/"):
                kind = "sheets"
            elif member.filename == "xl/sharedStrings.xml":
                kind = "shared"
            elif not member.filename.endswith((".xml", ".rels")):
                # Pictures and the like are never unfolded.
                continue
            sizes[kind] += member.file_size
    if any(sizes[kind] > limits[kind] for kind in limits):
        raise _too_large(name)


def _too_large(name: str) -> FileRefused:
    remedy = N_(
        "this spreadsheet is too large: at most %(rows)d rows and %(columns)d columns;"
        " leave out what is not needed, or save it as CSV UTF-8",
        rows=MOST_ROWS,
        columns=MOST_COLUMNS,
    )
    return FileRefused.because(name, remedy)


def _records(name: str, content: bytes) -> Iterator[tuple[int, list[str]]]:
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not shown:
            raise FileRefused.because(name, N_("this spreadsheet has no sheet that can be seen"))
        # What the file says of its own size may be wrong.
        shown[0].reset_dimensions()
        visited = 0
        for line, row in enumerate(shown[0].iter_rows(), 1):
            cells = [_typed(cell) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            visited += len(row) + 1
            is_beyond = bool(cells) and (line > MOST_ROWS or len(cells) > MOST_COLUMNS)
            if is_beyond or visited > MOST_CELLS:
                raise _too_large(name)
            if cells:
                yield line, cells
    finally:
        book.close()


def _typed(cell: Any) -> str:
    """Return a cell as it would be typed into a text file."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        if cell.data_type == "e":
            remedy = N_("the spreadsheet could not work this out: write the value itself")
            return Unreadable(value, remedy)
        return normal(value).strip()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return _number(value, cell.number_format or "")
    return _moment(value)


def _number(value: float, shown_as: str) -> str:
    if abs(value) >= _EXACT:
        remedy = N_(
            "a spreadsheet keeps only 15 digits of a number: make this cell text,"
            " and write the value again"
        )
        return Unreadable(f"{value:.0f}", remedy)
    if "%" in shown_as:
        return f"{_plain(round(value * 100, 6))}%"
    if _ZEROS.fullmatch(shown_as) and value == int(value):
        # `00123` is stored as 123 and shown with its zeros.
        return f"{int(value):0{len(shown_as)}}"
    return _plain(value)


def _plain(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:.15g}"


def _moment(value: datetime | date | time | timedelta) -> str:
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    return f"{value:%H:%M}" if isinstance(value, time) else value.isoformat()
