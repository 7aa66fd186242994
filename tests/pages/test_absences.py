from datetime import date

import pytest

from app.auth.models import Role
from app.booking.queries.bookings import find_booking
from app.pola.rules.day_kinds import DayKind
from tests.support.factories import desks_of, make_booking, make_user, make_workplace
from tests.support.plans import planned

WEDNESDAY = date(2026, 3, 4)


@pytest.fixture
def sofia(app):
    return make_user(given_name="Sofia")


def test_leave_written_by_hand_is_planned_and_frees_the_desk(browser, sofia):
    booking = make_booking(sofia, desks_of(make_workplace())[0], WEDNESDAY)
    browser.sign_in(make_user("hr@example.it", Role.HR))
    form = {"first": "2026-03-04", "last": "2026-03-04", "part": "day"}
    page = browser.post(f"/people/{sofia.id}/absences", form)
    assert page.status == 303
    assert "2 half-days of leave are noted." in browser.follow(page)
    assert not find_booking(booking).is_active
    assert {one.kind for one in planned(sofia).values()} == {DayKind.LEAVE}


def test_days_out_of_order_are_told_and_change_nothing(browser, sofia):
    browser.sign_in(make_user("hr@example.it", Role.HR))
    form = {"first": "2026-03-05", "last": "2026-03-04", "part": "am"}
    page = browser.post(f"/people/{sofia.id}/absences", form)
    assert page.status == 422
    assert "Choose a last day from the first one on, within a year." in page
    assert planned(sofia) == {}


def test_only_human_resources_write_leave(browser, sofia):
    browser.sign_in(make_user())
    form = {"first": "2026-03-04", "last": "2026-03-04", "part": "day"}
    assert browser.post(f"/people/{sofia.id}/absences", form).status == 403
