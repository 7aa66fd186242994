from datetime import date, time, timedelta
from itertools import islice

import pytest

from app.booking.services.bookings import cancel_booking
from app.core import clock
from app.core.half import Part
from tests.support.browser import Browser, words
from tests.support.counting import counted
from tests.support.factories import actor, desks_of, make_booking, make_user
from tests.support.town import (
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    classed,
    links,
    make_neighbour,
    make_town,
)


@pytest.fixture
def town(app):
    return make_town()


@pytest.fixture
def sofia(town, browser):
    """A person from 20162, signed in."""
    user = make_neighbour()
    browser.sign_in(user)
    return user


@pytest.fixture
def desks(town):
    return desks_of(town[0])


def at(day, hour, minute=0):
    return clock.frozen(clock.at(day, time(hour, minute)))


def held_before(user, desk, days):
    """Let a person have had a desk on the last so many working days."""
    before = (MONDAY - timedelta(days=n) for n in range(1, 60))
    made = []
    for day in sorted(islice((d for d in before if d.weekday() < 5), days)):
        with at(day, 8):
            made.append(make_booking(user, desk, day))
    return made


def titles(page):
    return [words(e) for e in page.all("h3")]


def test_without_bookings_the_page_leads_to_the_first_one(browser, sofia):
    page = browser.get("/bookings")
    assert page.heading == "My bookings"
    assert "No bookings yet" in page
    assert "Past" not in page
    assert "/" in links(page, "Book a desk")


def test_coming_bookings_stand_week_by_week(browser, sofia, desks):
    for day in (WEDNESDAY, TUESDAY, date(2026, 3, 9)):
        make_booking(sofia, desks[0], day, Part.AM)
    page = browser.get("/bookings")
    assert titles(page) == ["This week", "Week of Monday 9 March"]
    first = classed(page, "v-booking")[0]
    assert "Tomorrow, Tuesday 3 March" in first
    assert "Morning" in first
    assert "Uffici di via Durando" in first
    assert "Desk 0A-01" in first


def test_a_booking_can_be_changed_and_cancelled_from_the_list(browser, sofia, desks):
    booking = make_booking(sofia, desks[0], TUESDAY)
    page = browser.get("/bookings")
    assert links(page, "Change Tuesday 3 March") == [
        f"/workplaces/DURANDO/desks?day=2026-03-03&part=day&booking={booking}"
    ]
    form = next(f for f in page.all("form") if f.get("action").endswith("/cancel"))
    assert form.get("action") == f"/bookings/{booking}/cancel"
    assert browser.post(form.get("action"), {"back": "list"}).status == 303
    assert "No bookings yet" in browser.get("/bookings")


def test_what_is_over_today_can_no_longer_be_cancelled(app, town, desks):
    user = make_neighbour()
    make_booking(user, desks[0], MONDAY, Part.AM)
    with at(MONDAY, 15):
        page = Browser(app.test_client()).sign_in(user).get("/bookings")
    assert "Today, Monday 2 March" in page
    assert not [f for f in page.all("form") if f.get("action").endswith("/cancel")]
    assert links(page, "Change Monday 2 March") == []


def test_past_bookings_come_page_by_page_the_latest_first(browser, sofia, desks):
    made = held_before(sofia, desks[0], 22)
    cancelled = made[-1]
    with at(date(2026, 2, 27), 8):
        cancel_booking(cancelled, by=actor(sofia))
    page = browser.get("/bookings")
    rows = classed(page, "v-booking")
    assert len(rows) == 20
    assert "Friday 27 February" in rows[0]
    assert "Cancelled" in rows[0]
    assert "Cancelled" not in rows[1]
    (older,) = links(page, "Older")
    page = browser.get(older)
    assert len(classed(page, "v-booking")) == 2
    assert links(page, "Older") == []
    assert links(page, "More recent") == ["/bookings?from=0"]


def test_nobody_sees_the_bookings_of_others(browser, sofia, desks):
    make_booking(make_user(), desks[0], TUESDAY)
    assert "No bookings yet" in browser.get("/bookings")


@pytest.mark.parametrize("start", ["-1", "banana", "0", "400", "9" * 18, "9" * 30])
def test_a_crooked_page_number_never_breaks_the_page(browser, sofia, desks, start):
    held_before(sofia, desks[0], 1)
    page = browser.get(f"/bookings?from={start}")
    assert page.status == 200
    assert page.heading == "My bookings"


def asked(browser):
    browser.get("/bookings")
    with counted() as statements:
        browser.get("/bookings")
    return len(statements)


def test_the_list_asks_the_database_as_often_for_many_bookings_as_for_few(browser, sofia, desks):
    held_before(sofia, desks[0], 1)
    make_booking(sofia, desks[0], TUESDAY)
    few = asked(browser)
    for day in (4, 5, 6, 9, 10):
        make_booking(sofia, desks[1], date(2026, 3, day))
    held_before(sofia := make_neighbour(), desks[2], 3)
    assert asked(browser) == few
    assert few <= 6
