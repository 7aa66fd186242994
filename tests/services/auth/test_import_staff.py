import json
from datetime import date

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import Role, RoleGrant, SignIn, User
from app.auth.services.people import grant_role
from app.auth.services.sign_ins import begin_sign_in
from app.auth.services.staff.imports import StaffTally, import_staff
from app.core.audit import AuditLine
from app.core.db import db
from app.core.errors import Forbidden
from app.core.tables.table import FileRefused
from tests.support.factories import actor, make_office, make_user
from tests.support.files import fiscal_code, people_table, person, remedies

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def bring_in(tmp_path):
    make_office("RU")
    make_office("DIG")

    def run(*rows, **more):
        return import_staff(people_table(tmp_path, *rows), **{"by": SYSTEM} | more)

    return run


def stored(number):
    db.session.expire_all()
    return db.session.scalar(sa.select(User).where(User.staff_number == str(number)))


def refused_with(bring_in, *rows, **more):
    with pytest.raises(FileRefused) as refused:
        bring_in(*rows, **more)
    return remedies(refused.value.problems)


def full(number=100, surname="Rossi", **more):
    return person(number, surname) | {
        "sesso": "F", "data_nascita": "17/06/1979", "codice_fiscale": fiscal_code(surname, "Anna"),
        "inquadramento": "Funzionario", "matricola_responsabile": "",
        "data_assunzione": "1999-06-12",
        "tipo_rapporto": "A01", "attivita_agile": "sì", "percentuale_orario": "83",
    } | more  # fmt: skip


def test_a_person_is_stored_as_the_file_says(bring_in):
    assert bring_in(full()) == StaffTally(new=1)
    anna = stored(100)
    assert (anna.full_name, anna.email, anna.office.code) == (
        "Anna Rossi",
        "anna.rossi100@example.it",
        "RU",
    )
    assert (anna.born_on, anna.hired_on) == (date(1979, 6, 17), date(1999, 6, 12))
    assert (anna.sex, anna.fiscal_code, anna.grade) == ("F", "RSSNNA79H57F205D", "Funzionario")
    assert (anna.contract, anna.is_remote_capable, anna.hours_percent) == ("A01", True, 83)
    assert anna.is_active
    assert not anna.was_asked_area
    assert anna.password_hash is None


def test_the_same_file_twice_changes_nothing_and_writes_nothing(bring_in):
    rows = [full(100), full(101, "Bianchi", matricola_responsabile=100)]
    bring_in(*rows)
    assert bring_in(*rows) == StaffTally(unchanged=2)
    assert bring_in(*rows, complete=True) == StaffTally(unchanged=2)
    assert len(db.session.scalars(sa.select(AuditLine)).all()) == 1


def test_what_changed_is_changed_and_the_rest_is_left(bring_in):
    bring_in(full(100), full(101, "Bianchi"))
    tally = bring_in(full(100, ufficio="DIG", percentuale_orario="100"), full(101, "Bianchi"))
    assert tally == StaffTally(changed=1, unchanged=1, transferred=[stored(100).id])
    assert (stored(100).office.code, stored(100).hours_percent) == ("DIG", 100)


def test_a_column_that_the_file_does_not_have_stays_as_it_is(bring_in):
    bring_in(full(100), full(101, "Bianchi", matricola_responsabile=100))
    new_address = {"email": "bianchi@example.it"}
    assert bring_in(person(101, "Bianchi", **new_address)).changed == 1
    bianchi = stored(101)
    assert (bianchi.email, bianchi.sex, bianchi.hours_percent) == ("bianchi@example.it", "F", 83)
    assert bianchi.fiscal_code == fiscal_code("Bianchi", "Anna")
    assert bianchi.manager_id == stored(100).id


def test_a_manager_may_come_after_those_who_report_to_them(bring_in):
    bring_in(full(102, "Verdi", matricola_responsabile=101),
             full(101, "Bianchi", matricola_responsabile=100), full(100))  # fmt: skip
    assert stored(102).manager_id == stored(101).id
    assert stored(101).manager_id == stored(100).id
    assert stored(100).manager_id is None
    again = bring_in(full(102, "Verdi", matricola_responsabile=100))
    assert (again.changed, stored(102).manager_id) == (1, stored(100).id)
    bring_in(full(102, "Verdi", matricola_responsabile=""))
    assert stored(102).manager_id is None


def test_two_people_may_exchange_addresses(bring_in):
    bring_in(full(100, email="a@example.it"), full(101, "Bianchi", email="b@example.it"))
    tally = bring_in(full(100, email="b@example.it"), full(101, "Bianchi", email="a@example.it"))
    assert tally == StaffTally(changed=2)
    assert (stored(100).email, stored(101).email) == ("b@example.it", "a@example.it")
    assert stored(100).fiscal_code == fiscal_code("Rossi", "Anna")


def test_a_new_person_may_get_the_address_that_another_gives_up(bring_in):
    bring_in(full(100, email="a@example.it"))
    bring_in(full(101, "Bianchi", email="a@example.it"), full(100, email="anna@example.it"))
    assert (stored(100).email, stored(101).email) == ("anna@example.it", "a@example.it")


def test_whoever_is_no_longer_in_a_complete_file_can_no_longer_sign_in(bring_in):
    bring_in(full(100), full(101, "Bianchi"))
    gone, stays = stored(101).id, stored(100).id
    begin_sign_in(gone, "gone")
    begin_sign_in(stays, "stays")
    assert bring_in(full(100)) == StaffTally(unchanged=1, gone=1)
    assert stored(101).is_active, "a part of the people says nothing of the others"
    tally = bring_in(full(100), complete=True)
    assert tally == StaffTally(unchanged=1, gone=1, deactivated=[gone])
    assert not stored(101).is_active
    assert db.session.scalars(sa.select(SignIn.token_hash)).all() == ["stays"]
    assert bring_in(full(100), complete=True) == StaffTally(unchanged=1), "once is enough"


def test_whoever_comes_back_can_sign_in_again_but_has_no_role_any_more(bring_in):
    bring_in(full(100), full(101, "Bianchi"))
    before = stored(101).id
    for number in (100, 101):
        grant_role(stored(number), Role.HR, by=SYSTEM)
    bring_in(full(100), complete=True)
    [line] = db.session.scalars(sa.select(AuditLine).where(AuditLine.action == "revoke_role"))
    assert (line.subject_id, json.loads(line.before)["role"]) == (before, "hr")
    assert bring_in(full(100), full(101, "Bianchi")) == StaffTally(
        changed=1, unchanged=1, returned=1
    )
    assert stored(101).is_active
    assert stored(101).id == before
    assert list(db.session.scalars(sa.select(RoleGrant.user_id))) == [stored(100).id]


def test_whoever_comes_back_under_a_new_staff_number_is_known_by_fiscal_code(bring_in):
    bring_in(full(100), full(101, "Bianchi"))
    before = stored(101).id
    bring_in(full(100), complete=True)
    again = full(999, "Bianchi", email="anna.bianchi101@example.it")
    assert bring_in(full(100), again).returned == 1
    assert stored(101) is None
    assert stored(999).id == before


def test_an_account_made_by_hand_keeps_its_roles_when_its_person_is_listed(bring_in):
    by_hand = make_user("anna.rossi100@example.it", Role.ADMINISTRATOR)
    assert bring_in(full(100)) == StaffTally(changed=1)
    assert stored(100).id == by_hand.id
    assert stored(100).password_hash is not None
    assert db.session.scalars(sa.select(RoleGrant.role)).all() == [Role.ADMINISTRATOR]


def test_accounts_without_a_staff_number_are_left_alone(bring_in):
    make_user("admin@example.it", Role.ADMINISTRATOR)
    make_user("demo@example.it", is_demo=True)
    assert bring_in(full(100), complete=True) == StaffTally(new=1)
    assert {user.is_active for user in db.session.scalars(sa.select(User))} == {True}


def test_an_address_of_the_demo_is_not_taken_over(bring_in):
    make_user("anna.rossi100@example.it", is_demo=True)
    assert refused_with(bring_in, full(100)) == [
        'line 2, column email, "anna.rossi100@example.it": this belongs to an account of the demo,'
        " not to 100"
    ]


def test_an_address_of_somebody_who_is_not_listed_is_told(bring_in):
    bring_in(full(100, email="a@example.it"))
    assert refused_with(bring_in, full(101, "Bianchi", email="a@example.it")) == [
        'line 2, column email, "a@example.it": this belongs to staff number 100, who is not in the'
        " file, not to 101"
    ]


def test_everything_that_is_wrong_is_told_at_once_and_nothing_is_stored(bring_in):
    rows = [
        full(100, ufficio="MARTE", percentuale_orario="0"),
        full(100, "Bianchi", matricola_responsabile=404),
        full(102, "Verdi", email="anna.rossi100@example.it", data_nascita="1979-06-18"),
        full(103, "Neri", codice_fiscale=fiscal_code("Rossi", "Anna"), sesso="M"),
        full(104, "Bruni", data_nascita="2030-01-01", codice_fiscale=""),
        full(105, "Gallo", data_assunzione="1960-01-01", codice_fiscale="GLLNNA79H57F205Z"),
        full(106, "Conti", codice_fiscale="CNT"),
    ]
    lines = refused_with(bring_in, *rows)
    assert lines == [
        'line 2, column ufficio, "MARTE": no office has this code: correct it, or import the'
        " offices first",
        'line 2, column percentuale_orario, "0": write a percentage from 1 to 100',
        'line 3, column matricola, "100": each may be there once, and this is on line 2 as well',
        'line 3, column matricola_responsabile, "404": nobody has this staff number',
        f'line 4, column codice_fiscale, "{fiscal_code("Verdi", "Anna")}": the fiscal code and the'
        " date of birth 1979-06-18 disagree",
        'line 4, column email, "anna.rossi100@example.it": each may be there once, and this is on'
        " line 2 as well",
        'line 5, column codice_fiscale, "RSSNNA79H57F205D": the fiscal code and the sex M disagree',
        'line 5, column codice_fiscale, "RSSNNA79H57F205D": each may be there once, and this is on'
        " line 2 as well",
        'line 6, column data_nascita, "2030-01-01": nobody who works here was born then',
        'line 7, column data_assunzione, "1960-01-01": this is before the birth on 1979-06-17',
        'line 7, column codice_fiscale, "GLLNNA79H57F205Z": the last letter does not fit the'
        " others: one is mistyped",
        'line 8, column codice_fiscale, "CNT": a fiscal code has sixteen letters and digits, such'
        " as RSSMRA80A01F205X",
    ]
    assert db.session.scalars(sa.select(User)).all() == []


def test_nobody_may_be_their_own_managers_manager(bring_in):
    assert refused_with(bring_in, full(100, matricola_responsabile=100)) == [
        'line 2, column matricola_responsabile, "100": they are their own manager: 100 → 100'
    ]
    bring_in(full(100), full(101, "Bianchi", matricola_responsabile=100))
    assert refused_with(bring_in, full(100, matricola_responsabile=101)) == [
        'line 2, column matricola_responsabile, "101": they are their own manager: 100 → 101 → 100'
    ]


def test_a_manager_must_not_have_left(bring_in):
    bring_in(full(100), full(101, "Bianchi", matricola_responsabile=100))
    below = full(101, "Bianchi", matricola_responsabile=100)
    assert refused_with(bring_in, below, complete=True) == [
        'line 2, column matricola_responsabile, "100": this person has left: they are not in the'
        " file, and it is complete"
    ]
    bring_in(full(101, "Bianchi"), complete=True)
    assert refused_with(bring_in, below) == [
        'line 2, column matricola_responsabile, "100": this person has left'
    ]


def test_a_file_that_was_cut_sends_nobody_away(bring_in):
    everybody = [person(number, f"Rossi {number}") for number in range(100, 200)]
    bring_in(*everybody)
    [line] = refused_with(bring_in, *everybody[:40], complete=True)
    assert "60 of 100 people are not in this file" in line
    assert stored(199).is_active
    assert len(bring_in(*everybody[:40], complete=True, many=True).deactivated) == 60


def test_only_administrators_bring_files_in(bring_in):
    with pytest.raises(Forbidden):
        bring_in(full(100), by=actor(make_user(), Role.HR))
