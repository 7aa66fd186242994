"""What others booked for a person: never what the person booked themselves."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.auth.models import User
from app.booking.models import Booking, BookingState, Invite
from app.core import clock
from app.core.db import connection
from app.core.half import Part


@dataclass(frozen=True)
class BookedFor:
    """A desk that somebody else booked for a person."""

    id: int
    day: date
    part: Part
    desk_id: int
    booked_by: str


def booked_for(user_id: int) -> list[BookedFor]:
    """Return the coming desks that a delegate or a manager booked for a person.

    What they booked themselves is nobody's business, nor the groups that they joined.
    """
    booker = aliased(User)
    in_a_group = sa.select(Invite.id).where(Invite.booking_id == Booking.id).exists()
    rows = connection().execute(
        sa.select(
            Booking.id,
            Booking.day,
            Booking.part,
            Booking.desk_id,
            booker.given_name + " " + booker.surname,
        )
        .join(booker, booker.id == Booking.booked_by_id)
        .where(
            Booking.user_id == user_id,
            Booking.state == BookingState.ACTIVE,
            Booking.day >= clock.today(),
            sa.not_(in_a_group),
        )
        .order_by(Booking.day, Booking.part)
    )
    return [BookedFor(*row) for row in rows]
