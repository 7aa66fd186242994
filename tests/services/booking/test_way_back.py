"""Back to one's own desk after a closure, while the day's desks are to be drawn."""

from datetime import date, datetime, time

import pytest

from app.auth.actors import SYSTEM
from app.auth.models import Role
from app.booking.queries.bookings import coming_bookings, find_booking
from app.booking.queries.checks import problems
from app.booking.queries.moves import find_move_of
from app.booking.queries.places import places
from app.booking.rules.dated import DrawFacts
from app.booking.rules.moves import MoveAnswer, MoveState
from app.booking.rules.places import ClosureFacts
from app.booking.rules.refusals import Refusal
from app.booking.services import bookings
from app.booking.services.closures import carry_on, reopen, start_closure
from app.booking.services.fairness import set_draw
from app.booking.services.moves import answer_move
from app.booking.services.serving import serve_waiting
from app.booking.services.waiting import wait_for
from app.core import clock
from app.core.errors import Refused
from app.core.half import Half, Part
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
NOON = DrawFacts("", 1, time(12), MONDAY)


@pytest.fixture
def larga(app):
    return make_workplace("LARGA", desks=2)


@pytest.fixture
def sile(app):
    return make_workplace("SILE", desks=2, latitude=45.4708)


@pytest.fixture
def anna(app):
    return make_user(given_name="Anna")


@pytest.fixture
def booking(larga, sile, anna):
    """Anna's booking at Larga, moved to Sile; Larga is open again, and its desks are drawn."""
    made = make_booking(anna, desks_of(larga)[0], TUESDAY)
    manager = actor(make_user(), Role.FACILITY_MANAGER)
    closure = ClosureFacts(TUESDAY, Half.AM, TUESDAY, Half.PM, "Lavori")
    number = start_closure(larga.id, closure, by=manager)
    carry_on(number, by=manager)
    set_draw(larga.id, NOON, by=SYSTEM)
    reopen(number, by=manager)
    assert find_move_of(made).state is MoveState.WAY_BACK
    return made


def noon():
    return clock.frozen(datetime(2026, 3, 2, 12, tzinfo=clock.ROME))


def go_back(booking, anna):
    return answer_move(find_move_of(booking).id, MoveAnswer.RETURN, by=actor(anna))


def codes(command, *args, **more):
    with pytest.raises(Refused) as refused:
        command(*args, **more)
    return refused.value.codes


def test_the_way_back_is_open_while_the_day_is_to_be_drawn(larga, anna, booking):
    assert places().by_id[larga.id].is_to_be_drawn(TUESDAY, clock.wall())
    assert go_back(booking, anna) is MoveState.RETURNED
    assert find_booking(booking).desk_id == desks_of(larga)[0].id
    assert problems() == []


def test_others_still_enter_the_draw_and_it_gives_out_what_is_left(larga, anna, booking):
    bruno, carla = make_user(), make_user()
    wish = (desks_of(larga)[1].id, TUESDAY, Part.DAY)
    assert codes(bookings.book_desk, *wish, by=actor(bruno)) == [Refusal.TO_BE_DRAWN]
    for person in (bruno, carla):
        wait_for(larga.id, TUESDAY, Part.DAY, by=actor(person))
    go_back(booking, anna)
    with noon():
        serve_waiting(by=SYSTEM)
    won = [coming_bookings(one.id) for one in (bruno, carla)]
    assert sorted(len(found) for found in won) == [0, 1]
    assert find_booking(booking).desk_id == desks_of(larga)[0].id
    assert problems() == []


def test_only_the_desk_of_before_is_open_no_other_one_of_the_house(larga, anna, booking):
    for desk in desks_of(larga):
        wish = (booking, desk.id, TUESDAY, Part.DAY)
        assert codes(bookings.change_booking, *wish, by=actor(anna)) == [Refusal.TO_BE_DRAWN]


def test_once_drawn_the_way_back_leads_to_what_is_left(larga, sile, anna, booking):
    for _n in range(2):
        wait_for(larga.id, TUESDAY, Part.DAY, by=actor(make_user()))
    with noon():
        serve_waiting(by=SYSTEM)
        reasons = codes(answer_move, find_move_of(booking).id, MoveAnswer.RETURN, by=actor(anna))
    assert Refusal.DESK_TAKEN in reasons
    assert Refusal.TO_BE_DRAWN not in reasons
    assert find_booking(booking).workplace_id == sile.id
    assert problems() == []
