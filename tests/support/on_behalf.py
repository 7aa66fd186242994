"""What leads to the mails about desks that somebody else books or frees for a person."""

from datetime import date

from app.auth.actors import SYSTEM
from app.booking.rules.delegations import Span
from app.booking.services.absences import note_absence
from app.booking.services.delegations import give_delegation
from app.booking.services.on_behalf import book_for, cancel_for
from app.core.half import Part
from tests.support.factories import actor, desks_of, make_booking, make_user
from tests.support.house import at

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


def booked_by_luca(sofia, larga, day=TUESDAY):
    """Let Luca book for Sofia; return the booking, and him."""
    luca = make_user(given_name="Luca", surname="Rossi")
    give_delegation(luca.id, Span(MONDAY), by=actor(sofia))
    desk = desks_of(larga)[0]
    return book_for(sofia.id, desk.id, day, Part.DAY, by=actor(luca)), actor(luca)


def booked(sofia, larga):
    booked_by_luca(sofia, larga)


def cancelled(sofia, larga):
    booking, luca = booked_by_luca(sofia, larga)
    cancel_for(booking, by=luca)


def half_cancelled(sofia, larga):
    booking, luca = booked_by_luca(sofia, larga, MONDAY)
    with at(14):
        cancel_for(booking, by=luca)


def on_leave(sofia, larga, part=Part.DAY):
    make_booking(sofia, desks_of(larga)[0], TUESDAY)
    note_absence(sofia.id, TUESDAY, TUESDAY, part, by=SYSTEM)


def on_leave_for_a_half(sofia, larga):
    on_leave(sofia, larga, Part.AM)


# The deed and the kind of message; the method of the invitation that it carries.
STORIES = {
    "booked_for_you": (booked, "booked_for_you"),
    "cancelled_for_you": (cancelled, "cancelled_for_you"),
    "half_cancelled_for_you": (half_cancelled, "cancelled_for_you"),
    "booking_away": (on_leave, "booking_away"),
    "booking_half_away": (on_leave_for_a_half, "booking_away"),
}
METHODS = {
    "booked_for_you": "REQUEST",
    "cancelled_for_you": "CANCEL",
    "half_cancelled_for_you": "REQUEST",
    "booking_away": "CANCEL",
    "booking_half_away": "REQUEST",
}
