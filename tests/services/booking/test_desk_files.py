from datetime import date

import pytest
import sqlalchemy as sa

from app.booking.models import Desk
from app.booking.queries.places import places
from app.booking.services import rooms
from app.booking.services.imports import house_desks
from app.core.db import db, raise_revision, transaction
from app.core.errors import Forbidden
from app.core.tables.reading import parse_table
from app.core.tables.table import FileRefused
from app.pola.queries.uploads import kept_upload
from tests.support.factories import (
    actor,
    desks_of,
    make_booking,
    make_user,
    make_workplace,
)
from tests.support.rooms import make_larga, only_here

TUESDAY = date(2026, 3, 3)


@pytest.fixture
def larga(app):
    return make_larga()


@pytest.fixture
def manager(larga):
    return only_here(larga)


def table(text, name="postazioni.csv"):
    return parse_table(name, text.encode(), house_desks.COLUMNS)


def told(work, *args, **more):
    with pytest.raises(FileRefused) as caught:
        work(*args, **more)
    return [(p.line, p.column, p.remedy) for p in caught.value.problems]


FILE = """codice;piano;sala;x_m;y_m;dotazione;accessibile
LAR-0A-01;0;Room 0A;3,4;2;monitor;no
LAR-0A-02;0;Room 0A;2;3,6;window;sì
LAR-1A-01;1;Sala 1A;;;;
"""


def test_a_file_is_looked_at_and_then_brought_in(larga, manager):
    file = table(FILE)
    looked = house_desks.check_house_desks(file, larga, by=manager)
    assert (looked.new, looked.changed, looked.unchanged, looked.gone) == (1, 1, 1, 2)
    assert len(places().by_code["LARGA"].desks) == 4
    assert house_desks.import_house_desks(table(FILE), larga, by=manager) == looked
    known = places().by_code["LARGA"]
    assert len(known.desks) == 5
    assert [room.name for room in known.rooms] == ["Room 0A", "Sala 1A"]
    again = house_desks.check_house_desks(table(FILE), larga, by=manager)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 3)


def test_a_complete_file_retires_what_is_not_in_it(larga, manager):
    house_desks.import_house_desks(table(FILE), larga, complete=True, by=manager)
    known = places().by_code["LARGA"]
    assert sorted(desk.code for desk in known.desks.values()) == [
        "LAR-0A-01", "LAR-0A-02", "LAR-1A-01",
    ]  # fmt: skip
    rest = FILE.replace("LAR-1A-01;1;Sala 1A;;;;\n", "")
    house_desks.import_house_desks(table(rest), larga, complete=True, by=manager)
    back = house_desks.import_house_desks(table(FILE), larga, complete=True, by=manager)
    assert back.changed == 1


def test_a_booked_desk_is_not_retired_by_a_file(larga, manager):
    make_booking(make_user(), desks_of(larga)[3], TUESDAY)
    ((line, _column, remedy),) = told(
        house_desks.import_house_desks, table(FILE), larga, complete=True, by=manager
    )
    assert line is None
    assert "2026-03-03" in remedy


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        ("PAD-0A-01;0;Room 0A;8;8;;", "codice", "another workplace has this code"),
        ("LAR-0A-09;0;Room 0A;3,4;2,2;;", "codice", "same spot"),
        ("LAR-0A-09;0;Room 0A;2;5,2;;", "codice", "same spot"),
        ("LAR-0A-09;0;Room 0A;999,9;5,2;;", "x_m", "outside the room"),
        ("LAR-0A-01;0;Room 0A;8;8;;", "codice", "each may be there once"),
        ("LAR-0A-09;x;Room 0A;8;8;;", "piano", "whole number"),
    ],
)
def test_a_wrong_line_is_told_with_its_column_and_nothing_is_written(
    larga, manager, line, column, words
):
    make_workplace("PADOVA", 1)
    file = table(f"{FILE}{line}\n")
    problems = told(house_desks.import_house_desks, file, larga, by=manager)
    assert [(number, name) for number, name, _remedy in problems] == [(5, column)]
    assert words in problems[0][2]
    assert len(places().by_code["LARGA"].desks) == 4


def test_a_file_of_another_workplace_is_refused(larga, manager):
    text = "sede;codice;piano;sala\nPADOVA;X-1;0;Room 0A\nLARGA;X-2;0;Room 0A\n"
    problems = told(house_desks.check_house_desks, table(text), larga, by=manager)
    assert [(line, column) for line, column, _remedy in problems] == [(2, "sede")]


def test_a_file_with_more_desks_than_fit_is_refused(larga, manager):
    rooms.add_room(larga, 1, "Sgabuzzino", width_m=2, depth_m=2, by=manager)
    lines = "".join(f"S-{n};1;Sgabuzzino\n" for n in range(3))
    problems = told(
        house_desks.check_house_desks, table(f"codice;piano;sala\n{lines}"), larga, by=manager
    )
    assert [line for line, _column, _remedy in problems] == [3, 4]


def test_a_file_with_too_many_lines_is_refused(larga, manager, monkeypatch):
    monkeypatch.setattr(house_desks, "MOST_ROWS", 2)
    ((_line, _column, remedy),) = told(
        house_desks.check_house_desks, table(FILE), larga, by=manager
    )
    assert "more than 2 lines" in remedy


def test_desks_that_stood_on_one_spot_before_do_not_stop_a_file(larga, manager):
    with transaction():
        db.session.execute(sa.update(Desk).values(x_m=9, y_m=9))
        raise_revision()
    house_desks.import_house_desks(table("codice;piano;sala\nX-1;0;Room 0A\n"), larga, by=manager)
    assert len(places().by_code["LARGA"].desks) == 5


def test_a_code_that_another_file_took_meanwhile_is_told(larga, manager, monkeypatch):
    make_workplace("PADOVA", 1)
    monkeypatch.setattr(house_desks, "_stored", lambda _workplace, _codes: {})
    text = "codice;piano;sala\nPAD-0A-01;0;Room 0A\n"
    ((_line, _column, remedy),) = told(
        house_desks.import_house_desks, table(text), larga, by=manager
    )
    assert "try again" in remedy


def test_a_file_waits_for_its_confirmation_and_is_forgotten_afterwards(larga, manager):
    house_desks.keep_desk_file(larga, "a.csv", FILE.encode(), by=manager)
    assert kept_upload(manager.id).content == FILE.encode()
    house_desks.drop_desk_file(larga, by=manager)
    assert kept_upload(manager.id) is None
    house_desks.keep_desk_file(larga, "a.csv", FILE.encode(), by=manager)
    house_desks.import_house_desks(table(FILE), larga, by=manager)
    assert kept_upload(manager.id) is None


def test_a_stranger_brings_no_file_in(larga):
    with pytest.raises(Forbidden):
        house_desks.import_house_desks(table(FILE), larga, by=actor(make_user()))
    with pytest.raises(Forbidden):
        house_desks.keep_desk_file(larga, "a.csv", b"", by=actor(make_user()))


def test_a_file_of_a_house_leaves_desks_kept_that_it_says_nothing_about(larga, manager):
    said = "codice;piano;sala;dotazione;riservata\nLAR-0A-01;0;Room 0A;quiet;quiet\n"
    house_desks.import_house_desks(table(said), larga, by=manager)
    silent = "codice;piano;sala;dotazione\nLAR-0A-01;0;Room 0A;quiet|monitor\n"
    house_desks.import_house_desks(table(silent), larga, by=manager)
    desk = places().by_code["LARGA"].desks[desks_of(larga)[0].id]
    assert (desk.equipment, desk.kept_for) == (("monitor", "quiet"), {"quiet"})
    vain = "codice;piano;sala;dotazione;riservata\nLAR-0A-01;0;Room 0A;monitor;quiet\n"
    [(line, column, _remedy)] = told(house_desks.check_house_desks, table(vain), larga, by=manager)
    assert (line, column) == (2, "riservata")
