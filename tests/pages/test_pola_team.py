from datetime import date

import pytest

from app.auth.actors import SYSTEM
from app.auth.models import Office, Role, RoleGrant
from app.core.db import db, transaction
from app.core.half import Half
from app.pola.rules.day_kinds import DayKind, PlanSource
from app.pola.rules.terms import RemotePattern, Rhythm, WeekHalf
from app.pola.services import plans
from app.pola.services.swaps import ask_swap
from tests.support.agreements import a_manager_of, acknowledge_notices
from tests.support.counting import counted
from tests.support.factories import actor, make_office, make_user
from tests.support.plans import a_plan, in_force, planned

MONDAY, TUESDAY, THURSDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 5)
TUESDAYS = RemotePattern(Rhythm.WEEKDAYS, (WeekHalf(1, Half.AM), WeekHalf(1, Half.PM)))


@pytest.fixture
def sofia(app):
    sofia = make_user(office_id=make_office().id, given_name="Sofia", surname="Rossi")
    acknowledge_notices(sofia)
    in_force(sofia, TUESDAYS, MONDAY, None)
    with transaction():
        plans.replan(sofia.id, by=SYSTEM)
    return sofia


@pytest.fixture
def chief(browser, sofia):
    chief = a_manager_of(sofia)
    browser.sign_in(chief)
    return chief


def test_a_manager_sees_who_is_where_and_how_many_are_there(browser, sofia, chief):
    page = browser.get("/team")
    assert "Sofia Rossi" in page.text
    assert "Remote" in page.text
    assert "Present: Risorse umane" in page.text


def test_leave_is_shown_without_a_reason(browser, sofia, chief):
    a_plan(sofia, THURSDAY, Half.AM, DayKind.LEAVE, PlanSource.ABSENCE)
    assert "Leave" in browser.get("/team").text


def test_whoever_leads_nobody_has_no_team_page(browser, sofia):
    browser.sign_in(make_user())
    assert browser.get("/team").status == 403
    assert "Team" not in browser.get("/bookings").text


def test_one_tap_accepts_a_swap(browser, sofia, chief):
    swap = ask_swap(sofia.id, (TUESDAY, Half.AM), (THURSDAY, Half.PM), by=actor(sofia))
    page = browser.get("/team")
    assert "instead of" in page.text
    assert browser.post(f"/team/swaps/{swap}", {"answer": "accept"}).status == 303
    assert (TUESDAY, Half.AM) not in planned(sofia)
    assert planned(sofia)[THURSDAY, Half.PM].kind is DayKind.AGILE_HOME
    assert browser.post(f"/team/swaps/{swap}", {"answer": "accept"}).status == 422


def test_a_declined_swap_changes_nothing(browser, sofia, chief):
    swap = ask_swap(sofia.id, (TUESDAY, Half.AM), (THURSDAY, Half.PM), by=actor(sofia))
    before = planned(sofia)
    assert browser.post(f"/team/swaps/{swap}", {"answer": "decline"}).status == 303
    assert planned(sofia) == before


def test_a_swap_of_another_team_is_not_found(browser, sofia):
    a_manager_of(sofia)
    swap = ask_swap(sofia.id, (TUESDAY, Half.AM), (THURSDAY, Half.PM), by=actor(sofia))
    other = a_manager_of(make_user())
    browser.sign_in(other)
    assert browser.post(f"/team/swaps/{swap}", {"answer": "accept"}).status == 404
    assert browser.post(f"/team/swaps/{swap}", {}).status == 400


def recall(browser, user, day=TUESDAY, part="day", reason="Sportello scoperto"):
    sent = {"person": user.id, "day": day, "part": part, "reason": reason}
    return browser.post("/team/recalls", sent)


def test_a_person_is_called_to_the_office_the_day_before(browser, sofia, chief):
    assert recall(browser, sofia).status == 303
    assert {one.source for key, one in planned(sofia).items() if key[0] == TUESDAY} == {
        PlanSource.RECALL
    }


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"reason": " "}, "Write the reason"),
        ({"day": MONDAY}, "at least the day before"),
        ({"day": THURSDAY}, "not remote"),
        ({"day": "x"}, "Choose the person"),
    ],
)
def test_a_call_that_cannot_be_is_refused_in_words(browser, sofia, chief, more, words):
    page = recall(browser, sofia, **more)
    assert page.status == 422
    assert words in page.text


def test_nobody_calls_people_of_another_team(browser, sofia, chief):
    assert recall(browser, make_user()).status == 404


def test_a_swap_says_which_office_it_would_leave_with_too_few(browser, chief, sofia):
    swap = ask_swap(sofia.id, (TUESDAY, Half.AM), (THURSDAY, Half.PM), by=actor(sofia))
    with transaction():
        db.session.get(Office, sofia.office_id).minimum_presence_percent = 100
    assert "1 are needed" in browser.get("/team").text
    assert browser.post(f"/team/swaps/{swap}", {"answer": "accept"}).status == 422


def test_the_page_asks_as_often_for_a_large_team_as_for_a_small_one(browser, sofia, chief):
    def asked():
        with counted() as statements:
            assert browser.get("/team").status == 200
        return len(statements)

    few = asked()
    for _n in range(12):
        one = make_user(manager_id=chief.id, office_id=sofia.office_id)
        a_plan(one, THURSDAY, Half.AM, DayKind.LEAVE, PlanSource.ABSENCE)
    assert asked() == few <= 9


def test_the_manager_of_an_office_sees_all_who_work_there(browser, sofia):
    head = make_user()
    with transaction():
        db.session.add(RoleGrant(user_id=head.id, role=Role.MANAGER, office_id=sofia.office_id))
    browser.sign_in(head)
    assert "Sofia Rossi" in browser.get("/team").text
