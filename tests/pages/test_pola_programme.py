from datetime import date

import pytest

from app.auth.models import Role
from app.pola.queries.programme import decisions, programme
from app.pola.rules.parameters import ParameterName
from app.pola.rules.states import State
from tests.support.agreements import make_agreement
from tests.support.counting import counted
from tests.support.factories import make_user

WEEK = "/programme/most_halves_a_week"
APRIL = "2026-04-01"


@pytest.fixture
def hr(browser):
    browser.sign_in(make_user("hr@example.it", Role.HR))
    return browser


def values(page):
    return {e.get("name"): e.get("value") for e in page.all("input") if e.get("type") == "hidden"}


def test_the_programme_says_every_number_in_words_with_its_article(hr):
    page = hr.get("/programme")
    assert page.heading == "Programme"
    for words in (
        "Most remote half-days a week", "6 half-days", "initial value", "7 h 12 min",
        "L. 81/2017, art. 22", "Manager", "12 months", "11 hours", "30 days", "200 g", "120 %",
        "Nothing written yet", "7:00",
    ):  # fmt: skip
        assert words in page, words
    addresses = [link.get("href") for link in page.all("a")]
    assert all(f"/programme/{name}" in addresses for name in ParameterName)


def test_every_parameter_has_a_page_with_its_form(hr):
    for name in ParameterName:
        page = hr.get(f"/programme/{name}")
        assert page.status == 200
        assert "See what it would change" in page


def test_a_value_is_looked_at_and_then_published(hr):
    make_agreement(make_user())
    make_agreement(make_user(), State.DRAFT)
    page = hr.post(f"{WEEK}/preview", {"value": "3", "from_day": APRIL})
    assert page.status == 200
    assert "Nothing has happened yet" in page
    assert "2 people have an agreement or a request that would not keep the new rule" in page
    assert "In force: 1 of 1." in page
    assert "Requests and drafts: 1 of 1." in page
    assert decisions(ParameterName.MOST_HALVES_A_WEEK) == []
    hidden = values(page)
    done = hr.follow(hr.post(WEEK, {"value": hidden["value"], "from_day": hidden["from_day"]}))
    assert "“Most remote half-days a week” is published." in done
    assert "From 01/04/2026: 3 half-days" in done
    assert programme(date(2026, 4, 1)).most_halves_a_week == 3
    history = hr.get(WEEK)
    assert "Sofia D'Angelo" in history
    assert "02/03/2026 10:15" in history


def test_what_was_decided_for_later_and_would_be_overtaken_is_told(hr):
    hr.post(WEEK, {"value": "4", "from_day": "2026-05-01"})
    hr.post(WEEK, {"value": "5", "from_day": "2026-03-20"})
    page = hr.post(f"{WEEK}/preview", {"value": "3", "from_day": APRIL})
    assert "This overtakes what was decided" not in page
    hr.post(WEEK, {"value": "2", "from_day": "2026-05-01"})
    page = hr.post(f"{WEEK}/preview", {"value": "3", "from_day": APRIL})
    assert "This overtakes what was decided for 01/05/2026: 2 half-days." in page


def test_a_change_that_breaks_nothing_says_so(hr):
    make_agreement(make_user())
    page = hr.post(f"{WEEK}/preview", {"value": "8", "from_day": APRIL})
    assert "No agreement and no request would break a rule." in page
    assert "Looked at: 1 in force, 0 asked for" in page


@pytest.mark.parametrize(("address", "value", "words"), [
    (WEEK, "11", "Write a whole number from 0 to 10."),
    (WEEK, "", "Write a whole number from 0 to 10."),
    ("/programme/bands_from", "25:00", "Write an hour, for example 07:00."),
    ("/programme/bands_from", "21:30", "Remote work would end before it begins on that day."),
    ("/programme/evaluation_needed", "maybe", "Choose one."),
    ("/programme/approval_route", "mayor", "Choose one."),
    ("/programme/safety_text", "x" * 10_001, "Write at most 10000 characters."),
    (WEEK, "6", "This is the value that already holds on that day."),
])  # fmt: skip
def test_what_cannot_be_is_refused_in_words(hr, address, value, words):
    for step in ("/preview", ""):
        page = hr.post(address + step, {"value": value, "from_day": APRIL})
        assert page.status == 422
        assert words in page


@pytest.mark.parametrize(("day", "words"), [
    ("", "Write a day."),
    ("yesterday", "Write a day, for example 31/12/2026."),
    ("1026-01-01", "Write a day of this century."),
    ("2026-03-02", "Choose Tuesday 3 March or a later day."),
])  # fmt: skip
def test_a_day_that_cannot_be_is_refused_in_words(hr, day, words):
    make_agreement(make_user())
    page = hr.post(f"{WEEK}/preview", {"value": "3", "from_day": day})
    assert page.status == 422
    assert words in page


def test_a_text_keeps_its_paragraphs(hr):
    text = "Primo punto.\r\n\r\nSecondo <b>punto</b>."
    hr.post("/programme/safety_text", {"value": text, "from_day": APRIL})
    assert programme(date(2026, 4, 1)).safety_text == "Primo punto.\n\nSecondo <b>punto</b>."
    page = hr.get("/programme/safety_text")
    assert "&lt;b&gt;" in page.text


def test_others_do_not_see_the_programme_and_unknown_names_are_not_found(browser, app):
    browser.sign_in(make_user(None, Role.MANAGER, Role.ADMINISTRATOR, Role.AUDITOR))
    for address in ("/programme", WEEK):
        assert browser.get(address).status == 403
    assert browser.post(WEEK, {"value": "3", "from_day": APRIL}).status == 403


def test_an_unknown_name_is_not_found(hr):
    assert hr.get("/programme/nothing").status == 404
    assert hr.post("/programme/nothing", {"value": "3"}).status == 404


def test_the_page_asks_the_database_as_often_with_a_long_history(hr):
    with counted() as few:
        hr.get("/programme")
    for value in ("3", "4", "5"):
        hr.post(WEEK, {"value": value, "from_day": APRIL})
    with counted() as many:
        hr.get("/programme")
    assert len(few) == len(many) == 2
