from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, StatementError

from app.core.audit import AuditLine, record
from app.core.db import RETRIES, Revision, command, connection, db, snapshot, transaction

pytestmark = pytest.mark.usefixtures("app")


class Trouble(Exception):
    """What a driver says when the database refuses."""

    def __init__(self, sqlstate: str) -> None:
        self.sqlstate = sqlstate


def lines() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(AuditLine))


def troubled(sqlstate: str, times: int):
    """Return a command that writes a line and fails so many times before it succeeds."""
    tries = []

    @command
    def write() -> int:
        record(None, "try", "test", None)
        tries.append(1)
        if len(tries) <= times:
            raise DBAPIError("UPDATE", None, Trouble(sqlstate))
        return len(tries)

    return write


@pytest.mark.parametrize("sqlstate", ["40P01", "40001"])
def test_a_deadlock_is_tried_again_from_the_start(sqlstate):
    assert troubled(sqlstate, RETRIES - 1)() == RETRIES
    # What the tries before had written is gone.
    assert lines() == 1


@pytest.mark.parametrize(("sqlstate", "times"), [("40P01", RETRIES), ("23505", 1)])
def test_an_endless_deadlock_and_every_other_error_are_told(sqlstate, times):
    with pytest.raises(DBAPIError):
        troubled(sqlstate, times)()
    assert lines() == 0


def test_a_command_inside_another_stands_or_falls_with_it():
    def fail_after_an_inner_command():
        with transaction():
            troubled("", 0)()
            assert lines() == 1
            raise RuntimeError("the power failed")

    with pytest.raises(RuntimeError):
        fail_after_an_inner_command()
    assert lines() == 0


def test_nothing_may_be_changed_outside_a_command():
    db.session.add(Revision(name="stray", number=1))
    with pytest.raises(RuntimeError, match="outside a command"):
        troubled("", 0)()
    db.session.rollback()


def test_an_instant_without_a_zone_is_refused():
    naive = datetime(2026, 3, 2, 10, 15)  # noqa: DTZ001
    with pytest.raises(StatementError, match="naive"), transaction():
        connection().execute(sa.update(AuditLine).values(at=naive))


def test_a_snapshot_does_not_see_what_is_committed_meanwhile(app):
    with snapshot():
        assert lines() == 0
        with db.engine.connect() as other:
            other.execute(sa.insert(Revision).values(name="meanwhile", number=1))
            other.commit()
        assert db.session.scalar(sa.select(Revision.number)) is None
    assert db.session.scalar(sa.select(Revision.number)) == 1
