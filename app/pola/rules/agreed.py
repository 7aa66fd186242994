"""Which halves the agreements of a person name as remote, swaps included."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.calendar import is_working_day
from app.core.half import Half
from app.pola.rules.terms import RemotePattern, Rhythm, WeekHalf

# How far ahead the halves of an agreement are written into the plan.
HORIZON_DAYS = 400
DayHalf = tuple[date, Half]


@dataclass(frozen=True)
class Period:
    """An agreement in force from a day to a day, both included, and its remote pattern."""

    first: date
    # None for an open-ended agreement.
    last: date | None
    pattern: RemotePattern

    def covers(self, day: date) -> bool:
        """Return True when the agreement is in force on this day."""
        return self.first <= day and (self.last is None or day <= self.last)


def agreed_halves(
    periods: Iterable[Period],
    swaps: Iterable[tuple[DayHalf, DayHalf]],
    today: date,
    subdivision: str,
) -> set[DayHalf]:
    """Return the remote halves that fixed weekdays name from today on, working days only.

    Accepted swaps move theirs, in the order in which they were accepted; one whose
    half is no longer agreed moves nothing.
    """
    halves = {
        (day, half)
        for period in periods
        for day in _days(period, today)
        if is_working_day(day, subdivision)
        for half in Half
        if is_in_pattern(period.pattern, day, half)
    }
    for away, instead in swaps:
        if away in halves:
            halves.remove(away)
            halves.add(instead)
    return halves


def is_in_pattern(pattern: RemotePattern, day: date, half: Half) -> bool:
    """Return True when a fixed weekday of the pattern names this half."""
    return pattern.rhythm is Rhythm.WEEKDAYS and WeekHalf(day.weekday(), half) in pattern.halves


def _days(period: Period, today: date) -> Iterator[date]:
    if period.pattern.rhythm is not Rhythm.WEEKDAYS:
        return
    day = max(today, period.first)
    last = today + timedelta(days=HORIZON_DAYS)
    if period.last is not None:
        last = min(last, period.last)
    while day <= last:
        yield day
        day += timedelta(days=1)
