"""Recording that a period which barred a new one was closed: that, too, was told."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.core import audit, clock
from app.core.db import command, connection
from app.pola.models import Filing
from app.pola.queries.filings import Entry
from app.pola.rules.communications import Told, write_told
from app.pola.rules.filings import ACCEPTED_ANSWER, Act, FilingState, due_on
from app.pola.rules.found import Found


@command
def note_closed(entry: Entry, period: Found, last: date, code: str, *, by: Actor) -> None:
    """Write down a withdrawal that the Ministry took in, so that its new code is not lost.

    It belongs to the agreement whose period it was, or, if nobody here told of that
    period, to the one whose start it barred.
    """
    authorize(by, Permission.RUN_PROGRAMME)
    columns = (Filing.id, Filing.agreement_id)
    told_here = sa.select(*columns).where(
        Filing.code == period.code, Filing.user_id == entry.user_id
    )
    before = connection().execute(told_here).first()
    key: dict[str, Any] = {
        "agreement_id": before.agreement_id if before else entry.agreement_id,
        "act": Act.WITHDRAWAL,
        "event_on": last,
    }
    row = {
        "state": FilingState.ACCEPTED,
        "facts": write_told(Told(starts_on=period.starts_on, ends_on=last)),
        "code": code,
        "answer": ACCEPTED_ANSWER,
        "message": "",
        "next_attempt_at": None,
        "settled_at": clock.now(),
    }
    is_it = [getattr(Filing, name) == value for name, value in key.items()]
    filing_id = connection().execute(sa.select(Filing.id).where(*is_it)).scalar()
    if filing_id is None:
        row |= key | {
            "user_id": entry.user_id,
            "due_on": due_on(last),
            "previous_id": before.id if before else None,
            "attempts": 1,
            "created_at": clock.now(),
        }
        insert = sa.insert(Filing).values(row).returning(Filing.id)
        filing_id = connection().execute(insert).scalar_one()
    else:
        connection().execute(sa.update(Filing).where(Filing.id == filing_id).values(row))
    words = {"code": code, "withdrawn_from": period.code, "for": entry.id}
    audit.record(by.id, "close_barring_period", "filing", filing_id, after=words)
