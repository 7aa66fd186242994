"""Take mails out of the outbox one by one, so that each is sent once, whoever sends."""

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.core import clock
from app.core.db import command, connection
from app.core.mail import MailState, OutboxMail

# Somebody who took a mail and said nothing for so long has died with it.
LEASE = timedelta(minutes=2)
# After each failed try a longer pause; the last one is repeated.
PAUSES = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 240))
# Nobody needs a mail about a desk after so long.
TRIED_FOR = timedelta(days=3)
LONGEST_ERROR = 300
# Which fact of a sent mail says what it did to its person's diary.
METHOD = "method"


@dataclass(frozen=True)
class ClaimedMail:
    """A mail that is ours to send until the lease ends."""

    id: int
    user_id: int
    kind: str
    facts: dict[str, Any]
    created_at: datetime
    tries: int
    # Until when it is ours; by this instant it is told from one that somebody else took since.
    until: datetime


_due = (
    sa.select(OutboxMail.id)
    .where(OutboxMail.state == MailState.OWED, OutboxMail.due_at <= sa.bindparam("now"))
    .order_by(OutboxMail.due_at, OutboxMail.id)
    .limit(sa.bindparam("most"))
    # PostgreSQL: whoever else takes mails just now takes others. SQLite writes one at a time.
    .with_for_update(skip_locked=True)
)
_by_id = sa.update(OutboxMail).where(OutboxMail.id == sa.bindparam("b_id"))


@command
def claim(limit: int, lease: timedelta = LEASE) -> list[ClaimedMail]:
    """Take the mails that are due, the oldest first; nobody else takes them until the lease ends.

    A process that dies with them hands them back by the end of its lease.
    """
    now = clock.now()
    until = now + lease
    ids = list(connection().scalars(_due, {"now": now, "most": limit}))
    if not ids:
        return []
    rows = connection().execute(
        sa.update(OutboxMail)
        .where(OutboxMail.id.in_(ids))
        .values(due_at=until, tries=OutboxMail.tries + 1)
        .returning(
            OutboxMail.id,
            OutboxMail.user_id,
            OutboxMail.kind,
            OutboxMail.facts,
            OutboxMail.created_at,
            OutboxMail.tries,
        )
    )
    return [
        ClaimedMail(r.id, r.user_id, r.kind, json.loads(r.facts), r.created_at, r.tries, until)
        for r in sorted(rows, key=lambda row: row.id)
    ]


@command
def keep(mail: ClaimedMail, lease: timedelta = LEASE) -> ClaimedMail | None:
    """Hold a claimed mail for another lease; None when it is not ours any more.

    Before a slow server others of the same batch wait longer than a lease: somebody
    else may have sent one meanwhile.
    """
    until = clock.now() + lease
    held = connection().execute(
        sa.update(OutboxMail)
        .where(
            OutboxMail.id == mail.id,
            OutboxMail.state == MailState.OWED,
            OutboxMail.due_at == mail.until,
        )
        .values(due_at=until)
    )
    return replace(mail, until=until) if held.rowcount else None


@command
def mark_sent(mail: ClaimedMail, *, method: str | None = None) -> None:
    """Note that the mail server has taken a mail: it is never sent again.

    `method` is that of the calendar part it carried (RFC 5546), kept among its facts.
    """
    change = {"state": MailState.SENT, "sent_at": clock.now(), "error": ""}
    if method:
        change["facts"] = json.dumps(mail.facts | {METHOD: method}, ensure_ascii=False)
    connection().execute(_by_id.values(change), {"b_id": mail.id})


@command
def mark_unwanted(mail_id: int) -> None:
    """Note that a mail is not to be sent: its person does not want it, or it says nothing now."""
    connection().execute(_by_id.values(state=MailState.UNWANTED, error=""), {"b_id": mail_id})


@command
def give_up(mail_id: int, error: str) -> None:
    """Never try a mail again, and keep why for the administrator."""
    change = {"state": MailState.FAILED, "error": error[:LONGEST_ERROR]}
    connection().execute(_by_id.values(change), {"b_id": mail_id})


@command
def postpone(mail: ClaimedMail, error: str) -> bool:
    """Try a mail again after a pause that grows; return False when it was given up instead."""
    now = clock.now()
    if now - mail.created_at > TRIED_FOR:
        give_up(mail.id, error)
        return False
    pause = PAUSES[min(mail.tries, len(PAUSES)) - 1]
    change = {"due_at": now + pause, "error": error[:LONGEST_ERROR]}
    connection().execute(_by_id.values(change), {"b_id": mail.id})
    return True


@command
def hand_back(mails: Collection[ClaimedMail]) -> None:
    """Return mails that were taken but not tried: they are due at once, and no try is counted.

    One that somebody else has taken since stays theirs.
    """
    if mails:
        connection().execute(
            sa.update(OutboxMail)
            .where(
                OutboxMail.id.in_([mail.id for mail in mails]),
                OutboxMail.due_at.in_({mail.until for mail in mails}),
                OutboxMail.state == MailState.OWED,
            )
            .values(due_at=clock.now(), tries=OutboxMail.tries - 1)
        )
