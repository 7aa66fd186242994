"""Who says that they come, and desks freed because nobody came.

Of presence nothing else is kept: no hour, no place, no list (art. 4 L. 300/1970).
"""

from datetime import date

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.auth.services.turns import lock_person
from app.booking.models import Booking, Slot
from app.booking.queries.bookings import BookingFacts, find_booking
from app.booking.queries.places import places
from app.booking.rules.attendance import (
    AttendanceRefusal,
    HeldDesk,
    confirm_refusals,
    free_refusals,
)
from app.booking.rules.places import WorkplaceFacts
from app.booking.rules.refusals import halves_left
from app.booking.services.bookings import free_halves, tell_booked
from app.booking.services.days import note_change
from app.booking.services.offers import settle_held
from app.core import clock
from app.core.db import command, connection
from app.core.errors import Forbidden, Reason, Refused
from app.core.half import Half

_holder = sa.select(Slot.booking_id).where(
    Slot.desk_id == sa.bindparam("desk"),
    Slot.day == sa.bindparam("day"),
    Slot.half == sa.bindparam("half"),
)
_confirm = sa.update(Booking).where(Booking.id == sa.bindparam("b_id")).values(is_confirmed=True)


@command
def confirm_booking(booking_id: int, *, by: Actor) -> None:
    """Note that the person comes to the desk that they booked for today; twice is once.

    Only they themselves can say so. No audit line is written, because it would
    keep an hour. Raises Refused for another day, or one that is over.
    """
    booking = _own(booking_id, Permission.CHANGE_BOOKING, by)
    held = _held(booking)
    now = clock.wall()
    reasons = confirm_refusals(held, now) if held else [Reason(AttendanceRefusal.NOT_HELD)]
    if reasons:
        raise Refused(reasons)
    if not booking.is_confirmed:
        connection().execute(_confirm, {"b_id": booking.id})
        note_change(booking.workplace_id, booking.day)
        if settle_held(booking.id, by=by):
            tell_booked(booking.id)


@command
def free_unused(desk_id: int, day: date, half: Half, *, by: Actor) -> None:
    """Free a desk to which nobody came: what is left of its booking, from this half on.

    Who had booked it is told by mail, and to nobody else. Raises Refused before
    the half has begun, when it is over, and when the person said that they come.
    """
    workplace = _workplace(desk_id, Permission.MOVE_BOOKING, by)
    booking = _holder_of(desk_id, day, half)
    if booking is not None:
        # It may change hands while its owner's other commands end.
        lock_person(booking.user_id)
        booking = _holder_of(desk_id, day, half)
    now = clock.wall()
    held = _held(booking) if booking else None
    if reasons := free_refusals(workplace, day, half, held, now):
        raise Refused(reasons)
    assert booking is not None
    left = halves_left(day, booking.part, workplace, now)
    free_halves(booking, left, by=by, is_no_show=True)


def _own(booking_id: int, permission: Permission, by: Actor) -> BookingFacts:
    """Return the actor's own booking as it is now; Forbidden for somebody else's."""
    booking = find_booking(booking_id)
    if booking is None:
        raise Refused([Reason(AttendanceRefusal.NOT_HELD)])
    authorize(by, permission, booking)
    if booking.user_id != by.id:
        raise Forbidden(permission)
    lock_person(booking.user_id)
    return find_booking(booking_id) or booking


def _workplace(desk_id: int, permission: Permission, by: Actor) -> WorkplaceFacts:
    """Return where a desk stands, if the actor may decide there."""
    workplace = places().by_desk.get(desk_id)
    authorize(by, permission, workplace)
    if workplace is None:
        raise Refused([Reason(AttendanceRefusal.NOT_HELD)])
    return workplace


def _holder_of(desk_id: int, day: date, half: Half) -> BookingFacts | None:
    """Return the booking that holds a desk for a half-day, or None."""
    key = {"desk": desk_id, "day": day, "half": half}
    booking_id = connection().execute(_holder, key).scalar()
    return find_booking(booking_id) if booking_id else None


def _held(booking: BookingFacts) -> HeldDesk | None:
    """Return what the rules ask of a booking; None where the workplace is no longer lent."""
    workplace = places().by_id.get(booking.workplace_id)
    if workplace is None:
        return None
    changed = booking.changed_at.astimezone(clock.ROME).replace(tzinfo=None)
    return HeldDesk(
        workplace, booking.day, booking.part, booking.is_active, booking.is_confirmed, changed
    )
