from datetime import date, timedelta

import pytest

from app.auth.actors import SYSTEM
from app.booking.models import Booking, BookingState, Move
from app.booking.queries.links import answer_url
from app.booking.rules.answers import Deed
from app.booking.rules.moves import MoveState
from app.booking.rules.places import ClosureFacts
from app.booking.services import bookings
from app.booking.services.closures import carry_on, reopen, start_closure
from app.core import clock
from app.core.db import db, transaction
from app.core.half import Half, Part
from app.core.signed import sign
from tests.support.browser import words
from tests.support.factories import (
    actor,
    desks_of,
    make_booking,
    make_user,
    make_workplace,
)

TUESDAY = date(2026, 3, 3)
DEAD = "This link no longer works"


@pytest.fixture
def sofia(app):
    return make_user("sofia@example.it", locale="en")


@pytest.fixture
def booking(sofia):
    return make_booking(sofia, desks_of(make_workplace())[0], TUESDAY)


def link(app, deed, booking_id, **more):
    stored = db.session.get_one(Booking, booking_id)
    facts = {
        "user_id": stored.user_id,
        "booking_id": booking_id,
        "sequence": stored.sequence,
        "day": stored.day,
    } | more
    with app.test_request_context():
        return answer_url(deed, **facts).removeprefix("http://localhost")


def stored(booking_id):
    db.session.expire_all()
    return db.session.get_one(Booking, booking_id)


def buttons(page):
    return [words(e) for e in page.all("button")]


def test_a_link_says_what_it_would_do_and_does_nothing_by_itself(app, browser, booking):
    address = link(app, Deed.RELEASE, booking)
    for _n in range(3):
        page = browser.get(address)
        assert page.heading == "Give the desk back?"
    assert "Tomorrow, Tuesday 3 March" in page
    assert "0A-01" in page
    assert buttons(page) == ["Give the desk back"]
    assert stored(booking).state is BookingState.ACTIVE
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_a_link_is_good_for_one_use(app, browser, sofia, booking):
    address = link(app, Deed.RELEASE, booking)
    page = browser.post(address)
    assert page.heading == "Done"
    assert stored(booking).state is BookingState.CANCELLED
    assert browser.get(address).heading == "Done"
    again = browser.post(address)
    assert (again.status, again.heading) == (200, "Done")
    assert DEAD not in again
    bookings.restore_booking(booking, by=actor(sofia))
    assert browser.post(address).status == 422
    assert stored(booking).state is BookingState.ACTIVE


def test_the_button_works_where_neither_cookie_nor_referer_is_sent(app, browser, booking):
    address = link(app, Deed.RELEASE, booking)
    answer = app.test_client().post(address, base_url="https://localhost")
    assert answer.status_code == 200
    assert stored(booking).state is BookingState.CANCELLED


def test_the_page_tells_nobody_its_address(app, browser, booking):
    for address in (link(app, Deed.RELEASE, booking), "/answers/none"):
        (policy,) = [e for e in browser.get(address).all("meta") if e.get("name") == "referrer"]
        assert policy.get("content") == "no-referrer"


def test_a_link_acts_for_its_person_whoever_is_signed_in(app, browser, booking):
    luca = make_user(locale="en")
    own = make_booking(luca, desks_of(make_workplace("SILE"))[0], TUESDAY)
    browser.sign_in(luca).post(link(app, Deed.RELEASE, booking))
    assert stored(booking).state is BookingState.CANCELLED
    assert stored(own).state is BookingState.ACTIVE


def test_a_link_with_a_changed_letter_opens_nothing(app, browser, booking):
    address = link(app, Deed.COMING, booking)
    for place in (len("/answers/") + 5, len(address) - 3):
        other = "A" if address[place] != "A" else "B"
        assert browser.post(address[:place] + other + address[place + 1 :]).status == 404
    assert not stored(booking).is_confirmed


def test_whoever_comes_says_so_without_signing_in(app, browser, booking):
    address = link(app, Deed.COMING, booking)
    assert browser.get(address).heading == "Are you coming?"
    assert not stored(booking).is_confirmed
    assert browser.post(address).heading == "Done"
    assert stored(booking).is_confirmed
    assert browser.get(address).heading == "Done"


def test_any_later_change_ends_the_link(app, browser, sofia, booking):
    address = link(app, Deed.RELEASE, booking)
    bookings.change_booking(booking, stored(booking).desk_id, TUESDAY, Part.AM, by=actor(sofia))
    page = browser.get(address)
    assert (page.status, page.heading) == (410, DEAD)
    assert browser.post(address).status == 422
    assert stored(booking).state is BookingState.ACTIVE


def test_the_end_of_the_day_ends_the_link(app, browser, booking):
    address = link(app, Deed.COMING, booking)
    with clock.frozen(clock.now() + timedelta(days=2)):
        assert browser.get(address).status == 410


@pytest.mark.parametrize("token", ["", "x", "eyJhIjoxfQ.aaaa", "a" * 500])
def test_an_invented_link_is_told_like_a_spent_one(app, browser, token):
    page = browser.get(f"/answers/{token or 'none'}")
    assert (page.status, page.heading) == (404, DEAD)
    assert browser.post(f"/answers/{token or 'none'}").status == 404


def test_a_link_for_a_deed_that_there_is_no_more_opens_nothing(app, browser, booking):
    facts = {"deed": "wave", "user": 1, "booking": booking, "sequence": 0, "day": "2026-03-03"}
    assert browser.post(f"/answers/{sign('answer', facts)}").status == 404


def test_a_link_made_for_another_purpose_opens_nothing(app, browser, booking):
    facts = {"user": 1, "topic": "bookings"}
    assert browser.get(f"/answers/{sign('unsubscribe', facts)}").status == 404


def test_a_link_serves_nobody_elses_booking(app, browser, booking):
    other = make_user(locale="en")
    address = link(app, Deed.RELEASE, booking, user_id=other.id)
    page = browser.get(address)
    assert (page.status, page.heading) == (410, DEAD)
    assert "0A-01" not in page
    browser.post(address)
    assert stored(booking).state is BookingState.ACTIVE


def test_whoever_has_left_answers_nothing(app, browser, sofia, booking):
    address = link(app, Deed.RELEASE, booking)
    with transaction():
        sofia.is_active = False
        db.session.add(sofia)
    assert browser.get(address).status == 404
    assert browser.post(address).status == 404


def closed(booking_id):
    """Close the workplace of a booking and move it; return the move's id and the closure's."""
    place = stored(booking_id).workplace_id
    closure = ClosureFacts(TUESDAY, Half.AM, TUESDAY, Half.PM, "Impianto")
    closure_id = start_closure(place, closure, by=SYSTEM)
    carry_on(closure_id, by=SYSTEM)
    return db.session.scalars(db.select(Move)).one().id, closure_id


def test_a_moved_desk_is_accepted_with_one_button(app, browser, booking):
    make_workplace("SILE")
    move, _closure = closed(booking)
    address = link(app, Deed.ACCEPT_MOVE, booking, move_id=move)
    page = browser.get(address)
    assert page.heading == "Take this desk?"
    assert "Uffici di via Sile" in page
    assert browser.post(address).heading == "Done"
    assert db.session.get_one(Move, move).state is MoveState.ACCEPTED
    assert browser.get(address).heading == "Done"


def test_the_way_back_is_taken_with_one_button(app, browser, booking):
    make_workplace("SILE")
    move, closure = closed(booking)
    reopen(closure, by=SYSTEM)
    address = link(app, Deed.RETURN, booking, move_id=move)
    page = browser.get(address)
    assert page.heading == "Go back to your desk?"
    assert "Uffici di via Larga" in page
    browser.post(address)
    assert stored(booking).workplace_id != db.session.get_one(Move, move).to_desk_id
    db.session.expire_all()
    assert db.session.get_one(Move, move).state is MoveState.RETURNED


def test_what_cannot_be_done_is_told_with_its_reason(app, browser, booking):
    address = link(app, Deed.COMING, booking)
    with clock.frozen(clock.at(date(2026, 3, 1), clock.wall().time())):
        page = browser.post(address)
    assert page.status == 422
    assert "you can say that you come from the working day before" in page
    assert not stored(booking).is_confirmed


def test_the_page_speaks_the_language_of_the_person_not_of_the_browser(app, browser):
    luca = make_user(locale="it")
    booking = make_booking(luca, desks_of(make_workplace())[0], TUESDAY)
    assert 'lang="it"' in browser.get(link(app, Deed.COMING, booking)).text


def test_a_link_about_a_move_that_is_not_of_this_booking_is_spent(app, browser, booking):
    address = link(app, Deed.ACCEPT_MOVE, booking, move_id=9999)
    assert browser.get(address).status == 410
    assert browser.post(address).status == 422
