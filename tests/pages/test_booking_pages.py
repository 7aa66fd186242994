from datetime import date, time

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import Role
from app.booking.queries.bookings import find_booking
from app.booking.services import limits
from app.booking.services.bookings import cancel_booking
from app.core import clock
from app.core.audit import AuditLine
from app.core.db import db
from app.core.half import Part
from tests.support.browser import Browser, words
from tests.support.factories import (
    actor,
    desks_of,
    make_area,
    make_booking,
    make_user,
)
from tests.support.town import (
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    links,
    make_neighbour,
    make_town,
    press,
)

DAY = str(TUESDAY)


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


@pytest.fixture
def booking(sofia, desks):
    """Sofia's desk of tomorrow, the whole day."""
    return make_booking(sofia, desks[0], TUESDAY)


def at(day, hour, minute=0):
    return clock.frozen(clock.at(day, time(hour, minute)))


def buttons(page):
    return [" ".join("".join(b.itertext()).split()) for b in page.all("button")]


def test_the_page_of_a_booking_says_all_that_one_needs(browser, booking):
    page = browser.get(f"/bookings/{booking}")
    assert page.heading == "The desk is yours"
    for said in (
        "Tomorrow, Tuesday 3 March",
        "Whole day, 8:00-19:00",
        "Uffici di via Durando",
        "Via Durando 12",
        "0A-01",
        "Room 0A, ground floor",
        "Monitor",
        "15 min by bike",
        "You can cancel until your half-day is over",
    ):
        assert said in page, said
    assert links(page, "Add to the calendar") == [f"/bookings/{booking}.ics"]
    assert links(page, "Change desk or day") == [
        f"/workplaces/DURANDO/desks?day={DAY}&part=day&booking={booking}"
    ]


@pytest.mark.parametrize(("part", "hours"), [(Part.AM, "8:00-13:30"), (Part.PM, "13:30-19:00")])
def test_the_hours_are_those_of_the_part_booked(browser, sofia, desks, part, hours):
    booking = make_booking(sofia, desks[0], TUESDAY, part)
    assert hours in browser.get(f"/bookings/{booking}")


def test_without_an_area_no_distance_is_told(browser, town, desks):
    make_area("20121")
    user = make_user()
    page = browser.sign_in(user).get(f"/bookings/{make_booking(user, desks[0], TUESDAY)}")
    assert "min by" not in page


def test_a_cancelled_desk_is_taken_back_with_one_click(browser, booking):
    page = browser.follow(press(browser, browser.get(f"/bookings/{booking}"), "Cancel the booking"))
    assert page.heading == "This booking is cancelled"
    assert "The desk is free again for others." in page
    assert not find_booking(booking).is_active
    page = browser.follow(press(browser, page, "Take the desk back"))
    assert page.heading == "The desk is yours"
    assert "The desk is yours again." in page
    assert find_booking(booking).is_active


def test_a_desk_that_somebody_took_meanwhile_does_not_come_back(browser, booking, desks):
    page = browser.follow(press(browser, browser.get(f"/bookings/{booking}"), "Cancel the booking"))
    make_booking(make_user(), desks[0], TUESDAY)
    page = press(browser, page, "Take the desk back")
    assert page.status == 422
    assert "Nothing has been changed." in page
    assert "0A-01" in page
    assert page.heading == "This booking is cancelled"


def test_cancelling_twice_is_refused_in_words(browser, booking):
    browser.post(f"/bookings/{booking}/cancel")
    page = browser.post(f"/bookings/{booking}/cancel")
    assert page.status == 422
    assert "This booking was cancelled or changed in the meantime." in page


def test_taking_back_what_was_never_given_up_is_refused_in_words(browser, booking):
    page = browser.post(f"/bookings/{booking}/restore")
    assert page.status == 422
    assert "This booking is not cancelled" in page


def test_from_the_list_a_cancelled_day_is_named(browser, booking):
    page = browser.follow(browser.post(f"/bookings/{booking}/cancel", {"back": "list"}))
    assert "The booking of Tuesday 3 March is cancelled." in page


def test_when_the_morning_is_over_cancelling_gives_back_the_afternoon(browser, booking):
    with at(TUESDAY, 14):
        browser.post("/sign-out")
    user_page = Browser(browser.client)
    with at(TUESDAY, 14):
        user_page.sign_in(_owner(booking))
        page = user_page.get(f"/bookings/{booking}")
        assert "The morning is over: cancelling gives back the afternoon." in page
        page = user_page.follow(press(user_page, page, "Cancel the booking"))
        assert "The afternoon is free again for others. The morning stays yours." in page
    assert find_booking(booking).part is Part.AM


def _owner(booking):
    from app.auth.models import User
    from app.core.db import db

    return db.session.get(User, find_booking(booking).user_id)


def test_a_day_that_is_over_offers_nothing_any_more(app, booking):
    with at(WEDNESDAY, 9):
        browser = Browser(app.test_client()).sign_in(_owner(booking))
        page = browser.get(f"/bookings/{booking}")
        assert page.heading == "The desk was yours"
        assert "This day is over." in page
        assert not {"Cancel the booking", "Take the desk back"} & set(buttons(page))
        assert links(page, "Change desk or day") == []
        page = browser.post(f"/bookings/{booking}/cancel")
        assert page.status == 422
        assert "Nothing has been changed." in page


def test_a_cancelled_booking_of_a_day_that_is_over_cannot_be_taken_back(app, browser, booking):
    browser.post(f"/bookings/{booking}/cancel")
    with at(WEDNESDAY, 9):
        browser = Browser(app.test_client()).sign_in(_owner(booking))
        page = browser.get(f"/bookings/{booking}")
        assert page.heading == "This booking is cancelled"
        assert "Take the desk back" not in buttons(page)
        assert links(page, "Look for another desk on that day") == []
        assert "The desk is free again for others." not in page
        assert browser.post(f"/bookings/{booking}/restore").status == 422


def test_a_cancelled_whole_day_whose_morning_is_over_cannot_be_taken_back(app, browser, booking):
    browser.post(f"/bookings/{booking}/cancel")
    with at(TUESDAY, 14):
        browser = Browser(app.test_client()).sign_in(_owner(booking))
        page = browser.get(f"/bookings/{booking}")
        assert "Take the desk back" not in buttons(page)
        (there,) = links(page, "Look for another desk on that day")
        assert there.startswith(f"/?day={DAY}")


@pytest.mark.parametrize("deed", ["", ".ics", "/cancel", "/restore", "/change"])
def test_the_booking_of_somebody_else_answers_like_one_that_does_not_exist(
    browser, sofia, desks, deed
):
    booking = make_booking(make_user(), desks[0], TUESDAY)
    ask = browser.post if deed in {"/cancel", "/restore", "/change"} else browser.get
    theirs, none = ask(f"/bookings/{booking}{deed}"), ask(f"/bookings/{booking + 1}{deed}")
    assert theirs.status == none.status == 404
    assert words(theirs.all("main")[0]) == words(none.all("main")[0])
    assert find_booking(booking).is_active


@pytest.mark.parametrize("deed", ["", "/cancel", "/restore", "/change"])
@pytest.mark.parametrize("number", ["999999999", "99999999999999999999", "banana", "-1"])
def test_an_unknown_booking_is_not_found(browser, sofia, number, deed):
    ask = browser.post if deed else browser.get
    assert ask(f"/bookings/{number}{deed}").status == 404


def test_an_administrator_sees_a_booking_and_gives_the_desk_back(app, booking):
    browser = Browser(app.test_client()).sign_in(make_user(None, Role.ADMINISTRATOR))
    assert browser.get(f"/bookings/{booking}").status == 200
    assert readings() == [booking]
    assert browser.post(f"/bookings/{booking}/cancel").status == 303
    assert not find_booking(booking).is_active


def test_nobody_is_noted_for_reading_their_own_booking(browser, booking):
    browser.get(f"/bookings/{booking}")
    assert readings() == []


def readings():
    read = sa.select(AuditLine.subject_id).where(AuditLine.action == "read_booking")
    return list(db.session.scalars(read))


def test_a_booking_stays_readable_when_its_workplace_is_no_longer_lent(browser, booking, town):
    from app.booking.models import Workplace
    from app.core.db import raise_revision, transaction

    with transaction():
        db.session.get_one(Workplace, town[0].id).is_active = False
        raise_revision()
    page = browser.get(f"/bookings/{booking}")
    assert "Uffici di via Durando" in page
    assert links(page, "Change desk or day") == []
    page = browser.get("/?day=2026-03-03")
    assert "A workplace that has closed" in page
    assert browser.post(f"/bookings/{booking}/cancel").status == 303


def test_a_booking_above_a_lowered_cap_keeps_its_desk(browser, booking, town):
    limits.set_cap(town[0], from_day=MONDAY, number=0, by=SYSTEM)
    assert browser.get(f"/bookings/{booking}").heading == "The desk is yours"
    browser.post(f"/bookings/{booking}/cancel")
    page = browser.post(f"/bookings/{booking}/restore")
    assert page.status == 422
    assert "%(" not in page.text


def test_what_another_browser_cancelled_is_not_cancelled_again(app, browser, booking):
    cancel_booking(booking, by=actor(_owner(booking)))
    assert browser.post(f"/bookings/{booking}/cancel").status == 422


def test_bookings_of_another_year_say_the_year(browser, sofia, desks):
    with at(date(2026, 12, 29), 9):
        booking = make_booking(sofia, desks[0], date(2027, 1, 4))
    assert "Monday 4 January 2027" in browser.get(f"/bookings/{booking}")
