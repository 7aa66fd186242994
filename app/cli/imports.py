"""`flask import`: bring in the files that a city sends, all of each or nothing."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import click
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.services import offices
from app.auth.services.staff import columns as staff
from app.booking.models import Workplace
from app.booking.services import absences, people
from app.booking.services.imports import areas, desks, workplaces
from app.cli.group import Group
from app.core.db import connection, transaction
from app.core.tables.reading import plain, read_table
from app.core.tables.table import Column, FileRefused, Table, Tally, visible
from app.pola.services.imports import agreements
from app.pola.services.imports import columns as agreement_columns

MOST_PRINTED = 200
# Rows, or batches of them: shorter loops are over before a bar could be read.
LONG_READING, LONG_WRITING = 2000, 4

F = TypeVar("F", bound=Callable[..., Any])

imports = Group(
    "import",
    help="Bring in a file: all of it or, if anything in it is wrong, nothing. Twice is once.",
)

FILE = click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
)
DRY_RUN = click.option("--dry-run", is_flag=True, help="Do everything, then take it back.")


def _complete(what: str) -> Callable[[F], F]:
    return click.option("--complete", is_flag=True, help=f"The file has everything: {what}.")


class _TakenBack(Exception):
    """Ends a dry run's transaction without a trace."""


@imports.command("workplaces")
@FILE
@DRY_RUN
@_complete("others are taken off the list")
def import_workplaces(file: Path, *, dry_run: bool, complete: bool) -> None:
    """Add or change workplaces and the limit on their desks."""
    table = _read(file, workplaces.COLUMNS)
    tally = _attempt(
        lambda: workplaces.import_workplaces(table, by=SYSTEM, complete=complete), dry_run
    )
    _tell(table, tally, dry_run, gone=_left(complete, "taken off the list"))


@imports.command("desks")
@FILE
@DRY_RUN
@_complete("others are retired")
def import_desks(file: Path, *, dry_run: bool, complete: bool) -> None:
    """Add or change desks, making floors and rooms as needed."""
    table = _read(file, desks.COLUMNS)
    tally = _attempt(lambda: desks.import_desks(table, by=SYSTEM, complete=complete), dry_run)
    _tell(table, tally, dry_run, gone=_left(complete, "retired"))


@imports.command("postal-codes")
@FILE
@DRY_RUN
def import_postal_codes(file: Path, *, dry_run: bool) -> None:
    """Add or change postal codes, where people may start from; others stay."""
    table = _read(file, areas.POSTAL_CODES)
    tally = _attempt(lambda: areas.import_areas(table, by=SYSTEM, is_district=False), dry_run)
    _tell(table, tally, dry_run)


@imports.command("districts")
@FILE
@DRY_RUN
def import_districts(file: Path, *, dry_run: bool) -> None:
    """Add or change districts, where people may start from; others stay."""
    table = _read(file, areas.DISTRICTS)
    tally = _attempt(lambda: areas.import_areas(table, by=SYSTEM, is_district=True), dry_run)
    _tell(table, tally, dry_run)


@imports.command("offices")
@FILE
@DRY_RUN
def import_offices(file: Path, *, dry_run: bool) -> None:
    """Add or change offices and their tree; others stay."""
    table = _read(file, offices.COLUMNS)
    ids = dict(connection().execute(sa.select(Workplace.code, Workplace.id)).all())
    tally = _attempt(lambda: offices.import_offices(table, by=SYSTEM, workplaces=ids), dry_run)
    _tell(table, tally, dry_run)


@imports.command("people")
@FILE
@DRY_RUN
@_complete("others can no longer sign in, and their desks are free again")
@click.option("--many", is_flag=True, help="Yes, even if more than a fifth of all are gone.")
def import_people(file: Path, *, dry_run: bool, complete: bool, many: bool) -> None:
    """Add or change the people of a personnel file; nobody is ever deleted."""
    table = _read(file, staff.COLUMNS)
    done = _attempt(
        lambda: people.import_people(
            table, by=SYSTEM, complete=complete, many=many, watch=_bar("Writing", LONG_WRITING)
        ),
        dry_run,
    )
    _tell(table, done.staff, dry_run, gone=_left(complete, "can no longer sign in"))
    if done.freed:
        click.echo(f"Coming bookings of theirs that were freed: {done.freed}.")
    if done.closed:
        click.echo(f"Agreements closed because their people changed office: {done.closed}.")
    if done.staff.returned:
        click.echo(f"Came back and can sign in again: {done.staff.returned}.")
    if kept_out := [heading for heading in table.unread if _is_kept_out(heading)]:
        click.echo(
            f"Not stored on purpose: {visible(', '.join(kept_out))}."
            " Where people live is their own affair;"
            " whoever wants to, chooses an area to start from."
        )


@imports.command("absences")
@FILE
@DRY_RUN
def import_absences(file: Path, *, dry_run: bool) -> None:
    """Write leave into people's plans and free the desks that they held then."""
    table = _read(file, absences.COLUMNS)
    done = _attempt(lambda: absences.import_absences(table, by=SYSTEM), dry_run)
    click.echo(
        f"{visible(table.name)}: {done.written} half-days of leave, {done.taken_back} taken back,"
        f" {done.freed} bookings freed."
    )
    if dry_run:
        click.echo("This was a dry run: nothing was written.")


@imports.command("agreements")
@FILE
@DRY_RUN
def import_agreements(file: Path, *, dry_run: bool) -> None:
    """Take over agreements that both have signed before; others stay."""
    table = _read(file, agreement_columns.COLUMNS)
    tally = _attempt(lambda: agreements.import_agreements(table, by=SYSTEM), dry_run)
    _tell(table, tally, dry_run)


def _read(file: Path, columns: Sequence[Column]) -> Table:
    try:
        return read_table(file, columns, watch=_bar("Reading", LONG_READING))
    except FileRefused as refused:
        raise _stop(refused) from refused


def _attempt(work: Callable[[], Any], dry_run: bool) -> Any:
    """Run an import; print what is wrong with its file, if anything is."""
    try:
        with _whole(dry_run=dry_run):
            return work()
    except FileRefused as refused:
        raise _stop(refused) from refused


@contextmanager
def _whole(*, dry_run: bool) -> Iterator[None]:
    """Keep everything inside in one transaction; take a dry run's back."""
    with suppress(_TakenBack), transaction():
        yield
        if dry_run:
            raise _TakenBack


def _stop(refused: FileRefused) -> click.exceptions.Exit:
    """Print what is wrong with a file, line by line, and return the way out."""
    for problem in refused.problems[:MOST_PRINTED]:
        joint = ", " if problem.line else ": "
        click.echo(visible(f"{refused.name}{joint}{problem}"), err=True)
    count = len(refused.problems)
    if count > MOST_PRINTED:
        click.echo(f"… and {count - MOST_PRINTED} more.", err=True)
    things = "1 thing is" if count == 1 else f"{count} things are"
    name = visible(refused.name)
    click.echo(f"{things} to be put right in {name}; nothing was imported.", err=True)
    return click.exceptions.Exit(1)


def _left(complete: bool, deed: str) -> str:
    return deed if complete else "left as they are; --complete would say that the file has all"


def _tell(table: Table, tally: Tally, dry_run: bool, gone: str = "left as they are") -> None:
    """Print what an import did, or would have done."""
    counts = f"{tally.new} new, {tally.changed} changed, {tally.unchanged} unchanged"
    missing = f"{tally.gone} gone" + (f" ({gone})" if tally.gone else "")
    click.echo(f"{visible(table.name)}: {counts}, {missing}.")
    if others := [heading for heading in table.unread if not _is_kept_out(heading)]:
        click.echo(f"Columns that are not read: {visible(', '.join(others))}.")
    if dry_run:
        click.echo("This was a dry run: nothing was written.")


def _is_kept_out(heading: str) -> bool:
    return plain(heading) in staff.NOT_STORED


def _bar(label: str, long: int) -> Callable[[Sequence[Any]], Iterable[Any]]:
    """Return what shows a bar over a long loop, on a terminal only."""

    def watch(items: Sequence[Any]) -> Iterator[Any]:
        if len(items) < long or not sys.stderr.isatty():
            yield from items
            return
        with click.progressbar(items, label=label, file=sys.stderr) as bar:
            yield from bar

    return watch
