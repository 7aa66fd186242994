"""One step of an agreement's life: whose turn, the swap, and the line in its history.

Locks are taken in one order: the person first, then their agreements.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.auth.services.turns import lock_person
from app.core import audit, clock
from app.core.db import connection
from app.core.errors import Reason, Refused
from app.pola.models import Agreement, AgreementStep
from app.pola.queries.agreements import AgreementFacts, find_agreement
from app.pola.queries.turns import parties_of, way_of
from app.pola.rules.hitches import Hitch
from app.pola.rules.states import NEXT, OPEN, Step
from app.pola.rules.ways import Way, hitch

_INSERT_STEP = sa.insert(AgreementStep)
# Compare and swap: of two who act at once, one finds it changed.
_SWAP = sa.update(Agreement).where(
    Agreement.id == sa.bindparam("b_id"), Agreement.version == sa.bindparam("b_version")
)


def open_agreement(agreement_id: int, permission: Permission, by: Actor) -> AgreementFacts:
    """Return an agreement as it is once the person's other commands have ended.

    Inside the caller's transaction. Raises Forbidden for somebody else's, Refused for
    one that does not exist.
    """
    agreement = find_agreement(agreement_id)
    if agreement is None:
        raise Refused([Reason(Hitch.GONE)])
    authorize(by, permission, agreement)
    lock_person(agreement.user_id)
    return reread(agreement)


def reread(agreement: AgreementFacts) -> AgreementFacts:
    """Return an agreement as it is now; agreements are never deleted."""
    found = find_agreement(agreement.id)
    assert found is not None
    return found


def check_step(agreement: AgreementFacts, step: Step, by: Actor, way: Way | None = None) -> None:
    """Raise Refused unless this actor may take this step now, inside the caller's transaction."""
    why = hitch(way or way_of(agreement), step, parties_of(agreement, by))
    if why is not None:
        raise Refused([Reason(why, {"state": agreement.state})])


def take_step(
    agreement: AgreementFacts, step: Step, *, by: Actor, note: str = "", **changes: Any
) -> AgreementFacts:
    """Write a step and what changes with it, inside the caller's transaction.

    Returns the agreement as it is then; raises Refused if somebody was faster. That the
    table of states lets it happen was asked before.
    """
    goal = NEXT[agreement.state, step]
    now = clock.now()
    waits = {"waiting_since": now if goal in OPEN else None}
    swap(agreement, {"state": goal} | waits | changes)
    line = {
        "agreement_id": agreement.id,
        "at": now,
        "actor_id": by.id,
        "step": step,
        "from_state": agreement.state,
        "to_state": goal,
        "note": note.strip(),
    }
    connection().execute(_INSERT_STEP, line)
    # The written reason stays in the history, which fewer people read.
    words = {"state": goal} | changes
    before = {"state": agreement.state}
    audit.record(by.id, f"agreement_{step}", "agreement", agreement.id, before=before, after=words)
    return reread(agreement)


def swap(agreement: AgreementFacts, change: dict[str, Any]) -> None:
    """Change an agreement unless somebody else did since it was read.

    The database has the last word on one agreement in force (ADR 17).
    """
    values = change | {"version": agreement.version + 1}
    key = {"b_id": agreement.id, "b_version": agreement.version}
    try:
        swapped = connection().execute(_SWAP.values(values), key)
    except IntegrityError as error:
        raise Refused([_overlap(agreement)]) from error
    if not swapped.rowcount:
        raise Refused([Reason(Hitch.CHANGED_MEANWHILE)])


def _overlap(agreement: AgreementFacts) -> Reason:
    return Reason(
        Hitch.OVERLAPS,
        {"first": agreement.terms.starts_on, "last": agreement.terms.ends_on},
    )
