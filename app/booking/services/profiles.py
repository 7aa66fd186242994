"""What a person says of themselves: where they start from, their order, what they need."""

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.models import User
from app.auth.permissions import Permission, authorize
from app.booking.queries.places import places
from app.core import audit
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
def tell_needs(*, accessible_desk: bool, by: Actor) -> None:
    """Store whether a person needs an accessible desk; they say so, and take it back, themselves.

    The audit line does not repeat it: nobody else is to know (GDPR art. 9).
    """
    authorize(by, Permission.EDIT_OWN_PROFILE)
    connection().execute(
        sa.update(User).where(User.id == by.id).values(needs_accessible_desk=accessible_desk)
    )
    audit.record(by.id, "tell_needs", "user", by.id)


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
