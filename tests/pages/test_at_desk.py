import pytest

from app.auth.actors import SYSTEM
from app.booking.models import Booking
from app.booking.queries.bookings import find_booking
from app.booking.services import attendance, limits
from app.core.db import db
from app.core.half import Part
from tests.support.browser import words
from tests.support.factories import actor, desks_of, make_booking, make_user
from tests.support.house import at as clock_at
from tests.support.house import let_confirm, seen_at
from tests.support.town import MONDAY, fill, make_neighbour, make_town


@pytest.fixture
def larga(app):
    return make_town()[2]


@pytest.fixture
def sofia(larga, browser):
    person = make_neighbour()
    browser.sign_in(person)
    return person


def buttons(page):
    return [words(e) for e in page.all("button") if "v-link" not in (e.get("class") or "")]


def at(browser, desk):
    return browser.get(f"/desks/{desk.id}")


def test_at_a_free_desk_one_button_takes_it_until_the_half_ends(browser, larga, sofia):
    desk = desks_of(larga)[1]
    page = at(browser, desk)
    assert page.heading == "Desk 0A-02 is free"
    assert "Take desk 0A-02 until 13:30" in buttons(page)
    browser.post("/bookings", {"desk_id": desk.id, "day": MONDAY, "part": "am"})
    (booking,) = db.session.scalars(db.select(Booking))
    assert (booking.desk_id, booking.part) == (desk.id, Part.AM)


def test_scanning_alone_changes_nothing(browser, larga, sofia):
    desk = desks_of(larga)[1]
    booking = make_booking(sofia, desk, MONDAY)
    at(browser, desk)
    assert not db.session.get_one(Booking, booking).is_confirmed


def test_at_ones_own_desk_one_says_that_one_comes(browser, larga, sofia):
    desk = desks_of(larga)[0]
    booking = make_booking(sofia, desk, MONDAY)
    page = at(browser, desk)
    assert page.heading == "You are expected here"
    assert "I am coming" in buttons(page)
    browser.post(f"/bookings/{booking}/confirm")
    assert "You have said that you are coming." in at(browser, desk)


def test_at_a_taken_desk_the_nearest_free_one_is_offered_and_nobody_is_named(browser, larga, sofia):
    other = make_user(given_name="Bruna", surname="Segreta")
    first, second, third, _fourth = desks_of(larga)
    make_booking(other, first, MONDAY)
    make_booking(make_user(), second, MONDAY)
    page = at(browser, first)
    assert page.heading == "Desk 0A-01 is taken"
    assert "Segreta" not in page.text
    assert "The nearest free desk is 0A-03." in page
    assert "Take desk 0A-03 until 13:30" in buttons(page)
    assert third.code.endswith("0A-03")


def test_when_all_are_taken_the_other_workplaces_are_shown(browser, larga, sofia):
    fill(larga, MONDAY)
    page = at(browser, desks_of(larga)[0])
    assert "No other desk is free here now." in page
    assert "Look at the other workplaces" in page


def test_whoever_has_another_desk_now_is_reminded_of_it(browser, larga, sofia):
    first, second, *_others = desks_of(larga)
    make_booking(sofia, first, MONDAY)
    page = at(browser, second)
    assert "Now you have another desk: 0A-01." in page
    assert not any(label.startswith("Take desk") for label in buttons(page))


def test_a_broken_desk_says_why(browser, larga, sofia):
    desk = desks_of(larga)[0]
    limits.put_out_of_order(desk, MONDAY, None, "gamba rotta", by=SYSTEM)
    page = at(browser, desk)
    assert page.heading == "Desk 0A-01 is out of order"
    assert "gamba rotta" in page


def test_outside_opening_hours_the_code_leads_to_the_list_of_desks(browser, larga, sofia):
    desk = desks_of(larga)[0]
    page = seen_at(browser, sofia, 20, url=f"/desks/{desk.id}")
    assert page.location.startswith("/workplaces/LARGA/desks?desk=")
    assert browser.get("/desks/9999").status == 404


def test_at_nine_the_desk_of_whoever_said_nothing_is_free_even_if_no_job_ran(browser, larga, sofia):
    let_confirm(larga)
    desk = desks_of(larga)[0]
    with clock_at(7):
        booking = make_booking(make_user(), desk, MONDAY)
    page = at(browser, desk)
    assert page.heading == "Desk 0A-01 is free"
    stored = db.session.get_one(Booking, booking)
    assert (stored.state.value, stored.is_no_show) == ("cancelled", True)


def test_whoever_confirmed_keeps_the_desk_all_day(browser, larga, sofia):
    let_confirm(larga)
    desk = desks_of(larga)[0]
    with clock_at(7):
        booking = make_booking(sofia, desk, MONDAY)
        attendance.confirm_booking(booking, by=actor(sofia))
    assert at(browser, desk).heading == "You are expected here"
    assert find_booking(booking).is_active
