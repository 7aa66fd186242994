"""The outbox: a mail is stored in the transaction that causes it, and sent by a job."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.db import Model, connection


class OutboxMail(Model):
    """A mail that is owed to a person: its kind, and the facts as they were."""

    __tablename__ = "outbox_mails"
    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    facts: Mapped[str] = mapped_column(sa.Text)
    sent_at: Mapped[datetime | None] = mapped_column(index=True)


_insert = sa.insert(OutboxMail)


def enqueue(user_id: int, kind: str, facts: Mapping[str, Any]) -> None:
    """Owe a mail to a person; a rolled-back command owes nothing."""
    enqueue_all([user_id], kind, facts)


def enqueue_all(user_ids: Iterable[int], kind: str, facts: Mapping[str, Any]) -> None:
    """Owe the same mail to each of these people."""
    row = {
        "created_at": clock.now(),
        "kind": kind,
        "facts": json.dumps(facts, default=str, ensure_ascii=False),
        "sent_at": None,
    }
    if rows := [row | {"user_id": user_id} for user_id in user_ids]:
        connection().execute(_insert, rows)
