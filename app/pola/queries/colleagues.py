"""Who a person is to the programme, and whom they work with."""

from dataclasses import dataclass

import sqlalchemy as sa

from app.auth.models import User
from app.core.db import connection

MOST_COLLEAGUES = 200


@dataclass(frozen=True)
class Colleague:
    """Somebody who works here."""

    user_id: int
    full_name: str
    email: str


_COLLEAGUE = sa.select(
    User.id.label("user_id"),
    (User.given_name + " " + User.surname).label("full_name"),
    User.email,
).where(User.is_active.is_(True))


def is_remote_capable(user_id: int) -> bool:
    """Return True if a person's work can be done remotely (L. 81/2017 art. 18)."""
    select = sa.select(User.is_remote_capable).where(User.id == user_id)
    return bool(connection().execute(select).scalar())


def manager_name_of(user_id: int) -> str:
    """Return the name of a person's line manager; empty if none is on record."""
    manager = sa.orm.aliased(User)
    select = (
        sa.select((manager.given_name + " " + manager.surname).label("name"))
        .join(User, User.manager_id == manager.id)
        .where(User.id == user_id)
    )
    return connection().execute(select).scalar() or ""


def colleagues_of(user_id: int) -> list[Colleague]:
    """Return who works in a person's office, reports to the same manager, or is that manager."""
    me = sa.select(User.office_id, User.manager_id).where(User.id == user_id).subquery()
    close = sa.or_(
        User.office_id == me.c.office_id,
        User.manager_id == me.c.manager_id,
        User.id == me.c.manager_id,
    )
    select = _COLLEAGUE.join(me, close).where(User.id != user_id)
    rows = connection().execute(
        select.order_by(User.surname, User.given_name).limit(MOST_COLLEAGUES)
    )
    return [Colleague(**row._mapping) for row in rows]


def find_colleague(email: str) -> Colleague | None:
    """Return who has this e-mail address, or None."""
    row = connection().execute(_COLLEAGUE.where(User.email == email.strip().lower())).first()
    return Colleague(**row._mapping) if row else None
