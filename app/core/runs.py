"""When each job ran last, what came of it, and by when it has to have run again."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.db import Model, connection


class JobRun(Model):
    """One row for each job: its last run."""

    __tablename__ = "job_runs"
    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    # The last run that did not fail.
    succeeded_at: Mapped[datetime | None]
    seconds: Mapped[float | None]
    # A sentence about the last run, or why it failed.
    result: Mapped[str] = mapped_column(sa.String(500), default="")
    # How many runs failed since one succeeded.
    failures: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None]
    # If it has not succeeded by then, it has missed two turns.
    late_at: Mapped[datetime | None]


_late = sa.select(JobRun.name, JobRun.late_at).where(JobRun.late_at < sa.bindparam("now"))


def late_jobs() -> list[str]:
    """Return the names of the jobs that have missed two turns."""
    rows = connection().execute(_late.order_by(JobRun.name), {"now": clock.now()})
    return [row.name for row in rows]
