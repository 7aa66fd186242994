"""`flask jobs`: what happens without a click. Each may run twice, and in several places at once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import click

from app.auth.actors import SYSTEM
from app.booking.services.totals import keep_totals, rebuild_totals
from app.cli.group import Group
from app.cli.words import Day
from app.core import clock

jobs = Group("jobs", help="Do what happens without a click.")


@dataclass(frozen=True)
class Job:
    """Something to be done from time to time; `run` returns a sentence about it."""

    run: Callable[[], str]
    when: str
    what: str


def _keep_totals() -> str:
    return _counted(keep_totals(by=SYSTEM))


# One line for each job: its name is what `flask jobs run` takes.
JOBS = {
    "keep-totals": Job(
        _keep_totals, "every night", "count the days since the last count, for the pages of use"
    ),
}


@jobs.command("list")
def list_jobs() -> None:
    """Show every job, how often it is due, and what it does."""
    for name, job in JOBS.items():
        click.echo(f"{name:<16} {job.when:<14} {job.what}")


@jobs.command("run")
@click.argument("name", type=click.Choice(list(JOBS)))
def run(name: str) -> None:
    """Do the job NAME now. Twice at once is once."""
    click.echo(JOBS[name].run())


@jobs.command("rebuild-totals")
@click.option("--from", "first", type=Day(), help="First day; without it the oldest there is.")
@click.option("--to", "last", type=Day(), help="Last day; without it yesterday.")
def rebuild(first: date | None, last: date | None) -> None:
    """Count past days again from the bookings, whole months at a time."""
    first, last = first or date.min, last or clock.today() - timedelta(days=1)
    if first > last:
        raise click.UsageError(f"the first day, {first}, is after the last, {last}")
    click.echo(_counted(rebuild_totals(first, last, by=SYSTEM)))


def _counted(months: list[date]) -> str:
    if not months:
        return "There is nothing to count yet."
    number = "1 month was" if len(months) == 1 else f"{len(months)} months were"
    return f"{number} counted, {months[0]:%Y-%m} to {months[-1]:%Y-%m}, until yesterday."
