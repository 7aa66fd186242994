"""How often the database is asked."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from app.core.db import db

_BOUNDS = ("BEGIN", "COMMIT", "ROLLBACK")


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect the statements sent meanwhile, the bounds of transactions apart."""
    statements: list[str] = []

    def note(*facts: object) -> None:
        if not str(facts[2]).startswith(_BOUNDS):
            statements.append(str(facts[2]))

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
