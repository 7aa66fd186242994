"""Whose ways count for a group: each look by colleagues' ways is counted."""

from collections.abc import Collection

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.auth.services.turns import lock_person
from app.booking.queries.places import places
from app.booking.queries.spots import LOOK, looks_since, starts_of
from app.booking.rules.together import Basis, basis_of
from app.core import audit, clock
from app.core.db import command


@command
def look_for_group(user_ids: Collection[int], *, by: Actor) -> Basis:
    """Return whose ways may choose a workplace for these colleagues, and count the look.

    Only looks by colleagues' ways are counted. How many people they were about is written
    down, not who.
    """
    authorize(by, Permission.CALL_GROUP)
    assert by.id is not None
    others = starts_of(set(user_ids) - {by.id}, places())
    if (basis := basis_of(len(others), 0)) is not Basis.ALL:
        return basis
    # Of two looks at once the second counts the first.
    lock_person(by.id)
    basis = basis_of(len(others), looks_since(by.id, clock.midnight()))
    if basis is Basis.ALL:
        audit.record(by.id, LOOK, "user", by.id, after={"people": len(set(user_ids))})
    return basis
