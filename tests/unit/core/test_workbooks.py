import io
import zipfile
from datetime import date, datetime, time, timedelta

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart

from app.core.sheets import write_sheet
from app.core.tables import workbooks
from app.core.tables.cells import civil_date, clock_time, matching, percentage, text, yes_or_no
from app.core.tables.reading import parse_table, read_table
from app.core.tables.table import Column, FileRefused

COLUMNS = (
    Column("code", ("codice",), text(10)),
    Column("name", ("denominazione",), text(100), may_be_empty=True),
    Column("born_on", ("data_nascita",), civil_date, is_needed=False, may_be_empty=True),
    Column("hours", ("percentuale_orario",), percentage, is_needed=False, may_be_empty=True),
    Column("opens", ("apertura",), clock_time, is_needed=False, may_be_empty=True),
    Column("agile", ("attivita_agile",), yes_or_no, is_needed=False, may_be_empty=True),
    Column("filed", ("comunicazione",), matching("[0-9]{17}", "write 17 digits"), is_needed=False,
           may_be_empty=True),
)  # fmt: skip
HEADINGS = ["codice", "denominazione", "data_nascita"]


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def book_of(*rows, formats=()):
    """A spreadsheet whose first sheet has these rows; `formats` by cell."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for cell, shown_as in formats:
        book.active[cell].number_format = shown_as
    return saved(book)


def parse(content, name="elenco.xlsx"):
    return parse_table(name, content, COLUMNS)


def with_member(content, name, inside):
    """The same archive with one more file, or another one in its place."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
        new.writestr(name, inside)
    return file.getvalue()


def test_a_spreadsheet_is_read_like_the_same_file_as_text(tmp_path):
    path = tmp_path / "elenco.dat"
    path.write_bytes(
        book_of(
            HEADINGS,
            ["A1", "Nicolo\u0300\u200b ", datetime(1979, 6, 17)],  # noqa: DTZ001
            [],
            ["A2", "Sì, certo"],
        )
    )  # fmt: skip
    table = read_table(path, COLUMNS)
    assert table.problems == []
    assert [(row.line, row["code"], row["name"], row["born_on"]) for row in table.rows] == [
        (2, "A1", "Nicolò", date(1979, 6, 17)),
        (4, "A2", "Sì, certo", None),
    ]


def test_what_our_own_sheets_write_comes_back(app):
    content = write_sheet(HEADINGS, [["007", "=SUM(A1)", date(1979, 6, 17)]], "Persone")
    row = parse(content).rows[0]
    assert (row["code"], row["name"], row["born_on"]) == ("007", "=SUM(A1)", date(1979, 6, 17))


def test_days_hours_and_numbers_are_read_as_people_would_type_them():
    content = book_of(
        ["codice", "denominazione", "data_nascita", "percentuale_orario", "apertura",
         "attivita_agile", "comunicazione"],
        [123, 1.5, datetime(1979, 6, 17), 0.6, time(8, 30), True, "12345678901234567"],  # noqa: DTZ001
        [8.0, datetime(2026, 1, 2, 3, 4), "17/06/1979", 60, timedelta(hours=8), "no", None],  # noqa: DTZ001
        formats=[("A2", "00000"), ("D2", "0%"), ("E3", "[h]:mm")],
    )  # fmt: skip
    table = parse(content)
    assert table.problems == []
    assert [list(row.cells.values()) for row in table.rows] == [
        ["00123", "1.5", date(1979, 6, 17), 60, time(8, 30), True, "12345678901234567"],
        ["8", "2026-01-02 03:04", date(1979, 6, 17), 60, time(8), False, None],
    ]


def test_a_number_whose_end_the_spreadsheet_has_forgotten_is_told_not_taken():
    table = parse(book_of([*HEADINGS, "comunicazione"], ["A1", "x", None, 12345678901234567]))
    (problem,) = table.problems
    assert (problem.line, problem.column) == (2, "comunicazione")
    assert "a spreadsheet keeps only 15 digits" in problem.remedy


def test_a_formula_is_read_as_the_value_it_had_and_its_errors_are_told():
    content = book_of(HEADINGS, ["A1", "=1/0"], ["A2", "=1+1"])
    sheet = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read(sheet).decode()
    xml = xml.replace("<f>1+1</f><v />", "<f>1+1</f><v>2</v>")
    xml = xml.replace("<f>1+1</f><v></v>", "<f>1+1</f><v>2</v>")
    xml = xml.replace('<c r="B2"><f>1/0</f><v />', '<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v>')
    xml = xml.replace('<c r="B2"><f>1/0</f><v></v>', '<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v>')
    table = parse(with_member(content, sheet, xml))
    assert table.rows[1]["name"] == "2"
    assert [str(problem) for problem in table.problems] == [
        'line 2, column denominazione, "#DIV/0!": the spreadsheet could not work this out:'
        " write the value itself"
    ]


def test_rows_and_columns_are_named_where_something_is_wrong():
    table = parse(book_of([], HEADINGS, ["A1", "x", "ieri"], ["A2", "y", None, None, "beyond"]))
    assert [str(problem) for problem in table.problems] == [
        'line 3, column data_nascita, "ieri": write a date such as 1979-06-17 or 17/06/1979',
        'line 4, "A2, y,": this line has 5 values and the heading 3: each value needs a heading'
        " above it",
    ]


def test_garbled_accents_are_told_in_a_spreadsheet_too():
    (problem,) = parse(book_of(HEADINGS, ["A1", "NicolÃ²"])).problems
    assert "the accents are garbled" in problem.remedy


def test_the_first_sheet_that_can_be_seen_is_read():
    book = Workbook()
    book.active.append(["secret"])
    book.active.sheet_state = "hidden"
    for row in (HEADINGS, ["A1", "x"]):
        book.create_sheet("Dati").append(row) if "Dati" not in book else book["Dati"].append(row)
    book.create_sheet("Note").append(["other"])
    assert [row["code"] for row in parse(saved(book)).rows] == ["A1"]


def test_a_spreadsheet_without_any_sheet_is_refused():
    book = Workbook()
    chart = book.create_chartsheet("Grafico")
    chart.add_chart(BarChart())
    book.active.append([1])
    book.worksheets[0].sheet_state = "hidden"
    with pytest.raises(FileRefused, match="no sheet that can be seen"):
        parse(saved(book))


@pytest.mark.parametrize(("content", "sentence"), [
    (book_of(), "the first sheet is empty"),
    (book_of(HEADINGS), "there is a heading, but no line below it"),
    (book_of(["nome"], ["x"]), "these columns are missing: codice, denominazione"),
    (with_member(book_of(HEADINGS), "xl/workbook.xml", "<"), "this spreadsheet cannot be opened"),
    (with_member(book_of(HEADINGS), "xl/worksheets/sheet1.xml", "no"), "cannot be opened"),
    (with_member(book_of(HEADINGS), "xl/styles.xml", "no"), "cannot be opened"),
    (book_of(HEADINGS)[:-200], "this is a spreadsheet or an archive"),
], ids=range(7))  # fmt: skip
def test_a_spreadsheet_that_is_no_table_gets_one_clear_sentence(content, sentence):
    with pytest.raises(FileRefused) as refused:
        parse(content)
    assert len(refused.value.problems) == 1
    assert sentence in str(refused.value.problems[0])


@pytest.mark.parametrize("inside", ["word/document.xml", "content.xml", "xl/workbook.bin"])
def test_other_archives_are_refused_as_before(inside):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(inside, "<x/>")
    with pytest.raises(FileRefused, match="this is a spreadsheet or an archive, not a table"):
        parse(file.getvalue())


@pytest.mark.parametrize("member", [
    "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "docProps/core.xml",
])  # fmt: skip
def test_a_small_file_that_unfolds_to_a_huge_one_is_refused_unopened(member):
    bomb = with_member(book_of(HEADINGS), member, b" " * (workbooks.MOST_SHEET_BYTES + 1))
    assert len(bomb) < 200_000
    with pytest.raises(FileRefused, match="this spreadsheet is too large: at most 100000 rows"):
        parse(bomb)


def test_a_picture_inside_does_not_count():
    content = with_member(book_of(HEADINGS, ["A1", "x"]), "xl/media/logo.png",
                          b" " * (workbooks.MOST_OTHER_BYTES + 1))  # fmt: skip
    assert len(parse(content).rows) == 1


def test_too_many_rows_columns_or_cells_are_refused():
    with pytest.raises(FileRefused, match="too large"):
        parse(book_of(HEADINGS, ["x"] * (workbooks.MOST_COLUMNS + 1)))
    sheet = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    far = '<sheetData><row r="{row}"><c r="A{row}"><v>1</v></c></row></sheetData></worksheet>'
    for row in (workbooks.MOST_ROWS + 1, 999_999_999_999):
        xml = sheet + far.format(row=row)
        with pytest.raises(FileRefused, match="too large"):
            parse(with_member(book_of(HEADINGS), "xl/worksheets/sheet1.xml", xml))


def test_empty_rows_at_the_foot_of_a_sheet_do_not_count():
    book = Workbook()
    for row in (HEADINGS, ["A1", "x"]):
        book.active.append(row)
    book.active.cell(row=300_000, column=2).number_format = "0%"
    assert len(parse(saved(book)).rows) == 1
