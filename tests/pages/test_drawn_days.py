"""Wherever a page counts free desks, those that are still to be drawn are not among them."""

from dataclasses import replace
from datetime import datetime, time

import pytest

from app.auth.actors import SYSTEM
from app.booking.queries.home import home_facts
from app.booking.queries.places import places
from app.booking.queries.proposal import Wanted
from app.booking.rules.dated import DrawFacts
from app.booking.rules.delegations import Span
from app.booking.services.delegations import give_delegation
from app.booking.services.fairness import set_draw
from app.booking.services.limits import close_workplace
from app.core import clock
from tests.support.browser import words
from tests.support.counting import counted
from tests.support.factories import actor, make_user
from tests.support.town import (
    MONDAY,
    WEDNESDAY,
    classed,
    fill,
    make_neighbour,
    make_town,
    offered,
    press,
)

# Wednesdays alone are drawn, at noon of the day before.
WEDNESDAYS = DrawFacts("3", 1, time(12), MONDAY)


@pytest.fixture
def town(app):
    return make_town(desks=2)


@pytest.fixture
def sofia(town, browser):
    person = make_neighbour(locale="en")
    browser.sign_in(person)
    return person


def strip(page):
    return classed(page, "v-day")


def buttons(page):
    return [words(e) for e in page.all("button")]


def drawn_at_noon():
    return clock.frozen(datetime(2026, 3, 3, 12, tzinfo=clock.ROME))


def test_the_strip_says_which_days_are_to_be_drawn_and_counts_none_of_their_desks(
    browser, town, sofia
):
    set_draw(town[0].id, WEDNESDAYS, by=SYSTEM)
    days = strip(browser.get("/"))
    assert days[0] == "Tue 3 2 free desks"
    assert days[1] == "Wed 4 to be drawn"
    assert [day.endswith("to be drawn") for day in days].count(True) == 2
    with drawn_at_noon():
        browser.sign_in(sofia)
        assert "2 free desks" in strip(browser.get("/"))[0]


def test_on_a_drawn_day_the_next_workplace_is_proposed_and_the_strip_is_of_that_one(
    browser, town, sofia
):
    set_draw(town[0].id, WEDNESDAYS, by=SYSTEM)
    page = browser.get(f"/?day={WEDNESDAY}")
    assert offered(page)[0] == "Sede di via Padova"
    assert strip(page)[1] == "Wed 4 2 free desks"
    assert "full, closed or to be drawn" in page


def test_a_closed_day_is_told_as_closed_whatever_would_be_drawn(browser, town, sofia):
    set_draw(town[0].id, WEDNESDAYS, by=SYSTEM)
    close_workplace(town[0], WEDNESDAY, WEDNESDAY, "Lavori", by=SYSTEM)
    assert strip(browser.get("/"))[1] == "Wed 4 closed"


def test_where_all_is_drawn_nobody_is_told_that_all_is_full(browser, town, sofia):
    set_draw(town[0].id, WEDNESDAYS, by=SYSTEM)
    for workplace in town[1:]:
        fill(workplace, WEDNESDAY)
    page = browser.get(f"/?day={WEDNESDAY}")
    assert "No desk can be booked on this day yet" in page
    assert "Where desks are not drawn, all is full or closed." in page
    assert "Every workplace is full" not in page
    assert "Enter the draw" in buttons(page)


def test_a_usual_week_says_where_desks_are_drawn_and_enters_the_draw(browser, town, sofia):
    set_draw(town[0].id, WEDNESDAYS, by=SYSTEM)
    week = {f"day_{n}": "day" if n == 3 else "" for n in range(1, 6)}
    assert browser.post("/usual-week", week).status == 303
    page = browser.get("/usual-week/2026-03-02")
    assert "Sede di via Padova, Desk" in page
    assert "Uffici di via Durando: Drawn on Tue 3 at 12:00" in page
    for workplace in town[1:]:
        fill(workplace, WEDNESDAY)
    page = browser.get("/usual-week/2026-03-02")
    assert "Not booked" in page
    assert "Every workplace is full or closed." not in page
    press(browser, page, "Enter the draw Wednesday 4 March")
    page = browser.get("/usual-week/2026-03-02")
    assert "You are waiting" in page
    assert "Drawn on" not in page


def test_whoever_books_for_others_is_told_which_desks_are_to_be_drawn(browser, town, sofia):
    set_draw(town[0].id, WEDNESDAYS, by=SYSTEM)
    luca = make_user(locale="en")
    give_delegation(luca.id, Span(MONDAY), by=actor(sofia))
    browser.post("/sign-out")
    browser.sign_in(luca)
    address = f"/on-behalf/{sofia.id}?day={WEDNESDAY}"
    page = browser.get(address)
    assert "Uffici di via Durando: to be drawn" in page
    assert "Sede di via Padova: 2 free" in page
    page = browser.get(f"{address}&workplace=DURANDO")
    assert "No desk can be booked here yet" in page
    assert "The desks are drawn at 12:00 of Tuesday 3 March." in page
    assert f"Book this desk for {sofia.given_name} {sofia.surname}" not in buttons(page)
    with drawn_at_noon():
        browser.sign_in(luca)
        page = browser.get(f"{address}&workplace=DURANDO")
        assert "Uffici di via Durando: 2 free" in page


def test_to_say_so_the_first_page_asks_the_database_no_more_often(town, sofia):
    by = replace(actor(sofia), area_code=sofia.area_code)
    known = places()
    with counted() as few:
        home_facts(by, known, Wanted())
    set_draw(town[0].id, WEDNESDAYS, by=SYSTEM)
    known = places()
    with counted() as many:
        found = home_facts(by, known, Wanted())
    assert [one.is_drawn for one in found.days].count(True) == 2
    assert len(many) == len(few)
