"""What the house rules say today, and what is decided to change."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from app.booking.rules.places import CapFacts, ClosureFacts, WorkplaceFacts
from app.booking.rules.policies import PolicyName, PolicyRow, policies_on

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class HouseRule:
    """A rule's value today, since when, and its decided changes, the nearest first.

    `since` is None while nobody has decided anything: the default stands.
    """

    name: PolicyName
    value: Any
    since: date | None
    changes: tuple[tuple[date, Any], ...]


@dataclass(frozen=True)
class WorkplaceRule:
    """How many desks of a workplace may be taken, and the changes and closures ahead."""

    workplace: WorkplaceFacts
    working: int
    cap: int
    changes: tuple[tuple[date, int], ...]
    closures: tuple[ClosureFacts, ...]
    # Limits of certain weekdays, told apart: they come and go every week.
    weekly: tuple[CapFacts, ...] = ()


def house_rules(today: date, rows: Sequence[PolicyRow]) -> list[HouseRule]:
    """Return every rule with its validity; rows come in the order in which they were written."""
    return [_house_rule(name, today, rows) for name in PolicyName]


def _house_rule(name: PolicyName, today: date, rows: Sequence[PolicyRow]) -> HouseRule:
    mine = [row for row in rows if row.name == name]
    valid = [row.from_day for row in mine if row.from_day <= today]

    def value(day: date) -> Any:
        return getattr(policies_on(day, mine), name)

    changes = _changes(value, today, (row.from_day for row in mine))
    return HouseRule(name, value(today), valid[-1] if valid else None, changes)


def workplace_rule(workplace: WorkplaceFacts, today: date) -> WorkplaceRule:
    """Return a workplace's limit today and what is ahead of it, desks out of order included."""
    days: set[date] = set()
    every_day = replace(workplace, caps=tuple(c for c in workplace.caps if not c.weekdays))
    spells = [(cap.from_day, cap.to_day) for cap in every_day.caps]
    spells += [(outage.from_day, outage.to_day) for outage in workplace.outages]
    for first, last in spells:
        days.add(first)
        if last and last < date.max:
            days.add(last + ONE_DAY)
    closures = [closure for closure in workplace.closures if closure.to_day >= today]
    return WorkplaceRule(
        workplace=workplace,
        working=workplace.working_desks(today),
        cap=every_day.cap(today),
        changes=_changes(every_day.cap, today, days),
        closures=tuple(sorted(closures, key=lambda c: (c.from_day, c.from_half))),
        weekly=tuple(
            cap for cap in workplace.caps if cap.weekdays and _counts(cap, workplace, today)
        ),
    )


def _counts(cap: CapFacts, workplace: WorkplaceFacts, today: date) -> bool:
    """Return True if a limit of some weekdays counts on any day from today on.

    Another written later may stand over it. What counts changes only where a limit
    begins or ends, so the week after each of these days tells.
    """
    begins = {max(today, one.from_day) for one in workplace.caps}
    begins |= {
        max(today, one.to_day + ONE_DAY)
        for one in workplace.caps
        if one.to_day and one.to_day < date.max
    }
    week = [timedelta(days=n) for n in range(7)]
    days = (day + n for day in begins for n in week if day <= date.max - n)
    return any(workplace.limit(day) == cap for day in days)


def _changes(
    value: Callable[[date], Any], today: date, days: Iterable[date]
) -> tuple[tuple[date, Any], ...]:
    """Return the days after today on which the value becomes another one."""
    changes, before = [], value(today)
    for day in sorted({day for day in days if day > today}):
        after = value(day)
        if after != before:
            changes.append((day, after))
        before = after
    return tuple(changes)
