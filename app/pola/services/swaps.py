"""Ask to swap an agreed half for another of the same week, and answer."""

from typing import Any

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.auth.services.turns import lock_office_of, lock_person
from app.core import audit, clock, mail
from app.core.db import command, connection, db
from app.core.errors import Reason, Refused
from app.pola.models import Swap
from app.pola.queries.planning import planning
from app.pola.queries.plans import SwapFacts, find_swap, owner_of
from app.pola.rules.agreed import DayHalf
from app.pola.rules.day_kinds import DayKind, PlanSource
from app.pola.rules.planned import Planned, Planning
from app.pola.rules.planning import PlanRefusal
from app.pola.rules.swaps import SwapState, swap_answer
from app.pola.services.plans import put_half, write_halves


@command
def ask_swap(user_id: int, away: DayHalf, instead: DayHalf, *, by: Actor) -> int:
    """Ask to work remotely `instead` of on the agreed half `away`; return the request's id.

    Raises Refused with every reason. Only one request for a half waits at a time.
    """
    authorize(by, Permission.CHANGE_PLAN, owner := owner_of(user_id))
    assert owner is not None
    lock_person(user_id)
    reasons = list(swap_answer(away, instead, _facts(user_id, away, instead)).reasons)
    asked = sa.select(Swap.id).where(
        Swap.user_id == user_id,
        Swap.state == SwapState.ASKED,
        Swap.from_day == away[0],
        Swap.from_half == away[1],
    )
    if db.session.scalar(asked):
        reasons.append(Reason(PlanRefusal.ALREADY_ASKED, {"day": away[0], "halves": [away[1]]}))
    if reasons:
        raise Refused(reasons)
    swap = Swap(
        user_id=user_id,
        from_day=away[0],
        from_half=away[1],
        to_day=instead[0],
        to_half=instead[1],
        state=SwapState.ASKED,
        asked_at=clock.now(),
    )
    db.session.add(swap)
    db.session.flush()
    words = {"from": f"{away[0]} {away[1]}", "to": f"{instead[0]} {instead[1]}"}
    audit.record(by.id, "ask_swap", "user", user_id, after=words)
    if owner.manager_id is not None:
        told = _told(swap.id, away, instead) | {"full_name": owner.full_name}
        mail.enqueue(owner.manager_id, "swap_asked", told)
    return swap.id


@command
def answer_swap(swap_id: int, *, accept: bool, by: Actor) -> None:
    """Accept or decline a request; the rules are asked again before it is accepted.

    Raises Refused when it was answered already, or can no longer be done.
    """
    swap = _wait_turn(swap_id, Permission.DECIDE_PLAN, by)
    if accept:
        _exchange(swap)
    _settle(swap, SwapState.ACCEPTED if accept else SwapState.DECLINED, by)
    told = _told(swap.id, swap.away, swap.instead) | {"is_accepted": accept}
    mail.enqueue(swap.owner.user_id, "swap_answered", told)


@command
def take_swap_back(swap_id: int, *, by: Actor) -> None:
    """Give up one's own request; raises Refused when it was answered already."""
    swap = _wait_turn(swap_id, Permission.CHANGE_PLAN, by)
    _settle(swap, SwapState.TAKEN_BACK, by)


def _wait_turn(swap_id: int, permission: Permission, by: Actor) -> SwapFacts:
    """Let the person's other commands end, then return a request that nobody has answered.

    One that does not exist is refused as already answered; somebody else's is Forbidden.
    """
    swap = find_swap(swap_id)
    if swap is None:
        raise Refused([Reason(PlanRefusal.ALREADY_ANSWERED)])
    authorize(by, permission, swap.owner)
    lock_person(swap.owner.user_id)
    swap = find_swap(swap_id)
    if swap is None or swap.state is not SwapState.ASKED:
        raise Refused([Reason(PlanRefusal.ALREADY_ANSWERED)])
    return swap


def _exchange(swap: SwapFacts) -> None:
    """Move the remote half, if every rule still holds."""
    user_id = swap.owner.user_id
    lock_office_of(user_id)
    facts = _facts(user_id, swap.away, swap.instead)
    said = swap_answer(swap.away, swap.instead, facts)
    if said.reasons:
        raise Refused(said.reasons)
    # From now on the agreement says the one and no longer the other.
    put_half(user_id, swap.away, DayKind.OFFICE, _unagreed(facts.plan.get(swap.away)))
    remote = DayKind.AGILE_HOME
    write_halves(user_id, [swap.instead], remote, PlanSource.SWAP, agreed=remote)


def _facts(user_id: int, away: DayHalf, instead: DayHalf) -> Planning:
    return planning(user_id, min(away, instead)[0], max(away, instead)[0])


def _told(swap_id: int, away: DayHalf, instead: DayHalf) -> dict[str, Any]:
    """Return what a mail says of a swap."""
    return {"swap_id": swap_id, "away": list(away), "instead": list(instead)}


def _unagreed(old: Planned | None) -> Planned | None:
    return Planned(old.kind, old.source) if old else None


def _settle(swap: SwapFacts, state: SwapState, by: Actor) -> None:
    connection().execute(
        sa.update(Swap)
        .where(Swap.id == swap.id)
        .values(state=state, answered_at=clock.now(), answered_by=by.id)
    )
    words = {"swap_id": swap.id, "state": state}
    audit.record(by.id, "settle_swap", "user", swap.owner.user_id, after=words)
