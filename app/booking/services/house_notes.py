"""A workplace's note is shown once, before a person's first day there."""

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.booking.models import HouseNoteRead
from app.booking.queries.places import current_revision, places
from app.core import clock
from app.core.db import command, insert_if_new


@command
def read_note(workplace_id: int, *, by: Actor) -> None:
    """Note that a person has read a workplace's note; a second time changes nothing.

    ValueError for a workplace that lends no desks.
    """
    authorize(by, Permission.BOOK_DESK)
    if workplace_id not in places(current_revision()).by_id:
        raise ValueError(f"{workplace_id} is no workplace")
    row = {"user_id": by.id, "workplace_id": workplace_id, "read_at": clock.now()}
    insert_if_new(HouseNoteRead, row)
