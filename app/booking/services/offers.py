"""What somebody does with a desk that is only held for them is their answer."""

import sqlalchemy as sa

from app.auth.actors import Actor
from app.booking.models import Booking, Exchange, Invite, Move, Wait
from app.booking.queries.bookings import BookingFacts
from app.booking.rules.groups import InviteState
from app.booking.rules.waiting import WaitState
from app.core import audit, clock
from app.core.db import connection

_settle = (
    sa.update(Wait)
    .where(Wait.booking_id == sa.bindparam("b_booking"), Wait.state == WaitState.OFFERED)
    .returning(Wait.id)
)
# Who acts for the person, or for the house, gives no answer of theirs.
_take_up = (
    sa.update(Invite)
    .where(
        Invite.booking_id == sa.bindparam("b_booking"),
        Invite.user_id == sa.bindparam("b_user"),
        Invite.state == InviteState.HELD,
        Invite.answered_at.is_(None),
    )
    .returning(Invite.id)
)
# What was asked about a booking is asked still: its desk, day and part are as before.
_FOLLOWERS = (
    (Move.booking_id, Move.sequence),
    (Exchange.booking_id, Exchange.sequence),
    (Exchange.other_booking_id, Exchange.other_sequence),
)


def settle_held(
    booking_id: int,
    *,
    by: Actor,
    state: WaitState = WaitState.BOOKED,
    user_id: int | None = None,
) -> bool:
    """End the offer of a booking's desk, and note the answer to the invitation that holds it.

    Returns whether the desk was only held. Inside the caller's transaction, which holds
    the person. Also when the time is over but nobody ended it yet: what they were told
    is done stays done. An invitation hears what its person does: the actor, or `user_id`.
    """
    return any(
        (
            _settle_offer(booking_id, state, by),
            _take_up_invite(booking_id, by.id if user_id is None else user_id),
        )
    )


def _settle_offer(booking_id: int, state: WaitState, by: Actor) -> bool:
    change = _settle.values(state=state, answered_at=clock.now())
    wait_id = connection().execute(change, {"b_booking": booking_id}).scalar_one_or_none()
    if wait_id is not None:
        told = {"accept": state is WaitState.BOOKED, "booking_id": booking_id}
        audit.record(by.id, "answer_offer", "wait", wait_id, after=told)
    return wait_id is not None


def _take_up_invite(booking_id: int, user_id: int | None) -> bool:
    """Note that somebody has answered by a deed; the invitation itself a job ends."""
    change = _take_up.values(answered_at=clock.now())
    keys = {"b_booking": booking_id, "b_user": user_id}
    return connection().execute(change, keys).first() is not None


def raise_number(booking: BookingFacts) -> int:
    """Write down that what was held is confirmed; return the event's new number.

    Calendars that knew it as tentative take the new state only with a higher one
    (RFC 5545 §3.8.7.4).
    """
    number = booking.sequence + 1
    connection().execute(
        sa.update(Booking)
        .where(Booking.id == booking.id)
        .values(sequence=number, changed_at=clock.now())
    )
    for key, sequence in _FOLLOWERS:
        connection().execute(
            sa.update(key.class_)
            .where(key == booking.id, sequence == booking.sequence)
            .values({sequence: number})
        )
    return number
