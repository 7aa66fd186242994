"""Delete mails of long ago: who was told what, and when, is not kept for ever."""

from datetime import timedelta

import sqlalchemy as sa
from flask import current_app

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.core import clock
from app.core.db import command, connection
from app.core.mail import MailState, OutboxMail

BATCH = 500


def prune_mails(*, by: Actor) -> int:
    """Delete mails MAILS_KEPT_DAYS after they were sent, unwanted or given up; say how many.

    So do those still owed after so long: what they tell has passed (Garante, 6 June
    2024, on the data of mails). Their notices go with them. One transaction for each
    500, never in a caller's transaction: it may stop anywhere, and be done twice.
    """
    authorize(by, Permission.RUN_JOBS)
    deleted = 0
    for state in MailState:
        while number := _delete_some(state):
            deleted += number
    return deleted


@command
def _delete_some(state: MailState) -> int:
    """Delete some old mails in a state; return how many, 0 when none is left."""
    limit = clock.now() - timedelta(days=current_app.config["MAILS_KEPT_DAYS"])
    # What was sent says when; the others were last touched when they were due.
    ended = OutboxMail.created_at if state is MailState.OWED else OutboxMail.due_at
    old = (
        sa.select(OutboxMail.id)
        .where(
            OutboxMail.state == state,
            ended < limit,
            sa.or_(OutboxMail.sent_at.is_(None), OutboxMail.sent_at < limit),
        )
        .limit(BATCH)
    )
    return connection().execute(sa.delete(OutboxMail).where(OutboxMail.id.in_(old))).rowcount
