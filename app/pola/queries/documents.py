"""The files of an agreement, its signatures and its history."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.auth.models import User
from app.core.db import connection
from app.pola.models import AgreementStep, Approval, Document, Signature
from app.pola.rules.routes import Approver, Signer, Verdict
from app.pola.rules.states import State, Step


@dataclass(frozen=True)
class DocumentFacts:
    """A stored file, without its bytes."""

    id: int
    agreement_id: int
    name: str
    media_type: str
    sha256: str
    created_at: datetime


@dataclass(frozen=True)
class SignatureFacts:
    """Who signed what, and when."""

    document_id: int
    signer: Signer
    user_id: int
    deputy_of: int | None
    name: str
    at: datetime
    sha256: str


@dataclass(frozen=True)
class StepFacts:
    """One line of an agreement's history."""

    at: datetime
    # Empty when a date alone made it happen.
    actor: str
    step: Step
    from_state: State
    to_state: State
    note: str


@dataclass(frozen=True)
class ApprovalFacts:
    """One decision on the way."""

    place: int
    approver: Approver
    decided_by: int
    deputy_of: int | None
    decided_at: datetime
    verdict: Verdict
    reason: str


_DOCUMENT = sa.select(*(getattr(Document, name) for name in DocumentFacts.__dataclass_fields__))
_SIGNATURE = sa.select(*(getattr(Signature, name) for name in SignatureFacts.__dataclass_fields__))
_APPROVAL = sa.select(*(getattr(Approval, name) for name in ApprovalFacts.__dataclass_fields__))


def documents_of(agreement_id: int) -> list[DocumentFacts]:
    """Return the files of an agreement, oldest first."""
    select = _DOCUMENT.where(Document.agreement_id == agreement_id).order_by(Document.id)
    return [DocumentFacts(**row._mapping) for row in connection().execute(select)]


def find_document(document_id: int) -> DocumentFacts | None:
    """Return a file, or None."""
    row = connection().execute(_DOCUMENT.where(Document.id == document_id)).first()
    return DocumentFacts(**row._mapping) if row else None


def document_content(document_id: int) -> bytes:
    """Return the bytes of a file that exists."""
    select = sa.select(Document.content).where(Document.id == document_id)
    content: bytes = connection().execute(select).scalar_one()
    return content


def signatures_of(agreement_id: int) -> dict[Signer, SignatureFacts]:
    """Return the signatures under an agreement, by the quality of the signer."""
    select = _SIGNATURE.where(Signature.agreement_id == agreement_id)
    rows = connection().execute(select)
    return {row.signer: SignatureFacts(**row._mapping) for row in rows}


def histories(agreement_ids: Collection[int]) -> dict[int, list[StepFacts]]:
    """Return what was done with each agreement, oldest first."""
    rows = connection().execute(
        sa.select(
            AgreementStep.agreement_id,
            AgreementStep.at,
            sa.func.coalesce(User.given_name + " " + User.surname, "").label("actor"),
            AgreementStep.step,
            AgreementStep.from_state,
            AgreementStep.to_state,
            AgreementStep.note,
        )
        .outerjoin(User, User.id == AgreementStep.actor_id)
        .where(AgreementStep.agreement_id.in_(agreement_ids))
        .order_by(AgreementStep.id)
    )
    found: dict[int, list[StepFacts]] = {}
    for row in rows:
        found.setdefault(row.agreement_id, []).append(StepFacts(*row[1:]))
    return found


def last_decision(agreement_id: int) -> ApprovalFacts | None:
    """Return what was decided last on an agreement's way, or None."""
    select = _APPROVAL.where(Approval.agreement_id == agreement_id).order_by(Approval.id.desc())
    row = connection().execute(select.limit(1)).first()
    return ApprovalFacts(**row._mapping) if row else None
