"""Commands that tell in words when the database cannot be used."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError, ProgrammingError


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (OperationalError, ProgrammingError) as error:
        said = str(error.orig).strip().splitlines()[0]
        raise click.ClickException(
            f"the database cannot be used ({said}). Has `flask db upgrade` been run?"
        ) from error


class Command(click.Command):
    """A command of its own."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run it."""
        with _told():
            return super().invoke(ctx)


class Group(AppGroup):
    """Commands about one thing; each has the app's context."""

    def invoke(self, ctx: click.Context) -> Any:
        """Read the words of one command, and run it."""
        with _told():
            return super().invoke(ctx)
