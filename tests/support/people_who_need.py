"""People as pages know them, with what they need of a desk."""

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.models import User
from app.auth.rules import read_codes
from app.core.db import db


def with_needs(user: User) -> Actor:
    """The person as a page knows them: with the needs that are stored."""
    told = db.session.scalar(sa.select(User.desk_needs).where(User.id == user.id))
    return Actor(id=user.id, full_name="Sofia", desk_needs=read_codes(told or ""))
