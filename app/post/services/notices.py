"""Notices that a person has read: kept for the bell alone, and told to nobody."""

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.core import clock
from app.core.db import command, connection
from app.core.mail import OutboxMail

_unseen = sa.update(OutboxMail).where(
    OutboxMail.user_id == sa.bindparam("b_user"), OutboxMail.seen_at.is_(None)
)
_one = _unseen.where(OutboxMail.id == sa.bindparam("b_notice"))
_all = _unseen.where(OutboxMail.id <= sa.bindparam("b_newest"))


@command
def mark_read(notice_id: int, *, by: Actor) -> None:
    """Note that the person has opened a notice of theirs; another's stays as it is."""
    authorize(by, Permission.SEE_OWN_RECORD)
    change = _one.values(seen_at=clock.now())
    connection().execute(change, {"b_user": by.id, "b_notice": notice_id})


@command
def mark_all_read(newest: int, *, by: Actor) -> None:
    """Note that the person has read all their notices up to this id: later ones are still new."""
    authorize(by, Permission.SEE_OWN_RECORD)
    change = _all.values(seen_at=clock.now())
    connection().execute(change, {"b_user": by.id, "b_newest": newest})
