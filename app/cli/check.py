"""`flask check`: count everything again."""

import click
from flask.cli import with_appcontext

from app.booking.queries.checks import problems
from app.cli.group import Command
from app.cli.words import tell_surplus, tell_unmoved


@click.command("check", cls=Command)
@with_appcontext
def check() -> None:
    """Recount every desk that is taken from the bookings; say what disagrees."""
    found = problems()
    for problem in found:
        click.echo(problem, err=True)
    tell_surplus()
    tell_unmoved()
    if found:
        things = "1 thing disagrees" if len(found) == 1 else f"{len(found)} things disagree"
        click.echo(f"{things} with the bookings.", err=True)
        raise click.exceptions.Exit(1)
    click.echo("All is well: counters, caps and desks agree with the bookings.")
