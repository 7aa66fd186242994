"""A person's four weeks: what is planned in each half, where, and what is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from app.booking.queries.bookings import Held, held_since
from app.core import clock
from app.core.calendar import is_working_day
from app.core.db import connection
from app.core.half import Half
from app.pola.models import Swap
from app.pola.queries.planning import planning
from app.pola.rules.agreed import DayHalf
from app.pola.rules.day_kinds import ABSENCE, NEAR, PRESENCE, REMOTE, DayKind, PlanSource
from app.pola.rules.planned import Planning, month_of, week_of
from app.pola.rules.planning import ENDS, answer, limits
from app.pola.rules.swaps import SwapState, can_be_swapped, swap_answer
from app.pola.rules.terms import Rhythm

WEEKS = 4
WORKDAYS = 5


@dataclass(frozen=True)
class HalfRow:
    """Half a day of the plan, and what can be done with it.

    `choices` are the kinds that the rules would accept now.
    """

    half: Half
    kind: DayKind
    booking: Held | None
    choices: tuple[DayKind, ...]
    can_change: bool
    can_swap: bool
    # A request to swap that waits for an answer.
    swap_id: int | None


@dataclass(frozen=True)
class DayRow:
    """A day of the calendar."""

    day: date
    is_worked: bool
    halves: tuple[HalfRow, ...]

    @property
    def is_whole(self) -> bool:
        """Return True when both halves are spent alike, with the same desk if any."""
        am, pm = self.halves
        return (am.kind, am.booking) == (pm.kind, pm.booking)


@dataclass(frozen=True)
class Left:
    """Remote halves used and allowed, of a month or of a week."""

    first: date
    used: int
    most: int


@dataclass(frozen=True)
class Weeks:
    """Everything that the page shows."""

    today: date
    first: date
    weeks: tuple[tuple[DayRow, ...], ...]
    has_agreement: bool
    # By month, or by week where the agreement counts weeks.
    left: tuple[Left, ...]
    is_by_week: bool
    remote: int
    present: int
    leave: int
    facts: Planning


def weeks_of(user_id: int, first: date) -> Weeks:
    """Return four weeks from the Monday of a day on, in a constant number of queries."""
    monday = week_of(first)[0]
    last = monday + timedelta(days=7 * WEEKS - 3)
    facts = planning(user_id, monday, last)
    held = held_since(user_id, monday)
    asked = _asked(user_id, monday)
    days = [monday + timedelta(days=7 * w + d) for w in range(WEEKS) for d in range(WORKDAYS)]
    rows = [_day(day, facts, held, asked) for day in days]
    halves = [half for row in rows if row.is_worked for half in row.halves]
    covered = next((one for day in days if (one := facts.agreement(day))), None)
    is_by_week = covered is not None and covered.period.pattern.rhythm is Rhythm.PER_WEEK
    return Weeks(
        today=clock.today(),
        first=monday,
        weeks=tuple(tuple(rows[n : n + WORKDAYS]) for n in range(0, len(rows), WORKDAYS)),
        has_agreement=covered is not None,
        left=_left(days, facts, is_by_week=is_by_week) if covered else (),
        is_by_week=is_by_week,
        remote=sum(half.kind in REMOTE for half in halves),
        present=sum(half.kind in PRESENCE for half in halves),
        leave=sum(half.kind in ABSENCE for half in halves),
        facts=facts,
    )


def _left(days: Sequence[date], facts: Planning, *, is_by_week: bool) -> tuple[Left, ...]:
    """Return what is used and allowed of each month shown, or of each week."""
    starts = sorted({day - timedelta(days=day.weekday()) if is_by_week else day.replace(day=1)
                     for day in days})  # fmt: skip
    found = []
    for start in starts:
        theirs = week_of(start) if is_by_week else month_of(start)
        inside = next((d for d in theirs if d in days and facts.agreement(d)), None)
        if inside is not None:
            found.append(Left(start, facts.used(theirs), limits(inside, facts)[not is_by_week]))
    return tuple(found)


def _day(day: date, facts: Planning, held: Sequence[Held], asked: dict[DayHalf, int]) -> DayRow:
    is_worked = is_working_day(day, facts.subdivision)
    return DayRow(day, is_worked, tuple(_half(day, half, facts, held, asked) for half in Half))


def _half(
    day: date, half: Half, facts: Planning, held: Sequence[Held], asked: dict[DayHalf, int]
) -> HalfRow:
    key, kind = (day, half), facts.kind(day, half)
    booking = next((b for b in held if b.day == day and half in b.part.halves), None)
    planned = facts.plan.get(key)
    is_over = (day, ENDS[half]) <= (facts.now.date(), facts.now.time())
    is_fixed = kind in ABSENCE or (planned and planned.source is PlanSource.RECALL)
    can_change = is_working_day(day, facts.subdivision) and not is_over and not is_fixed
    # Giving a desk back makes the half what the agreement says, or the office.
    base = facts.with_kinds({key: DayKind.OFFICE}) if kind in NEAR else facts
    choices = [
        wish
        for wish in (DayKind.OFFICE, DayKind.AGILE_HOME)
        if can_change and wish is not kind and not answer({key: wish}, base).reasons
    ]
    return HalfRow(
        half,
        kind,
        booking,
        tuple(choices),
        bool(can_change),
        can_be_swapped(key, facts, facts.now.date()) and key not in asked and not is_over,
        asked.get(key),
    )


def swap_choices(away: DayHalf, facts: Planning) -> list[DayHalf]:
    """Return the halves of the same week for which this one could be swapped."""
    return [
        (day, half)
        for day in week_of(away[0])
        for half in Half
        if (day, half) != away and not swap_answer(away, (day, half), facts).reasons
    ]


def _asked(user_id: int, first: date) -> dict[DayHalf, int]:
    """Return the person's requests that wait for an answer, by the half they give away."""
    rows = connection().execute(
        sa.select(Swap.id, Swap.from_day, Swap.from_half).where(
            Swap.user_id == user_id, Swap.state == SwapState.ASKED, Swap.from_day >= first
        )
    )
    return {(row.from_day, Half(row.from_half)): row.id for row in rows}
