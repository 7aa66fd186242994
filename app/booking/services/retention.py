"""Forget whose past bookings were, and later the bookings; what was counted of them stays."""

import json
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.dialects import postgresql, sqlite

from app.auth.actors import Actor
from app.auth.models import User
from app.auth.permissions import Permission, authorize
from app.booking.models import (
    Booking,
    BookingState,
    CapDraw,
    Delegation,
    Exchange,
    Forgotten,
    Group,
    Invite,
    Lost,
    Move,
    SeriesDay,
    Slot,
    Wait,
)
from app.booking.queries.check_totals import totals_agree
from app.booking.queries.retention import forgotten_until, people_from
from app.booking.queries.totals import last_total
from app.booking.rules.retention import (
    is_month_over,
    kept_area,
    last_day_due,
    last_of_month,
    without_hour,
)
from app.booking.services.totals import count_month, lock_totals
from app.core import audit, clock
from app.core.db import command, connection, is_postgresql
from app.core.mail import OutboxMail
from app.pola.services.retention import forget_near_halves

# Rows of a transaction: nobody waits long for one, and little is lost with a kill.
BATCH = 500

_with_person = (
    sa.select(
        Booking.id,
        Booking.user_id,
        Booking.workplace_id,
        Booking.state,
        Booking.created_at,
        Booking.changed_at,
        Booking.cancelled_at,
        User.area_code,
    )
    .join(User, User.id == Booking.user_id)
    .where(Booking.day == sa.bindparam("day"), Booking.user_id.is_not(None))
    .order_by(Booking.id)
    .limit(BATCH)
    .with_for_update(of=Booking)
)
_without_person = (
    sa.select(Booking.id)
    .where(Booking.day == sa.bindparam("day"), Booking.user_id.is_(None))
    .order_by(Booking.id)
    .limit(BATCH)
    .with_for_update()
)
_forget = (
    sa.update(Booking)
    .where(Booking.id == sa.bindparam("b_id"))
    .values(
        user_id=None,
        booked_by_id=None,
        reminded_of=None,
        # The old one stands in the person's diary and mails.
        uid=sa.bindparam("b_uid"),
        area_code=sa.bindparam("b_area"),
        created_at=sa.bindparam("b_created"),
        changed_at=sa.bindparam("b_changed"),
        cancelled_at=sa.bindparam("b_cancelled"),
    )
)


def forget_people(*, by: Actor) -> int:
    """Take the person off all bookings of ANONYMISE_AFTER_DAYS ago and before; say how many.

    A day waits until its month is over; the month is then counted for the last time.
    One transaction for each 500 bookings of a day, never in a caller's transaction: it
    may stop anywhere, and be done twice or by two at once.
    """
    authorize(by, Permission.RUN_JOBS)
    last = _last_day("ANONYMISE_AFTER_DAYS")
    _forget_shared(last)
    days = connection().scalars(
        sa.select(Booking.day)
        .where(Booking.day <= last, Booking.user_id.is_not(None))
        .distinct()
        .order_by(Booking.day)
    )
    forgotten = 0
    for day in days.all():
        if not is_month_over(day, clock.today()):
            break
        while number := _forget_some(day, by):
            forgotten += number
    return forgotten


def delete_past(*, by: Actor) -> int:
    """Delete the bookings of DELETE_AFTER_DAYS ago and before; return how many.

    Those that still have their person wait. What was counted of them stays.
    One transaction for each 500, never in a caller's transaction.
    """
    authorize(by, Permission.RUN_JOBS)
    last = _last_day("DELETE_AFTER_DAYS")
    days = connection().scalars(
        sa.select(Booking.day)
        .where(Booking.day <= last)
        .group_by(Booking.day)
        .having(sa.func.count(Booking.user_id) == 0)
        .order_by(Booking.day)
    )
    deleted = 0
    for day in days.all():
        while number := _delete_some(day):
            deleted += number
    while _delete_draws(min(last, forgotten_until().bookings)):
        pass
    _delete_delegations(last)
    return deleted


def _last_day(setting: str) -> date:
    return last_day_due(clock.today(), current_app.config[setting])


@command
def _forget_some(day: date, by: Actor) -> int:
    """Forget whose some bookings of a day were; return how many, 0 when none is left."""
    if day > forgotten_until().people:
        _close_month(day, by)
        _note(Lost.PEOPLE, day)
    rows = connection().execute(_with_person, {"day": day}).all()
    if not rows:
        return 0
    ids = [row.id for row in rows]
    people = sorted({row.user_id for row in rows})
    came = people_from(day.replace(day=1))
    connection().execute(_forget, [_kept(row, came) for row in rows])
    connection().execute(sa.delete(Slot).where(Slot.booking_id.in_(ids)))
    connection().execute(sa.delete(Wait).where(Wait.booking_id.in_(ids)))
    connection().execute(sa.delete(SeriesDay).where(SeriesDay.booking_id.in_(ids)))
    audit.forget("booking", ids)
    _forget_mails(people, ids)
    forget_near_halves(people, day)
    return len(rows)


def _close_month(day: date, by: Actor) -> None:
    """See that the day's month is counted just as the bookings say, for the last time."""
    # Nobody counts it any more once the day is noted.
    lock_totals()
    first, last = day.replace(day=1), last_of_month(day)
    if first <= forgotten_until().people:
        return
    is_counted = (last_total() or date.min) >= last
    if not is_counted or not totals_agree(first, last):
        count_month(first, by=by)


def _kept(row: Any, came: dict[tuple[int, str], int]) -> dict[str, Any]:
    """Return what stays of a booking without its person."""
    area = kept_area(
        row.area_code,
        came.get((row.workplace_id, row.area_code), 0),
        is_held=row.state is BookingState.ACTIVE,
    )
    moments = {
        "b_created": row.created_at,
        "b_changed": row.changed_at,
        "b_cancelled": row.cancelled_at,
    }
    return {"b_id": row.id, "b_uid": f"forgotten-{row.id}", "b_area": area} | {
        name: without_hour(moment.astimezone(clock.ROME)) if moment else None
        for name, moment in moments.items()
    }


def _forget_mails(user_ids: Sequence[int], booking_ids: Sequence[int]) -> None:
    """Delete what people were told of these bookings, if it is still there."""
    rows = connection().execute(
        sa.select(OutboxMail.id, OutboxMail.facts).where(
            OutboxMail.user_id.in_(user_ids), OutboxMail.facts.contains('"booking_id"')
        )
    )
    wanted = set(booking_ids)
    gone = [row.id for row in rows if json.loads(row.facts)["booking_id"] in wanted]
    for n in range(0, len(gone), BATCH):
        connection().execute(sa.delete(OutboxMail).where(OutboxMail.id.in_(gone[n : n + BATCH])))


@command
def _delete_some(day: date) -> int:
    """Delete some bookings of a day with their moves; return how many, 0 when none is left."""
    ids = list(connection().scalars(_without_person, {"day": day}))
    if ids:
        _note(Lost.BOOKINGS, day)
        connection().execute(sa.delete(Move).where(Move.booking_id.in_(ids)))
        connection().execute(sa.delete(Booking).where(Booking.id.in_(ids)))
    return len(ids)


@command
def _forget_shared(last: date) -> None:
    """Delete who met whom, and who exchanged desks, on the days up to the last."""
    run = connection().execute
    groups = sa.select(Group.id).where(Group.day <= last)
    held = sa.select(Booking.id).where(Booking.day <= last)
    run(sa.delete(Invite).where(Invite.group_id.in_(groups)))
    run(sa.delete(Group).where(Group.day <= last))
    run(sa.delete(Exchange).where(Exchange.booking_id.in_(held)))


@command
def _delete_delegations(last: date) -> None:
    """Delete the delegations that ended up to a day; who did what stays in the audit lines."""
    end_of_day = datetime.combine(last, time.max, clock.ROME)
    connection().execute(
        sa.delete(Delegation).where(
            sa.or_(Delegation.to_day <= last, Delegation.revoked_at <= end_of_day)
        )
    )


@command
def _delete_draws(last: date) -> int:
    """Delete some draws of days whose bookings are gone: they are lists of them."""
    old = sa.select(CapDraw.id).where(CapDraw.day <= last).limit(BATCH)
    return connection().execute(sa.delete(CapDraw).where(CapDraw.id.in_(old))).rowcount


def _note(what: Lost, day: date) -> None:
    """Note that something is forgotten up to a day; it never goes back."""
    insert = (postgresql if is_postgresql() else sqlite).insert(Forgotten)
    later = insert.on_conflict_do_update(
        index_elements=[Forgotten.what],
        set_={"until": insert.excluded.until},
        where=Forgotten.until < insert.excluded.until,
    )
    connection().execute(later, {"what": what, "until": day})
