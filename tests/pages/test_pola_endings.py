"""Withdrawing: what would happen, and what then does."""

from datetime import date

import pytest

from app.auth.models import Role
from app.core.db import db, transaction
from app.pola.models import WorkerNote
from app.pola.queries.agreements import find_agreement
from app.pola.queries.documents import histories
from app.pola.rules.routes import Side
from app.pola.rules.states import State
from app.pola.rules.terms import Duration
from tests.support.agreements import TERMS, a_manager_of, make_agreement
from tests.support.factories import make_office, make_user


@pytest.fixture
def sofia(app):
    return make_user(office_id=make_office().id, given_name="Sofia", surname="Rossi")


@pytest.fixture
def claudia(sofia):
    return a_manager_of(sofia, given_name="Claudia", surname="Gentile")


@pytest.fixture
def agreement(sofia, claudia):
    return make_agreement(sofia)


def address(agreement, page="withdraw"):
    return f"/agreement/{agreement.id}/{page}"


def test_the_employee_sees_what_would_happen_before_anything_does(browser, sofia, agreement):
    page = browser.sign_in(sofia).get(address(agreement))
    assert page.heading == "Withdraw from your agreement"
    assert "Nothing has happened yet: this is a preview." in page
    assert "With notice: it ends on Wednesday 1 April" in page
    assert "30 days of notice, counted from tomorrow." in page
    assert find_agreement(agreement.id).state is State.ACTIVE


def test_the_employee_withdraws_with_notice(browser, sofia, agreement):
    page = browser.sign_in(sofia).post(address(agreement), {"why": ""})
    assert "The agreement ends on Wednesday 1 April." in browser.follow(page)
    found = find_agreement(agreement.id)
    assert (found.state, found.ended_by) == (State.WITHDRAWAL_NOTICE, Side.EMPLOYEE)
    assert found.notice_ends_on == date(2026, 4, 1)
    page = browser.get(address(agreement))
    assert "Notice is running: it ends on Wednesday 1 April." in page
    assert browser.post(address(agreement), {"why": ""}).status == 422


def test_the_city_gives_a_disabled_worker_ninety_days(browser, sofia, claudia):
    agreement = make_agreement(sofia, duration=Duration.OPEN, ends_on=None)
    with transaction():
        db.session.add(WorkerNote(user_id=sofia.id, is_disabled=True))
    page = browser.sign_in(claudia).get(address(agreement))
    assert page.heading == "Withdraw from the agreement of Sofia Rossi"
    assert "Human resources give notice of an open-ended agreement" in page
    assert "90" not in page
    browser.post("/sign-out")
    page = browser.sign_in(make_user("hr@example.it", Role.HR)).get(address(agreement))
    assert "90 days of notice, counted from tomorrow." in page
    assert "With notice: it ends on Sunday 31 May" in page
    page = browser.post(address(agreement), {"why": "Il servizio cambia sede."})
    assert page.location == f"/people/{sofia.id}"
    assert find_agreement(agreement.id).notice_ends_on == date(2026, 5, 31)


def test_a_term_that_runs_out_first_needs_no_notice(browser, sofia):
    agreement = make_agreement(sofia, ends_on=date(2026, 3, 20))
    page = browser.sign_in(sofia).get(address(agreement))
    assert "There is nothing to withdraw from." in page
    page = browser.post(address(agreement), {"why": ""})
    assert page.status == 422


def test_one_of_the_agreed_reasons_ends_it_at_once(browser, sofia, agreement):
    page = browser.sign_in(sofia).post(
        address(agreement, "withdraw-at-once"), {"reason": "0", "words": "Da lunedì."}
    )
    assert "The agreement ends today." in browser.follow(page)
    assert find_agreement(agreement.id).state is State.WITHDRAWN
    note = histories([agreement.id])[agreement.id][-1].note
    assert note == f"{TERMS.justified_reasons[0]}\nDa lunedì."
    assert browser.get(address(agreement)).location == "/agreement"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({}, "Choose a reason."),
        ({"reason": "other", "words": ""}, "Write what has happened."),
        ({"reason": "other", "words": "boh"}, "Write the reason: at least 10 letters."),
        ({"reason": "7", "words": ""}, "Not a valid choice"),
    ],
)
def test_a_reason_is_wanted_to_end_it_at_once(browser, sofia, agreement, answer, words):
    page = browser.sign_in(sofia).post(address(agreement, "withdraw-at-once"), answer)
    assert page.status == 422
    assert words in page
    assert find_agreement(agreement.id).state is State.ACTIVE


def test_too_long_a_reason_is_told_beside_its_field(browser, sofia, agreement):
    page = browser.sign_in(sofia).post(address(agreement), {"why": "a" * 2001})
    assert page.status == 422
    assert "Write at most 2000 characters." in page


def test_a_stranger_finds_nothing_to_withdraw_from(browser, agreement):
    browser.sign_in(make_user())
    assert browser.get(address(agreement)).status == 404
    assert browser.post(address(agreement), {"why": ""}).status == 404
    assert browser.post(address(agreement, "withdraw-at-once"), {"reason": "0"}).status == 404
    assert find_agreement(agreement.id).state is State.ACTIVE
