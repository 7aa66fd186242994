"""Let a colleague book for oneself, or for everybody of an office that one leads."""

from collections.abc import Collection

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.models import User
from app.auth.permissions import Permission, authorize
from app.auth.services.turns import lock_person
from app.booking.models import Delegation
from app.booking.queries.delegations import (
    DelegationFacts,
    LedOffice,
    broken_delegations,
    find_delegation,
    held_spans,
    is_here,
    offices_led,
)
from app.booking.rules.delegations import DelegationRefusal, Span, delegation_refusals
from app.core import audit, clock, mail
from app.core.db import command, connection
from app.core.errors import Reason, Refused
from app.core.numbers import LARGEST_ID

_INSERT = sa.insert(Delegation).returning(Delegation.id)


@command
def give_delegation(
    delegate_id: int, span: Span, *, by: Actor, office_id: int | None = None
) -> int:
    """Let a colleague book for the actor, or for an office that the actor leads; return its id.

    The colleague is told, and so is everybody of the office. Raises Refused with
    every reason.
    """
    office = _office(office_id, Permission.GIVE_DELEGATION, by)
    assert by.id is not None
    lock_person(by.id)
    user_id = by.id if office is None else None
    reasons = delegation_refusals(
        span,
        clock.today(),
        to_oneself=delegate_id == by.id,
        is_here=is_here(delegate_id),
        held=held_spans(delegate_id, user_id, office_id),
    )
    if reasons:
        raise Refused(reasons)
    row = {
        "user_id": user_id,
        "office_id": office_id,
        "delegate_id": delegate_id,
        "given_by_id": by.id,
        "from_day": span.from_day,
        "to_day": span.to_day,
        "created_at": clock.now(),
    }
    delegation_id = int(connection().execute(_INSERT, row).scalar_one())
    audit.record(by.id, "give_delegation", "delegation", delegation_id, after=row)
    note = {"delegation": delegation_id}
    mail.enqueue(delegate_id, "delegation_given", note)
    if office is not None:
        people = _people_of(office) - {delegate_id, by.id}
        mail.enqueue_all(sorted(people), "office_delegation", note)
    return delegation_id


@command
def end_delegation(delegation_id: int, *, by: Actor) -> None:
    """Take a delegation back; what was booked by it stays. Refused when it has ended."""
    found = _given(delegation_id, Permission.GIVE_DELEGATION, by)
    lock_person(found.given_by_id)
    # Of two who take it back at once the second one finds it ended.
    found = _given(delegation_id, Permission.GIVE_DELEGATION, by)
    _end(found, {found.delegate_id, found.given_by_id} - {by.id}, by)


def end_broken_delegations(*, by: Actor) -> int:
    """End delegations that count no more; return how many.

    Somebody of it has left, or whoever gave an office's leads nobody there any more.
    Never in a caller's transaction: each is ended in one of its own.
    """
    authorize(by, Permission.RUN_JOBS)
    return sum(_end_broken(one, by=by) for one in broken_delegations())


@command
def _end_broken(found: DelegationFacts, *, by: Actor) -> bool:
    """End a delegation and tell those who are still here; say whether it was still there."""
    authorize(by, Permission.RUN_JOBS)
    lock_person(found.given_by_id)
    if found.id not in {one.id for one in broken_delegations()}:
        return False
    here = [one for one in (found.delegate_id, found.given_by_id) if is_here(one)]
    _end(found, here, by, is_broken=True)
    return True


def _end(found: DelegationFacts, told: Collection[int], by: Actor, **more: bool) -> None:
    """Write down that a delegation has ended, and who ended it; tell these people."""
    connection().execute(
        sa.update(Delegation).where(Delegation.id == found.id).values(revoked_at=clock.now())
    )
    words = {
        "user_id": found.user_id,
        "office_id": found.office_id,
        "delegate_id": found.delegate_id,
        "given_by_id": found.given_by_id,
        "from_day": found.span.from_day,
        "to_day": found.span.to_day,
    }
    audit.record(by.id, "end_delegation", "delegation", found.id, before=words)
    note = {"delegate": found.delegate, "owner": found.owner, "office": found.office_id}
    note |= {"delegate_id": found.delegate_id, **more}
    mail.enqueue_all(sorted(told), "delegation_ended", note)


class _Own:
    """What a person gives of their own, as permissions look at it."""

    def __init__(self, user_id: int | None) -> None:
        self.user_id = user_id


def _office(office_id: int | None, permission: Permission, by: Actor) -> LedOffice | None:
    """Return the office for which the actor decides, None for the actor alone.

    Forbidden for one that is not there, or that others lead.
    """
    if office_id is None:
        authorize(by, permission, _Own(by.id))
        return None
    office = offices_led([office_id]).get(office_id) if office_id <= LARGEST_ID else None
    authorize(by, permission, office)
    return office


def _given(delegation_id: int, permission: Permission, by: Actor) -> DelegationFacts:
    """Return a delegation that the actor may end; Refused when it has ended."""
    found = find_delegation(delegation_id)
    if found is None:
        raise Refused([Reason(DelegationRefusal.ALREADY_ENDED)])
    authorize(by, permission, found)
    return found


def _people_of(office: LedOffice) -> set[int]:
    select = sa.select(User.id).where(User.office_id == office.id, User.is_active.is_(True))
    return set(connection().scalars(select))
