import pytest

from app.auth.actors import SYSTEM
from app.booking.models import Booking, Desk
from app.booking.queries.bookings import find_booking
from app.booking.services import bookings, limits
from app.core.db import db, raise_revision, transaction
from app.core.half import Part
from tests.support.factories import actor, desks_of, make_booking, make_user
from tests.support.town import (
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    fill,
    links,
    make_neighbour,
    make_town,
    offered,
)

DAY = str(TUESDAY)


@pytest.fixture
def town(app):
    return make_town()


@pytest.fixture
def sofia(browser, town):
    user = make_neighbour()
    browser.sign_in(user)
    return user


def move(browser, booking, desk, day=TUESDAY, part="day"):
    sent = {"desk_id": desk.id, "day": str(day), "part": part}
    return browser.post(f"/bookings/{booking}/change", sent)


def test_a_second_desk_is_refused_with_a_link_to_the_first(browser, town, sofia):
    first, second = desks_of(town[0])[:2]
    booking = make_booking(sofia, first, TUESDAY)
    page = browser.post("/bookings", {"desk_id": second.id, "day": DAY, "part": "day"})
    assert page.status == 422
    assert links(page, "See the booking that you have") == [f"/bookings/{booking}"]


def test_a_move_to_a_taken_desk_shows_the_room_again_and_names_a_free_desk(browser, town, sofia):
    desks = desks_of(town[0])
    booking = make_booking(sofia, desks[0], TUESDAY)
    make_booking(make_user(), desks[1], TUESDAY)
    page = move(browser, booking, desks[1])
    assert page.status == 422
    assert page.heading == "Choose another desk"
    assert "Your booking is as it was." in page
    assert "at Uffici di via Durando is free" in page
    link = next(
        a.get("href")
        for a in page.all("a")
        if f"booking={booking}" in (a.get("href") or "") and "desk=" in a.get("href")
    )
    assert browser.get(link).status == 200
    assert find_booking(booking).desk_id == desks[0].id


def test_a_move_into_a_full_workplace_names_a_desk_elsewhere(browser, town, sofia):
    booking = make_booking(sofia, desks_of(town[0])[0], WEDNESDAY)
    fill(town[1], TUESDAY)
    page = move(browser, booking, desks_of(town[1])[0])
    assert page.status == 422
    assert "at Uffici di via Durando is free" in page


def test_where_nothing_is_free_the_next_day_is_named(browser, town, sofia):
    booking = make_booking(sofia, desks_of(town[0])[0], WEDNESDAY)
    for workplace in town:
        fill(workplace, TUESDAY)
    page = move(browser, booking, desks_of(town[1])[0])
    assert links(page, "Look at Wednesday 4 March") == ["/?day=2026-03-04"]


def test_a_move_to_a_day_that_cannot_be_booked_names_one_that_can(browser, town, sofia):
    desks = desks_of(town[0])
    booking = make_booking(sofia, desks[0], TUESDAY)
    page = move(browser, booking, desks[1], day=MONDAY.replace(day=1))
    assert links(page, "Look at Tuesday 3 March") == ["/?day=2026-03-03"]


def test_a_desk_that_is_no_longer_lent_leaves_the_booking_and_shows_it(browser, town, sofia):
    booking = make_booking(sofia, desks_of(town[0])[0], TUESDAY)
    page = browser.post(
        f"/bookings/{booking}/change", {"desk_id": 999999, "day": DAY, "part": "day"}
    )
    assert page.status == 422
    assert page.heading == "The desk is yours"
    assert "This desk no longer exists." in page


def test_a_cancelled_booking_whose_desk_is_taken_does_not_offer_it(browser, town, sofia):
    desks = desks_of(town[0])
    booking = make_booking(sofia, desks[0], TUESDAY)
    bookings.cancel_booking(booking, by=actor(sofia))
    make_booking(make_user(), desks[0], TUESDAY)
    page = browser.get(f"/bookings/{booking}")
    assert "This desk cannot be had again now." in page
    assert "Take the desk back" not in page
    assert "at Uffici di via Durando is free" in page


def test_a_cancelled_booking_whose_desk_is_gone_says_so(browser, town, sofia):
    desks = desks_of(town[0])
    booking = make_booking(sofia, desks[0], TUESDAY)
    bookings.cancel_booking(booking, by=actor(sofia))
    with transaction():
        db.session.get_one(Desk, desks[0].id).is_active = False
        raise_revision()
    page = browser.get(f"/bookings/{booking}")
    assert "This desk no longer exists." in page
    assert "Take the desk back" not in page


def test_the_desk_of_before_is_not_offered_once_somebody_else_has_it(browser, town, sofia):
    desks = desks_of(town[0])
    booking = make_booking(sofia, desks[0], TUESDAY)
    page = browser.follow(move(browser, booking, desks[1]))
    assert "Go back to" in page
    make_booking(make_user(), desks[0], TUESDAY)
    assert "Go back to" not in browser.get(f"/bookings/{booking}")


def test_a_desk_out_of_order_says_until_when(browser, town, sofia):
    desk = desks_of(town[0])[0]
    limits.put_out_of_order(desk, TUESDAY, WEDNESDAY, "Lampada rotta", by=SYSTEM)
    page = browser.post("/bookings", {"desk_id": desk.id, "day": DAY, "part": "day"})
    assert "Desk 0A-01 is out of order until Wednesday 4 March: Lampada rotta." in page


def test_without_script_another_part_of_the_day_is_shown_by_its_button(browser, town, sofia):
    desk = desks_of(town[0])[0]
    sent = {"desk_id": desk.id, "day": DAY, "part": "pm", "show": "1"}
    shown = browser.post("/bookings", sent)
    assert shown.location == "/?day=2026-03-03&part=pm&workplace=DURANDO"
    page = browser.follow(shown)
    assert offered(page)[0] == "Uffici di via Durando"
    assert db.session.query(Booking).count() == 0


def test_the_week_beside_a_booking_leads_to_it(browser, town, sofia):
    booking = make_booking(sofia, desks_of(town[0])[0], TUESDAY, Part.PM)
    for address in ("/", f"/bookings/{booking}"):
        assert f"/bookings/{booking}" in links(browser.get(address), "afternoon Near home Durando")


def test_a_cancelled_booking_of_a_coming_day_stays_in_the_list(browser, town, sofia):
    booking = make_booking(sofia, desks_of(town[0])[0], WEDNESDAY)
    bookings.cancel_booking(booking, by=actor(sofia))
    page = browser.get("/bookings")
    assert "Cancelled" in page
    assert f"/bookings/{booking}" in [a.get("href") for a in page.all("a")]
