"""Moves that come too late, a second time, or against another rule."""

import json
from datetime import date, datetime

import pytest
import sqlalchemy as sa

from app.auth.actors import Actor, Grant
from app.auth.models import Role
from app.booking.models import Desk, Move, Slot
from app.booking.queries.bookings import coming_bookings, find_booking
from app.booking.queries.checks import problems
from app.booking.queries.closures import still_to_move, unfinished
from app.booking.queries.moves import find_move_of, open_moves, without_place
from app.booking.queries.places import places
from app.booking.queries.relocation import affected_by, where_to
from app.booking.rules.dated import ShareFacts
from app.booking.rules.moves import MoveAnswer, MoveCause, MoveState
from app.booking.rules.places import ClosureFacts
from app.booking.services import bookings, limits
from app.booking.services.caps import set_share
from app.booking.services.closures import carry_on, reopen, start_closure
from app.booking.services.moves import answer_move, ask_to_move, move_away
from app.core import clock
from app.core.db import db, raise_revision, transaction
from app.core.half import Half, Part
from app.core.mail import OutboxMail
from tests.support.counting import counted
from tests.support.factories import (
    actor,
    desks_of,
    make_booking,
    make_office,
    make_user,
    make_workplace,
)

MONDAY, TUESDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 6)


@pytest.fixture
def manager(app):
    return actor(make_user(), Role.FACILITY_MANAGER)


@pytest.fixture
def larga(app):
    return make_workplace("LARGA")


@pytest.fixture
def sile(app):
    return make_workplace("SILE", latitude=45.4708)


@pytest.fixture
def durando(app):
    return make_workplace("DURANDO", latitude=45.5058)


def closed(workplace, manager, first=TUESDAY, last=TUESDAY):
    facts = ClosureFacts(first, Half.AM, last, Half.PM, "Lavori")
    return start_closure(workplace.id, facts, by=manager)


def move(booking_id, closure, by):
    return move_away(booking_id, cause=MoveCause.CLOSURE, closure_id=closure, by=by)


def mails_of(user):
    rows = db.session.execute(
        sa.select(OutboxMail.kind, OutboxMail.facts).where(OutboxMail.user_id == user.id)
    )
    return {row.kind: json.loads(row.facts) for row in rows}


def test_whoever_has_left_the_closed_workplace_by_themselves_stays_where_they_are(larga, sile):
    user = make_user()
    here = Actor(make_user().id, "Luca", grants=frozenset({Grant(Role.FACILITY_MANAGER, larga.id)}))
    booking_id = make_booking(user, desks_of(larga)[0], TUESDAY)
    closure = closed(larga, here)
    bookings.change_booking(booking_id, desks_of(sile)[0].id, TUESDAY, Part.DAY, by=actor(user))
    assert move(booking_id, closure, here) is None
    assert find_booking(booking_id).workplace_id == sile.id
    assert db.session.scalars(sa.select(Move)).all() == []


def test_a_workplace_that_was_reopened_meanwhile_moves_nobody(larga, sile, manager):
    booking_id = make_booking(make_user(), desks_of(larga)[0], TUESDAY)
    closure = closed(larga, manager)
    reopen(closure, by=manager)
    assert move(booking_id, closure, manager) is None
    assert find_booking(booking_id).workplace_id == larga.id


def test_a_limit_of_other_days_moves_and_asks_nobody(larga, sile, manager):
    booking_id = make_booking(make_user(), desks_of(larga)[0], TUESDAY)
    cap = limits.set_cap(larga, from_day=FRIDAY, number=0, by=manager).id
    for deed in (move_away, ask_to_move):
        assert deed(booking_id, cause=MoveCause.CAP, cap_id=cap, by=manager) is None
    cap = limits.set_cap(larga, from_day=TUESDAY, number=0, by=manager).id
    assert move_away(booking_id, cause=MoveCause.CAP, cap_id=cap, by=manager) is MoveState.MOVED


def test_a_morning_that_is_over_needs_no_other_desk(larga, sile, manager):
    booked = [
        make_booking(make_user(), desk, MONDAY, part)
        for desk, part in zip(desks_of(larga), (Part.DAY, Part.AM), strict=False)
    ]
    with clock.frozen(datetime(2026, 3, 2, 15, 0, tzinfo=clock.ROME)):
        facts = ClosureFacts(MONDAY, Half.AM, MONDAY, Half.AM, "Lavori")
        closure = start_closure(larga.id, facts, by=manager)
        assert still_to_move(closure) == []
        assert [move(booking_id, closure, manager) for booking_id in booked] == [None, None]


def test_on_a_desk_that_works_nobody_has_to_move(larga, manager):
    booking_id = make_booking(make_user(), desks_of(larga)[0], TUESDAY)
    assert move_away(booking_id, cause=MoveCause.DESK, by=manager) is None


def test_the_desk_to_which_somebody_moved_may_break_as_well(larga, manager):
    user = make_user()
    first, second, third = desks_of(larga)[:3]
    booking_id = make_booking(user, first, TUESDAY)
    for desk, goal in ((first, second), (second, third)):
        limits.put_out_of_order(desk, TUESDAY, None, "Gamba rotta", by=manager)
        assert move_away(booking_id, cause=MoveCause.DESK, by=manager) is MoveState.MOVED
        assert find_booking(booking_id).desk_id == goal.id
    assert mails_of(user)["booking_moved"]["reason"] == "Gamba rotta"
    # Only the last of the two is still a question.
    [asked] = open_moves(user.id)
    assert asked.to_desk_id == third.id
    assert coming_bookings(user.id)[0].move_id == asked.id
    assert problems() == []


def test_whoever_gives_the_morning_back_has_nothing_left_to_answer(larga, sile, manager):
    user = make_user()
    booking_id = make_booking(user, desks_of(larga)[0], MONDAY)
    closure = closed(larga, manager, MONDAY, MONDAY)
    carry_on(closure, by=manager)
    with clock.frozen(datetime(2026, 3, 2, 15, 0, tzinfo=clock.ROME)):
        bookings.cancel_booking(booking_id, by=actor(user))
        assert open_moves(user.id) == []
        assert coming_bookings(user.id)[0].move_id is None


def test_whoever_found_no_place_and_then_one_is_no_longer_told_of(larga, manager):
    user = make_user()
    booking_id = make_booking(user, desks_of(larga)[0], TUESDAY)
    closure = closed(larga, manager)
    carry_on(closure, by=manager)
    assert len(without_place(closure)) == 1
    sile = make_workplace("SILE", desks=1, latitude=45.4708)
    bookings.change_booking(booking_id, desks_of(sile)[0].id, TUESDAY, Part.DAY, by=actor(user))
    assert without_place(closure) == []


def test_an_office_that_has_its_share_already_goes_to_the_next_workplace(
    larga, sile, durando, manager
):
    office = make_office()
    share = ShareFacts(office.id, frozenset({office.id}), 0, 0, TUESDAY, None)
    set_share(sile.id, share, by=manager)
    booking_id = make_booking(make_user(office_id=office.id), desks_of(larga)[0], TUESDAY)
    closure = closed(larga, manager)
    assert move(booking_id, closure, manager) is MoveState.MOVED
    assert find_booking(booking_id).workplace_id == durando.id
    assert problems() == []


def test_after_the_hour_at_which_todays_bookings_end_nobody_is_moved(larga, sile, manager):
    booking_id = make_booking(make_user(), desks_of(larga)[0], MONDAY, Part.PM)
    closure = closed(larga, manager, MONDAY, MONDAY)
    with clock.frozen(datetime(2026, 3, 2, 18, 30, tzinfo=clock.ROME)):
        assert move(booking_id, closure, manager) is MoveState.NO_PLACE
    assert db.session.scalars(sa.select(Slot.workplace_id)).all() == [larga.id]


def test_accessible_desks_wait_for_those_who_need_them_until_the_evening_before(
    larga, sile, manager
):
    with transaction():
        db.session.execute(sa.update(Desk).values(is_accessible=Desk.workplace_id == sile.id))
        raise_revision()
    booking_id = make_booking(make_user(), desks_of(larga)[0], TUESDAY)
    needing = make_booking(make_user(desk_needs="accessible"), desks_of(larga)[1], TUESDAY)
    closure = closed(larga, manager)
    goals = {p.affected.booking_id: p.workplace for p in where_to(still_to_move(closure), places())}
    assert goals[booking_id] is None
    assert goals[needing].id == sile.id
    with clock.frozen(datetime(2026, 3, 2, 18, 0, tzinfo=clock.ROME)):
        assert carry_on(closure, by=manager) == {MoveState.MOVED: 2}


def test_the_way_back_into_another_closure_is_not_offered(larga, sile, manager):
    user = make_user()
    booking_id = make_booking(user, desks_of(larga)[0], TUESDAY)
    closure = closed(larga, manager)
    carry_on(closure, by=manager)
    closed(larga, manager, TUESDAY, FRIDAY)
    assert reopen(closure, by=manager) == 0
    assert find_move_of(booking_id).state is MoveState.MOVED


def test_whoever_had_accepted_may_still_go_back(larga, sile, manager):
    user = make_user()
    booking_id = make_booking(user, desks_of(larga)[0], TUESDAY)
    closure = closed(larga, manager)
    carry_on(closure, by=manager)
    answer_move(find_move_of(booking_id).id, MoveAnswer.ACCEPT, by=actor(user))
    assert reopen(closure, by=manager) == 1
    answer_move(find_move_of(booking_id).id, MoveAnswer.RETURN, by=actor(user))
    assert find_booking(booking_id).workplace_id == larga.id
    assert problems() == []


def test_what_was_planned_is_what_comes(larga, manager):
    make_workplace("SILE", desks=2, latitude=45.4708)
    make_workplace("DURANDO", desks=1, latitude=45.5058)
    users = [make_user() for _n in range(3)] + [make_user(desk_needs="accessible")]
    for user, desk in zip(users, desks_of(larga), strict=True):
        make_booking(user, desk, TUESDAY)
    closure = closed(larga, manager)
    planned = {
        plan.affected.booking_id: plan.desk and plan.desk.id
        for plan in where_to(still_to_move(closure), places())
    }
    carry_on(closure, by=manager)
    for booking_id, desk_id in planned.items():
        assert find_move_of(booking_id).to_desk_id == desk_id


def test_a_preview_asks_the_database_as_often_for_four_bookings_as_for_twenty(larga, sile):
    facts = places().by_id[larga.id]
    for desk in desks_of(larga):
        for day in range(2, 7):
            make_booking(make_user(), desk, date(2026, 3, day))
    known = places()

    def asked(days):
        with counted() as statements:
            hit = affected_by(facts, [(date(2026, 3, day), Half.AM) for day in days])
            where_to(hit, known)
        return len(hit), len(statements)

    assert asked([2]) == (4, 2)
    assert asked(range(2, 7)) == (20, 2)


def test_a_closure_that_stopped_half_way_is_told(larga, sile, manager, flask):
    for desk in desks_of(larga)[:3]:
        make_booking(make_user(), desk, TUESDAY)
    closure = closed(larga, manager)
    carry_on(closure, by=manager, limit=1)
    assert [(w.id, c.id, left) for w, c, left in unfinished()] == [(larga.id, closure, 2)]
    words = "is closed from 2026-03-03 to 2026-03-03"
    assert f"Still to move: LARGA {words}, 2 bookings are still there" in flask("check").output
    carry_on(closure, by=manager, limit=1)
    assert f"LARGA {words}, 1 booking is still there" in flask("check").output
    carry_on(closure, by=manager)
    assert "Still to move" not in flask("check").output
    assert unfinished() == []


def test_a_move_that_says_another_desk_is_found(larga, sile, manager):
    booking_id = make_booking(make_user(), desks_of(larga)[0], TUESDAY)
    carry_on(closed(larga, manager), by=manager)
    with transaction():
        db.session.execute(sa.update(Move).values(state=MoveState.RETURNED))
    found = find_move_of(booking_id)
    assert problems() == [f"booking {booking_id}: not at the desk that move {found.id} says"]
