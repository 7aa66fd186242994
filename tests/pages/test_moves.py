from datetime import date, time, timedelta

import pytest
import sqlalchemy as sa

from app.auth.models import Role
from app.booking.models import Move
from app.booking.queries.bookings import find_booking
from app.booking.queries.moves import find_move_of
from app.booking.rules.moves import MoveCause, MoveState
from app.booking.rules.places import ClosureFacts
from app.booking.services.closures import carry_on, reopen, start_closure
from app.booking.services.limits import set_cap
from app.booking.services.moves import ask_to_move
from app.core import clock
from app.core.calendar import working_days
from app.core.db import db
from app.core.half import Half
from tests.support.counting import counted
from tests.support.factories import (
    actor,
    desks_of,
    make_area,
    make_booking,
    make_user,
    make_workplace,
)

TUESDAY = date(2026, 3, 3)


@pytest.fixture
def town(app):
    make_area(latitude=45.48)
    return make_workplace("LARGA"), make_workplace("SILE", desks=2, latitude=45.4708)


@pytest.fixture
def chief(app):
    return actor(make_user(), Role.FACILITY_MANAGER)


@pytest.fixture
def sofia(browser, town):
    user = make_user(area_code="20162")
    browser.sign_in(user)
    return user


def close(town, chief, first=TUESDAY, last=TUESDAY):
    """Close the first workplace from a day to a day, and move everybody."""
    facts = ClosureFacts(first, Half.AM, last, Half.PM, "Lavori")
    closure = start_closure(town[0].id, facts, by=chief)
    carry_on(closure, by=chief)
    return closure


def moved(town, chief, user):
    """Book for somebody, close the workplace; return the booking, the closure and the move."""
    booking = make_booking(user, desks_of(town[0])[0], TUESDAY)
    closure = close(town, chief)
    return booking, closure, find_move_of(booking).id


def asked(town, chief, user):
    """Book for somebody, lower the limit and ask them; return the booking and the move."""
    booking = make_booking(user, desks_of(town[0])[0], TUESDAY)
    cap = set_cap(town[0], from_day=TUESDAY, number=0, reason="Caldo", by=chief)
    ask_to_move(booking, cause=MoveCause.CAP, cap_id=cap.id, by=chief)
    return booking, find_move_of(booking).id


def fill(workplace):
    for desk in desks_of(workplace):
        make_booking(make_user(), desk, TUESDAY)


def test_whoever_was_moved_reads_it_on_the_first_page_and_accepts(browser, town, chief, sofia):
    booking, _closure, move = moved(town, chief, sofia)
    for address in ("/", "/bookings"):
        page = browser.get(address)
        assert "Something changed about your desk" in page
        assert f'href="/moves/{move}"' in page.text
    page = browser.get(f"/moves/{move}")
    assert page.heading == "Your desk has moved"
    for words in ("Lavori", town[1].name, "desk 0A-01", "about 10 minutes nearer"):
        assert words in page
    page = browser.follow(browser.post(f"/moves/{move}", {"answer": "accept"}))
    assert "Thank you" in page
    assert find_move_of(booking).state is MoveState.ACCEPTED
    assert "Something changed" not in browser.get("/")
    assert "nothing left to answer" in browser.get(f"/moves/{move}")
    page = browser.post(f"/moves/{move}", {"answer": "accept"})
    assert page.status == 422
    assert "answered before" in page


def test_whoever_was_moved_chooses_another_desk(browser, town, chief, sofia):
    booking, _closure, move = moved(town, chief, sofia)
    page = browser.get(f"/moves/{move}")
    address = f"/workplaces/SILE/desks?day=2026-03-03&part=day&booking={booking}"
    assert address in page.text.replace("&amp;", "&")
    assert "Move the booking here" in browser.get(address)
    wish = {"desk_id": desks_of(town[1])[1].id, "day": "2026-03-03", "part": "day"}
    assert browser.post(f"/bookings/{booking}/change", wish).status == 303
    assert find_move_of(booking).state is MoveState.CHOSE_OTHER
    assert "nothing left to answer" in browser.get(f"/moves/{move}")
    assert "Something changed" not in browser.get("/bookings")


def test_whoever_was_moved_cancels(browser, town, chief, sofia):
    booking, _closure, move = moved(town, chief, sofia)
    assert f'action="/bookings/{booking}/cancel"' in browser.get(f"/moves/{move}").text
    browser.post(f"/bookings/{booking}/cancel")
    assert find_move_of(booking).state is MoveState.CANCELLED
    page = browser.get(f"/moves/{move}")
    assert "nothing left to answer" in page
    assert browser.post(f"/moves/{move}", {"answer": "accept"}).status == 422


def test_whoever_is_asked_moves_to_the_desk_that_was_proposed(browser, town, chief, sofia):
    booking, move = asked(town, chief, sofia)
    page = browser.get(f"/moves/{move}")
    assert page.heading == "Could you take another desk?"
    for words in ("Caldo", "Move to this desk", "Keep my desk", "your desk stays yours"):
        assert words in page
    assert find_booking(booking).workplace_id == town[0].id
    browser.post(f"/moves/{move}", {"answer": "accept"})
    assert find_booking(booking).workplace_id == town[1].id


def test_whoever_is_asked_keeps_their_desk(browser, town, chief, sofia):
    booking, move = asked(town, chief, sofia)
    assert browser.post(f"/moves/{move}", {"answer": "keep"}).status == 303
    assert find_booking(booking).workplace_id == town[0].id
    assert find_move_of(booking).state is MoveState.KEPT


def test_whoever_is_asked_without_a_proposal_may_say_no_or_look(browser, town, chief, sofia):
    fill(town[1])
    _booking, move = asked(town, chief, sofia)
    page = browser.get(f"/moves/{move}")
    assert "Move to this desk" not in page
    assert "Choose another desk" in page
    page = browser.post(f"/moves/{move}", {"answer": "accept"})
    assert page.status == 422
    assert "choose one yourself" in page


def test_the_way_back_is_taken(browser, town, chief, sofia):
    booking, closure, move = moved(town, chief, sofia)
    reopen(closure, by=chief)
    page = browser.get(f"/moves/{move}")
    assert page.heading == "Your desk is open again"
    assert "Go back to desk 0A-01" in page
    assert "Stay where I am" in page
    browser.post(f"/moves/{move}", {"answer": "return"})
    assert find_booking(booking).workplace_id == town[0].id
    assert find_booking(booking).sequence == 2


def test_the_way_back_is_refused_in_words_when_the_desk_is_gone(browser, town, chief, sofia):
    booking, closure, move = moved(town, chief, sofia)
    reopen(closure, by=chief)
    make_booking(make_user(), desks_of(town[0])[0], TUESDAY)
    page = browser.post(f"/moves/{move}", {"answer": "return"})
    assert page.status == 422
    assert "Nothing has been changed." in page
    assert "just been booked" in page
    assert browser.post(f"/moves/{move}", {"answer": "keep"}).status == 303
    assert find_booking(booking).workplace_id == town[1].id


def test_whoever_has_no_place_is_told_kindly_and_where_to_look(browser, town, chief, sofia):
    fill(town[1])
    booking, _closure, move = moved(town, chief, sofia)
    page = browser.get(f"/moves/{move}")
    assert page.heading == "Your desk cannot be used"
    assert "Your booking stays" in page
    assert "Accept this desk" not in page
    # Elsewhere, not in the workplace that is closed.
    assert f"/workplaces/SILE/desks?day=2026-03-03&amp;part=day&amp;booking={booking}" in page.text
    assert "/workplaces/LARGA/desks" not in page.text
    assert browser.post(f"/moves/{move}", {"answer": "accept"}).status == 422


def test_nobody_else_finds_a_move(browser, town, chief):
    _booking, _closure, move = moved(town, chief, make_user())
    for roles in ((), (Role.FACILITY_MANAGER,), (Role.ADMINISTRATOR,), (Role.HR,)):
        browser.post("/sign-out")
        browser.sign_in(make_user(None, *roles))
        assert browser.get(f"/moves/{move}").status == 404
        assert browser.post(f"/moves/{move}", {"answer": "accept"}).status == 404
    for number in (0, 999, 2**63, 10**30):
        assert browser.get(f"/moves/{number}").status == 404
        assert browser.post(f"/moves/{number}", {"answer": "accept"}).status == 404


@pytest.mark.parametrize("answer", ["", "perhaps", "ACCEPT", "accept\0", ["perhaps", "accept"]])
def test_an_answer_that_is_none_changes_nothing(browser, town, chief, sofia, answer):
    booking, _closure, move = moved(town, chief, sofia)
    assert browser.post(f"/moves/{move}", {"answer": answer}).status == 400
    assert find_move_of(booking).state is MoveState.MOVED
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Move)) == 1


def test_many_moves_are_one_note_and_cost_no_more_than_one(browser, town, chief, sofia):
    days = working_days(TUESDAY, 8, "MI")

    def queries(address):
        browser.get(address)
        with counted() as statements:
            browser.get(address)
        return len(statements)

    def costs():
        return {address: queries(address) for address in ("/", "/bookings")}

    make_booking(sofia, desks_of(town[0])[0], TUESDAY)
    before = costs()
    close(town, chief)
    assert costs() == before
    for day in days[1:]:
        make_booking(sofia, desks_of(town[0])[0], day)
    closure = close(town, chief, days[1], days[-1])
    assert costs() == before
    home, mine = browser.get("/"), browser.get("/bookings")
    assert home.text.count("Something changed") == 2
    assert "See all your bookings" in home
    assert mine.text.count("Something changed") == len(days)
    assert mine.text.count("v-note-warning") == 1
    assert "You were moved, or asked to move, 8 times." in browser.get("/my-data")
    reopen(closure, by=chief)
    assert costs() == before


def test_what_has_passed_asks_for_no_answer(browser, town, chief, sofia):
    booking, _closure, move = moved(town, chief, sofia)
    with clock.frozen(clock.at(TUESDAY + timedelta(days=1), time(9))):
        browser.sign_in(sofia)
        assert "Something changed" not in browser.get("/bookings")
        assert "nothing left to answer" in browser.get(f"/moves/{move}")
    assert find_move_of(booking).state is MoveState.MOVED
