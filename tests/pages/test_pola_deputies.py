"""Who stands in for somebody who is away."""

from datetime import date

import pytest

from app.pola.queries.people import deputies_named_by
from tests.support.agreements import a_manager_of, make_deputy
from tests.support.factories import make_office, make_user

TODAY = date(2026, 3, 2)
WEEK = {"from_day": "2026-03-02", "to_day": "2026-03-08"}


@pytest.fixture
def anna(app):
    return make_user(office_id=make_office().id, given_name="Anna", surname="Bianchi")


@pytest.fixture
def claudia(anna):
    return a_manager_of(anna, office_id=anna.office_id)


def test_somebody_is_named_and_ended(browser, anna, claudia):
    page = browser.sign_in(claudia).get("/deputies")
    assert "Nobody stands in for you." in page
    assert anna.email in page.text
    page = browser.post("/deputies", WEEK | {"email": anna.email.upper()})
    page = browser.follow(page)
    assert "Anna Bianchi stands in for you, and is told." in page
    assert "from 02/03/2026 to 08/03/2026" in page
    [one] = deputies_named_by(claudia.id, TODAY)
    page = browser.follow(browser.post(f"/deputies/{one.id}/end"))
    assert "Anna Bianchi no longer stands in for you." in page
    assert deputies_named_by(claudia.id, TODAY) == []


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"email": "nobody@example.it"}, "Nobody here has this address."),
        ({"email": ""}, "Write an e-mail address."),
        ({"to_day": "2026-02-01"}, "The last day comes before the first, or has passed"),
        ({"from_day": ""}, "Choose a day."),
    ],
)
def test_what_is_wrong_is_told(browser, anna, claudia, answer, words):
    page = browser.sign_in(claudia).post("/deputies", WEEK | {"email": anna.email} | answer)
    assert page.status == 422
    assert words in page


def test_nobody_stands_in_for_themselves(browser, claudia):
    page = browser.sign_in(claudia).post("/deputies", WEEK | {"email": claudia.email})
    assert "Nobody stands in for themselves" in page


def test_somebody_elses_deputy_is_not_there(browser, anna, claudia):
    named = make_deputy(claudia, anna, TODAY, TODAY)
    browser.sign_in(anna)
    assert browser.post(f"/deputies/{named.id}/end").status == 404
    assert browser.post("/deputies/999/end").status == 404


def test_whoever_leads_finds_the_way_there(browser, anna, claudia):
    assert "/deputies" in browser.sign_in(claudia).get("/agreement").text
    browser.post("/sign-out")
    assert "/deputies" not in browser.sign_in(anna).get("/agreement").text
