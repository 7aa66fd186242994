"""The week that is over and the two to come, as whoever runs a workplace reads them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from app.booking.rules.places import WorkplaceFacts
from app.core.calendar import is_working_day
from app.core.half import Half, Part
from app.occupancy.rules.periods import Period

DAYS_AHEAD = 14


class Limit(StrEnum):
    """Why fewer desks than work may be taken. The words are in the mail."""

    CLOSED = "closed"
    CAPPED = "capped"


@dataclass(frozen=True)
class Ahead:
    """Working days in a row on which a workplace is closed, or lends fewer desks than it has."""

    workplace: str
    first: date
    last: date
    limit: Limit
    reason: str
    # Closed: of each day.
    part: Part = Part.DAY
    # Capped: how many desks may be taken, of those that work.
    desks: int = 0
    working: int = 0


def last_week(today: date) -> Period:
    """Return the week before a day's own, from Monday to Sunday (ISO 8601)."""
    monday = today - timedelta(days=today.weekday())
    return Period(monday - timedelta(days=7), monday - timedelta(days=1))


def ahead(workplace: WorkplaceFacts, today: date) -> list[Ahead]:
    """Return what limits a workplace in the two weeks from a day on, that day included.

    Working days alone: what ends on a Friday and goes on on Monday is one stretch.
    """
    found: list[Ahead] = []
    goes_on: list[Ahead] = []
    for n in range(DAYS_AHEAD):
        day = today + timedelta(days=n)
        if not is_working_day(day, workplace.subdivision):
            continue
        before, goes_on = goes_on, []
        for one in _on(workplace, day):
            longer = next((old for old in before if _same(old, one)), None)
            if longer:
                found.remove(longer)
                one = replace(longer, last=day)
            found.append(one)
            goes_on.append(one)
    return sorted(found, key=lambda one: (one.first, one.last))


def _on(workplace: WorkplaceFacts, day: date) -> Iterator[Ahead]:
    """Yield what limits a workplace on a day: closures, and a limit while it is open at all."""
    halves: dict[str, list[Half]] = {}
    for half in Half:
        if closure := workplace.closure(day, half):
            halves.setdefault(closure.reason, []).append(half)
    for reason, closed in halves.items():
        yield Ahead(workplace.name, day, day, Limit.CLOSED, reason, part=Part.of(closed))
    desks, working, limit = workplace.cap(day), workplace.working_desks(day), workplace.limit(day)
    is_open = sum(len(closed) for closed in halves.values()) < len(Half)
    if limit and desks < working and is_open:
        reason = limit.reason
        yield Ahead(workplace.name, day, day, Limit.CAPPED, reason, desks=desks, working=working)


def _same(old: Ahead, new: Ahead) -> bool:
    """Return True if what holds on a day is what held on the working day before."""
    return replace(old, last=new.last) == replace(new, first=old.first)
