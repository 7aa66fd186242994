"""Run a job and write down how it went, whatever becomes of the job's own work."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.core import clock
from app.core.db import command, connection, db, insert_if_new
from app.core.errors import Refused
from app.core.runs import JobRun
from app.core.smtp import MailServerAway
from app.jobs.rules import Often, Turn, last_turn, late_from, next_turn, pause_after

LONGEST_RESULT = 500
_log = logging.getLogger(__name__)
_last_run = sa.select(JobRun.succeeded_at, JobRun.failures, JobRun.next_at).where(
    JobRun.name == sa.bindparam("name")
)
_by_name = sa.update(JobRun).where(JobRun.name == sa.bindparam("b_name"))


@dataclass(frozen=True)
class Ended:
    """How a run ended: a sentence about it, and when to try again after a failure."""

    result: str
    failures: int = 0
    pause: timedelta | None = None

    @property
    def has_failed(self) -> bool:
        """Return True when the work was not done."""
        return self.failures > 0


@command
def expect(name: str, turn: Turn, *, by: Actor) -> None:
    """Write down that a job is to run from now on; one that is known stays as it is."""
    authorize(by, Permission.RUN_JOBS)
    now = clock.wall()
    row = {
        "name": name,
        "result": "",
        "failures": 0,
        "next_at": _instant(next_turn(turn, now)),
        "late_at": _instant(late_from(turn, now)),
    }
    insert_if_new(JobRun, row)


@command
def forget_unknown(names: list[str], *, by: Actor) -> None:
    """Drop the rows of jobs that there are no longer: nobody would ever run them."""
    authorize(by, Permission.RUN_JOBS)
    connection().execute(sa.delete(JobRun).where(JobRun.name.not_in(names)))


def is_due(name: str, turn: Turn) -> bool:
    """Return True if a job is to run now.

    One of every night unless it has succeeded since it was due last, here or
    elsewhere; a frequent one unless it failed and its pause is not over.
    """
    run = connection().execute(_last_run, {"name": name}).first()
    if run is None:
        return True
    if isinstance(turn, Often):
        return not run.failures or run.next_at is None or run.next_at <= clock.now()
    done = run.succeeded_at
    return done is None or done < _instant(last_turn(turn, clock.wall()))


def run_job(name: str, turn: Turn, work: Callable[[], str], *, by: Actor) -> Ended:
    """Do a job's work and write down what came of it; a failure is told, never raised.

    Never in a caller's transaction: what is written about a run stays when its work
    is rolled back.
    """
    authorize(by, Permission.RUN_JOBS)
    expect(name, turn, by=by)
    _begin(name)
    began = time.monotonic()
    try:
        result = work()
    except Exception as error:
        db.session.rollback()
        failures = _failures(name) + 1
        ended = Ended(_why(name, error), failures, pause_after(failures))
    else:
        ended = Ended(result)
    _end(name, turn, ended, time.monotonic() - began)
    return ended


def _why(name: str, error: Exception) -> str:
    """Return a failure in words for the administrator, without facts about people."""
    if isinstance(error, MailServerAway | JobFailed):
        return str(error)
    if isinstance(error, Refused):
        return ", ".join(str(code) for code in error.codes)
    _log.error("job %s failed", name, exc_info=error)
    return type(error).__name__


class JobFailed(Exception):
    """The work of a job came to nothing; the message tells the administrator why."""


@command
def _begin(name: str) -> None:
    connection().execute(_by_name.values(started_at=clock.now()), {"b_name": name})


def _failures(name: str) -> int:
    return connection().scalar(sa.select(JobRun.failures).where(JobRun.name == name)) or 0


@command
def _end(name: str, turn: Turn, ended: Ended, seconds: float) -> None:
    now, wall = clock.now(), clock.wall()
    due = _instant(next_turn(turn, wall))
    if ended.pause:
        due = now + ended.pause if isinstance(turn, Often) else min(due, now + ended.pause)
    change: dict[str, Any] = {
        "ended_at": now,
        "seconds": round(seconds, 3),
        "result": ended.result[:LONGEST_RESULT],
        "failures": ended.failures,
        "next_at": due,
    }
    if not ended.has_failed:
        change |= {"succeeded_at": now, "late_at": _instant(late_from(turn, wall))}
    connection().execute(_by_name.values(change), {"b_name": name})


def _instant(wall: datetime) -> datetime:
    """Return the instant of a wall-clock time in Italy."""
    return wall.replace(tzinfo=clock.ROME)
