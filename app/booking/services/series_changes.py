"""Change or end a series from a day on, leave out one of its days, or have it after all.

Each day is changed in a transaction of its own: what was done stays, whatever becomes
of the rest.
"""

from collections import Counter
from collections.abc import Collection
from contextlib import suppress
from datetime import date, timedelta

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.permissions import Permission
from app.booking.models import Series, SeriesDay
from app.booking.queries.bookings import find_booking
from app.booking.queries.one_series import SeriesDayFacts, days_from
from app.booking.queries.places import places
from app.booking.queries.series import StoredSeries, last_open_day, plan_move
from app.booking.rules.refusals import Refusal
from app.booking.rules.series import (
    SeriesDayState,
    SeriesFacts,
    SeriesRefusal,
    Way,
    change_refusals,
    series_days,
    series_refusals,
)
from app.booking.rules.waiting import WaitState
from app.booking.services.bookings import cancel_booking, change_booking
from app.booking.services.series import book_series, place_day, theirs, write_series
from app.booking.services.waiting import answer_offer, stop_waiting
from app.core import audit, clock
from app.core.db import command, connection
from app.core.errors import Reason, Refused


def end_from(series_id: int, day: date, *, by: Actor) -> int:
    """End a series before a day and cancel what it booked from there on; return how many.

    Never in a caller's transaction. Raises Refused.
    """
    stop_at(series_id, day, by=by)
    return sum(_give_back(facts, by) for facts in days_from(series_id, day).values())


@command
def stop_at(series_id: int, day: date, *, by: Actor) -> None:
    """Let a series book no day from this one on; raises Refused when it has ended before."""
    series = theirs(series_id, Permission.CHANGE_BOOKING, by)
    _check_from(series, day)
    _stop(series, day)
    audit.record(by.id, "end_series", "series", series_id, after={"from": day})


def _check_from(series: StoredSeries, day: date) -> None:
    reasons = change_refusals(series.facts, day, clock.today())
    if series.is_ended:
        reasons = [Reason(SeriesRefusal.ENDED)]
    if reasons:
        raise Refused(reasons)


def _stop(series: StoredSeries, day: date) -> None:
    """Let a series have its days before this one, inside the caller's transaction."""
    change = (
        {"ended_at": clock.now()}
        if day <= series.facts.from_day
        else {"to_day": day - timedelta(days=1)}
    )
    connection().execute(sa.update(Series).where(Series.id == series.id).values(change))


def _give_back(facts: SeriesDayFacts, by: Actor) -> bool:
    """Cancel a day's booking, or leave its line; return whether a booking was cancelled."""
    with suppress(Refused):
        if facts.is_waiting and facts.wait_id:
            if facts.wait_state is WaitState.OFFERED:
                answer_offer(facts.wait_id, accept=False, by=by)
            else:
                stop_waiting(facts.wait_id, by=by)
        elif facts.is_booked and facts.booking_id:
            cancel_booking(facts.booking_id, by=by)
            return True
    return False


def change_from(
    series_id: int,
    desk_id: int,
    wish: SeriesFacts,
    *,
    by: Actor,
    leave_out: Collection[date] = (),
) -> tuple[int, Counter[SeriesDayState]]:
    """Change a series from `wish.from_day` on; return the new one's id and how its days went.

    A desk that is held on a day that stays is moved, or kept where it cannot be: it is
    never given up for another. Never in a caller's transaction. Raises Refused.
    """
    new_id = split_series(series_id, desk_id, wish, by=by)
    for day, facts in days_from(new_id, wish.from_day).items():
        is_kept = wish.covers(day)
        if facts.is_booked and is_kept and day not in leave_out:
            with suppress(Refused):
                move_day(new_id, day, by=by)
        elif not (facts.is_left_out and is_kept):
            _give_back(facts, by)
            forget_day(new_id, day, by=by)
    return new_id, book_series(new_id, by=by, leave_out=leave_out)


@command
def split_series(series_id: int, desk_id: int, wish: SeriesFacts, *, by: Actor) -> int:
    """End a series before `wish.from_day` and begin another one that takes its days over."""
    series = theirs(series_id, Permission.CHANGE_BOOKING, by)
    known = places()
    _check_from(series, wish.from_day)
    reasons = series_refusals(wish, clock.today(), known.subdivision)
    if desk_id not in known.by_desk:
        reasons.append(Reason(Refusal.DESK_GONE))
    if _is_same(series, desk_id, wish):
        reasons.append(Reason(SeriesRefusal.NOTHING_TO_CHANGE))
    if reasons:
        raise Refused(reasons)
    new_id = write_series(series.user_id, desk_id, wish, by=by)
    _stop(series, wish.from_day)
    connection().execute(
        sa.update(SeriesDay)
        .where(SeriesDay.series_id == series_id, SeriesDay.day >= wish.from_day)
        .values(series_id=new_id)
    )
    audit.record(by.id, "change_series", "series", series_id, after={"series": new_id})
    return new_id


def _is_same(series: StoredSeries, desk_id: int, wish: SeriesFacts) -> bool:
    """Return True when a wish asks for what the series does already."""
    old = series.facts
    now = (series.desk_id, old.weekdays, old.part, old.to_day, old.waits)
    return now == (desk_id, wish.weekdays, wish.part, wish.to_day, wish.waits)


@command
def move_day(series_id: int, day: date, *, by: Actor) -> None:
    """Bring a day's booking to what its series wishes now; raises Refused when it stays."""
    series = theirs(series_id, Permission.CHANGE_BOOKING, by)
    facts = days_from(series_id, day).get(day)
    booking = find_booking(facts.booking_id or 0) if facts else None
    if booking is None or not booking.is_active or booking.day != day:
        return
    part = series.facts.part
    plan = plan_move(booking, part, series.desk_id, places(), by=by)
    if plan.desk and plan.way is not Way.STAYS:
        change_booking(booking.id, plan.desk.id, day, part, by=by)


@command
def forget_day(series_id: int, day: date, *, by: Actor) -> None:
    """Forget what became of a series on a day: it may be tried again."""
    theirs(series_id, Permission.CHANGE_BOOKING, by)
    connection().execute(
        sa.delete(SeriesDay).where(SeriesDay.series_id == series_id, SeriesDay.day == day)
    )
    audit.record(by.id, "forget_day", "series", series_id, after={"day": day})


@command
def leave_out(series_id: int, day: date, *, by: Actor) -> None:
    """Give one day of a series back, or leave it out before it opens; raises Refused."""
    series = theirs(series_id, Permission.CHANGE_BOOKING, by)
    _check_day(series, day)
    facts = days_from(series_id, day).get(day)
    if facts is None:
        place_day(series_id, day, by=by, is_wanted=False)
        return
    if facts.is_waiting and facts.wait_state is WaitState.WAITING and facts.wait_id:
        stop_waiting(facts.wait_id, by=by)
    elif facts.is_waiting and facts.wait_id:
        answer_offer(facts.wait_id, accept=False, by=by)
    elif facts.is_booked and facts.booking_id:
        cancel_booking(facts.booking_id, by=by)
    connection().execute(
        sa.update(SeriesDay)
        .where(SeriesDay.series_id == series_id, SeriesDay.day == day)
        .values(state=SeriesDayState.SKIPPED, reason="")
    )


@command
def take_up(series_id: int, day: date, *, by: Actor) -> SeriesDayState | None:
    """Have a day after all, or try it again; None when it opens later. Raises Refused."""
    series = theirs(series_id, Permission.CHANGE_BOOKING, by)
    if series.is_ended:
        raise Refused([Reason(SeriesRefusal.ENDED)])
    _check_day(series, day)
    facts = days_from(series_id, day).get(day)
    if facts and (facts.is_booked or facts.is_waiting):
        return facts.state
    forget_day(series_id, day, by=by)
    if day > last_open_day(places()):
        return None
    return place_day(series_id, day, by=by)


def _check_day(series: StoredSeries, day: date) -> None:
    """Refuse a day that is over, or that is not one of the series'."""
    subdivision = places().subdivision
    if day < clock.today() or day not in series_days(series.facts, day, day, subdivision):
        raise Refused([Reason(SeriesRefusal.NOT_ITS_DAY, {"day": day})])
