from datetime import date

import pytest

from app.core.tables.cells import civil_date, text, whole_number, yes_or_no
from app.core.tables.reading import read_table
from app.core.tables.table import Column, FileRefused, Problem

COLUMNS = (
    Column("code", ("codice", "code"), text(10)),
    Column("name", ("denominazione",), text(100)),
    Column("born_on", ("data_nascita",), civil_date, is_needed=False, may_be_empty=True),
    Column("agile", ("attivita_agile",), yes_or_no, is_needed=False),
    Column("floor", ("piano",), whole_number(0, 9), is_needed=False, may_be_empty=True, empty=0),
)
PLAIN = "codice;denominazione;data_nascita\nA1;Nicolò;1979-06-17\nA2;Sì, certo;\n"


@pytest.fixture
def read(tmp_path):
    def read_file(content, name="elenco.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_table(path, COLUMNS)

    return read_file


def cells(table):
    return [(row.line, row["code"], row["name"], row["born_on"]) for row in table.rows]


READ = [(2, "A1", "Nicolò", date(1979, 6, 17)), (3, "A2", "Sì, certo", None)]


@pytest.mark.parametrize("content", [
    PLAIN.encode(),
    PLAIN.encode("utf-8-sig"),
    PLAIN.encode("utf-16"),
    PLAIN.encode("cp1252"),
    PLAIN.replace("\n", "\r\n").encode(),
    PLAIN.replace("\n", "\r").encode(),
    PLAIN.replace(";", "\t").encode(),
    PLAIN.replace(";", "|").encode(),
    PLAIN.replace("Sì, certo", '"Sì, certo"').replace(";", ",").encode("cp1252"),
    PLAIN.rstrip("\n").encode(),
    PLAIN.replace("ò", "o\u0300").replace("ì", "i\u0300").encode(),
    PLAIN.replace("A1", "\u200b A1\u00a0").encode(),
    PLAIN.replace("codice", " CODICE ").replace("data_nascita", "Data di nascita").replace(
        "Data di nascita", "Data nascita").encode(),
    PLAIN.replace("\n", ";;;\n").replace("data_nascita;;;", "data_nascita;;;").encode(),
], ids=["utf-8", "utf-8 with mark", "utf-16", "windows", "crlf", "cr", "tab", "bar", "comma",
        "no last line end", "decomposed accents", "invisible marks", "other headings",
        "padding"])  # fmt: skip
def test_the_same_table_is_read_however_it_was_written(read, content):
    table = read(content)
    assert table.problems == []
    assert cells(table) == READ


def test_columns_come_in_any_order_and_others_are_told_but_not_read(read):
    table = read("telefono;data_nascita;note;denominazione;codice\n1;17/06/1979;x;Nicolò;A1\n")
    assert cells(table) == [(2, "A1", "Nicolò", date(1979, 6, 17))]
    assert table.unread == ("telefono", "note")
    assert table.has("born_on")
    assert not table.has("agile")


def test_a_line_number_is_right_after_blank_lines_and_lines_inside_quotation_marks(read):
    table = read(
        'sep=;\n\ncodice;denominazione;data_nascita\n\nA1;"Ufficio\n\nprimo";1979-06-17\n;;\n'
        "\nA2;Secondo;31/02/1979\n"
    )
    assert [(row.line, row["name"]) for row in table.rows] == [
        (5, "Ufficio primo"),
        (10, "Secondo"),
    ]
    assert table.problems == [
        Problem(10, "data_nascita", "31/02/1979",
                "write a day that exists, such as 1979-06-17 or 17/06/1979")
    ]  # fmt: skip


def test_every_cell_that_cannot_be_read_is_told_at_once(read):
    table = read(
        "codice;denominazione;data_nascita;attivita_agile;piano\nA1;;ieri;forse;12\nA2;Nicola;;;\n"
    )
    assert [str(problem) for problem in table.problems] == [
        "line 2, column denominazione: this is empty: fill it in",
        'line 2, column data_nascita, "ieri": write a date such as 1979-06-17 or 17/06/1979',
        'line 2, column attivita_agile, "forse": write yes or no',
        'line 2, column piano, "12": write a whole number from 0 to 9',
        "line 3, column attivita_agile: this is empty: fill it in",
    ]
    assert table.rows[1]["floor"] == 0


def test_a_line_that_was_cut_or_has_a_bare_separator_is_told(read):
    table = read("codice;denominazione;data_nascita\nA1;Uno\nA2;Due;e mezzo;1979-06-17\n")
    assert [problem.line for problem in table.problems] == [2, 3]
    assert "this line has 2 values and the heading 3" in table.problems[0].remedy
    assert "a value with a semicolon inside needs quotation marks" in table.problems[1].remedy


@pytest.mark.parametrize("content", [
    'codice;denominazione\nA1;Uno\nA2;"Due\nA3;Tre\n',
    'codice;denominazione\nA1;Uno\nA2;"Sala "Nord""\nA3;Tre\n',
    'codice;denominazione\nA1;Uno\nA2;"' + "x\n" * 90_000,
])  # fmt: skip
def test_a_quotation_mark_that_does_not_close_is_told_where_it_opens(read, content):
    table = read(content)
    assert [problem.line for problem in table.problems] == [3]
    assert "opens on this line" in table.problems[0].remedy


def test_a_value_that_comes_twice_names_both_lines(read):
    table = read("codice;denominazione\nA1;Uno\nA2;Due\nA1;Tre\n")
    assert list(table.by("code")) == ["A1", "A2"]
    assert [str(problem) for problem in table.problems] == [
        'line 4, column codice, "A1": each may be there once, and this is on line 2 as well'
    ]
    with pytest.raises(FileRefused, match=r"elenco\.csv: line 4"):
        table.check()


@pytest.mark.parametrize(("content", "sentence"), [
    (b"", "the file is empty"),
    (b"\xef\xbb\xbf \n\n", "the file is empty"),
    (b"%PDF-1.7\n...", "this is a PDF, not a table of text"),
    (b"PK\x03\x04rest", "this is a spreadsheet or an archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1", "this is an old spreadsheet"),
    (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "this is not a table of text"),
    ("codice;denominazione\nA1;Uno\n".encode("utf-16-le"), "this is not a table of text"),
    (b"\xff\xfea", "a letter on this line is in no known encoding"),
    (b"<!DOCTYPE html><title>Accedi</title>", "these columns are missing: codice, denominazione"),
    (b"codice;nome\n", "this column is missing: denominazione. The heading says: codice, nome"),
    (b"sep=;\n", "this is not a table: open it in the program that made it"),
    (b"codice;denominazione\n", "there is a heading, but no line below it"),
    (b"codice;code;denominazione\nA1;A1;Uno\n", "one column is there twice (codice, code)"),
    (b"codice;denominazione\nA1;Nicol\xc3\xb2\nA2;Nicol\xf2\n", "in no known encoding"),
    (b"codice;denominazione\nA1;\x81\n", "a letter on this line is in no known encoding"),
    (b";;;\n;;\n", "these columns are missing: codice, denominazione"),
], ids=str)  # fmt: skip
def test_what_is_no_table_gets_one_clear_sentence(read, content, sentence):
    with pytest.raises(FileRefused) as refused:
        read(content)
    assert len(refused.value.problems) == 1
    assert sentence in str(refused.value.problems[0])


def test_a_letter_in_no_encoding_is_told_with_its_line(read):
    with pytest.raises(FileRefused) as refused:
        read(b"codice;denominazione\nA1;Nicol\xc3\xb2\nA2;Nicol\xf2\n")
    assert refused.value.problems[0].line == 3


def test_accents_that_were_lost_before_are_not_stored(read):
    table = read("codice;denominazione;note\nA1;NicolÃ²;Ã¨\nA2;Nicol\ufffd;\nA3;Âncora;\n")
    assert [(problem.line, problem.column) for problem in table.problems] == [
        (2, "denominazione"), (3, "denominazione"),
    ]  # fmt: skip


def test_a_file_of_gigabytes_is_not_read(tmp_path):
    path = tmp_path / "enorme.csv"
    with path.open("wb") as file:
        file.truncate(65 * 1024 * 1024)
    with pytest.raises(FileRefused, match="larger than 64 MB"):
        read_table(path, COLUMNS)


def test_a_long_value_is_shown_short():
    shown = str(Problem(2, "note", "parola " * 50, "shorten it"))
    assert shown.startswith('line 2, column note, "parola parola')
    assert shown.endswith('…": shorten it')
    assert len(shown) < 120


def test_whoever_watches_sees_every_record(tmp_path):
    seen = []

    def watch(items):
        for item in items:
            seen.append(item)
            yield item

    path = tmp_path / "elenco.csv"
    path.write_text(PLAIN)
    read_table(path, COLUMNS, watch=watch)
    assert len(seen) == 2


def test_a_part_of_a_table_has_its_own_rows_and_problems(read):
    table = read(PLAIN)
    some = table.only(table.rows[:1])
    some.blame(some.rows[0], "name", "Nicolò", "another name")
    assert len(table.rows) == 2
    assert table.problems == []


def test_a_problem_is_told_without_what_would_rule_the_terminal():
    problem = Problem(2, "na\x1bme", "\x1b]0;you\x07", "the heading says: \x9b31m")
    assert str(problem).isprintable()
    assert "you" in str(problem)
