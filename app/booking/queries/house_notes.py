"""Whether a person was shown a workplace's note already."""

import sqlalchemy as sa

from app.booking.models import HouseNoteRead
from app.booking.rules.places import WorkplaceFacts
from app.core.db import connection

_read = sa.select(HouseNoteRead.read_at).where(
    HouseNoteRead.user_id == sa.bindparam("user"),
    HouseNoteRead.workplace_id == sa.bindparam("workplace"),
)


def is_new_to(user_id: int | None, workplace: WorkplaceFacts) -> bool:
    """Return True for whoever has not read this workplace's note; one query if it has one."""
    if not workplace.has_note:
        return False
    key = {"user": user_id, "workplace": workplace.id}
    return connection().execute(_read, key).first() is None
