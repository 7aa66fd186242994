from datetime import datetime

import pytest

from app.auth.actors import SYSTEM
from app.booking.queries.links import answer_url
from app.booking.queries.waiting import find_wait
from app.booking.rules.answers import Deed
from app.booking.rules.waiting import WaitState
from app.booking.services import bookings
from app.booking.services.serving import serve_waiting
from app.booking.services.waiting import wait_for
from app.core import clock
from app.core.half import Part
from tests.support.browser import words
from tests.support.factories import actor, desks_of, make_booking, make_user
from tests.support.town import TUESDAY, fill, make_neighbour, make_town


@pytest.fixture
def town(app):
    """Three workplaces with one desk each, all taken on Tuesday but by whom nobody sees."""
    return make_town(desks=1)


@pytest.fixture
def sofia(town, browser):
    person = make_neighbour(locale="en")
    browser.sign_in(person)
    return person


def buttons(page):
    return [words(e) for e in page.all("button")]


def test_a_full_city_offers_to_wait_and_books_by_itself(browser, town, sofia):
    holder = make_user()
    booking = make_booking(holder, desks_of(town[0])[0], TUESDAY)
    for place in town[1:]:
        fill(place, TUESDAY)
    page = browser.get(f"/?day={TUESDAY}")
    assert "Wait for a desk at Durando" in buttons(page)
    assert "Wait for any desk within 5 km" in buttons(page)
    form = {"workplace": "DURANDO", "day": TUESDAY, "part": "day"}
    assert browser.post("/waits", form).location == "/bookings"
    page = browser.get("/bookings")
    assert "You are in the line for Tuesday 3 March." in page
    assert "number 1 of 1" in page
    bookings.cancel_booking(booking, by=actor(holder))
    serve_waiting(by=SYSTEM)
    page = browser.get("/bookings")
    assert "The desk is booked" in page
    assert "you were number 1 of 1" in page


def test_where_the_nearest_is_full_one_waits_with_the_same_form(browser, town, sofia):
    fill(town[0], TUESDAY)
    page = browser.get(f"/?day={TUESDAY}")
    (button,) = [e for e in page.all("button") if e.get("formaction") == "/waits"]
    assert (button.get("name"), button.get("value")) == ("workplace", "DURANDO")
    assert "Book this desk" in buttons(page)


def test_a_line_is_left_with_one_button(browser, town, sofia):
    fill(town[0], TUESDAY)
    browser.post("/waits", {"workplace": "DURANDO", "day": TUESDAY, "part": "day"})
    page = browser.get("/bookings")
    (address,) = [e.get("action") for e in page.all("form") if "/stop" in (e.get("action") or "")]
    browser.post(address)
    page = browser.get("/bookings")
    assert "You have left the line." in page
    assert "You left the line" in page


def test_an_offer_is_taken_with_one_button(browser, town, sofia):
    holder = make_user()
    booking = make_booking(holder, desks_of(town[0])[0], TUESDAY)
    browser.post("/waits", {"workplace": "DURANDO", "day": TUESDAY, "part": "day"})
    with clock.frozen(datetime(2026, 3, 2, 18, 30, tzinfo=clock.ROME)):
        bookings.cancel_booking(booking, by=actor(holder))
        serve_waiting(by=SYSTEM)
        browser.post("/sign-out")
        browser.sign_in(sofia)
        page = browser.get("/bookings")
        assert "held until 19:00" in page
        (address,) = {
            e.get("action") for e in page.all("form") if "/answer" in (e.get("action") or "")
        }
        page = browser.post(address, {"answer": "accept"})
        assert page.location.startswith("/bookings/")
        browser.post(address, {"answer": "decline"})
        assert "No desk is offered to you any more." in browser.get("/bookings")


def test_nobody_waits_for_what_is_free(browser, town, sofia):
    page = browser.post("/waits", {"workplace": "DURANDO", "day": TUESDAY, "part": "day"})
    assert page.location.startswith("/?day=2026-03-03")
    assert "A desk is free: you need not wait, take it." in browser.get(page.location)


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"workplace": "NOWHERE", "day": "2026-03-03", "part": "day"},
        {"workplace": "DURANDO", "day": "soon", "part": "day"},
        {"workplace": "DURANDO", "day": "2026-03-03", "part": "night"},
    ],
)
def test_a_broken_form_changes_nothing(browser, town, sofia, form):
    assert browser.post("/waits", form).status == 400


def test_somebody_elses_line_is_not_there(browser, town, sofia):
    fill(town[0], TUESDAY)
    browser.post("/waits", {"workplace": "DURANDO", "day": TUESDAY, "part": "day"})
    browser.post("/sign-out")
    browser.sign_in(make_user())
    for path in ("/waits/1/stop", "/waits/1/answer", "/waits/99999999999/stop"):
        assert browser.post(path, {"answer": "accept"}).status == 404
    assert "number 1 of 1" not in browser.get("/bookings")


def test_the_rules_say_who_comes_first_and_never_why(browser, town):
    browser.sign_in(make_user(locale="en"))
    page = browser.get("/rules")
    assert any(e.get("id") == "waiting" for e in page.all("h2"))
    assert "Why somebody has priority is shown to nobody." in page


def test_the_same_day_another_part_is_another_wish(browser, town, sofia):
    fill(town[0], TUESDAY, Part.AM)
    browser.post("/waits", {"workplace": "DURANDO", "day": TUESDAY, "part": "am"})
    browser.post("/waits", {"workplace": "DURANDO", "day": TUESDAY, "part": "day"})
    assert "You stand in a line for this day already" in browser.get("/bookings")


def offered(town, sofia):
    """Offer Sofia the only desk of Durando on the evening before; return wait and booking."""
    holder = make_user()
    booking = make_booking(holder, desks_of(town[0])[0], TUESDAY)
    wait = wait_for(town[0].id, TUESDAY, Part.DAY, by=actor(sofia))
    with evening():
        bookings.cancel_booking(booking, by=actor(holder))
        serve_waiting(by=SYSTEM)
    return find_wait(wait)


def evening(hour=18, minute=30):
    return clock.frozen(datetime(2026, 3, 2, hour, minute, tzinfo=clock.ROME))


def offer_link(app, deed, wait, **more):
    facts = {"move_id": wait.id, "booking_id": wait.booking_id, "sequence": 0, "day": TUESDAY}
    with app.test_request_context():
        address = answer_url(deed, user_id=wait.user_id, **facts | more)
    return address.removeprefix("http://localhost")


def test_an_offer_is_taken_from_the_mail(app, browser, town, sofia):
    wait = offered(town, sofia)
    address = offer_link(app, Deed.TAKE_OFFER, wait)
    with evening():
        assert browser.get(address).heading == "Take the desk that you waited for?"
        assert browser.post(address).heading == "Done"
        assert browser.get(address).heading == "Done"
    assert find_wait(wait.id).state is WaitState.BOOKED


def test_an_offer_is_left_to_the_next_from_the_mail(app, browser, town, sofia):
    wait = offered(town, sofia)
    with evening():
        assert browser.post(offer_link(app, Deed.DECLINE_OFFER, wait)).heading == "Done"
    assert find_wait(wait.id).state is WaitState.DECLINED


def test_an_offer_of_another_line_or_after_its_half_hour_is_not_taken(app, browser, town, sofia):
    wait = offered(town, sofia)
    with evening(19):
        assert browser.post(offer_link(app, Deed.TAKE_OFFER, wait)).status == 422
    with evening():
        address = offer_link(app, Deed.TAKE_OFFER, wait, move_id=9999)
        assert browser.get(address).status == 410
    assert find_wait(wait.id).state is WaitState.OFFERED
