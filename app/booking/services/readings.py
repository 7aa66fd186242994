"""Who looked at what is somebody else's."""

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.booking.queries.bookings import BookingFacts
from app.core import audit
from app.core.db import command


@command
def note_reading(booking: BookingFacts, *, by: Actor) -> None:
    """Write down that somebody who may, an administrator, reads another person's booking."""
    authorize(by, Permission.SEE_BOOKING, booking)
    audit.record(by.id, "read_booking", "booking", booking.id)
