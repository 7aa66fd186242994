"""The app, a browser and a stopped clock, on the database that TEST_DATABASE names."""

import os
from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask
from flask_migrate import upgrade
from flask_wtf.csrf import generate_csrf
from hypothesis import settings

from app import create_app
from app.auth.permissions import public
from app.core import clock
from app.core.db import db
from tests.support.browser import Browser
from tests.support.databases import empty, new_database, scratch, start_postgresql

# Monday, a quarter past ten: the world of the pictures in our design.
MONDAY = datetime(2026, 3, 2, 10, 15, tzinfo=clock.ROME)


# No test is timed: a busy machine is not a wrong answer.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def database_url() -> str:
    """One database for each test process."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    if os.environ.get("TEST_DATABASE") == "postgresql":
        server = os.environ.get("TEST_SERVER") or start_postgresql()
        return new_database(server, f"test_{worker}")
    return f"sqlite:///{scratch() / 'test.sqlite3'}"


@pytest.fixture(scope="session")
def _app(database_url: str) -> Iterator[Flask]:
    environ = {
        "SECRET_KEY": "tests",
        "LOCAL": "1",
        "INSTANCE_PATH": str(scratch()),
        "DATABASE_URL": database_url,
    }
    app = create_app({"TESTING": True, "SERVER_NAME": "localhost"}, environ)
    app.add_url_rule("/sign-in/token-for-tests", "token", public(lambda: generate_csrf()))
    with app.app_context():
        upgrade()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(_app: Flask) -> Iterator[Flask]:
    """The app inside a context; every table is empty again afterwards."""
    with _app.app_context():
        yield _app
        empty(_app)


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A browser that nobody has signed in yet."""
    return Browser(app.test_client())


@pytest.fixture(autouse=True)
def _stopped_clock() -> Iterator[None]:
    with clock.frozen(MONDAY):
        yield
