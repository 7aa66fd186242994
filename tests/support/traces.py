"""What deeds leave behind: rows, audit lines, mails owed."""

import functools
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, time
from typing import Any

import pytest
import sqlalchemy as sa

from app.auth.actors import Actor
from app.booking.models import Slot
from app.core import clock
from app.core.audit import AuditLine
from app.core.db import db
from app.core.errors import Refused
from app.core.mail import OutboxMail
from tests.support.databases import children_first, with_rows


def rows() -> dict[str, list[tuple]]:
    """Return all that is stored, table by table; versions of days apart."""
    db.session.rollback()
    written = with_rows(db.session.connection())
    return {
        table.name: sorted(map(tuple, db.session.execute(_all_of(table))), key=repr)
        if table.name in written
        else []
        for table in children_first()
    }


@functools.cache
def _all_of(table: sa.Table) -> sa.Select:
    columns = [c for c in table.columns if (table.name, c.name) != ("workplace_days", "version")]
    return sa.select(*columns)


def refusal(deed: Callable[..., Any], *what: Any, by: Actor) -> list[str]:
    """Return why something was refused, and see that nothing was written."""
    before = rows()
    with pytest.raises(Refused) as refused:
        deed(*what, by=by)
    assert rows() == before, "a refusal leaves nothing"
    return refused.value.codes


def at(day: date, hour: int, minute: int = 0) -> AbstractContextManager[None]:
    """Stop the clock at an Italian hour."""
    return clock.frozen(clock.at(day, time(hour, minute)))


def audit_actions(kind: str, subject_id: int | None) -> list[tuple[str, int | None]]:
    """Return what was done to a subject and by whom, in order."""
    lines = db.session.execute(
        sa.select(AuditLine.action, AuditLine.actor_id)
        .where(AuditLine.subject_kind == kind, AuditLine.subject_id == subject_id)
        .order_by(AuditLine.id)
    )
    return [tuple(line) for line in lines]


def mails_owed(user_id: int) -> list[tuple[str, int, int]]:
    """Return the kinds of mails owed to a person, with the booking's id and number."""
    mails = db.session.execute(
        sa.select(OutboxMail.kind, OutboxMail.facts)
        .where(OutboxMail.user_id == user_id)
        .order_by(OutboxMail.id)
    )
    return [
        (kind, facts["booking_id"], facts["sequence"])
        for kind, facts in ((mail.kind, json.loads(mail.facts)) for mail in mails)
    ]


def slots_of(booking_id: int) -> list[Slot]:
    """Return what a booking holds, the morning first."""
    slots = sa.select(Slot).where(Slot.booking_id == booking_id).order_by(Slot.half)
    return list(db.session.scalars(slots))
