"""Moves: what became of the bookings that could not stay."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.booking.models import Booking, BookingState, Cap, Closure, Desk, Move, Workplace
from app.booking.rules.moves import OPEN, MoveCause, MoveState
from app.core import clock
from app.core.db import connection
from app.core.half import Part
from app.core.numbers import LARGEST_ID

_from, _to = aliased(Desk), aliased(Desk)
_old, _new = aliased(Workplace), aliased(Workplace)
_move = (
    sa.select(
        Move.id,
        Move.booking_id,
        Booking.user_id,
        Move.cause,
        Move.closure_id,
        Move.cap_id,
        Move.state,
        Move.from_desk_id,
        Move.to_desk_id,
        Move.day,
        Move.part,
        Move.sequence,
        Booking.sequence.label("booking_sequence"),
        Booking.state.label("booking_state"),
        _old.id.label("from_workplace_id"),
        _old.name.label("from_workplace"),
        _from.code.label("from_desk"),
        _new.id.label("to_workplace_id"),
        _new.name.label("to_workplace"),
        _to.code.label("to_desk"),
        sa.func.coalesce(Closure.reason, Cap.reason, "").label("reason"),
    )
    .join(Booking, Booking.id == Move.booking_id)
    .join(_from, _from.id == Move.from_desk_id)
    .join(_old, _old.id == _from.workplace_id)
    .outerjoin(_to, _to.id == Move.to_desk_id)
    .outerjoin(_new, _new.id == _to.workplace_id)
    .outerjoin(Closure, Closure.id == Move.closure_id)
    .outerjoin(Cap, Cap.id == Move.cap_id)
    # Of people who were forgotten there is nothing to tell but counts.
    .where(Booking.user_id.is_not(None))
)
# Nobody has changed the booking since: what is asked still makes sense.
_is_last_word = Move.sequence == Booking.sequence
# What its person may still answer.
IS_OPEN = sa.and_(Move.state.in_(sorted(OPEN)), _is_last_word)
_one = _move.where(Move.id == sa.bindparam("move"))
_of_person = _move.where(
    Booking.user_id == sa.bindparam("user"),
    Booking.state == BookingState.ACTIVE,
    Booking.day >= sa.bindparam("today"),
    IS_OPEN,
).order_by(Move.day, Move.id)
_of_closure = (
    sa.select(Move.state, sa.func.count())
    .where(Move.closure_id == sa.bindparam("closure"))
    .group_by(Move.state)
)
_without_place = (
    sa.select(Move.id, _from.code, Move.day, Move.part)
    .join(Booking, Booking.id == Move.booking_id)
    .join(_from, _from.id == Move.from_desk_id)
    .where(
        Move.closure_id == sa.bindparam("closure"),
        Move.state == MoveState.NO_PLACE,
        Booking.state == BookingState.ACTIVE,
        _is_last_word,
        Move.day >= sa.bindparam("today"),
    )
    .order_by(Move.day, _from.code, Move.id)
)


@dataclass(frozen=True)
class MoveFacts:
    """A move with the names of its places; `user_id` is whose booking it is."""

    id: int
    booking_id: int
    user_id: int
    cause: MoveCause
    closure_id: int | None
    cap_id: int | None
    state: MoveState
    from_desk_id: int
    to_desk_id: int | None
    day: date
    part: Part
    # The booking's number after the move, and as it is now.
    sequence: int
    booking_sequence: int
    booking_state: BookingState
    from_workplace_id: int
    from_workplace: str
    from_desk: str
    to_workplace_id: int | None
    to_workplace: str | None
    to_desk: str | None
    reason: str

    @property
    def is_untouched(self) -> bool:
        """Return True while nobody changed or cancelled the booking since it was moved."""
        is_same = self.booking_sequence == self.sequence
        return is_same and self.booking_state is BookingState.ACTIVE


def find_move(move_id: int) -> MoveFacts | None:
    """Return a move, or None."""
    if move_id > LARGEST_ID:
        return None
    row = connection().execute(_one, {"move": move_id}).first()
    return _facts(row) if row else None


def find_move_of(booking_id: int, **cause: int | MoveCause) -> MoveFacts | None:
    """Return the last move of a booking for a closure, a cap or a cause, or None."""
    select = _move.where(Move.booking_id == booking_id).order_by(Move.id.desc())
    for name, value in cause.items():
        select = select.where(getattr(Move, name) == value)
    row = connection().execute(select).first()
    return _facts(row) if row else None


def open_moves(user_id: int) -> list[MoveFacts]:
    """Return what a person may still answer, the next day first."""
    rows = connection().execute(_of_person, {"user": user_id, "today": clock.today()})
    return [_facts(row) for row in rows]


def moves_of_closure(closure_id: int) -> list[MoveFacts]:
    """Return all moves of a closure, in the order in which they were made."""
    rows = connection().execute(_move.where(Move.closure_id == closure_id).order_by(Move.id))
    return [_facts(row) for row in rows]


def counts_of_closure(closure_id: int) -> Mapping[MoveState, int]:
    """Return how many moves of a closure stand in which state; no names."""
    return Counter(dict(connection().execute(_of_closure, {"closure": closure_id}).all()))


def without_place(closure_id: int) -> list[Any]:
    """Return what found no other desk: the desks with day and part, and nobody's name."""
    parameters = {"closure": closure_id, "today": clock.today()}
    return list(connection().execute(_without_place, parameters))


def _facts(row: Any) -> MoveFacts:
    return MoveFacts(**row._mapping)
