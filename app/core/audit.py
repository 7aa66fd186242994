"""Who did what to what, before and after, and when: one line for every command."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.db import Model, connection


class AuditLine(Model):
    """One deed. Lines are only added; those about a booking go when it is forgotten."""

    __tablename__ = "audit_lines"
    __table_args__ = (sa.Index(None, "subject_kind", "subject_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    # Empty when the system itself acted, from a job or the command line.
    actor_id: Mapped[int | None] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(sa.String(64))
    subject_kind: Mapped[str] = mapped_column(sa.String(32))
    subject_id: Mapped[int | None]
    before: Mapped[str | None] = mapped_column(sa.Text)
    after: Mapped[str | None] = mapped_column(sa.Text)


_insert = sa.insert(AuditLine)


def record(
    actor_id: int | None,
    action: str,
    subject_kind: str,
    subject_id: int | None,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Write one line in the command's own transaction, so that neither exists without the other."""
    connection().execute(
        _insert,
        {
            "at": clock.now(),
            "actor_id": actor_id,
            "action": action,
            "subject_kind": subject_kind,
            "subject_id": subject_id,
            "before": _json(before),
            "after": _json(after),
        },
    )


def forget(subject_kind: str, subject_ids: Iterable[int]) -> None:
    """Delete what was written about these, inside the caller's transaction (GDPR art. 5.1.e)."""
    connection().execute(
        sa.delete(AuditLine).where(
            AuditLine.subject_kind == subject_kind, AuditLine.subject_id.in_(list(subject_ids))
        )
    )


def _json(facts: Mapping[str, Any] | None) -> str | None:
    return None if facts is None else json.dumps(facts, default=str, ensure_ascii=False)
