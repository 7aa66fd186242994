"""What ends with whoever leaves: desks, waits and the desks of every week."""

from collections.abc import Sequence

import sqlalchemy as sa

from app.auth.actors import Actor
from app.booking.models import Series, Wait
from app.booking.queries.bookings import find_booking
from app.booking.queries.places import places
from app.booking.rules.refusals import halves_left
from app.booking.rules.waiting import LIVE, WaitState
from app.booking.services.bookings import BATCH, free_halves, lock_coming
from app.booking.services.days import lock_days
from app.core import audit, clock
from app.core.db import connection


def leave(user_ids: Sequence[int], *, by: Actor) -> int:
    """Free the coming desks of these people and let them have no new one; return how many.

    Inside the caller's transaction, which holds the people already. Without it a line or
    a midnight would go on to give desks to somebody who never comes.
    """
    for start in range(0, len(user_ids), BATCH):
        _want_no_more(user_ids[start : start + BATCH], by)
    return _free_desks(user_ids, by)


def _want_no_more(user_ids: Sequence[int], by: Actor) -> None:
    """End the waits and the series of these people."""
    run, now = connection().execute, clock.now()
    waits = run(
        sa.update(Wait)
        .where(Wait.user_id.in_(user_ids), Wait.state.in_(sorted(LIVE)))
        .values(state=WaitState.WITHDRAWN, answered_at=now)
        .returning(Wait.id)
    )
    for wait_id in sorted(waits.scalars()):
        audit.record(by.id, "stop_waiting", "wait", wait_id)
    ended = run(
        sa.update(Series)
        .where(Series.user_id.in_(user_ids), Series.ended_at.is_(None))
        .values(ended_at=now)
        .returning(Series.id)
    )
    for series_id in sorted(ended.scalars()):
        audit.record(by.id, "end_series", "series", series_id)


def _free_desks(user_ids: Sequence[int], by: Actor) -> int:
    """Free what is left of these people's bookings; return of how many."""
    # In the fixed order, all of each: people are held already, then bookings, then days.
    held = lock_coming(user_ids)
    lock_days([(row.day, row.workplace_id) for row in held])
    now, known = clock.wall(), places()
    freed = 0
    for row in sorted(held, key=lambda row: (row.day, row.workplace_id, row.id)):
        booking, workplace = find_booking(row.id), known.by_id.get(row.workplace_id)
        assert booking is not None
        left = list(booking.part.halves)
        if workplace is not None:
            left = halves_left(booking.day, booking.part, workplace, now)
        if left:
            free_halves(booking, left, by=by)
            freed += 1
    return freed
