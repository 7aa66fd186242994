"""The outbox: a message is stored in the transaction that causes it, and sent by a job."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.db import Model, connection, short_enum
from app.core.kinds import KINDS, Topic


class MailState(StrEnum):
    """What became of a mail."""

    OWED = "owed"
    SENT = "sent"
    # The person wants no such mails: the bell tells it, where that is worth it.
    UNWANTED = "unwanted"
    # Given up: nobody has such an address, or the message cannot be written.
    FAILED = "failed"


class OutboxMail(Model):
    """A message that is owed to a person: its kind, and the facts as they were."""

    __tablename__ = "outbox_mails"
    __table_args__ = (
        sa.Index(None, "state", "due_at"),
        sa.Index(None, "user_id", "seen_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    kind: Mapped[str] = mapped_column(sa.String(40))
    facts: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[MailState] = mapped_column(short_enum(MailState), default=MailState.OWED)
    # Not to be touched before: the next try, or until when somebody else is sending it.
    due_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    # What the mail server said last.
    error: Mapped[str] = mapped_column(sa.String(300), default="")
    sent_at: Mapped[datetime | None] = mapped_column(index=True)
    # When the person saw it under the bell; what the bell never shows is seen from the start.
    seen_at: Mapped[datetime | None]


class MailChoice(Model):
    """What a person said about the mails of a topic; without a row the topic's usual holds."""

    __tablename__ = "mail_choices"
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)
    topic: Mapped[Topic] = mapped_column(short_enum(Topic), primary_key=True)
    is_wanted: Mapped[bool]


_insert = sa.insert(OutboxMail)


def enqueue(user_id: int, kind: str, facts: Mapping[str, Any]) -> None:
    """Owe a message to a person; a rolled-back command owes nothing."""
    enqueue_all([user_id], kind, facts)


def enqueue_all(user_ids: Iterable[int], kind: str, facts: Mapping[str, Any]) -> None:
    """Owe the same message to each of these people."""
    now = clock.now()
    row = {
        "created_at": now,
        "kind": kind,
        "facts": json.dumps(facts, default=str, ensure_ascii=False),
        "state": MailState.OWED,
        "due_at": now,
        "tries": 0,
        "error": "",
        "sent_at": None,
        "seen_at": None if KINDS[kind].is_notice else now,
    }
    if rows := [row | {"user_id": user_id} for user_id in user_ids]:
        connection().execute(_insert, rows)
