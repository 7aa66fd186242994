"""Whose turn an agreement is, and in which quality somebody stands before it."""

from app.auth.actors import Actor
from app.auth.models import Role
from app.core import clock
from app.pola.queries.agreements import AgreementFacts, deputies_of
from app.pola.queries.people import standing_of
from app.pola.queries.programme import programme
from app.pola.rules.routes import Side
from app.pola.rules.ways import Party, Stand, Way, parties
from app.pola.rules.withdrawal import Withdrawal


def way_of(agreement: AgreementFacts) -> Way:
    """Return where an agreement stands, on the way that its rules lay down."""
    vacant = {
        Party.MANAGER: not agreement.manager_ids,
        Party.DIRECTOR: not agreement.director_ids,
    }
    return Way(
        state=agreement.state,
        route=programme(agreement.rules_of).approval_route,
        approvals_given=agreement.approvals_given,
        vacant=frozenset(party for party, is_vacant in vacant.items() if is_vacant),
    )


def parties_of(agreement: AgreementFacts, actor: Actor) -> frozenset[Party]:
    """Return in which qualities an actor stands before an agreement."""
    stand = Stand(actor.id, is_hr=actor.has(Role.HR))
    return parties(stand, agreement.user_id, agreement.manager_ids, agreement.director_ids)


def principal_of(principal_id: int | None, actor: Actor) -> int | None:
    """Return whom an actor stands in for, if they act as this person's deputy today."""
    if principal_id is None or actor.id == principal_id:
        return None
    deputies = deputies_of({principal_id}, clock.today()).get(principal_id, set())
    return principal_id if actor.id in deputies else None


def side_of(agreement: AgreementFacts, actor: Actor) -> Side:
    """Return for which side of the agreement an actor speaks."""
    return Side.EMPLOYEE if actor.id == agreement.user_id else Side.EMPLOYER


def withdrawal_of(agreement: AgreementFacts, actor: Actor) -> Withdrawal:
    """Return what it means that this actor withdraws; `rules/withdrawal` says when it ends."""
    return Withdrawal(
        side=side_of(agreement, actor),
        duration=agreement.terms.duration,
        ends_on=agreement.terms.ends_on,
        notice_days=agreement.terms.notice_days,
        is_disabled=standing_of(agreement.user_id, clock.today()).is_disabled,
        is_by_hr=actor.has(Role.HR),
    )
