from datetime import date

import pytest
import sqlalchemy as sa

from app import create_app
from app.auth.models import Office, User
from app.auth.services.sign_ins import begin_sign_in
from app.booking.models import Area, Cap, Desk, Workplace
from app.booking.queries.checks import problems
from app.booking.queries.places import current_revision, places
from app.core.audit import AuditLine
from app.core.db import db
from tests.support.factories import desks_of, make_booking, make_office, make_workplace
from tests.support.files import DEMO, csv_file, fiscal_code, person

FILES = {
    "workplaces": "workplaces", "desks": "desks", "postal-codes": "postal_codes",
    "districts": "districts", "offices": "offices", "people": "people",
}  # fmt: skip


def count(model):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


def everything():
    return [count(model) for model in (Workplace, Desk, Area, Office, User, Cap, AuditLine)]


def test_the_six_files_of_the_demo_come_in_whole_and_a_second_time_change_nothing(flask):
    said = {kind: flask("import", kind, DEMO / f"{file}.csv") for kind, file in FILES.items()}
    assert [outcome.exit_code for outcome in said.values()] == [0] * 6
    assert said["people"].output.splitlines() == [
        "people.csv: 14500 new, 0 changed, 0 unchanged, 0 gone.",
        "Not stored on purpose: cap_domicilio. Where people live is their own affair; whoever wants"
        " to, chooses an area to start from.",
    ]
    assert said["desks"].output == "desks.csv: 234 new, 0 changed, 0 unchanged, 0 gone.\n"
    found = everything()
    assert found[:5] == [8, 234, 87, 222, 14500]
    assert {w.code: w.cap(date(2026, 3, 3)) for w in places().workplaces} == {
        "LARGA": 32, "PADOVA": 12, "SANSOVINO": 16, "SILE": 36, "TIBALDI": 14, "BERGOGNONE": 24,
        "ACCURSIO": 12, "DURANDO": 37,
    }  # fmt: skip
    tops = sa.select(User.staff_number).where(User.manager_id.is_(None))
    assert db.session.scalars(tops).all() == ["100000"]
    revision = current_revision()
    for kind, file in FILES.items():
        complete = ["--complete"] if kind in {"people", "desks", "workplaces"} else []
        again = flask("import", kind, DEMO / f"{file}.csv", *complete)
        assert " 0 new, 0 changed," in again.output
        assert " unchanged, 0 gone." in again.output
    assert everything() == found
    assert current_revision() == revision
    assert problems() == []


def test_no_area_of_residence_is_stored(flask, tmp_path):
    make_office("RU")
    file = csv_file(tmp_path, [person(100, cap_domicilio="20162", Telefono="02")])
    said = flask("import", "people", file).output
    assert "Columns that are not read: Telefono." in said
    assert "Not stored on purpose: cap_domicilio." in said
    stored = db.session.execute(sa.select(User.__table__)).one()
    assert "20162" not in map(str, stored)
    assert stored.area_code is None


def test_a_dry_run_says_everything_and_leaves_no_trace(flask, tmp_path):
    before = everything()
    said = flask("import", "workplaces", DEMO / "workplaces.csv", "--dry-run")
    assert said.output.splitlines() == [
        "workplaces.csv: 8 new, 0 changed, 0 unchanged, 0 gone.",
        "This was a dry run: nothing was written.",
    ]
    assert everything() == before
    flask("import", "workplaces", DEMO / "workplaces.csv")
    flask("import", "desks", DEMO / "desks.csv")
    assert len(places().by_desk) == 234, "what the dry run saw is not remembered"
    fewer = tmp_path / "fewer.csv"
    fewer.write_text("".join((DEMO / "desks.csv").read_text().splitlines(True)[:100]))
    said = flask("import", "desks", fewer, "--complete", "--dry-run")
    assert "0 new, 0 changed, 99 unchanged, 135 gone (retired)." in said.output
    assert len(places().by_desk) == 234


def test_whoever_is_gone_is_told_in_numbers(flask, tmp_path):
    make_office("RU")
    flask("import", "people", csv_file(tmp_path, [person(100), person(101), person(102)]))
    part = csv_file(tmp_path, [person(100), person(101)])
    assert (
        "1 gone (left as they are; --complete would say" in flask("import", "people", part).output
    )
    said = flask("import", "people", part, "--complete").output
    assert "1 gone (can no longer sign in)." in said
    back = flask("import", "people", csv_file(tmp_path, [person(102)])).output
    assert "Came back and can sign in again: 1." in back


def test_desks_of_people_who_left_are_told_in_numbers(flask, tmp_path):
    make_office("RU")
    flask("import", "people", csv_file(tmp_path, [person(100), person(101)]))
    bice = db.session.scalars(sa.select(User).where(User.staff_number == "101")).one()
    make_booking(bice, desks_of(make_workplace())[0], date(2026, 3, 3))
    said = flask("import", "people", csv_file(tmp_path, [person(100)]), "--complete")
    assert "Coming bookings of theirs that were freed: 1." in said.output


def test_a_bar_shows_how_far_a_long_file_is_on_a_terminal_only(flask, tmp_path, monkeypatch):
    make_office("RU")
    file = csv_file(tmp_path, [person(n) for n in range(2500)])
    assert flask("import", "people", file, "--dry-run").stderr == ""
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _self: True)
    said = flask("import", "people", file)
    assert said.stdout == "file.csv: 2500 new, 0 changed, 0 unchanged, 0 gone.\n"
    assert "Reading" in said.stderr
    assert "Writing" in said.stderr
    assert "100%" in said.stderr


def test_a_file_that_is_wrong_is_told_line_by_line(flask, tmp_path):
    make_office("RU")
    rows = [person(100, ufficio="MARTE"), person(100, email="anna"), person(101)]
    said = flask("import", "people", csv_file(tmp_path, rows, "personale.csv"))
    assert said.exit_code == 1
    assert said.stderr.splitlines() == [
        'personale.csv, line 2, column ufficio, "MARTE": no office has this code: correct it, or'
        " import the offices first",
        'personale.csv, line 3, column email, "anna": write one e-mail address, such as'
        " anna.rossi@comune.example",
        'personale.csv, line 3, column matricola, "100": each may be there once, and this is on'
        " line 2 as well",
        "3 things are to be put right in personale.csv; nothing was imported.",
    ]
    assert count(User) == 0


def test_a_long_list_of_what_is_wrong_is_cut_and_counted(flask, tmp_path):
    make_office("RU")
    rows = [person(n, email="x") for n in range(250)]
    said = flask("import", "people", csv_file(tmp_path, rows))
    assert len(said.stderr.splitlines()) == 202
    assert said.stderr.splitlines()[-2:] == [
        "… and 50 more.",
        "250 things are to be put right in file.csv; nothing was imported.",
    ]


GOOD = "matricola;cognome;nome;email;ufficio;sesso;data_nascita;codice_fiscale\n"
ANNA = f"100;Rossi;Anna;anna@example.it;RU;F;1979-06-17;{fiscal_code('Rossi', 'Anna')}\n"
HOSTILE = {
    "empty": (b"", "the file is empty"),
    "only a heading": (GOOD.encode(), "there is a heading, but no line below it"),
    "a PDF": (b"%PDF-1.4 \xe2\xe3\xcf\xd3", "this is a PDF"),
    "a workbook": (b"PK\x03\x04\x14\x00", "this is a spreadsheet or an archive"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0", "this is not a table of text"),
    "a web page": (b"<html><body>Sessione scaduta</body></html>", "these columns are missing"),
    "other columns": (b"a;b\n1;2\n", "these columns are missing: matricola, cognome, nome"),
    "a formula": ((GOOD + "=1+1;R;A;a@example.it;RU;;;\n").encode(), "write a staff number"),
    "a script": ((GOOD + ANNA.replace("anna@", "<script>@")).encode(), "write one e-mail address"),
    "an injection": ((GOOD + ANNA.replace("RU", "RU'; DROP TABLE users;--")).encode(),
                     "this line has"),
    "a quoted injection": ((GOOD + ANNA.replace("RU", '"RU\'); DROP TABLE"')).encode(),
                           "no office has this code"),
    "an open quotation mark": (
        (GOOD + ANNA + '101;"Bianchi;Bice\n').encode(), "line 3: a quotation"),
    "a cut line": (
        (GOOD + ANNA + "101;Bianchi;Bi").encode(), "line 3, \"101;Bianchi;Bi\": this line"),
    "two encodings": ((GOOD + ANNA).encode() + "101;Nicolò;".encode() + b"Nicol\xf2;;;;;\n",
                      "a letter on this line is in no known encoding"),
    "garbled accents": ((GOOD + ANNA.replace("Rossi", "NicolÃ²")).encode(), "accents are garbled"),
    "a very long name": ((GOOD + ANNA.replace("Anna;", "Anna" * 100 + ";")).encode(),
                         "write at most 100 characters; this has 400"),
    "a control character": ((GOOD + ANNA.replace("Anna;", "An\x1bna;")).encode(),
                            "a character that cannot be printed"),
    "a date that is none": ((GOOD + ANNA.replace("1979-06-17", "2026-02-30")).encode(),
                            "a day that exists"),
    "a wrong fiscal code": ((GOOD + ANNA.replace("RSSNNA", "RSSNNB")).encode(), "does not fit"),
    "digits of another script": ((GOOD + ANNA.replace("100;", "\u0661\u0660\u0660;")).encode(),
                                 "write a staff number"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_words_and_changes_nothing(flask, tmp_path, name):
    content, sentence = HOSTILE[name]
    make_office("RU")
    file = tmp_path / "personale.csv"
    file.write_bytes(content)
    said = flask("import", "people", file)
    assert said.exit_code == 1
    assert sentence in said.stderr
    assert said.stderr.splitlines()[-1].endswith("in personale.csv; nothing was imported.")
    assert said.stdout == ""
    assert (count(User), count(AuditLine)) == (0, 0)


@pytest.mark.parametrize("content", [
    (GOOD + ANNA).encode("utf-16"),
    (GOOD + ANNA).replace("\n", "\r\n").encode("utf-8-sig"),
    ("\n\n" + GOOD + "\n" + ANNA + "\n;;;;;;;\n").encode(),
    (GOOD + ANNA).replace(";", ",").encode(),
    (GOOD + ANNA).replace(";", "\t").encode(),
    ("sep=;\n" + GOOD.upper() + ANNA.replace("1979-06-17", "17/06/1979")).encode("cp1252"),
], ids=["utf-16", "windows line ends", "blank lines", "commas", "tabs",
        "as excel writes"])  # fmt: skip
def test_what_offices_really_send_comes_in(flask, tmp_path, content):
    make_office("RU")
    file = tmp_path / "personale.csv"
    file.write_bytes(content)
    said = flask("import", "people", file)
    assert said.output == "personale.csv: 1 new, 0 changed, 0 unchanged, 0 gone.\n"
    assert db.session.scalar(sa.select(User.email)) == "anna@example.it"


def test_a_refused_import_leaves_sign_ins_as_they_were(flask, tmp_path):
    make_office("RU")
    flask("import", "people", csv_file(tmp_path, [person(100), person(101)]))
    begin_sign_in(db.session.scalar(sa.select(User.id).where(User.staff_number == "101")), "x")
    said = flask("import", "people", csv_file(tmp_path, [person(100, email="x")]), "--complete")
    assert said.exit_code == 1
    assert db.session.scalars(sa.select(User.is_active)).all() == [True, True]


@pytest.mark.parametrize("words", [
    ["import", "people"],
    ["import", "people", "/does/not/exist.csv"],
    ["import", "people", "/"],
    ["import", "offices", str(DEMO / "offices.csv"), "--complete"],
    ["import", "cats", str(DEMO / "offices.csv")],
])  # fmt: skip
def test_a_wrong_use_is_told_with_exit_code_2(flask, words):
    assert flask(*words).exit_code == 2


def test_a_database_that_was_never_prepared_is_told_in_words(tmp_path):
    environ = {"SECRET_KEY": "tests", "LOCAL": "1", "INSTANCE_PATH": str(tmp_path)}
    empty = create_app({"TESTING": True}, environ)
    said = empty.test_cli_runner().invoke(args=["import", "desks", str(DEMO / "desks.csv")])
    with empty.app_context():
        db.engine.dispose()
    assert said.exit_code == 1
    assert "Has `flask db upgrade` been run?" in said.output
