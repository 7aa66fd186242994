"""A request as whoever decides about it finds it."""

import pytest

from app.auth.models import Office
from app.core.db import db, transaction
from app.pola.queries.agreements import find_agreement
from app.pola.rules.states import State
from tests.support.agreements import (
    a_manager_of,
    make_agreement,
)
from tests.support.factories import make_office, make_user
from tests.support.forms import links


@pytest.fixture
def sofia(app):
    return make_user(office_id=make_office().id, given_name="Sofia", is_remote_capable=True)


@pytest.fixture
def claudia(sofia):
    return a_manager_of(sofia, given_name="Claudia", surname="Gentile")


def test_mails_lead_everybody_to_their_own_page(browser, sofia, claudia):
    request = make_agreement(sofia, State.SUBMITTED)
    where = f"/requests/{request.id}"
    assert browser.sign_in(sofia).get(where).location == "/agreement"
    browser.post("/sign-out")
    assert browser.sign_in(claudia).get(where).location == f"/inbox/{request.id}"
    browser.post("/sign-out")
    assert browser.sign_in(make_user()).get(where).status == 404


def test_whoever_must_sign_is_led_to_the_signature(browser, sofia, claudia):
    request = make_agreement(sofia, State.TO_SIGN_MANAGER)
    page = browser.sign_in(claudia).get(f"/requests/{request.id}")
    assert page.location == f"/agreement/{request.id}/sign"


def test_a_manager_sees_what_approving_does_to_the_office(browser, sofia, claudia):
    request = make_agreement(sofia, State.SUBMITTED)
    page = browser.sign_in(claudia).get(f"/inbox/{request.id}")
    assert "Enough people stay in the office" in page
    with transaction():
        db.session.get(Office, sofia.office_id).minimum_presence_percent = 100
    page = browser.get(f"/inbox/{request.id}")
    assert "the office would have too few people on 16 half-days" in page
    assert "Tuesday 3 March, morning: 0 there, at least 1 needed" in page
    assert "and 10 more" in page


def test_a_manager_finds_the_way_to_the_signature(browser, sofia, claudia):
    request = make_agreement(sofia, State.TO_SIGN_MANAGER)
    page = browser.sign_in(claudia).get(f"/inbox/{request.id}")
    assert f"/agreement/{request.id}/sign" in links(page)
    page = browser.post(f"/inbox/{request.id}/refuse", {"reason": "Il servizio è cambiato."})
    assert page.status == 303
    assert find_agreement(request.id).state is State.REFUSED


def test_a_manager_finds_the_results_and_the_way_out(browser, sofia, claudia):
    agreement = make_agreement(sofia)
    page = browser.sign_in(claudia).get(f"/people/{sofia.id}")
    where = f"/agreement/{agreement.id}"
    assert {f"{where}/evaluation", f"{where}/withdraw"} <= links(page)
