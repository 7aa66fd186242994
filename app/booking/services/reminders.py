"""Remind people of their desk on the working day before, if they asked for it."""

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.models import User
from app.auth.permissions import Permission, authorize
from app.auth.services.turns import lock_person
from app.booking.models import Booking, BookingState, Desk
from app.booking.queries.bookings import find_booking
from app.booking.queries.places import places
from app.booking.rules.reminders import REMINDED_AT
from app.core import clock, mail
from app.core.calendar import is_working_day, next_working_day
from app.core.db import command, connection
from app.core.kinds import Topic
from app.core.mail import MailChoice

KIND = "booking_reminder"
_to_remind = (
    sa.select(Booking.id)
    .join(User, User.id == Booking.user_id)
    .join(
        MailChoice,
        sa.and_(
            MailChoice.user_id == User.id,
            MailChoice.topic == Topic.REMINDERS,
            MailChoice.is_wanted,
        ),
    )
    .where(
        Booking.day == sa.bindparam("day"),
        Booking.state == BookingState.ACTIVE,
        Booking.created_at < sa.bindparam("made_before"),
        User.is_active,
        sa.or_(Booking.reminded_of.is_(None), Booking.reminded_of != Booking.day),
    )
    .order_by(Booking.id)
)


def remind(*, by: Actor) -> int:
    """Owe a reminder to whoever wants one for the next working day; return to how many.

    Each booking once for its day, and none that was made today after the hour of
    reminders, however late this runs. On a day that nobody works nothing is said. One
    transaction for each, never in a caller's transaction.
    """
    authorize(by, Permission.RUN_JOBS)
    today, subdivision = clock.today(), places().subdivision
    if not is_working_day(today, subdivision):
        return 0
    asked = {
        "day": next_working_day(today, subdivision),
        "made_before": clock.at(today, REMINDED_AT),
    }
    return sum(
        remind_of(booking_id, by=by) for booking_id in connection().scalars(_to_remind, asked).all()
    )


@command
def remind_of(booking_id: int, *, by: Actor) -> bool:
    """Owe the reminder of one booking; False if it was owed before, or the booking is gone."""
    authorize(by, Permission.RUN_JOBS)
    booking = find_booking(booking_id)
    if booking is None:
        return False
    lock_person(booking.user_id)
    marked = connection().execute(
        sa.update(Booking)
        .where(
            Booking.id == booking_id,
            Booking.state == BookingState.ACTIVE,
            Booking.day == booking.day,
            Booking.sequence == booking.sequence,
            sa.or_(Booking.reminded_of.is_(None), Booking.reminded_of != Booking.day),
        )
        .values(reminded_of=Booking.day)
    )
    if not marked.rowcount:
        return False
    desk = connection().execute(sa.select(Desk.code).where(Desk.id == booking.desk_id)).scalar()
    words = {
        "booking_id": booking.id,
        "sequence": booking.sequence,
        "day": booking.day,
        "part": booking.part,
        "desk": desk,
        "desk_id": booking.desk_id,
    }
    mail.enqueue(booking.user_id, KIND, words)
    return True
