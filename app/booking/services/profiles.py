"""What a person says of themselves: where they start from, what they need, who sees them."""

from collections.abc import Collection

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.models import User
from app.auth.permissions import Permission, authorize
from app.auth.rules import read_codes
from app.auth.services.turns import lock_person
from app.booking.models import Slot
from app.booking.queries.bookings import BookingFacts, coming_bookings
from app.booking.queries.places import current_revision, places
from app.booking.rules.needs import is_lost, write_needs
from app.booking.rules.refusals import is_held_back
from app.booking.rules.seen import SeenBy, allowed
from app.booking.services.bookings import free_halves, lock_coming
from app.booking.services.days import lock_days, note_change
from app.core import audit, clock
from app.core.db import command, connection


@command
def choose_area(code: str | None, *, by: Actor) -> None:
    """Store a postal code or district, or delete it with None; nothing else is kept.

    ValueError for a code that the city does not know. The audit line does not
    repeat the code, so that deleting it deletes it.
    """
    authorize(by, Permission.EDIT_OWN_PROFILE)
    if code is not None and code not in places().areas:
        raise ValueError(f"{code} is not a known area")
    connection().execute(
        sa.update(User).where(User.id == by.id).values(area_code=code, was_asked_area=True)
    )
    audit.record(by.id, "choose_area", "user", by.id, after={"is_set": code is not None})


@command
def tell_needs(
    needs: Collection[str], *, by: Actor, gives_back: bool = False
) -> list[BookingFacts]:
    """Store what a person needs of a desk; they say so, and take it back, themselves.

    Whoever takes a need back gives back the coming desks that are still kept for it.
    Without `gives_back` these are returned and nothing is stored: the person chooses.
    The audit line does not repeat the needs: nobody else is to know (GDPR art. 9).
    """
    authorize(by, Permission.EDIT_OWN_PROFILE)
    assert by.id is not None
    lock_person(by.id)
    # A closure that moves them meanwhile waits.
    lock_coming([by.id])
    lost = _lost(by.id, needs)
    if lost and not gives_back:
        return lost
    lock_days([(one.day, one.workplace_id) for one in lost])
    for booking in lost:
        free_halves(booking, list(booking.part.halves), by=by)
    connection().execute(
        sa.update(User).where(User.id == by.id).values(desk_needs=write_needs(needs))
    )
    audit.record(by.id, "tell_needs", "user", by.id)
    return []


def _lost(user_id: int, needs: Collection[str]) -> list[BookingFacts]:
    """Return the bookings of desks still kept for what a person would no longer need."""
    told = connection().scalar(sa.select(User.desk_needs).where(User.id == user_id))
    known, before, now = places(current_revision()), read_codes(told or ""), clock.wall()
    policies = known.policies(clock.today())
    return [
        one
        for one in coming_bookings(user_id)
        if (place := known.by_desk.get(one.desk_id))
        and is_held_back(desk := place.desks[one.desk_id], one.day, now, policies)
        and is_lost(desk.kept_for, before, needs)
    ]


@command
def show_desks_to(whom: SeenBy, *, by: Actor) -> None:
    """Store to whom a person shows their desks; ValueError for more than the house rules allow.

    Whoever looks at a day on which they have one sees the difference at once. The
    audit line does not repeat the choice: it is nobody else's to know.
    """
    authorize(by, Permission.EDIT_OWN_PROFILE)
    assert by.id is not None
    if whom not in allowed(places().policies(clock.today()).seen_by):
        raise ValueError(f"the house rules do not allow {whom}")
    lock_person(by.id)
    connection().execute(sa.update(User).where(User.id == by.id).values(seen_by=whom.value))
    coming = (
        sa.select(Slot.day, Slot.workplace_id)
        .where(Slot.user_id == by.id, Slot.day >= clock.today())
        .distinct()
        .order_by(Slot.day, Slot.workplace_id)
    )
    days = [(row.day, row.workplace_id) for row in connection().execute(coming)]
    lock_days(days)
    for day, workplace_id in days:
        note_change(workplace_id, day)
    audit.record(by.id, "show_desks_to", "user", by.id)


@command
def order_workplaces(workplace_ids: list[int], *, by: Actor) -> None:
    """Store the person's own order of workplaces; an empty list goes back to distance."""
    authorize(by, Permission.EDIT_OWN_PROFILE)
    known = places().by_id
    unknown = [w for w in workplace_ids if w not in known]
    if unknown or len(set(workplace_ids)) != len(workplace_ids):
        raise ValueError("each workplace may stand in the order once")
    order = ",".join(str(w) for w in workplace_ids)
    connection().execute(sa.update(User).where(User.id == by.id).values(workplace_order=order))
    audit.record(by.id, "order_workplaces", "user", by.id, after={"order": order})
