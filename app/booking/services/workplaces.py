"""A workplace is opened, and what is known of it changes."""

from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.booking.models import Slot, Workplace
from app.booking.queries.places import places
from app.booking.rules.places import WorkplaceFacts
from app.booking.rules.workplaces import (
    WorkplaceEntry,
    WorkplaceRefusal,
    coordinates,
    entry_refusals,
)
from app.booking.services.turns import changing, wait_for_bookings
from app.core import audit, clock
from app.core.db import command, connection, raise_revision
from app.core.errors import Reason, Refused


@command
def add_workplace(code: str, entry: WorkplaceEntry, *, by: Actor) -> int:
    """Open a workplace, without rooms yet, and return its id; Refused with every reason."""
    authorize(by, Permission.EDIT_PLACES)
    values = _columns(entry) | {"code": code, "is_active": True}
    try:
        done = connection().execute(sa.insert(Workplace).values(values).returning(Workplace.id))
    except IntegrityError as error:
        raise Refused([Reason(WorkplaceRefusal.CODE_TAKEN, {"code": code})]) from error
    workplace_id = done.scalar_one()
    raise_revision()
    audit.record(by.id, "add_workplace", "workplace", workplace_id, after=values)
    return workplace_id


@command
def change_workplace(workplace: WorkplaceFacts, entry: WorkplaceEntry, *, by: Actor) -> None:
    """Write down what is known of a workplace; its code stays, since addresses carry it.

    Whose building it is stays as long as somebody is booked there: plans and agreements
    tell a partner's house from the city's. Raises Refused.
    """
    authorize(by, Permission.EDIT_PLACES, workplace)
    values = _columns(entry)
    before = {name: getattr(workplace, name) for name in values}
    with changing(workplace.id):
        if values["owner"] is not workplace.owner:
            wait_for_bookings(workplace.id)
            if _is_booked(workplace.id):
                raise Refused([Reason(WorkplaceRefusal.STILL_BOOKED)])
        connection().execute(
            sa.update(Workplace).where(Workplace.id == workplace.id).values(values)
        )
    audit.record(by.id, "change_workplace", "workplace", workplace.id, before=before, after=values)


def _is_booked(workplace_id: int) -> bool:
    booked = sa.select(Slot.booking_id).where(
        Slot.workplace_id == workplace_id, Slot.day >= clock.today()
    )
    return connection().execute(booked.limit(1)).first() is not None


def _columns(entry: WorkplaceEntry) -> dict[str, Any]:
    """Return what is stored of an entry; Refused with every reason why it cannot be."""
    area = places().areas.get(entry.postal_code)
    if reasons := entry_refusals(entry, area):
        raise Refused(reasons)
    latitude, longitude = coordinates(entry, area)
    return asdict(entry) | {"latitude": latitude, "longitude": longitude}
