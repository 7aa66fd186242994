"""Desks that are taken away for good, and desks that come back."""

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.booking.models import Desk
from app.booking.queries.desk_admin import bookings_to_come
from app.booking.rules.retiring import retiring_refusals
from app.booking.services.limits import mend_desk
from app.booking.services.turns import changing, wait_for_bookings
from app.core import audit
from app.core.db import command, db
from app.core.errors import Refused


@command
def retire_desk(desk_id: int, *, by: Actor) -> None:
    """Take a desk away for good; Refused while bookings are to come, which are moved first.

    What it was used for stays on record. A second time does nothing.
    """
    authorize(by, Permission.EDIT_PLACES, desk := db.session.get_one(Desk, desk_id))
    if not desk.is_active:
        return
    wait_for_bookings(desk.workplace_id)
    if reasons := retiring_refusals(desk.code, len(bookings_to_come(desk_id))):
        raise Refused(reasons)
    with changing(desk.workplace_id):
        desk.is_active = False
    audit.record(by.id, "retire_desk", "desk", desk_id)


@command
def return_desk(desk_id: int, *, by: Actor) -> None:
    """Bring a retired desk back: from today it can be booked. A second time does nothing."""
    authorize(by, Permission.EDIT_PLACES, desk := db.session.get_one(Desk, desk_id))
    if desk.is_active:
        return
    wait_for_bookings(desk.workplace_id)
    with changing(desk.workplace_id):
        desk.is_active = True
    # Out of order since its bookings were moved away.
    mend_desk(desk, by=by)
    audit.record(by.id, "return_desk", "desk", desk_id)
