import random
from datetime import date

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.booking.models import Booking, BookingState, Closure, Move
from app.booking.queries.checks import problems
from app.booking.queries.closures import still_to_move
from app.booking.rules.moves import MoveState
from app.booking.services.closures import carry_on, start_closure
from app.core.db import db
from app.core.half import Part
from tests.concurrency.movers import (
    answer_and_change,
    close_and_move,
    close_and_open,
    closing,
    open_again,
)
from tests.concurrency.players import live
from tests.support.factories import desks_of, make_booking, make_user, make_workplace
from tests.support.racing import Fall, Runner

TUESDAY = date(2026, 3, 3)


def town(desks: int):
    """A workplace with so many bookings, and fewer desks than that elsewhere."""
    larga = make_workplace("LARGA", desks=desks)
    others = [
        make_workplace("SILE", desks=desks // 3, latitude=45.4708),
        make_workplace("DURANDO", desks=desks // 3, latitude=45.5058),
    ]
    booked = [make_booking(make_user(), desk, TUESDAY) for desk in desks_of(larga)]
    return larga, others, booked


def closures():
    return list(db.session.scalars(sa.select(Closure.id)))


def left_behind(workplace):
    """Return active bookings of the closed day that nobody has decided about."""
    decided = sa.select(Move.booking_id)
    return list(
        db.session.scalars(
            sa.select(Booking.id).where(
                Booking.workplace_id == workplace.id,
                Booking.day == TUESDAY,
                Booking.state == BookingState.ACTIVE,
                Booking.id.not_in(decided),
            )
        )
    )


def test_sixty_people_are_moved_while_twenty_others_book(arena):
    larga, others, booked = town(60)
    desks = [desk.id for place in [larga, *others] for desk in desks_of(place)]
    wishes = [(desk, TUESDAY, part) for desk in desks for part in Part]
    crowd = [
        Runner(live, {"user_id": make_user().id, "wishes": wishes, "seconds": 1.5})
        for _n in range(20)
    ]
    closers = [
        Runner(close_and_move, {"workplace_id": larga.id, "day": TUESDAY}) for _n in range(2)
    ]
    arena.race([*crowd, *closers])
    assert len(closures()) == 1
    assert still_to_move(closures()[0]) == []
    assert left_behind(larga) == []
    assert problems() == []
    rows = db.session.execute(
        sa.select(Booking.sequence, Booking.state, Booking.workplace_id, Move.state)
        .join(Move, Move.booking_id == Booking.id)
        .where(Booking.id.in_(booked))
    ).all()
    # Nobody is lost and nobody was moved twice, whichever of the two came first.
    assert len(rows) == len(booked)
    for row in rows:
        assert row[1] is BookingState.ACTIVE
        was_moved = row[3] is MoveState.MOVED
        assert (row.sequence, row.workplace_id != larga.id) == (int(was_moved), was_moved)


@pytest.mark.parametrize("fall", range(3))
def test_a_closing_that_is_killed_half_way_goes_on(arena, fall):
    larga, _others, booked = town(12)
    draw = random.Random(fall)
    arena.race(
        [
            Runner(
                close_and_move,
                {"workplace_id": larga.id, "day": TUESDAY},
                Fall(notes=draw.randrange(6), seconds=draw.uniform(0, 0.02)),
            )
        ]
    )
    assert problems() == []
    closure = start_closure(larga.id, closing(TUESDAY), by=SYSTEM)
    carry_on(closure, by=SYSTEM)
    assert still_to_move(closure) == []
    assert len(closures()) == 1
    moves = list(db.session.scalars(sa.select(Move.booking_id)))
    assert sorted(moves) == sorted(booked)


def test_of_two_who_reopen_at_once_one_does(arena):
    larga, _others, _booked = town(6)
    closure = start_closure(larga.id, closing(TUESDAY), by=SYSTEM)
    carry_on(closure, by=SYSTEM)
    lanes = arena.race([Runner(open_again, {"closure_id": closure}) for _n in range(2)])
    assert sorted(len(note[0]) for lane in lanes for note in lane.notes) == [0, 1]


def test_people_answer_and_change_while_their_workplace_closes_and_opens(arena):
    larga, others, booked = town(9)
    places = [larga, larga, larga, *others]
    goals = [(desk.id, TUESDAY, Part.DAY) for place in places for desk in desks_of(place)]
    users = dict(db.session.execute(sa.select(Booking.id, Booking.user_id)).all())
    people = [
        Runner(
            answer_and_change,
            {"user_id": users[booking], "booking": booking, "goals": goals, "seconds": 2},
        )
        for booking in booked
    ]
    facts = {"workplace_id": larga.id, "day": TUESDAY, "seconds": 2}
    arena.race([*people, *(Runner(close_and_open, facts) for _n in range(2))])
    assert db.session.scalars(sa.select(Move.id)).all(), "somebody was moved"
    assert problems() == []
    # Whoever was moved out of a closure that was taken back has been offered the way back.
    forgotten = db.session.scalars(
        sa.select(Move.id)
        .join(Booking, Booking.id == Move.booking_id)
        .join(Closure, Closure.id == Move.closure_id)
        .where(
            Closure.reopened_at.is_not(None),
            Move.state.in_([MoveState.MOVED, MoveState.NO_PLACE]),
            Booking.sequence == Move.sequence,
            Booking.state == BookingState.ACTIVE,
        )
    ).all()
    assert forgotten == []
