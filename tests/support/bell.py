"""Messages that somebody owes a person, without the deed that causes them."""

from typing import Any

import sqlalchemy as sa

from app.auth.models import User
from app.booking.models import Desk
from app.core.db import db, transaction
from app.core.mail import OutboxMail, enqueue
from tests.support.factories import make_booking
from tests.support.town import TUESDAY


def owe(user: User, kind: str, **facts: Any) -> int:
    """Owe a message to a person; return its id."""
    with transaction():
        enqueue(user.id, kind, facts)
    return db.session.scalars(sa.select(sa.func.max(OutboxMail.id))).one()


def tell_of_a_desk(user: User, desk: Desk, times: int = 1) -> list[int]:
    """Book a desk for Tuesday, and tell the person so many times that it was freed."""
    booking = make_booking(user, desk, TUESDAY)
    facts = {"booking_id": booking, "desk_id": desk.id, "sequence": 1, "kept": None}
    return [owe(user, "booking_freed", day=TUESDAY, part="day", **facts) for _time in range(times)]


def unread(user: User) -> list[int]:
    """Return the ids of what a person has not read."""
    unseen = OutboxMail.user_id == user.id, OutboxMail.seen_at.is_(None)
    return list(db.session.scalars(sa.select(OutboxMail.id).where(*unseen).order_by(OutboxMail.id)))
