"""Notices are handed over and acknowledged, with version and time (L. 81/2017 art. 22)."""

from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.core import audit, clock, mail
from app.core.db import command, connection
from app.core.errors import Reason, Refused
from app.pola.models import Acknowledgement
from app.pola.queries.programme import parameter_rows
from app.pola.rules.hitches import Hitch
from app.pola.rules.notices import Notice, version_on

_INSERT = sa.insert(Acknowledgement)


@command
def hand_over(user_ids: Iterable[int], notice: Notice, *, by: Actor) -> int:
    """Hand the standing version of a notice to people, who are asked to acknowledge it.

    Returns how many people it was handed to. A year later it is handed over again.
    """
    authorize(by, Permission.RUN_PROGRAMME)
    today, now = clock.today(), clock.now()
    version = version_on(notice, today, parameter_rows())
    people = sorted(set(user_ids))
    rows = [
        {"user_id": user_id, "notice": notice, "version": version, "delivered_at": now}
        for user_id in people
    ]
    if rows:
        connection().execute(_INSERT, rows)
    for user_id in people:
        mail.enqueue(user_id, "notice_to_read", {"notice": notice, "version": version})
    words = {"notice": notice, "version": version, "people": len(people)}
    audit.record(by.id, "hand_over", "notice", None, after=words)
    return len(people)


@command
def acknowledge(notice: Notice, version: date, *, by: Actor) -> None:
    """Say that one has read a notice, in the version that one has seen.

    Raises Refused if another version stands by now.
    """
    authorize(by, Permission.SEE_OWN_RECORD)
    if version != version_on(notice, clock.today(), parameter_rows()):
        raise Refused([Reason(Hitch.CHANGED_MEANWHILE)])
    now = clock.now()
    handed = sa.update(Acknowledgement).where(
        Acknowledgement.user_id == by.id,
        Acknowledgement.notice == notice,
        Acknowledgement.version == version,
        Acknowledgement.acknowledged_at.is_(None),
    )
    if not connection().execute(handed.values(acknowledged_at=now)).rowcount:
        # Read on the page itself: handed over and acknowledged at once.
        row = {"user_id": by.id, "notice": notice, "version": version}
        connection().execute(_INSERT, row | {"delivered_at": now, "acknowledged_at": now})
    words = {"notice": notice, "version": version}
    audit.record(by.id, "acknowledge", "user", by.id, after=words)
