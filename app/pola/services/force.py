"""When an agreement is in force: it begins, closes its parent, ends.

The plan is written anew and the Ministry's queue filled in the same transaction.
"""

from datetime import date, timedelta
from typing import Any

from app.auth.actors import Actor
from app.core import audit, clock
from app.pola.queries.agreements import AgreementFacts, find_agreement
from app.pola.rules.routes import Origin
from app.pola.rules.states import State, Step
from app.pola.services import filings, plans
from app.pola.services.steps import reread, swap, take_step


def begin(agreement: AgreementFacts, *, by: Actor) -> AgreementFacts:
    """Put an agreement in force inside the caller's transaction; both have signed it.

    Who signs late begins late: on the signing day (domain F4). A revision closes its
    parent the day before.
    """
    first, last = max(agreement.terms.starts_on, clock.today()), agreement.terms.ends_on
    parent = _parent_in_force(agreement, first)
    if parent is not None:
        before = first - timedelta(days=1)
        take_step(parent, Step.REVISE, by=by, **_until(parent, before))
    signed = take_step(
        agreement,
        Step.SIGN_MANAGER,
        by=by,
        starts_on=first,
        in_force_from=first,
        in_force_until=last,
    )
    plans.replan(agreement.user_id, by=by)
    _file(signed, parent, first, by)
    return signed


def end(
    agreement: AgreementFacts, step: Step, last: date, *, by: Actor, note: str = "", **more: Any
) -> AgreementFacts:
    """End an agreement after a day inside the caller's transaction.

    One that has not begun by then never does.
    """
    ended = take_step(agreement, step, by=by, note=note, **_until(agreement, last), **more)
    plans.replan(agreement.user_id, by=by)
    file_end(agreement, ended, by=by)
    return ended


def cut_short(agreement: AgreementFacts, last: date, *, by: Actor) -> None:
    """End the rest of an agreement that was revised already, inside the caller's transaction."""
    period = _until(agreement, last)
    swap(agreement, period)
    words = {"in_force_until": agreement.in_force_until}
    audit.record(by.id, "cut_short", "agreement", agreement.id, before=words, after=period)
    plans.replan(agreement.user_id, by=by)
    file_end(agreement, reread(agreement), by=by)


def file_end(agreement: AgreementFacts, ended: AgreementFacts, *, by: Actor) -> None:
    """Tell the Ministry inside the caller's transaction; a natural end is not told (domain B1)."""
    if ended.in_force_until is None:
        filings.file_annulment(agreement.id, by=by)
    elif ended.in_force_until != agreement.terms.ends_on:
        filings.file_withdrawal(agreement.id, ended.in_force_until, by=by)


def _until(agreement: AgreementFacts, last: date) -> dict[str, Any]:
    """Return the period of an agreement that ends early; never later than it would have."""
    first, until = agreement.in_force_from, agreement.in_force_until
    if first is None or first > last:
        return {"in_force_from": None, "in_force_until": None}
    return {"in_force_from": first, "in_force_until": min(last, until or last)}


def _parent_in_force(agreement: AgreementFacts, first: date) -> AgreementFacts | None:
    """Return the agreement that a revision closes, unless it is over by then."""
    if agreement.origin is not Origin.REVISION or agreement.parent_id is None:
        return None
    parent = find_agreement(agreement.parent_id)
    if parent is None or parent.state is not State.ACTIVE:
        return None
    is_over = parent.in_force_until is not None and parent.in_force_until < first
    return None if is_over else parent


def _file(signed: AgreementFacts, parent: AgreementFacts | None, first: date, by: Actor) -> None:
    """Tell the Ministry of a new period, or of what changes in the one that it knows."""
    if parent is None:
        filings.file_start(signed.id, by=by)
    elif parent.in_force_from is not None and parent.in_force_from < first:
        # The Ministry knows the period, not the days in it: one that ends as before is the same.
        if parent.terms.ends_on != signed.terms.ends_on:
            filings.file_change(signed.id, first, by=by)
    else:
        filings.file_annulment(parent.id, by=by)
        filings.file_start(signed.id, by=by)
