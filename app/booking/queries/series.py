"""What a series would do day by day, and the series that people have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.auth.actors import Actor
from app.booking.models import Opening, Series, SeriesDay
from app.booking.queries.availability import counts_on, free_desk_ids, taken_halves
from app.booking.queries.bookings import BookingFacts
from app.booking.queries.desks import without
from app.booking.queries.obstacles import hurdles, obstacles
from app.booking.queries.places import places
from app.booking.rules.choice import best_desk
from app.booking.rules.order import ranked
from app.booking.rules.places import DeskFacts, Places, WorkplaceFacts
from app.booking.rules.refusals import ABOUT_THE_DESK, Refusal, is_held_back
from app.booking.rules.series import SeriesDayState, SeriesFacts, Way, series_days
from app.core import clock
from app.core.db import connection
from app.core.errors import Reason
from app.core.half import Half, Part
from app.core.numbers import LARGEST_ID

# For these another desk of the workplace will do, or another workplace.
_ELSEWHERE = ABOUT_THE_DESK | {
    Refusal.WORKPLACE_FULL,
    Refusal.WORKPLACE_CLOSED,
    Refusal.OFFICE_FULL,
    Refusal.KEPT_FOR_OFFICES,
    Refusal.NEEDS_AGREEMENT,
    Refusal.WAITED_FOR,
    Refusal.TO_BE_DRAWN,
}
# No draw mends these: the person could not sit there.
_NO_DRAW = {Refusal.WORKPLACE_CLOSED, Refusal.NEEDS_AGREEMENT}
# Days that are looked at before they open: enough to see the rhythm.
LATER_SHOWN = 4


@dataclass(frozen=True)
class DayPlan:
    """What can be done about one day of a series: a way, its desk, or why there is none."""

    day: date
    way: Way
    workplace: WorkplaceFacts | None = None
    desk: DeskFacts | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class StoredSeries:
    """A series as it is stored; `user_id` is whose it is."""

    id: int
    user_id: int
    desk_id: int
    facts: SeriesFacts
    is_ended: bool


_series = sa.select(
    Series.id,
    Series.user_id,
    Series.desk_id,
    Series.weekdays,
    Series.part,
    Series.from_day,
    Series.to_day,
    Series.waits,
    Series.ended_at,
)


def last_open_day(known: Places) -> date:
    """Return the last day that can be booked today."""
    return clock.today() + timedelta(days=known.policies(clock.today()).days_ahead)


def preview(wish: SeriesFacts, desk_id: int, *, by: Actor) -> list[DayPlan]:
    """Return what a series would do on each of its days that are open, and the next ones.

    Nothing is held by asking. A few queries for each day.
    """
    known = places()
    last = last_open_day(known)
    end = wish.to_day or last + timedelta(days=366)
    found = []
    later = 0
    for day in series_days(wish, clock.today(), end, known.subdivision):
        if day > last:
            found.append(DayPlan(day, Way.LATER))
            later += 1
            if later == LATER_SHOWN:
                break
        else:
            found.append(plan_day(day, wish.part, desk_id, known, by=by))
    return found


def plan_day(
    day: date,
    part: Part,
    desk_id: int,
    known: Places,
    *,
    by: Actor,
    comes_first: bool = False,
) -> DayPlan:
    """Return the best that can be done for a person on a day: their desk, or the next best.

    Whoever `comes_first` is not kept from what waits for others.
    """
    reasons = hurdles(by, desk_id, day, part, comes_first=comes_first, known=known)
    here = known.by_desk.get(desk_id)
    if not reasons and here:
        return DayPlan(day, Way.AS_WISHED, here, here.desks[desk_id])
    # Another desk would not mend these: leave, a holiday, a desk that they have.
    if lasting := tuple(reason for reason in reasons if reason.code not in _ELSEWHERE):
        return DayPlan(day, Way.SKIP, reasons=lasting)
    codes = {reason.code for reason in reasons}
    if Refusal.TO_BE_DRAWN in codes and codes.isdisjoint(_NO_DRAW):
        return DayPlan(day, Way.DRAW, here, reasons=tuple(reasons))
    like = here.desks[desk_id] if here else None
    order = _order(here, known, by)
    # The counters tell where looking at each desk is of no use: on a full day, everywhere.
    counts = counts_on([day], order)
    for goal in order:
        if not counts[day, goal.id].free(part):
            continue
        desk = _free_like(goal, day, part, like, known, by, taken_halves(goal.id, day))
        if desk and not hurdles(by, desk.id, day, part, comes_first=comes_first, known=known):
            return DayPlan(day, _way(desk, like, goal, here), goal, desk, tuple(reasons))
    return DayPlan(day, Way.WAIT, here, reasons=tuple(reasons))


def plan_move(
    booking: BookingFacts, part: Part, desk_id: int, known: Places, *, by: Actor
) -> DayPlan:
    """Return where a person's booking could go on its day: the wished desk, the next best, or stay.

    A person who wants the same part keeps their desk rather than any other than the wished one.
    """
    day, held_at = booking.day, known.by_desk.get(booking.desk_id)
    stays = DayPlan(day, Way.STAYS, held_at, held_at.desks[booking.desk_id] if held_at else None)
    here = known.by_desk.get(desk_id)
    if here is None or (booking.desk_id, booking.part) == (desk_id, part):
        return stays
    reasons = _against_move(booking, desk_id, part, by, here)
    if not reasons:
        return DayPlan(day, Way.AS_WISHED, here, here.desks[desk_id])
    stays = replace(stays, reasons=tuple(reasons))
    if booking.part is part or any(reason.code not in _ELSEWHERE for reason in reasons):
        return stays
    like = here.desks[desk_id]
    for goal in _order(here, known, by):
        taken = without(taken_halves(goal.id, day), booking)
        desk = _free_like(goal, day, part, like, known, by, taken, own=booking.desk_id)
        if desk and not _against_move(booking, desk.id, part, by, goal):
            return DayPlan(day, _way(desk, like, goal, here), goal, desk, tuple(reasons))
    return stays


def _against_move(
    booking: BookingFacts, desk_id: int, part: Part, by: Actor, goal: WorkplaceFacts
) -> list[Reason]:
    is_theirs = goal.desks[desk_id].is_open_to(by.desk_needs)
    reasons = obstacles(booking, desk_id, booking.day, part)
    return [r for r in reasons if not (is_theirs and r.code is Refusal.KEPT_FOR_NEEDS)]


def _order(here: WorkplaceFacts | None, known: Places, by: Actor) -> list[WorkplaceFacts]:
    """Return the workplaces to try: the wished one, then in the person's own order."""
    area = known.areas.get(by.area_code or "")
    order = [row.workplace for row in ranked(area, known.workplaces, by.workplace_order)]
    return sorted(order, key=lambda one: one is not here)


def _free_like(
    goal: WorkplaceFacts,
    day: date,
    part: Part,
    like: DeskFacts | None,
    known: Places,
    by: Actor,
    taken: Mapping[int, Mapping[Half, int]],
    own: int | None = None,
) -> DeskFacts | None:
    policies, now = known.policies(clock.today()), clock.wall()
    free = (
        goal.desks[number]
        for number in free_desk_ids(goal, day, part, taken)
        if goal.desks[number].is_open_to(by.desk_needs)
        or not is_held_back(goal.desks[number], day, now, policies)
    )
    return best_desk(
        free,
        usual=own,
        like=like,
        draw=f"{by.id}/{day}",
        wished=by.wished_equipment,
        needs=by.desk_needs,
    )


def _way(
    desk: DeskFacts, like: DeskFacts | None, goal: WorkplaceFacts, here: WorkplaceFacts | None
) -> Way:
    if here is None or goal.id != here.id:
        return Way.ELSEWHERE
    return Way.SAME_ROOM if like and desk.room_id == like.room_id else Way.SAME_WORKPLACE


def find_series(series_id: int) -> StoredSeries | None:
    """Return one series, or None."""
    if series_id > LARGEST_ID:
        return None
    row = connection().execute(_series.where(Series.id == series_id)).first()
    return _stored(row) if row else None


def series_of(user_id: int) -> list[StoredSeries]:
    """Return the series of a person that still book days."""
    is_live = sa.or_(Series.to_day.is_(None), Series.to_day >= clock.today())
    select = _series.where(Series.user_id == user_id, Series.ended_at.is_(None), is_live)
    return [_stored(row) for row in connection().execute(select.order_by(Series.id))]


def missed_days(series_ids: Sequence[int]) -> dict[int, list[date]]:
    """Return the coming days on which a series found no desk."""
    rows = connection().execute(
        sa.select(SeriesDay.series_id, SeriesDay.day)
        .where(
            SeriesDay.series_id.in_(series_ids),
            SeriesDay.state == SeriesDayState.MISSED,
            SeriesDay.day >= clock.today(),
        )
        .order_by(SeriesDay.day)
    )
    found: dict[int, list[date]] = {}
    for series_id, day in rows:
        found.setdefault(series_id, []).append(day)
    return found


def tried_days(series_id: int, first: date) -> set[date]:
    """Return the days from one on about which something was written down."""
    select = sa.select(SeriesDay.day).where(
        SeriesDay.series_id == series_id, SeriesDay.day >= first
    )
    return set(connection().scalars(select))


def unplaced(day: date) -> list[StoredSeries]:
    """Return the series that have a day which nothing was tried for yet."""
    tried = sa.select(SeriesDay.series_id).where(SeriesDay.day == day)
    select = _series.where(
        Series.ended_at.is_(None),
        Series.from_day <= day,
        sa.or_(Series.to_day.is_(None), Series.to_day >= day),
        Series.id.not_in(tried),
    )
    found = [_stored(row) for row in connection().execute(select)]
    return [one for one in found if one.facts.covers(day)]


def last_opening() -> date | None:
    """Return the last day that was opened whole, or None before the first."""
    found: date | None = connection().scalar(
        sa.select(sa.func.max(Opening.day)).where(Opening.ended_at.is_not(None))
    )
    return found


def _stored(row: Any) -> StoredSeries:
    weekdays = frozenset(int(number) for number in row.weekdays)
    facts = SeriesFacts(weekdays, row.part, row.from_day, row.to_day, row.waits)
    return StoredSeries(row.id, row.user_id, row.desk_id, facts, row.ended_at is not None)
