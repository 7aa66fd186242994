"""The process beside the web server that does what happens without a click."""

import os
import signal
from typing import Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger
from flask import Flask

from app.auth.actors import SYSTEM
from app.core import clock
from app.jobs.rules import Often, Turn
from app.jobs.services.runs import expect, forget_unknown, is_due, run_job
from app.jobs.table import JOBS

# A slow job must not hold up the mails.
THREADS = 3
PARENT_SECONDS = 2


def work(app: Flask, *, parent: int | None = None) -> None:
    """Run every job at its turns until a signal comes, or the parent process is gone.

    A job that missed its turn while nothing ran is done at once. SIGTERM lets the
    runs in hand end; whoever kills harder loses nothing.
    """
    scheduler = BlockingScheduler(
        timezone=clock.ROME,
        executors={"default": ThreadPoolExecutor(THREADS)},
        # Late runs are made up for, once.
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    with app.app_context():
        forget_unknown(list(JOBS), by=SYSTEM)
        for name, job in JOBS.items():
            expect(name, job.turn, by=SYSTEM)
    for name, job in JOBS.items():
        words = [app, scheduler, name]
        scheduler.add_job(_take_turn, _trigger(job.turn), words, id=name)
        scheduler.add_job(_take_turn, DateTrigger(), words, id=f"{name} at start")
    if parent is not None:
        scheduler.add_job(
            _end_with_parent, IntervalTrigger(seconds=PARENT_SECONDS), [scheduler, parent]
        )

    def stop(_number: int, _frame: Any) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        scheduler.start()
    except SystemExit:
        scheduler.shutdown(wait=True)


def _trigger(turn: Turn) -> BaseTrigger:
    if isinstance(turn, Often):
        return IntervalTrigger(seconds=turn.seconds)
    weekday = None if turn.weekday is None else turn.weekday - 1
    return CronTrigger(
        hour=turn.hour.hour, minute=turn.hour.minute, day_of_week=weekday, timezone=clock.ROME
    )


def _take_turn(app: Flask, scheduler: BlockingScheduler, name: str) -> None:
    """Run a job unless it has succeeded since it was due; after a failure again in a while."""
    job = JOBS[name]
    with app.app_context():
        if not is_due(name, job.turn):
            return
        ended = run_job(name, job.turn, job.run, by=SYSTEM)
    if ended.pause and not isinstance(job.turn, Often):
        again = DateTrigger(clock.now() + ended.pause)
        words = [app, scheduler, name]
        scheduler.add_job(_take_turn, again, words, id=f"{name} again", replace_existing=True)


def _end_with_parent(scheduler: BlockingScheduler, parent: int) -> None:
    """Stop once the process that started this one is gone: nobody would ever stop it."""
    if os.getppid() != parent:
        scheduler.shutdown(wait=False)
