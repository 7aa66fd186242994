"""Open a day at midnight: series are placed in an order drawn for it, before anybody clicks.

So neither an early riser nor the same series always wins. The seed is kept.
"""

import secrets
from collections import Counter
from datetime import date, timedelta

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.booking.models import Opening
from app.booking.queries.places import places
from app.booking.queries.series import last_open_day, last_opening, unplaced
from app.booking.rules.series import SeriesDayState, drawn
from app.booking.services.series import place_day
from app.core import clock
from app.core.calendar import is_working_day
from app.core.db import command, connection, insert_if_new


def open_days(*, by: Actor) -> Counter[SeriesDayState]:
    """Open each day that came within reach since the last one; return how many series went how.

    Never in a caller's transaction: each series is placed in one of its own, so that it
    may stop anywhere, be started again, and run twice at once.
    """
    authorize(by, Permission.RUN_JOBS)
    known = places()
    last = last_open_day(known)
    day = max(last_opening() or clock.today(), clock.today())
    done: Counter[SeriesDayState] = Counter()
    while day <= last:
        if is_working_day(day, known.subdivision):
            done += _open_day(day, by)
        day += timedelta(days=1)
    return done


def _open_day(day: date, by: Actor) -> Counter[SeriesDayState]:
    seed = begin_opening(day, by=by)
    waiting = {one.id: one.user_id for one in unplaced(day)}
    done: Counter[SeriesDayState] = Counter()
    for series_id in drawn(waiting, seed):
        done.update([place_day(series_id, day, by=by)])
    end_opening(day, by=by)
    return done


@command
def begin_opening(day: date, *, by: Actor) -> str:
    """Draw the seed of a day, or return the one that was drawn before."""
    authorize(by, Permission.RUN_JOBS)
    row = {"day": day, "seed": secrets.token_hex(16), "opened_at": clock.now(), "ended_at": None}
    insert_if_new(Opening, row)
    found: str = (
        connection().execute(sa.select(Opening.seed).where(Opening.day == day)).scalar_one()
    )
    return found


@command
def end_opening(day: date, *, by: Actor) -> None:
    """Let everybody book the day now; one that was opened before stays as it was."""
    authorize(by, Permission.RUN_JOBS)
    connection().execute(
        sa.update(Opening)
        .where(Opening.day == day, Opening.ended_at.is_(None))
        .values(ended_at=clock.now())
    )
