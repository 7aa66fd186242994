"""Closures, and who still has to move because of one."""

from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from app.booking.models import Closure, Move
from app.booking.queries.places import places
from app.booking.queries.relocation import affected_by
from app.booking.rules.closures import closed_halves
from app.booking.rules.places import ClosureFacts, WorkplaceFacts
from app.booking.rules.relocation import Affected, in_turn
from app.core import clock
from app.core.db import connection
from app.core.numbers import LARGEST_ID


def closure_facts(closure: ClosureFacts) -> ClosureFacts:
    """Return what makes a closure the same as another: which half-days it takes."""
    return replace(closure, id=0, reason="", kind=ClosureFacts.kind)


def find_closure(closure_id: int) -> Any:
    """Return a closure as it is stored, taken back or not, or None."""
    if closure_id > LARGEST_ID:
        return None
    select = sa.select(Closure.__table__).where(Closure.id == closure_id)
    return connection().execute(select).first()


def all_closures() -> list[Any]:
    """Return every closure, those that end last first."""
    select = sa.select(Closure.__table__).order_by(Closure.to_day.desc(), Closure.id.desc())
    return list(connection().execute(select))


def still_to_move(closure_id: int) -> list[Affected]:
    """Return whom a closure in force hits and nobody has moved yet, in the order of their turns."""
    row = find_closure(closure_id)
    workplace = places().by_id.get(row.workplace_id) if row else None
    if workplace is None:
        return []
    closure = next((c for c in workplace.closures if c.id == closure_id), None)
    if closure is None:
        return []
    halves = closed_halves(closure, clock.today(), workplace.subdivision)
    select = sa.select(Move.booking_id).where(Move.closure_id == closure_id)
    moved = set(connection().execute(select).scalars())
    return in_turn([one for one in affected_by(workplace, halves) if one.booking_id not in moved])


def unfinished() -> list[tuple[WorkplaceFacts, ClosureFacts, int]]:
    """Return the closures in force that hit bookings which nobody has moved, and how many."""
    found = []
    for workplace in places().workplaces:
        for closure in workplace.closures:
            if closure.to_day >= clock.today() and (left := len(still_to_move(closure.id))):
                found.append((workplace, closure, left))
    return found
