"""How the jobs went, and what waits in the outbox."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.core import clock
from app.core.db import connection
from app.core.mail import MailState, OutboxMail
from app.core.runs import JobRun

# Enough to see what is wrong with the mail server.
COMPLAINTS = 5


@dataclass(frozen=True)
class Outbox:
    """How many mails are in which state, and what the server said of those that did not go."""

    counts: Mapping[MailState, int]
    oldest: datetime | None
    complaints: tuple[tuple[str, int], ...]


def runs() -> dict[str, Any]:
    """Return the last run of each job by its name."""
    return {row.name: row for row in connection().execute(sa.select(JobRun.__table__))}


def is_late(run: Any) -> bool:
    """Return True when a job has missed two turns."""
    return run.late_at is not None and run.late_at < clock.now()


def outbox() -> Outbox:
    """Return what the outbox holds, without a word of any mail."""
    run = connection().execute
    counts = run(sa.select(OutboxMail.state, sa.func.count()).group_by(OutboxMail.state))
    is_owed = OutboxMail.state == MailState.OWED
    oldest = run(sa.select(sa.func.min(OutboxMail.created_at)).where(is_owed)).scalar()
    complaints = run(
        sa.select(OutboxMail.error, sa.func.count())
        .where(OutboxMail.error != "", OutboxMail.state != MailState.SENT)
        .group_by(OutboxMail.error)
        .order_by(sa.func.count().desc(), OutboxMail.error)
        .limit(COMPLAINTS)
    )
    return Outbox(
        {row[0]: row[1] for row in counts}, oldest, tuple((row[0], row[1]) for row in complaints)
    )
