"""Who decides and signs for somebody who is away."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.models import Deputy, User
from app.auth.permissions import Permission, authorize
from app.core import audit, clock, mail
from app.core.db import command, connection
from app.core.errors import Reason, Refused
from app.pola.queries.people import find_deputy
from app.pola.rules.hitches import Hitch

_INSERT = sa.insert(Deputy).returning(Deputy.id)


@dataclass(frozen=True)
class _Person:
    """Who is stood in for, as permissions look at it."""

    user_id: int


@command
def name_deputy(user_id: int, deputy_id: int, from_day: date, to_day: date, *, by: Actor) -> int:
    """Let somebody stand in for a person from a day to a day, both included.

    Raises Refused for oneself, for days that have passed or run backwards, and for
    somebody who no longer works here.
    """
    authorize(by, Permission.NAME_DEPUTY, _Person(user_id))
    if deputy_id == user_id:
        raise Refused([Reason(Hitch.DEPUTY_SELF)])
    if to_day < max(from_day, clock.today()):
        raise Refused([Reason(Hitch.DEPUTY_DATES)])
    is_here = sa.select(User.is_active).where(User.id == deputy_id)
    if not connection().execute(is_here).scalar():
        raise Refused([Reason(Hitch.DEPUTY_GONE)])
    row = {
        "user_id": user_id,
        "deputy_id": deputy_id,
        "from_day": from_day,
        "to_day": to_day,
    }
    deputy_row_id = int(connection().execute(_INSERT, row).scalar_one())
    audit.record(by.id, "name_deputy", "user", user_id, after=row)
    mail.enqueue(deputy_id, "deputy_named", row | {"full_name": _name_of(user_id)})
    return deputy_row_id


@command
def end_deputy(deputy_row_id: int, *, by: Actor) -> None:
    """Let a deputy stand in no longer; what they decided stands."""
    authorize(by, Permission.NAME_DEPUTY, found := find_deputy(deputy_row_id))
    if found is None:
        raise Refused([Reason(Hitch.GONE)])
    connection().execute(sa.delete(Deputy).where(Deputy.id == deputy_row_id))
    words = {"deputy_id": found.deputy_id, "from_day": found.from_day, "to_day": found.to_day}
    audit.record(by.id, "end_deputy", "user", found.user_id, before=words)


def _name_of(user_id: int) -> str:
    found = connection().execute(sa.select(User.given_name, User.surname).where(User.id == user_id))
    return " ".join(found.one())
