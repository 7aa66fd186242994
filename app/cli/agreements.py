"""`flask agreements`: what happens to agreements because a day has come."""

import click

from app.auth.actors import SYSTEM
from app.cli.group import Group
from app.pola.services.endings import run_dates

agreements = Group("agreements", help="End agreements whose last day has passed.")


@agreements.command("nightly")
def nightly() -> None:
    """End what is over, and tell people what ends within sixty days. Twice is once."""
    done = run_dates(by=SYSTEM)
    click.echo(
        f"{done['expired']} expired, {done['withdrawn']} ended after notice,"
        f" {done['told']} told that theirs is ending"
    )
