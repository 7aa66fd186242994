"""Which bookings stand in a person's diary because a mail put them there."""

import json

import sqlalchemy as sa

from app.core.db import connection
from app.core.kinds import DIARY_TOPICS, KINDS
from app.core.mail import MailState, OutboxMail
from app.core.outbox import METHOD

_sent = (
    sa.select(OutboxMail.facts)
    .where(
        OutboxMail.user_id == sa.bindparam("user"),
        OutboxMail.state == MailState.SENT,
        OutboxMail.kind.in_([name for name, kind in KINDS.items() if kind.topic in DIARY_TOPICS]),
    )
    .order_by(OutboxMail.id.desc())
)


def is_in_diary(user_id: int, booking_id: int) -> bool:
    """Return True if the last mail that touched a diary for a booking entered it.

    As long as mails are kept, which is MAILS_KEPT_DAYS.
    """
    for text in connection().scalars(_sent, {"user": user_id}):
        facts = json.loads(text)
        if facts.get("booking_id") == booking_id and METHOD in facts:
            return bool(facts[METHOD] == "REQUEST")
    return False
