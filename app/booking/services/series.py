"""Book the same desk every week: each day is a booking of its own, in a transaction of its own."""

from collections import Counter
from collections.abc import Collection
from datetime import date, timedelta

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.models import User
from app.auth.permissions import Permission, authorize
from app.auth.rules import read_codes, read_order
from app.auth.services.turns import lock_person
from app.booking.models import Series, SeriesDay
from app.booking.queries.bookings import held_since
from app.booking.queries.places import places
from app.booking.queries.series import (
    DayPlan,
    StoredSeries,
    find_series,
    last_open_day,
    plan_day,
    series_of,
    tried_days,
)
from app.booking.queries.waiting import live_wait, waits_of
from app.booking.rules.refusals import Refusal
from app.booking.rules.series import (
    MOST_DAYS,
    MOST_SERIES,
    SeriesDayState,
    SeriesFacts,
    SeriesRefusal,
    Way,
    series_days,
    series_refusals,
)
from app.booking.rules.waiting import WaitState
from app.booking.services.bookings import cancel_booking, take_desk
from app.booking.services.waiting import line_up, stop_waiting
from app.core import audit, clock
from app.core.db import command, connection, db
from app.core.errors import Forbidden, Reason, Refused

# Others are booking, too: after so many tries a day is missed.
TRIES = 3
_chooser = sa.select(
    User.area_code,
    User.workplace_order,
    User.desk_needs,
    User.wished_equipment,
    User.office_id,
).where(User.id == sa.bindparam("user"))


@command
def start_series(desk_id: int, wish: SeriesFacts, *, by: Actor) -> int:
    """Write a series down and return its id; nothing is booked yet. Raises Refused."""
    authorize(by, Permission.BOOK_DESK)
    known = places()
    reasons = series_refusals(wish, clock.today(), known.subdivision)
    if desk_id not in known.by_desk:
        reasons.append(Reason(Refusal.DESK_GONE))
    assert by.id is not None
    lock_person(by.id)
    if len(series_of(by.id)) >= MOST_SERIES:
        reasons.append(Reason(SeriesRefusal.TOO_MANY, {"most": MOST_SERIES}))
    if reasons:
        raise Refused(reasons)
    return write_series(by.id, desk_id, wish, by=by)


def write_series(user_id: int, desk_id: int, wish: SeriesFacts, *, by: Actor) -> int:
    """Write a person's series down inside the caller's transaction; return its id."""
    row = {
        "user_id": user_id,
        "desk_id": desk_id,
        "weekdays": "".join(str(number) for number in sorted(wish.weekdays)),
        "part": wish.part,
        "from_day": wish.from_day,
        "to_day": wish.to_day,
        "waits": wish.waits,
        "created_at": clock.now(),
    }
    series_id = connection().execute(sa.insert(Series).values(row).returning(Series.id))
    made = int(series_id.scalar_one())
    audit.record(by.id, "start_series", "series", made, after=row)
    return made


def book_series(
    series_id: int, *, by: Actor, leave_out: Collection[date] = ()
) -> Counter[SeriesDayState]:
    """Book all days of a series that are open; return how many went how.

    Never in a caller's transaction: what is booked stays, whatever becomes of the rest.
    """
    series, known = find_series(series_id), places()
    done: Counter[SeriesDayState] = Counter()
    if series is None:
        return done
    days = series_days(series.facts, clock.today(), last_open_day(known), known.subdivision)
    for day in days:
        done.update([place_day(series_id, day, by=by, is_wanted=day not in leave_out)])
    return done


@command
def place_day(series_id: int, day: date, *, by: Actor, is_wanted: bool = True) -> SeriesDayState:
    """Book one day of a series as well as it can be; a second time changes nothing.

    The wished desk, else the next best of the workplace or of the next nearest, else a
    place in the line where the series waits, and always where the desks are drawn.
    """
    series = theirs(series_id, Permission.CHANGE_BOOKING, by)
    known = connection().execute(
        sa.select(SeriesDay.state).where(SeriesDay.series_id == series_id, SeriesDay.day == day)
    )
    if (state := known.scalar()) is not None:
        return SeriesDayState(state)
    if series.is_ended or not is_wanted:
        return _note(series, day, SeriesDayState.SKIPPED)
    person, comes_first = _person(series.user_id), by.id is None
    for _try in range(TRIES):
        plan = plan_day(
            day, series.facts.part, series.desk_id, places(), by=person, comes_first=comes_first
        )
        if plan.desk is None:
            return _without_desk(series, plan, by)
        try:
            with db.session.begin_nested():
                part = series.facts.part
                made = take_desk(
                    series.user_id, plan.desk.id, day, part, by=by, is_served=comes_first
                )
        except Refused:
            continue
        return _note(series, day, SeriesDayState.BOOKED, booking_id=made)
    return _note(series, day, SeriesDayState.MISSED, reason=str(Refusal.DESK_TAKEN))


def _without_desk(series: StoredSeries, plan: DayPlan, by: Actor) -> SeriesDayState:
    """Stand in the line for a day without a desk, or write down why there is none."""
    code = str(plan.reasons[0].code) if plan.reasons else ""
    if plan.way is Way.SKIP:
        return _note(series, plan.day, SeriesDayState.SKIPPED, reason=code)
    if plan.workplace and (series.facts.waits or plan.way is Way.DRAW):
        goal = plan.workplace.id
        if (own := _own_wait(series, plan.day, goal)) is not None:
            return _note(series, plan.day, SeriesDayState.WAITING, wait_id=own)
        try:
            with db.session.begin_nested():
                wait_id = line_up(series.user_id, goal, plan.day, series.facts.part, by=by)
        except Refused as refused:
            code = str(refused.codes[0])
        else:
            return _note(series, plan.day, SeriesDayState.WAITING, wait_id=wait_id)
    return _note(series, plan.day, SeriesDayState.MISSED, reason=code)


def _own_wait(series: StoredSeries, day: date, goal: int) -> int | None:
    """Return the wait by which the person stands in this very line by themselves, or None."""
    wait = live_wait(series.user_id, day)
    if wait is None or wait.workplace_id != goal:
        return None
    return wait.id if set(series.facts.part.halves) <= set(wait.part.halves) else None


def _note(
    series: StoredSeries,
    day: date,
    state: SeriesDayState,
    *,
    booking_id: int | None = None,
    wait_id: int | None = None,
    reason: str = "",
) -> SeriesDayState:
    row = {
        "series_id": series.id,
        "day": day,
        "state": state,
        "booking_id": booking_id,
        "wait_id": wait_id,
        "reason": reason,
    }
    connection().execute(sa.insert(SeriesDay).values(row))
    return state


@command
def end_series(series_id: int, *, by: Actor) -> None:
    """Book no more days; those that are booked stay. Refused when it has ended."""
    series = theirs(series_id, Permission.CHANGE_BOOKING, by)
    if series.is_ended:
        raise Refused([Reason(SeriesRefusal.ENDED)])
    connection().execute(
        sa.update(Series).where(Series.id == series_id).values(ended_at=clock.now())
    )
    audit.record(by.id, "end_series", "series", series_id)


def give_back_days(first: date, last: date, *, by: Actor) -> int:
    """Cancel all of one's own bookings from a day to a day, both included; return how many.

    Never in a caller's transaction. Whoever is ill gives back series and single days alike;
    they leave the lines of these days, and series leave out those that open later.
    """
    authorize(by, Permission.BOOK_DESK)
    assert by.id is not None
    leave_lines(first, last, by=by)
    given = 0
    for one in held_since(by.id, max(first, clock.today())):
        if one.day > last:
            break
        try:
            cancel_booking(one.id, by=by)
        except Refused:
            # Over, or cancelled meanwhile.
            continue
        given += 1
    return given


@command
def leave_lines(first: date, last: date, *, by: Actor) -> None:
    """Stop waiting on these days, and leave out those of one's series that were not tried yet."""
    authorize(by, Permission.BOOK_DESK)
    assert by.id is not None
    lock_person(by.id)
    first, last = max(first, clock.today()), min(last, clock.today() + timedelta(days=MOST_DAYS))
    for wait in waits_of(by.id):
        if wait.state is WaitState.WAITING and first <= wait.day <= last:
            stop_waiting(wait.id, by=by)
    subdivision = places().subdivision
    for series in series_of(by.id):
        tried = tried_days(series.id, first)
        for day in series_days(series.facts, first, last, subdivision):
            if day not in tried:
                _note(series, day, SeriesDayState.SKIPPED)


def theirs(series_id: int, permission: Permission, by: Actor) -> StoredSeries:
    """Return a series that the actor may act on, inside the caller's transaction.

    Its person's other commands have ended by then, and no new one begins.
    """
    series = find_series(series_id)
    if series is None:
        raise Forbidden(permission)
    authorize(by, permission, series)
    lock_person(series.user_id)
    return find_series(series_id) or series


def _person(user_id: int) -> Actor:
    """Return whose series it is, as far as desks are chosen for them."""
    row = connection().execute(_chooser, {"user": user_id}).one()
    return Actor(
        id=user_id,
        full_name="",
        area_code=row.area_code,
        workplace_order=read_order(row.workplace_order),
        desk_needs=read_codes(row.desk_needs),
        wished_equipment=read_codes(row.wished_equipment),
        office_id=row.office_id,
    )
