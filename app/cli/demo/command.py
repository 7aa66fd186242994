"""`flask demo`, and the loading that a first start does by itself."""

from datetime import timedelta

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import with_appcontext

from app.auth.models import User
from app.auth.rules import DEMO_PASSWORD
from app.cli.demo.accounts import ACCOUNTS, make_accounts
from app.cli.demo.history import write_history
from app.cli.demo.occupancy import write_use
from app.cli.demo.plan import PAST_DAYS
from app.cli.demo.programme import write_programme
from app.cli.demo.setting import load_people, load_places, set_scene
from app.cli.group import Command
from app.core import clock
from app.core.db import connection, transaction

PEOPLE = 600


class NotForDemo(Exception):
    """The demo cannot be loaded here; the message says why."""


@click.command("demo", cls=Command)
@click.option(
    "--people",
    "size",
    type=click.IntRange(min=1),
    default=PEOPLE,
    show_default=True,
    help="How many invented people, managers first; 14500 is the whole city.",
)
@with_appcontext
def demo(*, size: int) -> None:
    """Load the demo into an empty database; a second time does nothing."""
    try:
        click.echo(load(size))
    except NotForDemo as reason:
        raise click.ClickException(str(reason)) from reason
    click.echo(f"Sign in with the password {DEMO_PASSWORD} as")
    for account in ACCOUNTS:
        click.echo(f"  {account.email:<30} {account.shows}")


def load(size: int = PEOPLE) -> str:
    """Load everything in one transaction; return a sentence about it."""
    if not current_app.config["DEMO"]:
        raise NotForDemo("this is no demo: start it with DEMO=1, on a database of its own")
    with transaction():
        if connection().execute(sa.select(User.id).where(User.is_demo)).first():
            return "The demo is loaded already; nothing was changed."
        if connection().execute(sa.select(User.id)).first():
            raise NotForDemo("there are people in this database already; the demo needs its own")
        load_places()
        people = load_people(size)
        sofia = make_accounts()
        set_scene(since=clock.today() - timedelta(days=PAST_DAYS))
        bookings = write_history(people, sofia, clock.today())
        agreements = write_programme(people, sofia, clock.today())
        write_use(clock.today(), current_app.config["HOLIDAYS_SUBDIVISION"])
    return (
        f"The demo is loaded: 8 workplaces, {len(people)} invented people,"
        f" {bookings} bookings and {agreements} agreements around {clock.today()}."
    )


def is_empty() -> bool:
    """Return True if nobody is in the database."""
    return connection().execute(sa.select(User.id)).first() is None
