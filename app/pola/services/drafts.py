"""Begin a request, write its terms, give it up."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.auth.services.turns import lock_person
from app.core import audit, clock
from app.core.db import command, connection
from app.core.errors import Reason, Refused
from app.pola.models import Agreement
from app.pola.queries.agreements import AgreementFacts, agreements_of, open_request_of
from app.pola.queries.people import office_of
from app.pola.queries.programme import programme
from app.pola.rules.hitches import Hitch
from app.pola.rules.prefill import first_terms, next_terms
from app.pola.rules.routes import Origin
from app.pola.rules.states import SIGNED, State, Step
from app.pola.rules.terms import Terms
from app.pola.rules.written import halves_a_month, read_terms, write_terms
from app.pola.services.steps import check_step, open_agreement, swap, take_step

_INSERT = sa.insert(Agreement).returning(Agreement.id)
# What a later agreement follows: a renewal is of these, a new start is after the others.
_RENEWABLE = frozenset({State.ACTIVE, State.EXPIRED})


@dataclass(frozen=True)
class _Person:
    """Whose request it is, as permissions look at it."""

    user_id: int


@command
def start_request(
    user_id: int, *, by: Actor, origin: Origin = Origin.NEW, parent_id: int | None = None
) -> int:
    """Begin a person's request, pre-filled from their last agreement; return its id.

    HR may begin it for them in a campaign. A second call returns the request that is
    open. Whoever has, or had until it expired, an agreement renews it unless they
    revise it. Raises Refused when there is nothing to revise or renew.
    """
    if by.id == user_id:
        authorize(by, Permission.EDIT_AGREEMENT, _Person(user_id))
    else:
        authorize(by, Permission.RUN_PROGRAMME)
    lock_person(user_id)
    if (standing := open_request_of(user_id)) is not None:
        return standing.id
    past = agreements_of(user_id)
    origin, parent = _follows(past, origin, parent_id)
    terms = _first_written(past, parent, origin)
    agreement_id = _insert(user_id, origin, parent, terms)
    words = {"origin": origin, "parent_id": parent.id if parent else None}
    audit.record(by.id, "start_request", "agreement", agreement_id, after=words)
    return agreement_id


@command
def save_terms(agreement_id: int, terms: Terms, *, version: int, by: Actor) -> int:
    """Write the terms of a request that is not sent; return its new version.

    Unfinished work is kept: whether the terms are right is asked when it is sent.
    Raises Refused if somebody changed it since `version` was read.
    """
    agreement = open_agreement(agreement_id, Permission.EDIT_AGREEMENT, by)
    # Only what may be sent may be written.
    check_step(agreement, Step.SUBMIT, by)
    if agreement.version != version:
        raise Refused([Reason(Hitch.CHANGED_MEANWHILE)])
    if terms == agreement.terms:
        return version
    swap(agreement, _columns(terms))
    before, after = {"terms": agreement.written}, {"terms": write_terms(terms)}
    audit.record(by.id, "save_terms", "agreement", agreement_id, before=before, after=after)
    return version + 1


@command
def abandon_request(agreement_id: int, *, by: Actor) -> None:
    """Give one's own request up, whatever it waits for."""
    agreement = open_agreement(agreement_id, Permission.EDIT_AGREEMENT, by)
    check_step(agreement, Step.ABANDON, by)
    take_step(agreement, Step.ABANDON, by=by)


def _follows(
    past: list[AgreementFacts], origin: Origin, parent_id: int | None
) -> tuple[Origin, AgreementFacts | None]:
    """Return what a request is, and of which agreement; raises Refused if there is none."""
    signed = [one for one in past if one.state in SIGNED]
    named = [one for one in signed if parent_id in (None, one.id)]
    if origin is Origin.REVISION:
        today = clock.today()
        for one in named:
            if one.state is State.ACTIVE and (one.in_force_until or today) >= today:
                return origin, one
        raise Refused([Reason(Hitch.NOTHING_TO_REVISE)])
    renewable = [one for one in named if one.state in _RENEWABLE]
    if origin is Origin.RENEWAL:
        if not renewable:
            raise Refused([Reason(Hitch.NOTHING_TO_RENEW)])
        return origin, renewable[0]
    if origin is Origin.NEW and signed and signed[0].state in _RENEWABLE:
        # Evaluation comes first, whichever button was pressed.
        return Origin.RENEWAL, signed[0]
    return origin, None


def _first_written(
    past: list[AgreementFacts], parent: AgreementFacts | None, origin: Origin
) -> Terms:
    today = clock.today()
    rules = programme(today)
    model = parent or next((one for one in past if one.state in SIGNED), None)
    if model is None:
        return first_terms(rules, today)
    return next_terms(model.terms, origin, model.in_force_until, rules, today)


def _insert(user_id: int, origin: Origin, parent: AgreementFacts | None, terms: Terms) -> int:
    now = clock.now()
    row = _columns(terms) | {
        "user_id": user_id,
        "office_id": office_of(user_id),
        "parent_id": parent.id if parent else None,
        "origin": origin,
        "state": State.DRAFT,
        "version": 1,
        "rules_of": clock.today(),
        "approvals_given": 0,
        "waiting_since": now,
        "created_at": now,
    }
    try:
        return int(connection().execute(_INSERT, row).scalar_one())
    except IntegrityError as error:
        raise Refused([Reason(Hitch.OPEN_REQUEST)]) from error


def _columns(terms: Terms) -> dict[str, Any]:
    """Return the terms as they are stored; ValueError if they cannot be read back."""
    written = write_terms(terms)
    read_terms(written)
    return {
        "terms": written,
        "duration": terms.duration,
        "starts_on": terms.starts_on,
        "ends_on": terms.ends_on,
        "halves_a_month": max(0, halves_a_month(terms.pattern)),
    }
