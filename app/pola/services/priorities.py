"""What HR alone notes of a person: priority, disability, the derogation from presence.

The audit lines say that something was noted, never what: others may read them.
"""

from datetime import date

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.core import audit, clock
from app.core.db import command, connection, insert_if_new
from app.core.errors import Forbidden, Reason, Refused
from app.pola.models import PriorityNote, WorkerNote
from app.pola.rules.hitches import Hitch
from app.pola.rules.priorities import Priority

_INSERT = sa.insert(PriorityNote).returning(PriorityNote.id)


@command
def note_priority(user_id: int, category: Priority, review_on: date, *, by: Actor) -> int:
    """Note that a person's requests are heard first until a day; return the note's id.

    The evidence is looked at, never kept (domain A2). Raises Refused for a day that has passed.
    """
    authorize(by, Permission.SEE_PRIORITY)
    _check_other(user_id, by)
    if review_on < clock.today():
        raise Refused([Reason(Hitch.REVIEW_PAST)])
    row = {
        "user_id": user_id,
        "category": category,
        "review_on": review_on,
        "checked_by": by.id,
        "created_at": clock.now(),
    }
    note_id = int(connection().execute(_INSERT, row).scalar_one())
    audit.record(by.id, "note_priority", "user", user_id, after={"review_on": review_on})
    return note_id


@command
def remove_priority(note_id: int, *, by: Actor) -> None:
    """Take a priority note away; one that is gone already is no error."""
    authorize(by, Permission.SEE_PRIORITY)
    removed = sa.delete(PriorityNote).where(PriorityNote.id == note_id)
    user_id = connection().execute(removed.returning(PriorityNote.user_id)).scalar()
    if user_id is not None:
        audit.record(by.id, "remove_priority", "user", user_id)


@command
def note_worker(
    user_id: int, *, is_disabled: bool, prevalence_waived_until: date | None, by: Actor
) -> None:
    """Note on what the law makes a person's terms depend.

    L. 68/1999 art. 1 for the employer's 90 days of notice; directive of 29 Dec 2023 for
    the derogation from presence.
    """
    authorize(by, Permission.SEE_PRIORITY)
    _check_other(user_id, by)
    values = {"is_disabled": is_disabled, "prevalence_waived_until": prevalence_waived_until}
    insert_if_new(WorkerNote, {"user_id": user_id} | values)
    connection().execute(sa.update(WorkerNote).where(WorkerNote.user_id == user_id).values(values))
    audit.record(by.id, "note_worker", "user", user_id)


def _check_other(user_id: int, by: Actor) -> None:
    """Forbid to note on oneself what changes one's own terms."""
    if user_id == by.id:
        raise Forbidden(Permission.SEE_PRIORITY)
