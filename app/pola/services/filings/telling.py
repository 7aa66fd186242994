"""Telling human resources what the Ministry was not told: each refusal and each gap once."""

import json
from collections.abc import Mapping

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.models import User
from app.auth.permissions import Permission, authorize
from app.core import audit, mail
from app.core.audit import AuditLine
from app.core.db import command, connection
from app.pola.models import Filing
from app.pola.queries.letters import hr_people
from app.pola.rules.filings import FilingState
from app.pola.services.filings.claims import Bar

# More than these are counted in a mail instead of named.
MOST_NAMED = 10
_TELL = "tell_failed_filing"
Trouble = dict[str, object]


@command
def tell_failures(barred: Mapping[int, Bar], *, by: Actor) -> int:
    """Owe human resources one mail about what failed and was not told before; return how many.

    What the Ministry refused is found in the table, so that a process which fell hides
    nothing; what could not be sent for want of something is in `barred`.
    """
    authorize(by, Permission.RUN_PROGRAMME)
    gaps = [filing_id for filing_id, bar in barred.items() if bar is Bar.INCOMPLETE]
    is_trouble = sa.or_(
        Filing.state == FilingState.REFUSED,
        sa.and_(Filing.id.in_(gaps), Filing.state == FilingState.WAITING),
    )
    # Locked: of two who tell, the second one finds the first one's lines.
    ids = sa.select(Filing.id).where(is_trouble).order_by(Filing.id).with_for_update()
    found = list(connection().execute(ids).scalars())
    known = _told(found)
    new = [row for row in _rows(found) if _trouble(row) not in known.get(row.id, [])]
    if not new:
        return 0
    for row in new:
        audit.record(by.id, _TELL, "filing", row.id, after=_trouble(row))
    named = [
        {
            "filing_id": row.id,
            "full_name": f"{row.given_name} {row.surname}",
            "act": row.act,
            "event_on": row.event_on,
            "due_on": row.due_on,
            "state": _trouble(row)["state"],
        }
        for row in sorted(new, key=lambda row: (row.due_on, row.id))[:MOST_NAMED]
    ]
    words = {"filings": named, "more": len(new) - len(named)}
    mail.enqueue_all(hr_people(), "filing_failed", words)
    return len(new)


def _rows(ids: list[int]) -> list[sa.Row[*tuple[object, ...]]]:
    rows = connection().execute(
        sa.select(
            Filing.id,
            Filing.act,
            Filing.event_on,
            Filing.due_on,
            Filing.state,
            Filing.attempts,
            User.given_name,
            User.surname,
        )
        .join(User, User.id == Filing.user_id)
        .where(Filing.id.in_(ids))
    )
    return list(rows)


def _trouble(row: sa.Row[*tuple[object, ...]]) -> Trouble:
    """Return what is told once: each refusal, and that something is missing."""
    if row.state is FilingState.REFUSED:
        return {"state": "refused", "attempts": row.attempts}
    return {"state": "incomplete"}


def _told(ids: list[int]) -> dict[int, list[Trouble]]:
    """Return what was told of each of these communications."""
    rows = connection().execute(
        sa.select(AuditLine.subject_id, AuditLine.after).where(
            AuditLine.subject_kind == "filing",
            AuditLine.subject_id.in_(ids),
            AuditLine.action == _TELL,
        )
    )
    found: dict[int, list[Trouble]] = {}
    for row in rows:
        found.setdefault(row.subject_id, []).append(json.loads(row.after))
    return found
