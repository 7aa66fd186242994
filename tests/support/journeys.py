"""An agreement's way through real services, up to where a test begins."""

import sqlalchemy as sa

from app.auth.models import User
from app.core.db import db
from app.core.mail import OutboxMail
from app.pola.queries.agreements import AgreementFacts, find_agreement
from app.pola.services import decisions, drafts, signing
from tests.support.agreements import TERMS
from tests.support.factories import actor


def submitted(user: User) -> int:
    """A request that the person has sent."""
    request = drafts.start_request(user.id, by=actor(user))
    version = find_agreement(request).version
    drafts.save_terms(request, TERMS, version=version, by=actor(user))
    decisions.submit_request(request, by=actor(user))
    return request


def signed_by_both(request: int, user: User, manager: User) -> AgreementFacts:
    """The agreement that employee and manager have signed."""
    for one in (user, manager):
        seen = signing.document_to_sign(request, by=actor(one))
        signing.sign(request, seen.sha256, by=actor(one))
    return find_agreement(request)


def mails(user: User) -> list[str]:
    """The kinds of mail that a person is owed, in order."""
    db.session.rollback()
    kinds = sa.select(OutboxMail.kind).where(OutboxMail.user_id == user.id)
    return list(db.session.scalars(kinds.order_by(OutboxMail.id)))
