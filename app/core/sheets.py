"""Lists that people take away: as a spreadsheet, or as text that spreadsheets open."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any

from flask import Response
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from app.core.clock import ROME


class SheetKind(StrEnum):
    """In what form a list is taken away; the values are the endings of file names."""

    XLSX = "xlsx"
    CSV = "csv"


_MEDIA_TYPES = {
    SheetKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    SheetKind.CSV: "text/csv",
}
# What neither XML nor a spreadsheet's cell may hold.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LONGEST_TEXT = 32_767
# A name of a sheet has none of these, and 31 characters at most.
_NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\]")
# A spreadsheet would take text that begins so for a formula, and obey it.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_FORMATS: tuple[tuple[type, str], ...] = (
    (datetime, "dd/mm/yyyy hh:mm"),
    (date, "dd/mm/yyyy"),
    (time, "hh:mm"),
)
_WIDTH = 4


def write_sheet(headings: Sequence[str], rows: Iterable[Sequence[Any]], title: str = "") -> bytes:
    """Return a spreadsheet with one sheet; days and numbers stay what they are, text stays text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_NOT_IN_A_TITLE.sub(" ", title)[:31].strip("' ") or None)
    sheet.freeze_panes = "A2"
    for place, heading in enumerate(headings, 1):
        sheet.column_dimensions[get_column_letter(place)].width = max(12, len(heading) + _WIDTH)
    first = [_cell(sheet, str(heading)) for heading in headings]
    for cell in first:
        cell.font = Font(bold=True)
    sheet.append(first)
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return text that an Italian spreadsheet opens by a double click: UTF-8 with mark, `;`."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow([_text(heading) for heading in headings])
    writer.writerows([_text(value) for value in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def download(
    name: str,
    kind: SheetKind,
    headings: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    title: str = "",
) -> Response:
    """Answer with a list as a file to keep; `name` is without its ending, in plain letters."""
    if kind is SheetKind.XLSX:
        content = write_sheet(headings, rows, title)
    else:
        content = write_csv(headings, rows)
    answer = Response(content, mimetype=_MEDIA_TYPES[kind])
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.{kind}")
    # It names people: nothing of it stays in the memory of a shared machine.
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _cell(sheet: Any, value: Any) -> Any:
    value = _plain(value)
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        # Whatever it looks like: neither a formula nor an error.
        cell.data_type = "s"
    for kind, shown in _FORMATS:
        if isinstance(value, kind):
            cell.number_format = shown
            break
    return cell


def _plain(value: Any) -> Any:
    """Return what a cell holds: a number, a day, an hour, nothing, or words."""
    if isinstance(value, datetime):
        return value.astimezone(ROME).replace(tzinfo=None, microsecond=0)
    if value is None or isinstance(value, date | time | int | float | Decimal):
        return value
    return _CONTROLS.sub("", str(value))[:_LONGEST_TEXT]


def _text(value: Any) -> str:
    """Return a cell as it is typed in Italy, and as our own imports read it."""
    value = _plain(value)
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA_STARTS) else value
    return str(value).replace(".", ",")
