from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.auth.models import Role
from app.core import clock
from app.core.audit import AuditLine
from app.core.db import db, transaction
from app.pola.models import (
    Agreement,
    PriorityNote,
    WorkerNote,
)
from app.pola.rules.states import State
from tests.support.agreements import a_manager_of, make_agreement
from tests.support.factories import make_office, make_user

TODAY = date(2026, 3, 2)


@pytest.fixture
def hr(app):
    return make_user("hr@example.it", Role.HR, given_name="Giulia", surname="Bellini")


@pytest.fixture
def sofia(app):
    office = make_office()
    return make_user(
        given_name="Sofia", surname="D'Angelo", staff_number="100", office_id=office.id
    )


def add(*rows):
    with transaction():
        db.session.add_all(rows)


def test_a_priority_is_noted_until_a_day_and_removed(browser, hr, sofia):
    browser.sign_in(hr)
    form = {"category": "caregiver", "review_on": "2026-12-31"}
    page = browser.follow(browser.post(f"/people/{sofia.id}/priorities", form))
    assert "Caregiver (L. 205/2017)" in page
    assert "until 31/12/2026 · seen by Giulia Bellini" in page
    [note_id] = db.session.scalars(sa.select(PriorityNote.id)).all()
    page = browser.follow(browser.post(f"/people/{sofia.id}/priorities/{note_id}/remove"))
    assert "No priority is noted." in page
    again = browser.post(f"/people/{sofia.id}/priorities/{note_id}/remove")
    assert browser.follow(again).status == 200


def test_a_priority_that_has_run_out_says_so(browser, hr, sofia):
    row = {"review_on": TODAY - timedelta(days=1), "created_at": clock.now()}
    add(PriorityNote(user_id=sofia.id, category="local", **row))
    assert "run out" in browser.sign_in(hr).get(f"/people/{sofia.id}")


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"category": "caregiver", "review_on": "2026-03-01"}, "choose a later one"),
        ({"category": "caregiver", "review_on": ""}, "Choose a day."),
        ({"category": "diagnosis", "review_on": "2026-12-31"}, "thing to put right"),
    ],
)
def test_a_priority_that_cannot_be_noted_is_told_why(browser, hr, sofia, form, said):
    page = browser.sign_in(hr).post(f"/people/{sofia.id}/priorities", form)
    assert page.status == 422
    assert said in page


def test_what_the_law_makes_terms_depend_on_is_noted(browser, hr, sofia):
    browser.sign_in(hr)
    form = {"is_disabled": "y", "prevalence_waived_until": "2026-12-31"}
    browser.follow(browser.post(f"/people/{sofia.id}/note", form))
    note = db.session.get(WorkerNote, sofia.id)
    assert (note.is_disabled, note.prevalence_waived_until) == (True, date(2026, 12, 31))
    assert browser.get(f"/people/{sofia.id}").text.count("checked") == 1
    assert browser.post(f"/people/{sofia.id}/note", {"prevalence_waived_until": "x"}).status == 422


@pytest.mark.parametrize("path", ["priorities", "priorities/1/remove", "note"])
def test_only_human_resources_note_anything(browser, sofia, path):
    browser.sign_in(a_manager_of(sofia))
    assert browser.post(f"/people/{sofia.id}/{path}").status == 403


def test_the_registers_number_is_filled_in_and_never_invented(browser, hr, sofia):
    agreement = make_agreement(sofia)
    browser.sign_in(hr)
    assert "Not in the public register yet." in browser.get(f"/people/{sofia.id}")
    form = {"number": "PG 123456/2026", "on": "2026-03-01", "metadata": '{"aoo": "c_f205"}'}
    path = f"/agreements/{agreement.id}/protocol"
    page = browser.follow(browser.post(path, form))
    assert "Public register: PG 123456/2026 of 01/03/2026" in page
    page = browser.get(path)
    assert "PG 123456/2026" in page.text
    assert "c_f205" in page.text
    lines = db.session.scalars(sa.select(AuditLine).where(AuditLine.action == "set_protocol"))
    assert [line.subject_id for line in lines] == [agreement.id]
    browser.follow(browser.post(path, {"number": "", "on": "", "metadata": ""}))
    assert db.session.get(Agreement, agreement.id).protocol_number is None


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"number": "", "on": "2026-03-01"}, "Write the number"),
        ({"number": "1", "on": ""}, "Write the day on which it was registered."),
        ({"number": "1", "on": "2026-03-03"}, "still to come"),
        ({"number": "1" * 61, "on": "2026-03-01"}, "longer than 60 characters"),
        ({"number": "1", "on": "2026-03-01", "metadata": "no"}, "no JSON object"),
        ({"number": "1", "on": "2026-03-01", "metadata": "[1]"}, "no JSON object"),
        ({"number": "1", "on": "2026-03-01", "metadata": "[" * 15_000}, "no JSON object"),
        ({"number": "1", "on": "2026-03-01", "metadata": " x" * 10_001}, "longer than 20000"),
        ({"number": "1", "on": "soon"}, "thing to put right"),
    ],
)
def test_a_wrong_number_is_told_why(browser, hr, sofia, form, said):
    agreement = make_agreement(sofia)
    page = browser.sign_in(hr).post(f"/agreements/{agreement.id}/protocol", form)
    assert page.status == 422
    assert said in page
    assert db.session.get(Agreement, agreement.id).protocol_number is None


def test_what_nobody_has_signed_gets_no_number(browser, hr, sofia):
    agreement = make_agreement(sofia, State.SUBMITTED)
    form = {"number": "1", "on": "2026-03-01"}
    page = browser.sign_in(hr).post(f"/agreements/{agreement.id}/protocol", form)
    assert "there is nothing to register" in page
    assert browser.get("/agreements/999999/protocol").status == 404


def test_nobody_notes_on_themselves_what_changes_their_own_terms(browser, hr):
    browser.sign_in(hr)
    form = {"category": "child12", "review_on": "2027-01-01"}
    assert browser.post(f"/people/{hr.id}/priorities", form).status == 403
    form = {"is_disabled": "y", "prevalence_waived_until": "2027-01-01"}
    assert browser.post(f"/people/{hr.id}/note", form).status == 403
    assert db.session.scalars(sa.select(PriorityNote)).all() == []
    assert db.session.scalars(sa.select(WorkerNote)).all() == []
