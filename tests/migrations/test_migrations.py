import os

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade

from app import create_app
from app.core.db import db
from app.core.health import problem
from tests.support.databases import new_database, scratch, start_postgresql


@pytest.fixture
def empty_app(tmp_path):
    """An app on a database of its own, with nothing in it."""
    if os.environ.get("TEST_DATABASE") == "postgresql":
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        server = os.environ.get("TEST_SERVER") or start_postgresql()
        url = new_database(server, f"migrations_{worker}")
    else:
        url = f"sqlite:///{scratch() / 'migrations.sqlite3'}"
    environ = {"SECRET_KEY": "tests", "LOCAL": "1", "INSTANCE_PATH": str(tmp_path)}
    made = create_app({"TESTING": True}, environ | {"DATABASE_URL": url})
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


def test_the_migrations_build_just_what_the_models_say(empty_app):
    upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []
    assert problem() is None


def test_the_migrations_go_back_to_an_empty_database_and_forward_again(empty_app):
    upgrade()
    downgrade(revision="base")
    assert set(sa.inspect(db.engine).get_table_names()) == {"alembic_version"}
    assert problem() is not None
    # The next question is asked afresh, as by the next request.
    db.session.remove()
    upgrade()
    assert problem() is None
