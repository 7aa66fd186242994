import pytest

from app.booking.models import Booking, BookingState
from app.core.db import db
from app.core.half import Part
from tests.support.factories import desks_of, make_booking, make_user, make_workplace
from tests.support.town import TUESDAY

FORM = {"weekdays": ["2", "4"], "part": "am", "from_day": "2026-03-02", "to_day": "2026-06-30"}


@pytest.fixture
def larga(app):
    return make_workplace(desks=2)


@pytest.fixture
def sofia(larga, browser):
    person = make_user(locale="en")
    browser.sign_in(person)
    return person


def held():
    rows = db.session.scalars(db.select(Booking).where(Booking.state == BookingState.ACTIVE))
    return [row.day for row in rows]


def see(browser, desk, **more):
    query = FORM | more
    pairs = [("desk", desk.id)] + [
        (name, one)
        for name, value in query.items()
        for one in (value if isinstance(value, list) else [value])
    ]
    return browser.get("/series/new?" + "&".join(f"{name}={value}" for name, value in pairs))


def test_a_booking_leads_to_the_same_desk_every_week(browser, larga, sofia):
    booking = make_booking(sofia, desks_of(larga)[0], TUESDAY)
    page = browser.get(f"/bookings/{booking}")
    assert "Repeat every Tuesday" in page
    page = browser.get(f"/series/new?desk={desks_of(larga)[0].id}&day={TUESDAY}&part=day")
    assert page.heading == "This desk every week"
    ticked = [e.get("value") for e in page.all("input") if e.get("checked") is not None]
    assert ticked == ["2"]


def test_every_day_is_shown_before_anything_is_booked(browser, larga, sofia):
    first, _second = desks_of(larga)
    make_booking(make_user(), first, TUESDAY, Part.AM)
    page = see(browser, first)
    assert "Another desk in the same room" in page
    assert "Your desk is free" in page
    assert "Not open yet: placed by the draw of its day" in page
    assert "Somebody has booked yours." in page
    assert len(held()) == 1


def test_all_days_are_booked_with_one_button_but_those_left_out(browser, larga, sofia):
    first, _second = desks_of(larga)
    make_booking(make_user(), first, TUESDAY, Part.AM)
    page = browser.post("/series", FORM | {"desk": first.id, "leave_out": [str(TUESDAY), "x"]})
    assert page.location == "/bookings"
    page = browser.get("/bookings")
    assert "7 days are booked." in page
    assert "Tuesday and Thursday" in page
    assert "until Tuesday 30 June" in page


def test_a_day_without_a_desk_is_told_and_leads_to_others(browser, larga, sofia):
    for desk in desks_of(larga):
        make_booking(make_user(), desk, TUESDAY, Part.AM)
    browser.post("/series", FORM | {"desk": desks_of(larga)[0].id})
    page = browser.get("/bookings")
    assert "On 1 day no desk is free: you can wait for one." in page
    assert "No desk on Tuesday 3 March" in page


def test_a_series_is_ended_with_one_button(browser, larga, sofia):
    browser.post("/series", FORM | {"desk": desks_of(larga)[0].id})
    page = browser.get("/bookings")
    (address,) = [
        e.get("action") for e in page.all("form") if "/series/" in (e.get("action") or "")
    ]
    browser.post(address)
    page = browser.get("/bookings")
    assert "No more days are booked." in page
    assert not [e for e in page.all("form") if "/series/" in (e.get("action") or "")]
    assert browser.post(address).location == "/bookings"
    assert "This has ended already." in browser.get("/bookings")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"weekdays": []}, "Tick at least one day of the week."),
        ({"to_day": "2026-03-01"}, "The last day is before the first"),
        ({"from_day": "2026-02-02"}, "It cannot begin in the past"),
        ({"to_day": "2028-03-01"}, "It lasts at most 366 days"),
    ],
)
def test_what_cannot_be_says_why(browser, larga, sofia, more, said):
    page = see(browser, desks_of(larga)[0], **more)
    assert page.status == 422
    assert said in page
    browser.post("/series", FORM | {"desk": desks_of(larga)[0].id} | more)
    assert held() == []


def test_broken_forms_book_nothing(browser, larga, sofia):
    assert browser.get("/series/new").status == 404
    assert browser.get("/series/new?desk=9999").status == 404
    assert see(browser, desks_of(larga)[0], from_day="soon").status == 422
    browser.post("/series", {"desk": desks_of(larga)[0].id, "from_day": "soon"})
    assert browser.post("/series", FORM | {"desk": 9999}).location == "/"
    assert held() == []


def test_whoever_is_ill_gives_all_days_back(browser, larga, sofia):
    browser.post("/series", FORM | {"desk": desks_of(larga)[0].id})
    assert browser.get("/bookings/away").heading == "I need no desk for some days"
    assert browser.post("/bookings/away", {"first": "soon", "last": ""}).status == 422
    browser.post("/bookings/away", {"first": "2026-03-03", "last": "2026-03-12"})
    assert "4 bookings are cancelled." in browser.get("/bookings")
    assert len(held()) == 4


def test_somebody_elses_series_is_not_there(browser, larga, sofia):
    browser.post("/series", FORM | {"desk": desks_of(larga)[0].id})
    browser.post("/sign-out")
    browser.sign_in(make_user(locale="en"))
    for number in (1, 99, 2**40):
        assert browser.post(f"/series/{number}/end").status == 404
    assert "Every week" not in browser.get("/bookings")
