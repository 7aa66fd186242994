"""What the bell tells a person: the messages owed to them, whether a mail goes or not."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.core.db import connection
from app.core.kinds import KINDS
from app.core.mail import OutboxMail

PAGE = 50


@dataclass(frozen=True)
class Notice:
    """A message as it is stored; its words come from the letter of its kind."""

    id: int
    kind: str
    facts: Mapping[str, Any]
    created_at: datetime
    is_new: bool


@dataclass(frozen=True)
class Notices:
    """A page of them, the newest first."""

    rows: tuple[Notice, ...]
    # Of all pages.
    total: int
    # Newest id of all pages: what came after the person looked is not marked with the rest.
    newest: int


_own = (
    sa.select(
        OutboxMail.id,
        OutboxMail.kind,
        OutboxMail.facts,
        OutboxMail.created_at,
        OutboxMail.seen_at,
    )
    .where(
        OutboxMail.user_id == sa.bindparam("user"),
        OutboxMail.kind.in_([kind for kind, held in KINDS.items() if held.is_notice]),
    )
    .order_by(OutboxMail.id.desc())
)
_page = (
    _own.add_columns(
        sa.func.count().over().label("total"), sa.func.max(OutboxMail.id).over().label("newest")
    )
    .limit(PAGE)
    .offset(sa.bindparam("skipped"))
)
_one = _own.where(OutboxMail.id == sa.bindparam("notice"))


def notices_of(user_id: int, skipped: int = 0) -> Notices:
    """Return a page of a person's notices after so many newer ones; empty beyond the last."""
    rows = connection().execute(_page, {"user": user_id, "skipped": skipped}).all()
    if not rows:
        return Notices((), 0, 0)
    return Notices(tuple(_notice(row) for row in rows), rows[0].total, rows[0].newest)


def find_notice(user_id: int, notice_id: int) -> Notice | None:
    """Return a notice of this person, or None."""
    row = connection().execute(_one, {"user": user_id, "notice": notice_id}).first()
    return _notice(row) if row else None


def _notice(row: Any) -> Notice:
    return Notice(row.id, row.kind, json.loads(row.facts), row.created_at, row.seen_at is None)
