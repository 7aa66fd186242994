"""Alembic's environment: one connection, the app's own metadata."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import context
from flask import current_app

from app.core.db import UTCDateTime

config = context.config
database = current_app.extensions["migrate"].db


def render_item(kind: str, item: Any, _autogen: Any) -> str | bool:
    """Write our own types as SQLAlchemy's, so that a migration imports no app code."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, sa.Enum):
        return f"sa.String(length={item.length})"
    return False


@contextmanager
def _loose_keys(connection: sa.Connection) -> Iterator[None]:
    """Let SQLite write a table anew while others refer to it.

    Its pragma says nothing inside a transaction: it is set before the first one begins.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.cursor()
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        # What has begun since would make the pragma say nothing.
        connection.rollback()
        driver.execute("PRAGMA foreign_keys=ON")


def run_online() -> None:
    """Migrate inside one transaction."""
    with database.engine.connect() as connection, _loose_keys(connection):
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_as_batch=True,
            render_item=render_item,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
            if connection.dialect.name == "sqlite":
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise RuntimeError(f"rows refer to others that are not there: {broken[:5]}")


if context.is_offline_mode():
    raise SystemExit("migrations run against a database; --sql is not supported")
run_online()
