from datetime import date

import pytest

from app.auth.actors import SYSTEM
from app.core.db import db, transaction
from app.core.half import Half, Part
from app.pola.models import Swap
from app.pola.rules.day_kinds import DayKind, PlanSource
from app.pola.rules.terms import RemotePattern, Rhythm, WeekHalf
from app.pola.services import plans
from app.pola.services.swaps import ask_swap
from tests.support.agreements import acknowledge_notices
from tests.support.counting import counted
from tests.support.factories import (
    actor,
    desks_of,
    make_booking,
    make_office,
    make_user,
    make_workplace,
)
from tests.support.plans import a_plan, in_force, planned

MONDAY, TUESDAY, WEDNESDAY, FRIDAY = (date(2026, 3, n) for n in (2, 3, 4, 6))
TUESDAYS = RemotePattern(Rhythm.WEEKDAYS, (WeekHalf(1, Half.AM), WeekHalf(1, Half.PM)))
FOUR_A_WEEK = RemotePattern(Rhythm.PER_WEEK, count=4)


@pytest.fixture
def sofia(browser):
    sofia = make_user("sofia@example.it", office_id=make_office().id)
    acknowledge_notices(sofia)
    browser.sign_in(sofia)
    return sofia


def tap(browser, day, half, kind):
    return browser.post("/weeks/halves", {"half": f"{day}-{half}", "kind": kind})


def test_four_weeks_are_shown_by_halves(browser, sofia):
    a_plan(sofia, WEDNESDAY, Half.PM, DayKind.LEAVE, PlanSource.ABSENCE)
    page = browser.get("/weeks")
    assert "Your four weeks" in page.text
    assert page.text.count('id="day-') == 20
    assert "afternoon" in page.text
    assert "Leave" in page.text


def test_one_tap_works_half_a_day_remotely_and_back(browser, sofia):
    in_force(sofia, FOUR_A_WEEK, MONDAY, None)
    page = tap(browser, TUESDAY, "am", "agile_home")
    assert page.status == 303
    assert planned(sofia)[TUESDAY, Half.AM].kind is DayKind.AGILE_HOME
    assert tap(browser, TUESDAY, "am", "office").status == 303
    assert planned(sofia) == {}


def test_a_used_up_week_is_said_with_the_numbers(browser, sofia):
    in_force(sofia, RemotePattern(Rhythm.PER_WEEK, count=1), MONDAY, None)
    tap(browser, TUESDAY, "am", "agile_home")
    page = tap(browser, WEDNESDAY, "am", "agile_home")
    assert page.status == 422
    assert "used up: 1 of 1" in page.text


def test_without_an_agreement_remote_is_refused_in_words(browser, sofia):
    page = tap(browser, TUESDAY, "am", "agile_home")
    assert page.status == 422
    assert "No agreement of yours is in force" in page.text


def test_choosing_home_gives_the_desk_back(browser, sofia):
    in_force(sofia, FOUR_A_WEEK, MONDAY, None)
    make_booking(sofia, desks_of(make_workplace())[0], TUESDAY, Part.AM)
    assert planned(sofia)[TUESDAY, Half.AM].kind is DayKind.NEAR_MUNICIPAL
    assert tap(browser, TUESDAY, "am", "agile_home").status == 303
    assert planned(sofia)[TUESDAY, Half.AM].kind is DayKind.AGILE_HOME
    assert "Cancelled" in browser.get("/bookings").text


def test_a_desk_stays_when_home_is_refused(browser, sofia):
    make_booking(sofia, desks_of(make_workplace())[0], TUESDAY, Part.AM)
    assert tap(browser, TUESDAY, "am", "agile_home").status == 422
    assert planned(sofia)[TUESDAY, Half.AM].kind is DayKind.NEAR_MUNICIPAL


def test_an_agreed_half_is_swapped_within_its_week(browser, sofia):
    in_force(sofia, TUESDAYS, MONDAY, None)
    with transaction():
        plans.replan(sofia.id, by=SYSTEM)
    page = browser.get(f"/weeks?swap={TUESDAY}-am")
    assert "Ask for the swap" in page.text
    sent = {"away": f"{TUESDAY}-am", "instead": f"{FRIDAY}-pm"}
    assert browser.post("/weeks/swaps", sent).status == 303
    page = browser.get("/weeks")
    assert "Take the swap back" in page.text
    swap = db.session.scalar(db.select(Swap.id))
    assert browser.post(f"/weeks/swaps/{swap}/take-back", {}).status == 303
    assert browser.post(f"/weeks/swaps/{swap}/take-back", {}).status == 422


def test_somebody_elses_swap_is_not_found(browser, sofia, app):
    anna = make_user()
    acknowledge_notices(anna)
    in_force(anna, TUESDAYS, MONDAY, None)
    with transaction():
        plans.replan(anna.id, by=SYSTEM)
    swap = ask_swap(anna.id, (TUESDAY, Half.AM), (FRIDAY, Half.AM), by=actor(anna))
    assert browser.post(f"/weeks/swaps/{swap}/take-back", {}).status == 404


@pytest.mark.parametrize(
    "query",
    ["from=2026-13-45", "from=9999-12-31", "from=0001-01-01", "swap=x", "swap=9999-12-31-am"],
)
def test_crooked_addresses_show_the_weeks_from_today(browser, sofia, query):
    assert "2 March" in browser.get(f"/weeks?{query}").text


@pytest.mark.parametrize("sent", [{}, {"half": "x", "kind": "office"}, {"half": "2026-03-03-am"}])
def test_a_crooked_form_changes_nothing(browser, sofia, sent):
    assert browser.post("/weeks/halves", sent).status == 400


def test_my_weeks_ask_as_often_for_a_full_plan_as_for_an_empty_one(browser, sofia):
    def asked():
        with counted() as statements:
            browser.get("/weeks")
        return len(statements)

    asked()
    few = asked()
    in_force(sofia, TUESDAYS, MONDAY, None)
    with transaction():
        plans.replan(sofia.id, by=SYSTEM)
    a_plan(sofia, WEDNESDAY, Half.PM, DayKind.LEAVE, PlanSource.ABSENCE)
    assert asked() == few <= 4
