import pytest

from app.auth.actors import SYSTEM
from app.booking.services import limits
from app.core.half import Part
from tests.support.browser import Browser
from tests.support.counting import counted
from tests.support.factories import desks_of, make_booking, make_user
from tests.support.town import MONDAY, TUESDAY, WEDNESDAY, fill, make_neighbour, make_town

URL = "/workplaces/DURANDO/availability?day=2026-03-03&part=day"


@pytest.fixture
def town(app):
    return make_town()


@pytest.fixture
def sofia(town, browser):
    """A person from 20162, signed in."""
    user = make_neighbour()
    browser.sign_in(user)
    return user


def again(browser, page, url=URL):
    """Ask whether anything is new since this answer."""
    return browser.get(url, headers={"If-None-Match": page.headers["ETag"]}).status


def test_the_list_comes_alone(browser, sofia):
    page = browser.get(URL)
    assert page.status == 200
    assert page.text.lstrip().startswith('<div id="desks"')
    assert page.text.count('type="radio"') == 4


def test_what_has_not_changed_is_not_sent_again(browser, sofia):
    page = browser.get(URL)
    assert again(browser, page) == 304
    assert browser.get(URL, headers={"If-None-Match": page.headers["ETag"]}).text == ""


@pytest.mark.parametrize("part", list(Part))
def test_a_booking_makes_the_list_new(browser, town, sofia, part):
    page = browser.get(URL)
    make_booking(make_user(), desks_of(town[0])[0], TUESDAY, part)
    assert again(browser, page) == 200


def test_a_booking_elsewhere_or_on_another_day_does_not(browser, town, sofia):
    page = browser.get(URL)
    make_booking(make_user(), desks_of(town[1])[0], TUESDAY)
    make_booking(make_user(), desks_of(town[0])[0], WEDNESDAY)
    assert again(browser, page) == 304


def test_a_limit_makes_the_list_new(browser, town, sofia):
    page = browser.get(URL)
    limits.set_cap(town[0], from_day=MONDAY, number=0, by=SYSTEM)
    assert again(browser, page) == 200


def test_the_list_is_another_one_for_another_part_filter_person_or_language(app, browser, sofia):
    page = browser.get(URL)
    for url in (URL.replace("part=day", "part=am"), URL + "&with=monitor"):
        assert again(browser, page, url) == 200
    other = Browser(app.test_client()).sign_in(make_user())
    assert again(other, page) == 200
    browser.post("/language", {"locale": "it", "next": "/"})
    assert again(browser, page) == 200


def test_a_caching_proxy_keeps_nobodys_list_for_anybody_else(browser, sofia):
    kept = browser.get(URL).headers.get("Cache-Control", "")
    assert "private" in kept or "no-store" in kept


def test_a_missing_day_is_a_bad_request(browser, sofia):
    assert browser.get("/workplaces/DURANDO/availability").status == 400
    assert browser.get("/workplaces/DURANDO/availability?day=banana").status == 400


@pytest.mark.parametrize("page", ["desks", "availability"])
@pytest.mark.parametrize("code", ["NOWHERE", "%3Cscript%3E", "durando"])
def test_an_unknown_workplace_is_not_found(browser, sofia, code, page):
    assert browser.get(f"/workplaces/{code}/{page}?day=2026-03-03").status == 404
    assert browser.get(f"/?workplace={code}").status == 200


def asked(browser, headers=None):
    with counted() as statements:
        browser.get(URL, headers=headers or {})
    return len(statements)


def test_an_unchanged_list_costs_one_question_besides_who_asks(browser, town, sofia):
    page = browser.get(URL)
    assert asked(browser, {"If-None-Match": page.headers["ETag"]}) == 2
    assert asked(browser) == 3
    fill(town[0], TUESDAY)
    fill(town[1], TUESDAY)
    assert asked(browser) == 3
