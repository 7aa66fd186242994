import pytest

from app.booking.models import Booking, BookingState, Favourite, UsualDay
from app.core.db import db
from app.core.half import Part
from tests.support.counting import counted
from tests.support.factories import desks_of, make_booking, make_user, make_workplace
from tests.support.town import TUESDAY, fill, links, offered, press

WEEK = {"day_1": "", "day_2": "day", "day_3": "", "day_4": "am", "day_5": ""}
NEXT = "2026-03-09"


@pytest.fixture
def larga(app):
    return make_workplace(desks=2)


@pytest.fixture
def sofia(larga, browser):
    person = make_user(locale="en")
    browser.sign_in(person)
    return person


def held(user):
    rows = db.session.scalars(
        db.select(Booking)
        .where(Booking.state == BookingState.ACTIVE, Booking.user_id == user.id)
        .order_by(Booking.day)
    )
    return [(str(row.day), row.part.value) for row in rows]


def test_a_usual_week_is_told_once_and_booked_with_one_click_from_home(browser, sofia):
    assert "Book my usual week" not in browser.get("/")
    assert browser.get("/usual-week").heading == "Your usual week"
    assert browser.post("/usual-week", WEEK).location == "/usual-week"
    page = browser.get("/usual-week")
    assert "Your usual week is saved. Nothing is booked yet." in page
    assert held(sofia) == []
    page = browser.get("/")
    assert "Tuesday and Thursday · Week of Monday 9 March" in page
    page = press(browser, page, "Book my usual week")
    assert page.location == f"/usual-week/{NEXT}"
    page = browser.get(page.location)
    assert "2 days are booked." in page
    assert "All days are booked." in page
    assert held(sofia) == [("2026-03-10", "day"), ("2026-03-12", "am")]
    assert "Week of Monday 16 March" in browser.get("/")


def test_a_second_click_books_nothing_twice(browser, sofia):
    browser.post("/usual-week", WEEK)
    for _click in range(2):
        browser.post(f"/usual-week/{NEXT}/book")
    assert "Nothing more was booked." in browser.get(f"/usual-week/{NEXT}")
    assert len(held(sofia)) == 2


def test_each_day_is_told_with_its_desk_or_why_there_is_none(browser, larga, sofia):
    browser.post("/usual-week", WEEK)
    fill(larga, TUESDAY.replace(day=10))
    page = browser.get(f"/usual-week/{NEXT}")
    assert "Every workplace is full or closed." in page
    assert "Free" in page
    browser.post(f"/usual-week/{NEXT}/book")
    page = browser.get(f"/usual-week/{NEXT}")
    assert "1 day is booked." in page
    assert "Not booked" in page
    press(browser, page, "Wait for a desk Tuesday 10 March")
    assert "You are waiting" in browser.get(f"/usual-week/{NEXT}")


def test_what_is_held_of_a_day_is_told_beside_what_is_missing(browser, larga, sofia):
    browser.post("/usual-week", WEEK)
    make_booking(sofia, desks_of(larga)[0], TUESDAY.replace(day=10), Part.AM)
    page = browser.get(f"/usual-week/{NEXT}")
    assert "Missing: afternoon" in page
    browser.post(f"/usual-week/{NEXT}/book")
    assert ("2026-03-10", "pm") in held(sofia)


def test_days_that_are_not_open_or_past_say_why(browser, sofia):
    browser.post("/usual-week", WEEK)
    assert "You can book up to 28 days ahead" in browser.get("/usual-week/2026-04-13")
    assert "has passed" in browser.get("/usual-week/2026-02-23")
    browser.post("/usual-week/2026-04-13/book")
    assert held(sofia) == []


def test_a_week_of_holidays_has_nothing_to_book(browser, sofia):
    browser.post("/usual-week", WEEK | {"day_2": "", "day_4": "", "day_1": "day"})
    assert "All your usual days of this week are holidays." in browser.get("/usual-week/2026-04-06")


def test_whoever_holds_too_many_bookings_is_told_so(browser, larga, sofia):
    browser.post("/usual-week", WEEK | {"day_2": "am", "day_4": ""})
    for n in range(10):
        make_booking(
            sofia, desks_of(larga)[0], TUESDAY.replace(day=16 + n % 5), list(Part)[1 + n // 5]
        )
    page = browser.get(f"/usual-week/{NEXT}")
    assert "You hold 10 bookings, as many as you may." in page
    assert "Book these days" not in page


@pytest.mark.parametrize("week", ["soon", "2026-03-10", "2099-03-09", "2026-02-30"])
def test_a_week_begins_on_a_monday_and_not_ages_away(browser, sofia, week):
    browser.post("/usual-week", WEEK)
    assert browser.get(f"/usual-week/{week}").status == 404
    assert browser.post(f"/usual-week/{week}/book").status == 404


def test_without_a_usual_week_one_is_asked_for_it(browser, sofia):
    assert browser.get(f"/usual-week/{NEXT}").location == "/usual-week"
    browser.post(f"/usual-week/{NEXT}/book")
    assert held(sofia) == []


def test_a_forged_usual_week_is_not_stored(browser, sofia):
    assert browser.post("/usual-week", WEEK | {"day_2": "night"}).status == 422
    assert db.session.scalars(db.select(UsualDay)).all() == []
    assert browser.post("/usual-week", {}).status == 422
    browser.post("/usual-week", WEEK)
    browser.post("/usual-week", dict.fromkeys(WEEK, ""))
    assert "You have no usual week any more." in browser.get("/usual-week")
    assert db.session.scalars(db.select(UsualDay)).all() == []


def test_a_booking_makes_its_desk_a_favourite_and_takes_it_off_again(browser, larga, sofia):
    second = desks_of(larga)[1]
    booking = make_booking(sofia, second, TUESDAY)
    page = browser.get(f"/bookings/{booking}")
    page = press(browser, page, f"Make it a favourite Desk {second.code[4:]}")
    assert page.location == f"/bookings/{booking}"
    page = browser.get(page.location)
    assert "This desk is a favourite now" in page
    assert offered(browser.get("/?day=2026-03-04"))[1] == f"Desk {second.code[4:]}"
    assert second.code[4:] in browser.get("/usual-week")
    page = browser.get(f"/bookings/{booking}")
    press(browser, page, "No favourite any more")
    assert db.session.scalars(db.select(Favourite)).all() == []
    assert "No favourite desk yet" in browser.get("/usual-week")


@pytest.mark.parametrize("desk", ["", "x", "99999999999"])
def test_what_is_no_desk_is_no_favourite(browser, sofia, desk):
    for address in ("/favourites", "/favourites/remove"):
        assert browser.post(address, {"desk": desk}).status == 400
    browser.post("/favourites", {"desk": "9999", "next": "https://elsewhere.example/"})
    assert "This desk no longer exists." in browser.get("/usual-week")


def test_too_many_favourites_are_told(browser, sofia):
    for desk in desks_of(make_workplace("SILE", desks=11)):
        browser.post("/favourites", {"desk": desk.id})
    assert "You have 10 favourite desks, as many as you may." in browser.get("/usual-week")


def test_what_a_person_likes_to_have_is_ticked_on_the_profile(browser, sofia):
    page = browser.get("/profile")
    assert "What you like to have" in page
    assert browser.post("/profile/wishes", {"wished": ["window", "quiet"]}).status == 303
    page = browser.get("/profile")
    ticked = {e.get("value") for e in page.all("input") if e.get("checked") is not None}
    assert {"window", "quiet"} <= ticked
    assert "Saved: desks that have this are proposed to you first." in page
    assert browser.post("/profile/wishes", {"wished": ["a sofa"]}).status == 400
    browser.post("/profile/wishes", {})
    assert "Saved: you have no wishes for your desk." in browser.get("/profile")


def test_habits_cost_the_first_page_no_query(browser, larga, sofia):
    def queries():
        browser.get("/")
        with counted() as statements:
            browser.get("/")
        return len(statements)

    few = queries()
    browser.post("/usual-week", WEEK)
    browser.post("/favourites", {"desk": desks_of(larga)[0].id})
    browser.post("/profile/wishes", {"wished": ["window"]})
    assert queries() == few


def test_a_usual_week_leads_home_where_a_desk_is_missing(browser, larga, sofia):
    browser.post("/usual-week", WEEK)
    fill(larga, TUESDAY.replace(day=10))
    page = browser.get(f"/usual-week/{NEXT}")
    found = links(page, "Look for another desk Tuesday 10 March")
    assert found == ["/?day=2026-03-10&part=day"]
