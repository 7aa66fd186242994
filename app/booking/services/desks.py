"""Desks that are taken away for good, and desks that come back."""

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.booking.models import Desk, WorkplaceDay
from app.booking.queries.desk_admin import bookings_to_come
from app.booking.rules.retiring import retiring_refusals
from app.booking.services.days import lock_days, lock_workplace, refresh_caps
from app.booking.services.limits import mend_desk
from app.core import audit, clock
from app.core.db import command, connection, db, raise_revision
from app.core.errors import Refused


@command
def retire_desk(desk_id: int, *, by: Actor) -> None:
    """Take a desk away for good; Refused while bookings are to come, which are moved first.

    What it was used for stays on record. A second time does nothing.
    """
    authorize(by, Permission.EDIT_PLACES, desk := db.session.get_one(Desk, desk_id))
    if not desk.is_active:
        return
    _wait_turn(desk.workplace_id)
    if reasons := retiring_refusals(desk.code, len(bookings_to_come(desk_id))):
        raise Refused(reasons)
    _set_active(desk, is_active=False)
    audit.record(by.id, "retire_desk", "desk", desk_id)


@command
def return_desk(desk_id: int, *, by: Actor) -> None:
    """Bring a retired desk back: from today it can be booked. A second time does nothing."""
    authorize(by, Permission.EDIT_PLACES, desk := db.session.get_one(Desk, desk_id))
    if desk.is_active:
        return
    _wait_turn(desk.workplace_id)
    _set_active(desk, is_active=True)
    # Out of order since its bookings were moved away.
    mend_desk(desk, by=by)
    audit.record(by.id, "return_desk", "desk", desk_id)


def _wait_turn(workplace_id: int) -> None:
    """Let those who book there now finish, and others wait: they find the desk as we leave it."""
    lock_workplace(workplace_id)
    days = connection().scalars(
        sa.select(WorkplaceDay.day).where(
            WorkplaceDay.workplace_id == workplace_id, WorkplaceDay.day >= clock.today()
        )
    )
    lock_days([(day, workplace_id) for day in days])


def _set_active(desk: Desk, *, is_active: bool) -> None:
    """Write it down and carry it into the days that are already open."""
    desk.is_active = is_active
    db.session.flush()
    raise_revision()
    refresh_caps(desk.workplace_id, clock.today())
