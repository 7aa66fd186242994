"""Both engines, each with a database of its own, and runners to race on them."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade

from app import create_app
from app.booking.queries.checks import problems
from app.core import clock
from app.core.db import db
from tests.support.databases import empty, new_database, scratch, start_postgresql
from tests.support.racing import Lane, Race, Runner, Starter


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is in this folder."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.race)


@dataclass(frozen=True)
class Arena:
    """A database on which processes race."""

    url: str
    starter: Starter

    @property
    def is_postgresql(self) -> bool:
        return self.url.startswith("postgresql")

    def race(self, runners: list[Runner]) -> list[Lane]:
        """Hold a race with everything that was written so far; return the runners' lanes."""
        db.session.rollback()
        return self.starter.hold(Race(self.url, clock.now(), runners))


@pytest.fixture(scope="session")
def starter() -> Iterator[Starter]:
    process = Starter()
    yield process
    process.close()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def _arena_app(request: pytest.FixtureRequest) -> Iterator[Flask]:
    folder = scratch()
    url = f"sqlite:///{folder / 'race.sqlite3'}"
    if request.param == "postgresql":
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        url = new_database(os.environ.get("TEST_SERVER") or start_postgresql(), f"race_{worker}")
    app = create_app({"TESTING": True}, {"SECRET_KEY": "tests" * 8, "DATABASE_URL": url})
    with app.app_context():
        upgrade()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def arena(_arena_app: Flask, starter: Starter) -> Iterator[Arena]:
    """An arena with empty tables; whatever happens in it, everything must add up at the end."""
    with _arena_app.app_context():
        yield Arena(_arena_app.config["SQLALCHEMY_DATABASE_URI"], starter)
        found = problems()
        empty(_arena_app)
    assert found == []
