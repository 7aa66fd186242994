"""One series day by day: what became of each, and what a change would make of it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.auth.actors import Actor
from app.booking.models import Booking, BookingState, SeriesDay, Wait
from app.booking.queries.bookings import find_booking
from app.booking.queries.places import places
from app.booking.queries.series import (
    LATER_SHOWN,
    DayPlan,
    StoredSeries,
    last_open_day,
    plan_day,
    plan_move,
)
from app.booking.rules.places import Places
from app.booking.rules.series import SeriesDayState, SeriesFacts, Way, series_days
from app.booking.rules.waiting import LIVE, WaitState
from app.core import clock
from app.core.db import connection
from app.core.half import Part

_waited_for = aliased(Booking)
_rows = (
    sa.select(
        SeriesDay.day,
        SeriesDay.state,
        SeriesDay.reason,
        SeriesDay.wait_id,
        Wait.state.label("wait_state"),
        sa.func.coalesce(Booking.id, _waited_for.id).label("booking_id"),
        sa.func.coalesce(Booking.state, _waited_for.state).label("booking_state"),
        sa.func.coalesce(Booking.day, _waited_for.day).label("booked_day"),
        sa.func.coalesce(Booking.part, _waited_for.part).label("booked_part"),
        sa.func.coalesce(Booking.desk_id, _waited_for.desk_id).label("desk_id"),
    )
    .outerjoin(Booking, Booking.id == SeriesDay.booking_id)
    .outerjoin(Wait, Wait.id == SeriesDay.wait_id)
    .outerjoin(_waited_for, _waited_for.id == Wait.booking_id)
    .where(SeriesDay.series_id == sa.bindparam("series"), SeriesDay.day >= sa.bindparam("first"))
    .order_by(SeriesDay.day)
)


@dataclass(frozen=True)
class SeriesDayFacts:
    """What became of a series on a day; without a state nothing was tried yet."""

    day: date
    state: SeriesDayState | None = None
    # The code of the refusal for want of which there is no desk.
    reason: str = ""
    wait_id: int | None = None
    wait_state: WaitState | None = None
    booking_id: int | None = None
    booking_state: BookingState | None = None
    booked_day: date | None = None
    booked_part: Part | None = None
    desk_id: int | None = None

    @property
    def is_booked(self) -> bool:
        """Return True while a desk is held for it, on its day or on another one."""
        return self.booking_state is BookingState.ACTIVE

    @property
    def is_waiting(self) -> bool:
        """Return True while the person stands in the line for it, or is offered a desk."""
        return self.wait_state in LIVE

    @property
    def is_left_out(self) -> bool:
        """Return True when there is no desk because the person wanted none."""
        is_given_back = self.booking_state is BookingState.CANCELLED
        is_skipped = self.state is SeriesDayState.SKIPPED and not self.reason
        return is_given_back or is_skipped


_NAMES = [one.name for one in fields(SeriesDayFacts)]


def days_from(series_id: int, first: date) -> dict[date, SeriesDayFacts]:
    """Return what is written down of a series' days from one on, in one query."""
    rows = connection().execute(_rows, {"series": series_id, "first": first})
    return {row.day: _facts(row) for row in rows}


def _facts(row: Any) -> SeriesDayFacts:
    return SeriesDayFacts(**{name: getattr(row, name) for name in _NAMES})


def coming_days(series: StoredSeries, known: Places) -> list[SeriesDayFacts]:
    """Return a series' days from today on: those that are open, and the next ones."""
    today, last = clock.today(), last_open_day(known)
    written = days_from(series.id, today)
    end = max([last, *written]) + timedelta(days=366)
    found = []
    later = 0
    for day in series_days(series.facts, today, end, known.subdivision):
        if day > last and day not in written:
            later += 1
        if later > LATER_SHOWN:
            break
        if not series.is_ended or day in written:
            found.append(written.get(day, SeriesDayFacts(day)))
    return found


def preview_change(
    series: StoredSeries, wish: SeriesFacts, desk_id: int, *, by: Actor
) -> list[DayPlan]:
    """Return what a change would make of each day from `wish.from_day` on, and of the next ones.

    Nothing is held by asking. A few queries for each day.
    """
    known = places()
    last = last_open_day(known)
    written = days_from(series.id, wish.from_day)
    end = wish.to_day or last + timedelta(days=366)
    new = set()
    found = []
    for day in series_days(wish, clock.today(), end, known.subdivision):
        new.add(day)
        if day > last and day not in written:
            found.append(DayPlan(day, Way.LATER))
            if sum(plan.way is Way.LATER for plan in found) == LATER_SHOWN:
                break
        else:
            found.append(_changed(day, written, wish.part, desk_id, known, by))
    given_back = [
        DayPlan(day, Way.GIVEN_BACK)
        for day, facts in written.items()
        if day not in new and (facts.is_booked or facts.is_waiting)
    ]
    return sorted([*found, *given_back], key=lambda plan: plan.day)


def _changed(
    day: date,
    written: Mapping[date, SeriesDayFacts],
    part: Part,
    desk_id: int,
    known: Places,
    by: Actor,
) -> DayPlan:
    facts = written.get(day)
    if facts and facts.is_left_out:
        return DayPlan(day, Way.SKIP)
    booking = find_booking(facts.booking_id or 0) if facts and facts.is_booked else None
    if booking is None:
        return plan_day(day, part, desk_id, known, by=by)
    if booking.day != day:
        return DayPlan(day, Way.STAYS)
    return plan_move(booking, part, desk_id, known, by=by)
