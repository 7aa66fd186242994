"""What `make run` does before it serves: the database as it should be, and where to go."""

import os
import subprocess
import sys

import click
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.exc import OperationalError

from app.auth.models import Role, RoleGrant
from app.auth.rules import DEMO_PASSWORD
from app.cli.demo.accounts import ACCOUNTS
from app.cli.demo.command import PEOPLE, is_empty
from app.core.db import db
from app.core.health import newest_migration
from config import ROOT

EVERYWHERE = {"0.0.0.0", "127.0.0.1", "localhost", "[::]", "[::1]", ""}  # noqa: S104


def prepare(app: Flask) -> None:
    """Bring the database up to date, and fill an empty one if this is the demo.

    No connection is left open, so that none crosses the fork. SystemExit says
    in words what stands in the way.
    """
    with app.app_context():
        try:
            if _stored_revision() != newest_migration():
                upgrade()
            if app.config["DEMO"] and is_empty():
                click.echo(f"Loading the demo: {PEOPLE} invented people, a few seconds …")
                _load_apart(app)
        except OperationalError as error:
            address = db.engine.url.render_as_string(hide_password=True)
            raise SystemExit(f"The database {address} cannot be used: {error.orig}") from error
        finally:
            db.session.remove()
            db.engine.dispose()


def _load_apart(app: Flask) -> None:
    """Load the demo in a process of its own.

    It typesets documents, with threads that would not live on in workers forked from here.
    """
    config = app.config
    environ = os.environ | {
        "LOCAL": "1",
        "DEMO": "1",
        "SECRET_KEY": config["SECRET_KEY"],
        "INSTANCE_PATH": str(config["INSTANCE_PATH"]),
        "DATABASE_URL": db.engine.url.render_as_string(hide_password=False),
    }
    words = [sys.executable, "-m", "flask", "--app", "wsgi", "demo"]
    done = subprocess.run(words, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, check=False)  # noqa: S603
    if done.returncode:
        raise SystemExit("The demo could not be loaded: the lines above say why.")


def _stored_revision() -> str | None:
    """Return the revision of the database, or None before its first migration."""
    with db.engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        return found


def greeting(app: Flask, bind: str) -> str:
    """Return where to go, and who can sign in."""
    lines = ["", f"Vicino is ready: {_address(bind)}", ""]
    if app.config["DEMO"]:
        lines += [f"It is a demo. Sign in with the password {DEMO_PASSWORD} as"]
        lines += [f"  {account.email:<30} {account.shows}" for account in ACCOUNTS]
    elif not _has_administrator(app):
        lines += [
            "Nobody can administer it yet. In another terminal:",
            "  LOCAL=1 .venv/bin/flask users create EMAIL GIVEN SURNAME --role administrator",
            "  LOCAL=1 .venv/bin/flask users password EMAIL",
        ]
    return "\n".join([*lines, "", "Ctrl-C stops it."])


def _address(bind: str) -> str:
    if bind.startswith(("unix:", "fd:")):
        return bind
    host, _colon, port = bind.rpartition(":")
    return f"http://{'localhost' if host in EVERYWHERE else host}:{port}"


def _has_administrator(app: Flask) -> bool:
    with app.app_context():
        try:
            wanted = sa.select(RoleGrant.id).where(RoleGrant.role == Role.ADMINISTRATOR)
            return db.session.execute(wanted).first() is not None
        finally:
            db.session.remove()
            db.engine.dispose()
