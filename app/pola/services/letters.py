"""Mails about agreements: owed in the transaction that causes them."""

from typing import Any

from app.core import clock, mail
from app.pola.queries.agreements import AgreementFacts, deputies_of


def tell_employee(agreement: AgreementFacts, kind: str, **more: Any) -> None:
    """Owe the employee a mail."""
    mail.enqueue(agreement.user_id, kind, _words(agreement) | more)


def tell_manager(agreement: AgreementFacts, kind: str, **more: Any) -> None:
    """Owe the line manager a mail, and whoever stands in today."""
    _tell(agreement.manager_id, agreement, kind, more)


def tell_director(agreement: AgreementFacts, kind: str, **more: Any) -> None:
    """Owe the manager's manager a mail, and whoever stands in today."""
    _tell(agreement.director_id, agreement, kind, more)


def _tell(
    person_id: int | None, agreement: AgreementFacts, kind: str, more: dict[str, Any]
) -> None:
    if person_id is None:
        return
    deputies = deputies_of({person_id}, clock.today()).get(person_id, set())
    for user_id in sorted({person_id, *deputies} - {agreement.user_id}):
        mail.enqueue(user_id, kind, _words(agreement) | more)


def _words(agreement: AgreementFacts) -> dict[str, Any]:
    return {
        "agreement_id": agreement.id,
        # Whoever is asked for something that was done meanwhile need not be told.
        "version": agreement.version,
        "user_id": agreement.user_id,
        "full_name": agreement.full_name,
        "origin": agreement.origin,
        "first": agreement.in_force_from or agreement.terms.starts_on,
        "last": agreement.in_force_until or agreement.terms.ends_on,
    }
