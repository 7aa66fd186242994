from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa

from app.auth.models import Role
from app.booking.models import Booking, Scenario
from app.core.db import db, transaction
from tests.support.demand import CLOSED, DAYS, book_past, query_fields
from tests.support.factories import make_user
from tests.support.town import links, make_town

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def manager(browser):
    browser.sign_in(make_user("sedi@example.it", Role.FACILITY_MANAGER))
    return browser


@pytest.fixture
def town():
    return make_town(desks=12)


def test_an_answer_is_kept_and_asked_again(manager, town):
    book_past(town[0], 10)
    page = manager.post("/simulator", {**query_fields(CLOSED), "days1": "3", "name": "Durando "})
    kept = manager.follow(page)
    assert kept.heading == "Durando"
    assert "Uffici di via Durando: closed on Wednesdays." in kept
    assert "Sede di via Padova 0 % 83 % 24 24 0" in kept
    again = urlsplit(links(kept, "Ask it again today Durando")[0])
    assert parse_qs(again.query) == {
        "from": ["2026-02-16"], "to": ["2026-02-20"], "place1": ["DURANDO"], "what1": ["closes"],
        "days1": ["3"],
    }  # fmt: skip
    assert "Durando" in manager.get("/simulator")


def test_a_kept_answer_stays_as_it_was_when_the_world_moves_on(manager, town):
    book_past(town[0], 10)
    kept = manager.post("/simulator", {**query_fields(CLOSED), "name": "A"}).location
    with transaction():
        db.session.execute(sa.delete(Booking))
    assert "Sede di via Padova 0 % 83 %" in manager.get(kept)


def test_two_kept_answers_stand_side_by_side(manager, town):
    book_past(town[0], 12)
    first = manager.post("/simulator", {**query_fields(CLOSED), "name": "Closed"}).location
    half = f"{DAYS}&place1=PADOVA&what1=cap&number1=50"
    second = manager.post("/simulator", {**query_fields(half), "name": "Half"}).location
    page = manager.get(f"{first}?with={second.rsplit('/', 1)[1]}")
    assert page.heading == "Closed beside Half"
    assert "What each would change" in page
    assert links(manager.get(first), "Half") == [f"{first}?with={second.rsplit('/', 1)[1]}"]
    for odd in ("0", "999", "x", "9" * 30, first.rsplit("/", 1)[1]):
        assert manager.get(f"{first}?with={odd}").heading == "Closed"


def test_what_is_kept_can_be_kept_no_longer(manager, town):
    book_past(town[0], 12)
    kept = manager.post("/simulator", {**query_fields(CLOSED), "name": "Closed"}).location
    page = manager.follow(manager.post(f"{kept}/forget"))
    assert "The question is no longer kept." in page
    assert manager.get(kept).status == 404
    assert manager.get("/simulator/kept/99999999999").status == 404


def test_a_name_is_asked_for_beside_the_answer(manager, town):
    book_past(town[0], 12)
    page = manager.post("/simulator", {**query_fields(CLOSED), "name": " \x00 "})
    assert page.status == 422
    assert "Write a name under which you will find this question again." in page
    assert "As it was, and as it would be" in page
    assert db.session.scalars(sa.select(Scenario)).all() == []


def test_an_odd_question_is_not_kept(manager, town):
    page = manager.post("/simulator", {**query_fields(CLOSED), "what1": "x", "name": "A"})
    assert page.status == 422
    assert db.session.scalars(sa.select(Scenario)).all() == []


def test_auditors_keep_nothing(browser, town):
    browser.sign_in(make_user("io@example.it", Role.AUDITOR))
    assert browser.post("/simulator", {"name": "A"}).status == 403
    assert browser.post("/simulator/kept/1/forget").status == 403
