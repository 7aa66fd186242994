"""`flask jobs`: what happens without a click. Each may run twice, and in several places at once."""

from datetime import date, timedelta

import click
import sqlalchemy as sa
from flask import current_app

from app.auth.actors import SYSTEM
from app.booking.queries.retention import forgotten_until
from app.booking.services.totals import rebuild_totals
from app.cli.group import Group
from app.cli.words import Day
from app.core import clock
from app.core.db import connection
from app.core.runs import JobRun
from app.jobs.rules import Often, Turn
from app.jobs.services.runs import run_job
from app.jobs.table import JOBS, counted

jobs = Group("jobs", help="Do what happens without a click.")


@jobs.command("list")
def list_jobs() -> None:
    """Show every job, how often it is due, how its last run went, and what it does."""
    rows = {row.name: row for row in connection().execute(sa.select(JobRun.__table__))}
    for name, job in JOBS.items():
        click.echo(f"{name:<20} {_often(job.turn):<18} {job.what}")
        run = rows.get(name)
        if run is None or run.ended_at is None:
            click.echo(f"{'':<20} {'has not run yet':<18}")
            continue
        when = run.ended_at.astimezone(clock.ROME)
        how = f"failed {run.failures} times: " if run.failures else ""
        click.echo(f"{'':<20} {when:%d/%m/%Y %H:%M}   {how}{run.result} ({run.seconds:.1f} s)")


def _often(turn: Turn) -> str:
    if isinstance(turn, Often):
        return f"every {turn.seconds} s"
    return f"{'Mondays' if turn.weekday else 'every day'} {turn.hour:%H:%M}"


@jobs.command("run")
@click.argument("name", type=click.Choice(list(JOBS)))
def run(name: str) -> None:
    """Do the job NAME now. Twice at once is once."""
    job = JOBS[name]
    ended = run_job(name, job.turn, job.run, by=SYSTEM)
    if ended.has_failed:
        raise click.ClickException(ended.result)
    click.echo(ended.result)


@jobs.command("work")
@click.option("--parent", type=int, help="Stop when this process is no longer the parent.")
def work_on(parent: int | None) -> None:
    """Do every job at its turns, until somebody stops it."""
    from app.jobs.work import work

    app = current_app._get_current_object()  # type: ignore[attr-defined]
    work(app, parent=parent)


@jobs.command("rebuild-totals")
@click.option("--from", "first", type=Day(), help="First day; without it the oldest there is.")
@click.option("--to", "last", type=Day(), help="Last day; without it yesterday.")
def rebuild(first: date | None, last: date | None) -> None:
    """Count past days again from the bookings, whole months at a time."""
    first, last = first or date.min, last or clock.today() - timedelta(days=1)
    if first > last:
        raise click.UsageError(f"the first day, {first}, is after the last, {last}")
    months = rebuild_totals(first, last, by=SYSTEM)
    final = forgotten_until().people
    is_some_final = date.min < final and first <= final
    if months or not is_some_final:
        click.echo(counted(months))
    if is_some_final:
        click.echo(
            f"Bookings until {final} were forgotten: months until {final:%Y-%m} stay as counted."
        )
