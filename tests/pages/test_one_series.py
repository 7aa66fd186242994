from datetime import date

import pytest

from app.auth.actors import SYSTEM
from app.booking.models import Booking, BookingState, Series
from app.booking.services.bookings import cancel_booking
from app.core import clock
from app.core.db import db
from app.core.half import Part
from tests.support.counting import counted
from tests.support.factories import desks_of, make_booking, make_user, make_workplace
from tests.support.town import MONDAY, TUESDAY, links, press

FORM = {"weekdays": ["2"], "part": "am", "from_day": "2026-03-02"}


@pytest.fixture
def larga(app):
    return make_workplace(desks=2)


@pytest.fixture
def sofia(larga, browser):
    person = make_user(locale="en")
    browser.sign_in(person)
    return person


@pytest.fixture
def number(browser, larga, sofia):
    """A series of Tuesday mornings."""
    browser.post("/series", FORM | {"desk": desks_of(larga)[0].id})
    return newest()


def newest():
    return db.session.scalars(db.select(Series.id).order_by(Series.id.desc())).first()


def held():
    rows = db.session.scalars(
        db.select(Booking).where(Booking.state == BookingState.ACTIVE).order_by(Booking.day)
    )
    return [row.day for row in rows]


def change(browser, number, **more):
    query = FORM | {"from_day": "2026-03-10"} | more
    pairs = [
        f"{name}={one}"
        for name, value in query.items()
        for one in (value if isinstance(value, list) else [value])
    ]
    return browser.get(f"/series/{number}/change?" + "&".join(pairs))


def test_my_bookings_lead_to_each_day_of_a_series(browser, number):
    page = browser.get("/bookings")
    assert links(page, "Tuesday") == [f"/series/{number}"]
    page = browser.get(f"/series/{number}")
    assert page.heading == "Every Tuesday"
    assert "Tuesday 3 March" in page
    assert "Not open yet: placed by the draw of its day" in page


def test_a_day_is_given_back_and_had_after_all(browser, number):
    page = browser.get(f"/series/{number}")
    assert press(browser, page, "Cancel Tuesday 3 March").location == f"/series/{number}"
    page = browser.get(f"/series/{number}")
    assert "Left out: Tuesday 3 March." in page
    assert TUESDAY not in held()
    press(browser, page, "Have it after all Tuesday 3 March")
    page = browser.get(f"/series/{number}")
    assert "Booked: Tuesday 3 March." in page
    assert TUESDAY in held()
    press(browser, page, "Leave this day out Tuesday 31 March")
    page = browser.get(f"/series/{number}")
    press(browser, page, "Have it after all Tuesday 31 March")
    assert "One of your days again: Tuesday 31 March." in browser.get(f"/series/{number}")


def test_each_way_a_day_can_stand_is_told_in_words(browser, larga, number):
    first, second = desks_of(larga)
    for booking in db.session.scalars(db.select(Booking.id).order_by(Booking.day)).all()[:2]:
        cancel_booking(booking, by=SYSTEM)
    for desk in (first, second):
        make_booking(make_user(), desk, TUESDAY, Part.AM)
    page = browser.get(f"/series/{number}")
    assert "Given back" in page
    press(browser, page, "Have it after all Tuesday 3 March")
    page = browser.get(f"/series/{number}")
    assert "No desk can be had on Tuesday 3 March." in page
    assert "No desk" in page
    assert links(page, "Look for one") == ["/?day=2026-03-03&part=am"]
    press(browser, page, "Try again Tuesday 3 March")


def test_a_series_that_waits_says_so_and_lets_one_leave_the_line(browser, larga, sofia):
    for desk in desks_of(larga):
        make_booking(make_user(), desk, TUESDAY, Part.AM)
    first = desks_of(larga)[0].id
    query = "weekdays=2&part=am&from_day=2026-03-02&waits=y"
    assert "No desk is free: you will wait for one" in browser.get(
        f"/series/new?desk={first}&{query}"
    )
    browser.post("/series", FORM | {"desk": first, "waits": "y"})
    assert "On 1 day no desk is free: you are waiting for one." in browser.get("/bookings")
    number = newest()
    page = browser.get(f"/series/{number}")
    assert "Where no desk is free, you wait for one." in page
    assert "You are waiting" in page
    press(browser, page, "Leave the line Tuesday 3 March")
    page = browser.get(f"/series/{number}")
    assert "Left out" in page
    press(browser, page, "Have it after all Tuesday 3 March")
    assert "No desk is free on Tuesday 3 March: you are waiting for one." in browser.get(
        f"/series/{number}"
    )


def test_a_series_ends_from_a_day_on(browser, number):
    page = browser.post(f"/series/{number}/end-from", {"day": "2026-03-17"})
    assert page.location == "/bookings"
    assert "It has ended. 2 bookings are cancelled." in browser.get("/bookings")
    assert held() == [TUESDAY, date(2026, 3, 10)]
    assert "until Monday 16 March" in browser.get(f"/series/{number}")


@pytest.mark.parametrize(
    ("day", "said"),
    [("2026-03-01", "It cannot begin in the past"), ("soon", "Write a date"), ("", "date")],
)
def test_a_series_does_not_end_on_a_day_that_cannot_be(browser, number, day, said):
    page = browser.post(f"/series/{number}/end-from", {"day": day})
    assert page.status == 422
    assert len(held()) == 4


def test_a_series_that_has_ended_is_only_read(browser, number):
    browser.post(f"/series/{number}/end")
    page = browser.get(f"/series/{number}")
    assert "It has ended: no more days are booked." in page
    assert "Change it" not in page
    assert "Tuesday 24 March" in page
    browser.post(f"/series/{number}/days/2026-03-03/book")
    assert "This has ended already." in browser.get("/bookings")
    assert change(browser, number, desk=1).status == 422
    assert browser.post(f"/series/{number}/end-from", {"day": "2026-03-10"}).status == 422


def test_a_change_is_shown_day_by_day_before_it_is_made(browser, larga, number):
    _first, second = desks_of(larga)
    form = browser.get(f"/series/{number}/change")
    assert form.heading == "Change your weekly booking"
    page = change(browser, number, desk=second.id, weekdays=["2", "4"])
    assert "Nothing has happened yet: this is a preview." in page
    assert "Thursday 12 March" in page
    assert len(held()) == 4
    sent = FORM | {"from_day": "2026-03-10", "desk": second.id, "weekdays": ["2", "4"]}
    page = browser.post(f"/series/{number}/change", sent)
    assert page.location == f"/series/{newest()}"
    page = browser.get(page.location)
    assert page.heading == "Every Tuesday and Thursday"
    assert "Your weekly booking is changed." in page
    assert len(held()) == 7
    assert "until Monday 9 March" in browser.get(f"/series/{number}")


def test_a_change_that_cannot_be_says_why_and_changes_nothing(browser, larga, number):
    first, second = desks_of(larga)
    assert "Tick at least one day" in change(browser, number, desk=second.id, weekdays=[])
    assert change(browser, number, desk=second.id, from_day="2026-03-01").status == 422
    assert change(browser, number, desk=9999).status == 422
    same = FORM | {"desk": first.id}
    assert browser.post(f"/series/{number}/change", same).status == 303
    assert "Nothing is different" in browser.get("/bookings")
    assert browser.post(f"/series/{number}/change", same | {"desk": "x"}).status == 303
    assert newest() == number
    assert len(held()) == 4


def test_days_of_no_series_are_not_there(browser, number):
    for address in ("days/soon/book", "days/2026-02-30/leave-out"):
        assert browser.post(f"/series/{number}/{address}").status == 404
    browser.post(f"/series/{number}/days/2026-03-04/leave-out")
    assert "Wednesday 4 March is not one of its days to come." in browser.get("/bookings")


def test_somebody_elses_series_is_not_there(browser, larga, number):
    browser.post("/sign-out")
    browser.sign_in(make_user(locale="en"))
    second = desks_of(larga)[1].id
    for wrong in (number, 99, 2**40):
        assert browser.get(f"/series/{wrong}").status == 404
        assert browser.get(f"/series/{wrong}/change").status == 404
        for address, sent in (
            ("end-from", {"day": str(TUESDAY)}),
            ("change", FORM | {"desk": second}),
            (f"days/{TUESDAY}/leave-out", {}),
            (f"days/{TUESDAY}/book", {}),
        ):
            assert browser.post(f"/series/{wrong}/{address}", sent).status == 404
    assert len(held()) == 4
    assert newest() == number


def test_the_page_costs_the_same_for_many_days(browser, larga, number):
    def queries(one):
        browser.get(f"/series/{one}")
        with counted() as statements:
            browser.get(f"/series/{one}")
        return len(statements)

    few = queries(number)
    browser.post(
        "/series", FORM | {"desk": desks_of(larga)[1].id, "part": "pm", "weekdays": list("12345")}
    )
    assert queries(newest()) == few


def test_days_away_are_filled_in_from_the_series(browser, number):
    (address,) = links(browser.get(f"/series/{number}"), "I need no desk for some days")
    assert address == f"/bookings/away?first={MONDAY}&last={MONDAY}"
    page = browser.get(address)
    values = {e.get("name"): e.get("value") for e in page.all("input")}
    assert (values["first"], values["last"]) == (str(clock.today()), str(clock.today()))
    assert browser.get("/bookings/away?first=soon").status == 200
