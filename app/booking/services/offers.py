"""What somebody does with a desk that is only offered to them is their answer."""

import sqlalchemy as sa

from app.auth.actors import Actor
from app.booking.models import Wait
from app.booking.rules.waiting import WaitState
from app.core import audit, clock
from app.core.db import connection

_settle = (
    sa.update(Wait)
    .where(Wait.booking_id == sa.bindparam("b_booking"), Wait.state == WaitState.OFFERED)
    .returning(Wait.id)
)


def settle_offer(booking_id: int, state: WaitState, *, by: Actor) -> bool:
    """End the offer of a booking's desk, if it still is one; return whether it was.

    Inside the caller's transaction, which holds the person. Also when the half hour is
    over but nobody ended it yet: what they were told is done stays done.
    """
    change = _settle.values(state=state, answered_at=clock.now())
    wait_id = connection().execute(change, {"b_booking": booking_id}).scalar_one_or_none()
    if wait_id is not None:
        told = {"accept": state is WaitState.BOOKED, "booking_id": booking_id}
        audit.record(by.id, "answer_offer", "wait", wait_id, after=told)
    return wait_id is not None
