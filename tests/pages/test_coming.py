from datetime import timedelta

import pytest

from app.booking.models import Booking
from app.booking.services import bookings
from app.core.db import db
from app.core.half import Part
from tests.support.factories import actor, desks_of, make_booking, make_user
from tests.support.house import seen_at
from tests.support.town import MONDAY, TUESDAY, make_neighbour, make_town, press

SAID = "You have said that you are coming."


@pytest.fixture
def desk(app):
    return desks_of(make_town()[0])[0]


@pytest.fixture
def sofia(desk, browser):
    user = make_neighbour()
    browser.sign_in(user)
    return user


@pytest.mark.parametrize("url", ["/", "/?day=2026-03-02", "/bookings", "/bookings/{}"])
def test_one_click_says_that_one_comes(browser, sofia, desk, url):
    booking = make_booking(sofia, desk, MONDAY)
    page = browser.get(url.format(booking))
    label = "I am coming Monday 2 March" if url == "/bookings" else "I am coming"
    done = browser.follow(press(browser, page, label))
    assert "Thank you: your desk is kept for you." in done
    assert SAID in done
    assert "I am coming" not in done
    assert db.session.get_one(Booking, booking).is_confirmed


def test_the_click_leads_back_to_where_it_was_made(browser, sofia, desk):
    booking = make_booking(sofia, desk, MONDAY)
    for back, address in (("home", "/"), ("list", "/bookings"), ("", f"/bookings/{booking}")):
        page = browser.post(f"/bookings/{booking}/confirm", {"back": back})
        assert page.location == address


@pytest.mark.parametrize("url", ["/", "/bookings", "/bookings/{}"])
def test_only_todays_booking_asks(browser, sofia, desk, url):
    booking = make_booking(sofia, desk, TUESDAY)
    assert "I am coming" not in browser.get(url.format(booking))


def test_a_half_that_is_over_asks_no_longer(browser, sofia, desk):
    booking = make_booking(sofia, desk, MONDAY, Part.AM)
    for url in ("/", "/bookings", f"/bookings/{booking}"):
        assert "I am coming" not in seen_at(browser, sofia, 14, url=url)


def test_a_booking_that_cannot_be_confirmed_says_why(browser, sofia, desk):
    in_two_days = make_booking(sofia, desk, TUESDAY + timedelta(days=1))
    page = browser.post(f"/bookings/{in_two_days}/confirm")
    assert page.status == 422
    assert "you can say that you come from the working day before" in page
    cancelled = make_booking(sofia, desk, MONDAY)
    bookings.cancel_booking(cancelled, by=actor(sofia))
    assert browser.post(f"/bookings/{cancelled}/confirm").status == 422


def test_nobody_else_confirms_it_or_learns_that_it_is_there(browser, sofia, desk):
    booking = make_booking(make_user(), desk, MONDAY)
    for number in (booking, 99999, 2**40):
        assert browser.post(f"/bookings/{number}/confirm").status == 404
    assert not db.session.get_one(Booking, booking).is_confirmed
