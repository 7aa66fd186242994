import re

import pytest

from app.booking.rules.seen import SeenBy
from app.booking.services import profiles
from app.core.half import Part
from tests.support.counting import counted
from tests.support.factories import actor, desks_of, make_booking, make_office, make_user
from tests.support.town import TUESDAY, WEDNESDAY, classed, links, make_town

HIDES = "Does not show where they sit."


@pytest.fixture
def desks(app):
    return desks_of(make_town()[0])


@pytest.fixture
def office(app):
    return make_office()


@pytest.fixture
def anna(office):
    return make_user(given_name="Anna", surname="Bianchi", office_id=office.id)


@pytest.fixture
def me(browser, office):
    user = make_user(given_name="Io", surname="Bianco", office_id=office.id)
    browser.sign_in(user)
    return user


def show(user, whom=SeenBy.WORKPLACE):
    profiles.show_desks_to(whom, by=actor(user))


def told(page):
    return classed(page, "v-colleague")


def test_a_colleague_who_shows_it_is_found_with_day_place_and_desk(browser, desks, anna, me):
    make_booking(anna, desks[0], TUESDAY)
    make_booking(anna, desks[1], WEDNESDAY, Part.AM)
    show(anna, SeenBy.TEAM)
    page = browser.get("/colleagues?q=bianchi")
    assert page.heading == "Where a colleague sits"
    assert "1 colleague found" in page
    (said,) = told(page)
    assert "Anna Bianchi Risorse umane" in said
    assert "Uffici di via Durando, Desk 0A-01" in said
    assert "morning" in said
    near = [a.get("href") for a in page.all("a") if "near=" in (a.get("href") or "")]
    assert near == [
        f"/workplaces/DURANDO/desks?day=2026-03-03&part=day&near={desks[0].id}",
        f"/workplaces/DURANDO/desks?day=2026-03-04&part=am&near={desks[1].id}",
    ]
    assert "Anna Bianchi sits at desk 0A-01." in browser.get(near[0])


def test_whoever_hides_is_told_alike_with_a_desk_and_without(browser, desks, me):
    busy = make_user(given_name="Carla", surname="Zonta")
    idle = make_user(given_name="Carla", surname="Zonta")
    make_booking(busy, desks[0], TUESDAY)
    page = browser.get("/colleagues?q=zonta")
    first, second = told(page)
    assert first == second == f"Carla Zonta {HIDES}"
    assert "0A-01" not in page.text
    show(idle, SeenBy.TEAM)
    show(busy, SeenBy.TEAM)
    assert told(browser.get("/colleagues?q=zonta")) == [first, second]


def test_whoever_shows_it_and_has_no_desk_is_told_so(browser, desks, anna, me):
    show(anna)
    assert "Has no desk booked until Friday 6 March." in browser.get("/colleagues?q=bianchi")


def test_nobody_finds_themselves(browser, me):
    assert "Nobody found" in browser.get("/colleagues?q=bianco")
    assert "Nobody found" in browser.get(f"/colleagues?q={me.email}")


@pytest.mark.parametrize("asked", ["", "   ", None])
def test_before_anything_is_asked_nobody_is_listed(browser, anna, me, asked):
    page = browser.get("/colleagues" if asked is None else f"/colleagues?q={asked}")
    assert page.status == 200
    assert told(page) == []
    assert "Nobody found" not in page


@pytest.mark.parametrize("asked", ["b", "bi", "  b ", "%25", "__"])
def test_two_letters_are_too_few(browser, anna, me, asked):
    page = browser.get(f"/colleagues?q={asked}")
    assert page.status == 422
    assert "Write at least the first three letters." in page
    assert told(page) == []


@pytest.mark.parametrize(
    "asked",
    [
        "%25%25%25",
        "___",
        "zzz",
        "'--",
        "x" * 5000,
        "%00%00%00%00",
        "<b>x</b>",
        "%F0%9F%98%80%F0%9F%98%80%F0%9F%98%80",
    ],
)
def test_odd_letters_find_nobody_and_break_nothing(browser, anna, me, asked):
    page = browser.get(f"/colleagues?q={asked}")
    assert page.status in {200, 422}
    assert told(page) == []
    assert "<b>x" not in page.text


def test_at_most_ten_are_told_and_that_there_are_more(browser, me):
    for n in range(11):
        make_user(given_name=f"Dario {n:02}", surname="Ferri")
    page = browser.get("/colleagues?q=ferri")
    assert len(told(page)) == 10
    assert "There are more: write more of the surname." in page
    assert "10 colleagues found" in page


def test_a_search_leaves_no_copy_and_is_told_to_nobody(browser, anna, me):
    page = browser.get("/colleagues?q=bianchi")
    assert page.headers["Cache-Control"] == "no-store"


def test_a_search_costs_the_same_whoever_is_found(browser, desks, anna, me):
    make_booking(anna, desks[0], TUESDAY)
    costs = []
    for n in range(3):
        browser.get("/colleagues?q=bianchi")
        with counted() as statements:
            browser.get("/colleagues?q=bianchi")
        costs.append(len(statements))
        show(anna, [SeenBy.TEAM, SeenBy.WORKPLACE, SeenBy.NOBODY][n])
    assert len(set(costs)) == 1
    assert costs[0] <= 4


def test_the_way_there_stands_on_the_profile_and_among_the_desks(browser, desks, me):
    assert links(browser.get("/profile"), "Find out where a colleague sits") == ["/colleagues"]
    page = browser.get("/workplaces/DURANDO/desks?day=2026-03-03")
    assert links(page, "Find out where a colleague sits") == ["/colleagues"]


def test_a_stranger_searches_nothing(app, browser, anna):
    page = browser.get("/colleagues?q=bianchi")
    assert page.status == 303
    assert re.match("/sign-in", page.location)
