import io
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from openpyxl import load_workbook

from app.core.sheets import SheetKind, download, write_csv, write_sheet

DANGEROUS = ["=1+1", "+39 02", "-5", "@SUM(A1)", "\tx", "\rx", "#N/A", '=HYPERLINK("http://x")']


def midnight(*day):
    """Spreadsheets know days as instants without a zone."""
    return datetime.combine(date(*day), time())


def sheet(headings, rows, title=""):
    return load_workbook(io.BytesIO(write_sheet(headings, rows, title))).worksheets[0]


def test_days_hours_and_numbers_stay_what_they_are_in_a_spreadsheet():
    row = [date(2026, 11, 22), time(9, 30), 7, 1.5, Decimal("2.25"), True, None, "Nicolò"]
    found = sheet(["a"] * len(row), [row])
    assert [cell.value for cell in found[2]] == [
        midnight(2026, 11, 22), time(9, 30), 7, 1.5, 2.25, True, None, "Nicolò",
    ]  # fmt: skip
    assert found["A2"].number_format == "dd/mm/yyyy"
    assert found["A1"].font.bold


def test_an_instant_is_shown_as_a_clock_in_italy_shows_it():
    found = sheet(["when"], [[datetime(2026, 7, 1, 22, 30, 5, 999, tzinfo=UTC)]])
    assert found["A2"].value == midnight(2026, 7, 2) + timedelta(minutes=30, seconds=5)


@pytest.mark.parametrize("words", DANGEROUS)
def test_text_in_a_spreadsheet_is_never_a_formula(words):
    cell = sheet([words], [[words]])["A2"]
    assert cell.data_type == "s"
    assert cell.value.strip() == words.strip()


def test_characters_that_a_spreadsheet_cannot_hold_are_left_out():
    found = sheet(["a"], [["x\x00\x1by\ufffe"], ["z" * 40_000]], title="[a/b]: " + "c" * 40)
    assert found["A2"].value == "xy"
    assert len(found["A3"].value) == 32_767
    assert len(found.title) <= 31


@pytest.mark.parametrize("words", DANGEROUS)
def test_text_that_a_spreadsheet_would_obey_gets_an_apostrophe_in_csv(words):
    line = write_csv(["a", "b"], [[words, "end"]]).decode("utf-8-sig").split("\r\n", 1)[1]
    assert line.lstrip('"').startswith("#N/A" if words == "#N/A" else "'")


def test_csv_opens_in_an_italian_spreadsheet():
    at = datetime(2026, 1, 5, 8, tzinfo=UTC)
    row = [date(2026, 11, 22), time(9, 30), -7, 1.5, None, "a;b", at]
    assert write_csv(["Città", *"bcdefg"], [row]) == (
        b"\xef\xbb\xbf" + "Città;b;c;d;e;f;g\r\n".encode()
        + b'2026-11-22;09:30;-7;1,5;;"a;b";2026-01-05 09:00\r\n'
    )  # fmt: skip


@pytest.mark.parametrize(("kind", "start"), [(SheetKind.XLSX, b"PK"), (SheetKind.CSV, b"\xef\xbb")])
def test_a_list_is_downloaded_under_a_name_and_kept_by_no_browser(kind, start):
    with Flask("list").app_context():
        answer = download("accordi", kind, ["a"], [["b"]], title="Accordi")
    assert answer.get_data().startswith(start)
    assert answer.headers["Content-Disposition"] == f"attachment; filename=accordi.{kind}"
    assert answer.headers["Cache-Control"] == "no-store"
