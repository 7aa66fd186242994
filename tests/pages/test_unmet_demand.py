"""A search that finds nothing near leaves a count, and no trace of who searched."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.booking.models import UnmetDemand
from app.booking.queries.totals import unmet_between
from app.booking.rules.places import Owner
from app.booking.services import limits
from app.booking.services.unmet import count_unmet
from app.core.audit import AuditLine
from app.core.db import db
from app.core.half import Half, Part
from tests.support.counting import counted
from tests.support.factories import desks_of, make_area, make_user, make_workplace
from tests.support.town import MONDAY, TUESDAY, fill, make_neighbour

# Nine kilometres to the south: not near 20162.
FAR = {"latitude": 45.44, "longitude": 9.22}


@pytest.fixture
def durando(app):
    make_area("20162", 45.518, 9.198)
    return make_workplace("DURANDO", 2, latitude=45.5058, longitude=9.1642)


@pytest.fixture
def sofia(durando, browser):
    user = make_neighbour()
    browser.sign_in(user)
    return user


def searches():
    return [(one.day, one.half, one.area_code, one.searches)
            for one in unmet_between(date.min, date.max)]  # fmt: skip


def test_a_desk_near_is_no_unmet_search_and_costs_nothing_more(browser, sofia):
    browser.get("/")
    with counted() as statements:
        browser.get("/")
    assert searches() == []
    assert not [one for one in statements if "unmet_demand" in one]


def test_a_full_workplace_near_and_a_free_one_far_away_is_unmet(browser, durando, sofia):
    make_workplace("SILE", 4, **FAR)
    fill(durando, TUESDAY)
    browser.get("/")
    assert searches() == [(TUESDAY, Half.AM, "20162", 1), (TUESDAY, Half.PM, "20162", 1)]


def test_a_browser_counts_a_half_once(browser, durando, sofia):
    fill(durando, TUESDAY)
    browser.get(f"/?day={TUESDAY}&part=am")
    browser.get(f"/?day={TUESDAY}&part=am")
    browser.get(f"/?day={TUESDAY}&part=day", headers={"HX-Request": "true"})
    browser.get(f"/?day={TUESDAY}&part=pm")
    assert searches() == [(TUESDAY, Half.AM, "20162", 1), (TUESDAY, Half.PM, "20162", 1)]


def test_two_people_are_two_searches(app, browser, durando, sofia):
    fill(durando, TUESDAY)
    browser.get(f"/?day={TUESDAY}&part=am")
    other = type(browser)(app.test_client())
    other.sign_in(make_neighbour())
    other.get(f"/?day={TUESDAY}&part=am")
    assert searches() == [(TUESDAY, Half.AM, "20162", 2)]


def test_a_browser_remembers_twenty_halves_at_most(app, browser, durando, sofia):
    limits.close_workplace(durando, TUESDAY, TUESDAY + timedelta(days=60), "Lavori", by=SYSTEM)
    day = TUESDAY
    for _ in range(18):
        browser.get(f"/?day={day}")
        day += timedelta(days=1)
    with browser.client.session_transaction() as session:
        assert len(session["unmet"]) == 20
    assert len(searches()) > 20


def test_whoever_has_named_no_area_is_not_counted(browser, durando):
    browser.sign_in(make_user())
    fill(durando, TUESDAY)
    browser.get("/")
    assert searches() == []


def test_a_day_on_which_nobody_can_book_is_no_search(browser, durando, sofia):
    fill(durando, TUESDAY)
    browser.get("/?day=2026-03-01")
    browser.get("/?day=2026-12-24")
    browser.client.head(f"/?day={TUESDAY}")
    assert searches() == []


def test_whoever_has_a_desk_already_is_not_searching(browser, durando, sofia):
    browser.post("/bookings", {"desk_id": fill_but_one(durando), "day": TUESDAY, "part": "day"})
    browser.get(f"/?day={TUESDAY}")
    assert searches() == []


def fill_but_one(workplace):
    fill(workplace, TUESDAY, but=1)
    return desks_of(workplace)[-1].id


def test_a_click_that_came_too_late_is_not_a_second_search(browser, durando, sofia):
    desks = fill(durando, TUESDAY, Part.DAY)
    page = browser.post("/bookings", {"desk_id": desks[0].id, "day": TUESDAY, "part": "day"})
    assert page.status == 422
    assert searches() == []


def test_a_partners_desk_without_agreement_does_not_count_as_near(browser, app):
    make_area("20162", 45.518, 9.198)
    make_workplace("SARCA", 2, latitude=45.51, longitude=9.20, owner=Owner.PARTNER)
    browser.sign_in(make_neighbour())
    browser.get(f"/?day={TUESDAY}&part=am")
    assert searches() == [(TUESDAY, Half.AM, "20162", 1)]


def test_nothing_says_who_searched(browser, durando, sofia):
    fill(durando, TUESDAY)
    lines = db.session.scalar(sa.select(sa.func.count()).select_from(AuditLine))
    browser.get("/")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditLine)) == lines
    assert {"user_id", "actor_id"}.isdisjoint(UnmetDemand.__table__.columns.keys())


def test_a_count_that_fails_leaves_the_page_as_it_is(app, browser, durando, sofia):
    fill(durando, TUESDAY)
    with db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE unmet_demand RENAME TO put_away")
    try:
        page = browser.get(f"/?day={TUESDAY}")
        assert page.status == 200
    finally:
        with db.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE put_away RENAME TO unmet_demand")
    browser.get(f"/?day={TUESDAY}")
    assert len(searches()) == 2


def test_searches_for_today_count_as_well(browser, durando, sofia):
    fill(durando, MONDAY)
    count_unmet("20162", MONDAY, [Half.PM], by=SYSTEM)
    browser.get(f"/?day={MONDAY}")
    assert (MONDAY, Half.PM, "20162", 2) in searches()
