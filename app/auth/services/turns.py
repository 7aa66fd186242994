"""Whose turn it is: one command at a time acts for a person, or for an office's presence.

Locks are always taken in this order, so that no two commands wait for each
other: person, booking, days by date and workplace, office (ADR 6).
"""

from collections.abc import Collection

import sqlalchemy as sa

from app.auth.models import Office, User
from app.core.db import connection, is_postgresql

_lock_person = (
    sa.select(User.id).where(User.id == sa.bindparam("id")).with_for_update(key_share=True)
)
_lock_office = (
    sa.select(Office.id)
    .join(User, User.office_id == Office.id)
    .where(User.id == sa.bindparam("id"))
    .with_for_update(key_share=True, of=Office)
)


def lock_person(user_id: int) -> None:
    """Let one command at a time act for a person, so that their limits hold too.

    SQLite's write lock does this already.
    """
    if is_postgresql():
        connection().execute(_lock_person, {"id": user_id})


def lock_office_of(user_id: int) -> None:
    """Let one command at a time count who is present in a person's office."""
    if is_postgresql():
        connection().execute(_lock_office, {"id": user_id})


def lock_offices_of(user_ids: Collection[int]) -> None:
    """Let one command at a time count who is present in these people's offices, by their ids."""
    if is_postgresql():
        theirs = sa.select(User.office_id).where(User.id.in_(user_ids))
        connection().execute(
            sa.select(Office.id)
            .where(Office.id.in_(theirs))
            .order_by(Office.id)
            .with_for_update(key_share=True)
        )


def lock_people(user_ids: Collection[int]) -> None:
    """Let one command at a time act for several people, in the order of their ids."""
    if is_postgresql():
        connection().execute(
            sa.select(User.id)
            .where(User.id.in_(user_ids))
            .order_by(User.id)
            .with_for_update(key_share=True)
        )
