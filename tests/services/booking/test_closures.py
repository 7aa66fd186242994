from datetime import date, datetime

import pytest
import sqlalchemy as sa

from app.auth.models import Role
from app.booking.models import Closure, Slot
from app.booking.queries.bookings import find_booking
from app.booking.queries.checks import problems
from app.booking.queries.closures import find_closure, still_to_move
from app.booking.queries.moves import counts_of_closure, find_move_of, without_place
from app.booking.queries.places import places
from app.booking.rules.closures import ClosureRefusal
from app.booking.rules.moves import MoveAnswer, MoveState
from app.booking.rules.places import ClosureFacts, ClosureKind
from app.booking.rules.refusals import Refusal
from app.booking.services import bookings
from app.booking.services.closures import carry_on, reopen, start_closure
from app.booking.services.moves import answer_move
from app.core import clock
from app.core.db import db
from app.core.errors import Forbidden, Refused
from app.core.half import Half, Part
from app.core.mail import OutboxMail
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace

TUESDAY, FRIDAY = date(2026, 3, 3), date(2026, 3, 6)


def closing(first=TUESDAY, last=TUESDAY, reason="Lavori", **more):
    return ClosureFacts(first, Half.AM, last, Half.PM, reason, **more)


@pytest.fixture
def manager(app):
    return actor(make_user(), Role.FACILITY_MANAGER)


@pytest.fixture
def larga(app):
    return make_workplace("LARGA")


@pytest.fixture
def sile(app):
    return make_workplace("SILE", desks=2, latitude=45.4708)


def test_a_closed_workplace_moves_everybody_it_can(larga, sile, manager):
    booked = [make_booking(make_user(), desk, TUESDAY) for desk in desks_of(larga)[:3]]
    untouched = make_booking(make_user(), desks_of(larga)[3], FRIDAY)
    closure = start_closure(larga.id, closing(), by=manager)
    assert [one.booking_id for one in still_to_move(closure)] == booked
    assert carry_on(closure, by=manager) == {MoveState.MOVED: 2, MoveState.NO_PLACE: 1}
    assert still_to_move(closure) == []
    assert carry_on(closure, by=manager) == {}
    assert counts_of_closure(closure) == {MoveState.MOVED: 2, MoveState.NO_PLACE: 1}
    assert len(without_place(closure)) == 1
    assert find_booking(untouched).workplace_id == larga.id
    assert problems() == []


def test_what_stopped_half_way_goes_on(larga, sile, manager):
    for desk in desks_of(larga)[:2]:
        make_booking(make_user(), desk, TUESDAY)
    closure = start_closure(larga.id, closing(), by=manager)
    assert carry_on(closure, by=manager, limit=1) == {MoveState.MOVED: 1}
    assert len(still_to_move(closure)) == 1
    assert carry_on(closure, by=manager) == {MoveState.MOVED: 1}


def test_of_two_who_press_at_once_the_second_gets_the_first_ones_closure(larga, manager):
    first = start_closure(larga.id, closing(), by=manager)
    assert start_closure(larga.id, closing(reason="Altro"), by=manager) == first
    assert start_closure(larga.id, closing(last=FRIDAY), by=manager) != first


def test_every_friday_afternoon_leaves_the_mornings_open(larga, manager):
    facts = ClosureFacts(TUESDAY, Half.PM, date(2026, 3, 31), Half.PM, "Energia", weekdays="5",
                         kind=ClosureKind.ENERGY)  # fmt: skip
    whole = make_booking(make_user(), desks_of(larga)[0], FRIDAY)
    make_booking(make_user(), desks_of(larga)[1], FRIDAY, Part.AM)
    closure = start_closure(larga.id, facts, by=manager)
    assert [one.booking_id for one in still_to_move(closure)] == [whole]
    known = places().by_id[larga.id]
    assert (known.capacity(FRIDAY, Half.AM), known.capacity(FRIDAY, Half.PM)) == (4, 0)
    assert known.capacity(date(2026, 3, 12), Half.PM) == 4
    stored = db.session.get(Closure, closure)
    assert (stored.weekdays, stored.kind) == ("5", ClosureKind.ENERGY)


@pytest.mark.parametrize(("facts", "reasons"), [
    (closing(reason=" "), [ClosureRefusal.NO_REASON]),
    (closing(last=date(2026, 3, 1)), [ClosureRefusal.BACKWARDS]),
    (ClosureFacts(TUESDAY, Half.PM, FRIDAY, Half.AM, "x", weekdays="5"),
     [ClosureRefusal.BACKWARDS]),
    (closing(first=date(2026, 3, 1)), [ClosureRefusal.PAST]),
    (closing(last=date(2027, 3, 4)), [ClosureRefusal.TOO_LONG]),
    (closing(first=date(2026, 3, 7), last=date(2026, 3, 8)), [ClosureRefusal.NO_WORKING_DAY]),
    (closing(reason="", last=date(2026, 3, 1)),
     [ClosureRefusal.NO_REASON, ClosureRefusal.BACKWARDS]),
])  # fmt: skip
def test_what_is_no_closure_is_refused_and_changes_nothing(larga, manager, facts, reasons):
    with pytest.raises(Refused) as refused:
        start_closure(larga.id, facts, by=manager)
    assert refused.value.codes == reasons
    assert db.session.scalars(sa.select(Closure)).all() == []


def test_only_its_managers_close_and_reopen_a_workplace(larga, manager):
    somebody = actor(make_user())
    with pytest.raises(Forbidden):
        start_closure(larga.id, closing(), by=somebody)
    with pytest.raises(Forbidden):
        start_closure(larga.id + 99, closing(), by=manager)
    closure = start_closure(larga.id, closing(), by=manager)
    with pytest.raises(Forbidden):
        reopen(closure, by=somebody)


def test_reopening_offers_the_way_back_and_whoever_takes_it_has_the_old_desk(larga, sile, manager):
    users = [make_user() for _n in range(3)]
    booked = [
        make_booking(user, desk, TUESDAY)
        for user, desk in zip(users, desks_of(larga), strict=False)
    ]
    closure = start_closure(larga.id, closing(), by=manager)
    carry_on(closure, by=manager)
    assert reopen(closure, by=manager) == 2
    moves = [find_move_of(booking_id, closure_id=closure) for booking_id in booked]
    assert [move.state for move in moves] == [
        MoveState.WAY_BACK, MoveState.WAY_BACK, MoveState.KEPT,
    ]  # fmt: skip
    state = answer_move(moves[0].id, MoveAnswer.RETURN, by=actor(users[0]))
    assert state is MoveState.RETURNED
    assert find_booking(booked[0]).desk_id == desks_of(larga)[0].id
    answer_move(moves[1].id, MoveAnswer.KEEP, by=actor(users[1]))
    assert find_booking(booked[1]).workplace_id == sile.id
    kinds = db.session.scalars(sa.select(OutboxMail.kind)).all()
    assert kinds.count("move_way_back") == 2
    assert problems() == []


def test_who_changed_the_booking_since_is_left_in_peace(larga, sile, manager):
    user = make_user()
    booking_id = make_booking(user, desks_of(larga)[0], TUESDAY)
    closure = start_closure(larga.id, closing(), by=manager)
    carry_on(closure, by=manager)
    bookings.change_booking(booking_id, desks_of(sile)[1].id, TUESDAY, Part.DAY, by=actor(user))
    assert reopen(closure, by=manager) == 0
    assert find_move_of(booking_id).state is MoveState.CHOSE_OTHER


def test_the_way_back_is_refused_when_somebody_sits_there(larga, sile, manager):
    user = make_user()
    desk = desks_of(larga)[0]
    booking_id = make_booking(user, desk, TUESDAY)
    closure = start_closure(larga.id, closing(), by=manager)
    carry_on(closure, by=manager)
    reopen(closure, by=manager)
    make_booking(make_user(), desk, TUESDAY)
    move = find_move_of(booking_id)
    with pytest.raises(Refused) as refused:
        answer_move(move.id, MoveAnswer.RETURN, by=actor(user))
    assert refused.value.codes == [Refusal.DESK_TAKEN]
    assert find_booking(booking_id).workplace_id == sile.id


def test_a_workplace_is_reopened_once(larga, manager):
    closure = start_closure(larga.id, closing(), by=manager)
    reopen(closure, by=manager)
    for number in (closure, closure + 99, 10**30):
        with pytest.raises(Refused) as refused:
            reopen(number, by=manager)
        assert refused.value.codes == [ClosureRefusal.NOT_CLOSED]
    assert still_to_move(closure) == []
    assert still_to_move(10**30) == []
    assert find_closure(closure).reopened_at is not None


def test_a_day_that_has_passed_offers_no_way_back(larga, sile, manager):
    booking_id = make_booking(make_user(), desks_of(larga)[0], TUESDAY)
    closure = start_closure(larga.id, closing(last=FRIDAY), by=manager)
    carry_on(closure, by=manager)
    with clock.frozen(datetime(2026, 3, 4, 9, 0, tzinfo=clock.ROME)):
        assert reopen(closure, by=manager) == 0
    assert find_move_of(booking_id).state is MoveState.MOVED


def test_somebody_who_left_the_closed_workplace_meanwhile_is_not_moved(larga, sile, manager):
    user = make_user()
    booking_id = make_booking(user, desks_of(larga)[0], TUESDAY)
    closure = start_closure(larga.id, closing(), by=manager)
    bookings.change_booking(booking_id, desks_of(sile)[0].id, TUESDAY, Part.DAY, by=actor(user))
    assert carry_on(closure, by=manager) == {}
    assert db.session.scalars(sa.select(Slot.workplace_id)).all() == [sile.id, sile.id]
