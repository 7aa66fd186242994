"""Book and cancel desks for somebody else: in their name, by their limits, and told to them."""

from datetime import date

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.auth.services.turns import lock_person
from app.booking.queries.bookings import BookingFacts, find_booking
from app.booking.queries.delegations import Ward, ward_of
from app.booking.queries.on_behalf import booked_for
from app.booking.queries.places import current_revision, places
from app.booking.rules.delegations import DelegationRefusal, told_to_others
from app.booking.rules.needs import Need
from app.booking.rules.refusals import Refusal, is_held_back
from app.booking.rules.shares import held_until
from app.booking.services.bookings import free_halves, take_desk
from app.booking.services.transfers import halves_to_come
from app.core import clock
from app.core.db import command
from app.core.errors import Forbidden, Reason, Refused
from app.core.half import Part


@command
def book_for(user_id: int, desk_id: int, day: date, part: Part, *, by: Actor) -> int:
    """Book a desk in another person's name; return the booking's id.

    Every rule and limit is that person's own. Raises Refused with the reasons that are
    about places and days; what is about the person is told to nobody else.
    """
    ward = _ward(user_id, Permission.BOOK_FOR, by)
    lock_person(ward.user_id)
    _check_not_kept(desk_id, day)
    try:
        booking_id = take_desk(
            ward.user_id,
            desk_id,
            day,
            part,
            by=by,
            kind="booked_for_you",
            more={"name": by.full_name},
            booked_by=by.id,
        )
    except Refused as refused:
        raise Refused(told_to_others(refused.reasons)) from refused
    if booking_id not in {one.id for one in booked_for(ward.user_id)}:
        # The very desk that they booked themselves, or in a group: that is their own business.
        raise Refused([Reason(DelegationRefusal.CANNOT_SIT_THERE)])
    return booking_id


@command
def cancel_for(booking_id: int, *, by: Actor) -> BookingFacts:
    """Give back a desk that was booked for another person; return the booking as it was.

    Raises Refused when it is over or was cancelled, and for what the person booked
    themselves: nobody learns whether that is there.
    """
    booking = _theirs(booking_id, Permission.BOOK_FOR, by)
    lock_person(booking.user_id)
    booking = find_booking(booking_id) or booking
    if booking.id not in {one.id for one in booked_for(booking.user_id)}:
        raise Refused([Reason(DelegationRefusal.NOT_FOR_YOU)])
    left = halves_to_come(booking)
    if not left:
        raise Refused([Reason(Refusal.HALF_ENDED, {"halves": list(booking.part.halves)})])
    free_halves(booking, left, by=by, kind="cancelled_for_you", more={"name": by.full_name})
    return booking


def _ward(user_id: int, permission: Permission, by: Actor) -> Ward:
    """Return a person for whom the actor may book; Forbidden for anybody else."""
    ward = ward_of(user_id)
    authorize(by, permission, ward)
    assert ward is not None
    return ward


def _theirs(booking_id: int, permission: Permission, by: Actor) -> BookingFacts:
    """Return a booking of somebody for whom the actor may book; Forbidden for any other."""
    booking = find_booking(booking_id)
    if booking is None:
        raise Forbidden(permission)
    _ward(booking.user_id, permission, by)
    return booking


def _check_not_kept(desk_id: int, day: date) -> None:
    """Refuse a desk that waits for who needs it, whoever it would be for.

    Were it given, whoever books would learn that the person has a need (GDPR art. 9):
    they book it themselves.
    """
    known = places(current_revision())
    workplace, policies = known.by_desk.get(desk_id), known.policies(clock.today())
    if workplace and is_held_back(workplace.desks[desk_id], day, clock.wall(), policies):
        until = held_until(day, policies.held_until)
        desk = workplace.desks[desk_id]
        needs = [need for need in Need if need in desk.kept_for]
        words = {"desk": desk.label, "hour": until.time(), "day": until.date(), "needs": needs}
        raise Refused([Reason(Refusal.KEPT_FOR_NEEDS, words)])
