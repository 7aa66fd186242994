"""The row of a workplace's day: whoever changes it waits their turn (ADR 6).

Locks are always taken in this order, so that no two commands wait for each
other: person, booking, days by date and workplace, office.
"""

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Any

import sqlalchemy as sa

from app.booking.models import Opening, Wait, WaitCall, Workplace, WorkplaceDay
from app.booking.queries.places import current_revision, places
from app.booking.rules.places import WorkplaceFacts
from app.booking.rules.refusals import Refusal
from app.booking.rules.waiting import WaitState
from app.core import clock
from app.core.db import connection, insert_if_new, is_postgresql
from app.core.errors import Reason, Refused
from app.core.half import Half, Part

# Longer than this nobody waits for the draw of the day.
OPENED_BY = time(0, 30)
_DAY = sa.and_(
    WorkplaceDay.day == sa.bindparam("b_day"),
    WorkplaceDay.workplace_id == sa.bindparam("b_workplace"),
)
_FREE_AM = WorkplaceDay.taken_am < WorkplaceDay.cap_am
_FREE_PM = WorkplaceDay.taken_pm < WorkplaceDay.cap_pm
_UP_AM = {"taken_am": WorkplaceDay.taken_am + 1}
_UP_PM = {"taken_pm": WorkplaceDay.taken_pm + 1}
_NEXT = {"version": WorkplaceDay.version + 1}

# The guarantee: a full half changes no row.
_take = {
    Part.DAY: sa.update(WorkplaceDay)
    .where(_DAY, _FREE_AM, _FREE_PM)
    .values(_UP_AM | _UP_PM | _NEXT),
    Part.AM: sa.update(WorkplaceDay).where(_DAY, _FREE_AM).values(_UP_AM | _NEXT),
    Part.PM: sa.update(WorkplaceDay).where(_DAY, _FREE_PM).values(_UP_PM | _NEXT),
}
_take = {
    part: update.returning(WorkplaceDay.taken_am, WorkplaceDay.taken_pm)
    for part, update in _take.items()
}
_give = {
    part: sa.update(WorkplaceDay)
    .where(_DAY)
    .values(
        taken_am=WorkplaceDay.taken_am - int(Half.AM in part.halves),
        taken_pm=WorkplaceDay.taken_pm - int(Half.PM in part.halves),
        **_NEXT,
    )
    for part in Part
}
_somebody_waits = (
    sa.select(Wait.id)
    .where(Wait.day == sa.bindparam("w_day"), Wait.state == WaitState.WAITING)
    .limit(1)
)
_read = sa.select(
    WorkplaceDay.taken_am, WorkplaceDay.cap_am, WorkplaceDay.taken_pm, WorkplaceDay.cap_pm
).where(_DAY)


def lock_days(keys: Iterable[tuple[date, int]]) -> None:
    """Take several days' turns in the fixed order, before changing any of them."""
    if is_postgresql():
        connection().execute(
            sa.select(WorkplaceDay.version)
            .where(sa.tuple_(WorkplaceDay.day, WorkplaceDay.workplace_id).in_(sorted(set(keys))))
            .order_by(WorkplaceDay.day, WorkplaceDay.workplace_id)
            .with_for_update()
        )


def take(workplace: WorkplaceFacts, day: date, part: Part) -> tuple[bool, dict[Half, int]]:
    """Count one more desk taken, if the cap leaves one.

    Returns whether it did, and how many were taken by others at that moment.
    """
    key = {"b_day": day, "b_workplace": workplace.id}
    row = connection().execute(_take[part], key).first()
    if row is None:
        now = connection().execute(_read, key).first()
        if now is None:
            open_day(workplace.id, day)
        if now is None or _has_room(now, part):
            # The day was opened, by us or by others, or a desk given back since we tried.
            row = connection().execute(_take[part], key).first()
    if row is None:
        now = connection().execute(_read, key).one()
        return False, {Half.AM: now.taken_am, Half.PM: now.taken_pm}
    return True, {
        Half.AM: row.taken_am - (Half.AM in part.halves),
        Half.PM: row.taken_pm - (Half.PM in part.halves),
    }


def _has_room(row: Any, part: Part) -> bool:
    """Return True when the cap leaves a desk in every half of the part."""
    taken = {Half.AM: row.taken_am, Half.PM: row.taken_pm}
    cap = {Half.AM: row.cap_am, Half.PM: row.cap_pm}
    return all(taken[half] < cap[half] for half in part.halves)


def give_back(workplace_id: int, day: date, part: Part) -> None:
    """Count one desk fewer taken; whoever waits on that day is called."""
    count_back(workplace_id, day, part)
    call_waiting(workplace_id, day)


def count_back(workplace_id: int, day: date, part: Part) -> None:
    """Count one desk fewer taken; nobody is called, since it does not stay free."""
    connection().execute(_give[part], {"b_day": day, "b_workplace": workplace_id})


def is_called(workplace_id: int, day: date) -> bool:
    """Return True while what is free on a workplace's day is for those who wait."""
    select = sa.select(WaitCall.is_open).where(*_call(workplace_id, day))
    return bool(connection().scalar(select))


def is_being_opened(day: date, days_ahead: int) -> bool:
    """Return True in the first half hour of a day's first day, until its series are placed.

    Whether or not the job ran: afterwards everybody may book.
    """
    now = clock.wall()
    if now.time() >= OPENED_BY or day != now.date() + timedelta(days=days_ahead):
        return False
    opened = sa.select(Opening.day).where(Opening.day == day, Opening.ended_at.is_not(None))
    return connection().execute(opened).first() is None


def call_waiting(workplace_id: int, day: date) -> None:
    """Keep what has just become free for those who wait, until they have been served."""
    waits = {"w_day": day}
    if connection().execute(_somebody_waits, waits).first() is not None:
        row = {"day": day, "workplace_id": workplace_id, "number": 0, "answered": 0}
        insert_if_new(WaitCall, row)
        connection().execute(
            sa.update(WaitCall).where(*_call(workplace_id, day)).values(number=WaitCall.number + 1)
        )


def answer_call(workplace_id: int, day: date, number: int) -> None:
    """Let everybody have what is left, unless something freed after the call that was heard."""
    connection().execute(
        sa.update(WaitCall)
        .where(*_call(workplace_id, day), WaitCall.answered < number)
        .values(answered=number)
    )


def _call(workplace_id: int, day: date) -> tuple[sa.ColumnElement[bool], ...]:
    """Return what finds the calls of a workplace's day."""
    return WaitCall.day == day, WaitCall.workplace_id == workplace_id


def note_change(workplace_id: int, day: date) -> None:
    """Let those who watch a day know that something changed, though nothing was taken or freed."""
    key = {"b_day": day, "b_workplace": workplace_id}
    connection().execute(sa.update(WorkplaceDay).where(_DAY).values(_NEXT), key)


def open_day(workplace_id: int, day: date) -> None:
    """Write a day's row with its caps as they stand now; a second time does nothing."""
    if is_postgresql():
        # Whoever changes caps holds this row: ours are read after they are done.
        connection().execute(
            sa.select(Workplace.id).where(Workplace.id == workplace_id).with_for_update(read=True)
        )
    workplace = places(current_revision()).by_id.get(workplace_id)
    if workplace is None:
        # Taken off the list while we waited.
        raise Refused([Reason(Refusal.DESK_GONE)])
    insert_if_new(
        WorkplaceDay,
        {
            "day": day,
            "workplace_id": workplace_id,
            "taken_am": 0,
            "taken_pm": 0,
            "cap_am": workplace.capacity(day, Half.AM),
            "cap_pm": workplace.capacity(day, Half.PM),
            "version": 1,
        },
    )


def lock_workplace(workplace_id: int) -> None:
    """Keep new days from opening while a workplace's limits change."""
    if is_postgresql():
        connection().execute(
            sa.select(Workplace.id)
            .where(Workplace.id == workplace_id)
            .with_for_update(key_share=True)
        )


def refresh_caps(workplace_id: int, first: date) -> None:
    """Write the caps anew into a workplace's days from `first` on, after its limits changed."""
    workplace = places(current_revision()).by_id.get(workplace_id)
    rows = connection().execute(
        sa.select(WorkplaceDay.day, WorkplaceDay.cap_am, WorkplaceDay.cap_pm)
        .where(WorkplaceDay.workplace_id == workplace_id, WorkplaceDay.day >= first)
        .order_by(WorkplaceDay.day)
    )
    for row in rows.all():
        am = workplace.capacity(row.day, Half.AM) if workplace else 0
        pm = workplace.capacity(row.day, Half.PM) if workplace else 0
        if (am, pm) != (row.cap_am, row.cap_pm):
            connection().execute(
                sa.update(WorkplaceDay)
                .where(WorkplaceDay.day == row.day, WorkplaceDay.workplace_id == workplace_id)
                .values(cap_am=am, cap_pm=pm, **_NEXT)
            )
            if am > row.cap_am or pm > row.cap_pm:
                call_waiting(workplace_id, row.day)
