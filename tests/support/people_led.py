"""People as services know them who lead somebody."""

from dataclasses import replace

from app.auth.actors import Actor, Grant
from app.auth.models import Role, User
from tests.support.factories import actor


def leader(user: User, office_id: int | None = None) -> Actor:
    """Return a person who leads others; with an office given to them, if one is named."""
    grants = frozenset({Grant(Role.MANAGER, office_id=office_id)} if office_id else ())
    return replace(actor(user), leads=True, grants=grants)
