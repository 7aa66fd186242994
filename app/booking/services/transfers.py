"""The one way in which a booking changes its desk, day or part: it stays the same event."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from app.auth.actors import Actor
from app.booking.models import Booking, Move, Slot
from app.booking.queries.bookings import BookingFacts
from app.booking.queries.places import places
from app.booking.rules.moves import OPEN, MoveState
from app.booking.rules.refusals import Refusal, halves_left
from app.booking.services.claims import Wish, claim, hold
from app.booking.services.days import give_back, is_called, lock_days, open_day
from app.core import clock
from app.core.db import connection
from app.core.errors import Reason, Refused
from app.core.half import Half, Part
from app.pola.services.plans import forget_desk

_DELETE_SLOTS = sa.delete(Slot).where(Slot.booking_id == sa.bindparam("b_booking"))
# Compare and swap: of two who change one booking at once, one finds it changed.
_SWAP = sa.update(Booking).where(
    Booking.id == sa.bindparam("b_id"), Booking.sequence == sa.bindparam("b_sequence")
)
_END_MOVES = sa.update(Move).where(
    Move.booking_id == sa.bindparam("b_booking"), Move.state.in_(sorted(OPEN))
)


def transfer(
    booking: BookingFacts,
    desk_id: int,
    day: date,
    part: Part,
    *,
    by: Actor,
    has_to: bool = True,
    is_back: bool = False,
) -> Wish:
    """Move a booking inside the caller's transaction, which holds its person.

    The same calendar event, one number up (RFC 5545 §3.8.7.4). Whoever has to move
    comes before those who wait; who only wants to (`has_to` is False) does not. Nobody
    moves to desks that are to be drawn, but whoever goes back to their own (`is_back`).
    Raises Refused when the new desk cannot be had; the caller then undoes everything.
    """
    goal = places().by_desk.get(desk_id)
    if goal is None:
        raise Refused([Reason(Refusal.DESK_GONE)])
    change = {
        "desk_id": desk_id,
        "workplace_id": goal.id,
        "day": day,
        "part": part,
        # Said of a day, not of another one.
        "is_confirmed": booking.is_confirmed and day == booking.day,
        "changed_at": clock.now(),
        "sequence": booking.sequence + 1,
    }
    swap(booking, change)
    open_day(goal.id, day)
    lock_days([(booking.day, booking.workplace_id), (day, goal.id)])
    is_within = (booking.workplace_id, booking.day) == (goal.id, day) and set(part.halves) <= set(
        booking.part.halves
    )
    to_be_drawn = goal.is_to_be_drawn(day, clock.wall())
    if not has_to and not (is_within or to_be_drawn) and is_called(goal.id, day):
        raise Refused([Reason(Refusal.WAITED_FOR, {"workplace": goal.name})])
    # The old desk goes first: a slot that changes hands must be gone before it is taken.
    connection().execute(_DELETE_SLOTS, {"b_booking": booking.id})
    give_back(booking.workplace_id, booking.day, booking.part)
    forget_desk(booking.user_id, booking.day, booking.part.halves, by=by)
    held = places().by_desk.get(booking.desk_id)
    wish, _own = claim(
        desk_id,
        day,
        part,
        user_id=booking.user_id,
        except_for=booking.id,
        is_held=True,
        # What it leaves is called, too: it was asked above whether it may pass.
        is_served=True,
        holds_one_here=is_within or is_back,
        leaves=held.desks[booking.desk_id].kept_for if held else frozenset(),
    )
    hold(booking.id, booking.user_id, wish, by=by)
    return wish


def swap(booking: BookingFacts, change: dict[str, Any]) -> None:
    """Change a booking unless somebody else changed it since it was read."""
    swapped = connection().execute(
        _SWAP.values(change), {"b_id": booking.id, "b_sequence": booking.sequence}
    )
    if not swapped.rowcount:
        raise Refused([Reason(Refusal.ALREADY_CANCELLED)])


def end_moves(booking_id: int, state: MoveState) -> None:
    """Say that whatever stood open about a booking's move was settled by its person."""
    connection().execute(
        _END_MOVES.values(state=state, answered_at=clock.now()), {"b_booking": booking_id}
    )


def halves_to_come(booking: BookingFacts) -> list[Half]:
    """Return the halves that have not ended; without a workplace's hours the day decides."""
    workplace = places().by_id.get(booking.workplace_id)
    if workplace is None:
        return list(booking.part.halves) if booking.day >= clock.today() else []
    now = clock.wall()
    return halves_left(booking.day, booking.part, workplace, now)
