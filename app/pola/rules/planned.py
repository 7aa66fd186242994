"""A person's plan as facts: what is written, what an agreement covers, who else is there.

Municipal desks near home count as presence, partners' desks as remote work (domain R19).
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from app.core.calendar import is_working_day
from app.core.half import Half
from app.pola.rules.agreed import DayHalf, Period
from app.pola.rules.day_kinds import ABSENCE, PRESENCE, REMOTE, DayKind, PlanSource
from app.pola.rules.parameters import Programme

_END = date.max.toordinal() + 1


@dataclass(frozen=True)
class Planned:
    """A half that is not simply the office; `agreed` is what the agreement says of it."""

    kind: DayKind
    source: PlanSource
    agreed: DayKind | None = None


@dataclass(frozen=True)
class Covered:
    """An agreement's period, with the programme as of the day whose rules it keeps."""

    period: Period
    programme: Programme


@dataclass(frozen=True)
class OfficePresence:
    """A person's office besides the person: how many work there, and who is not there when."""

    name: str = ""
    least_percent: int = 0
    # Active people, the person included.
    people: int = 0
    # Others who work, but not in the office.
    away: Mapping[DayHalf, int] = field(default_factory=dict)
    # Others on leave: they are in no denominator.
    absent: Mapping[DayHalf, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Planning:
    """All that the plan of one person depends on, over whole weeks and months."""

    # The wall clock in Italy, naive on purpose.
    now: datetime
    subdivision: str
    covered: tuple[Covered, ...] = ()
    plan: Mapping[DayHalf, Planned] = field(default_factory=dict)
    office: OfficePresence = OfficePresence()
    has_priority: bool = False
    prevalence_waived_until: date | None = None
    safety_note_on: date | None = None

    def kind(self, day: date, half: Half) -> DayKind:
        """Return what the plan says of a half: the office unless something else is written."""
        planned = self.plan.get((day, half))
        return planned.kind if planned else DayKind.OFFICE

    def agreed(self, day: date, half: Half) -> DayKind | None:
        """Return what the agreement says of a half, if anything."""
        planned = self.plan.get((day, half))
        return planned.agreed if planned else None

    def agreement(self, day: date) -> Covered | None:
        """Return the agreement in force on a day; there is one at most."""
        return next((one for one in self.covered if one.period.covers(day)), None)

    def with_kinds(self, changes: Mapping[DayHalf, DayKind]) -> "Planning":
        """Return the same facts with some halves changed."""
        after = dict(self.plan)
        for key, kind in changes.items():
            old = after.get(key)
            after[key] = Planned(kind, PlanSource.PERSON, old.agreed if old else None)
        return replace(self, plan=after)

    def used(self, days: Iterable[date]) -> int:
        """Return how many remote halves are used on these days.

        A recalled one stays used: nothing is made up for it (CCNL FL art. 66, domain R15).
        """
        return sum(
            planned.kind in REMOTE or planned.source is PlanSource.RECALL
            for day in days
            for half in Half
            if (planned := self.plan.get((day, half)))
        )

    def balance(self, month: Iterable[date]) -> tuple[int, int]:
        """Return the remote and the presence halves of these days, leave in neither."""
        kinds = [
            self.kind(day, half)
            for day in month
            if is_working_day(day, self.subdivision)
            for half in Half
        ]
        return sum(k in REMOTE for k in kinds), sum(k in PRESENCE for k in kinds)

    def present(self, day: date, half: Half) -> tuple[int, int, int]:
        """Return how many of the office are present, how many work, and how many must be there."""
        mine = self.kind(day, half)
        working = self.office.people - self.office.absent.get((day, half), 0) - (mine in ABSENCE)
        there = working - self.office.away.get((day, half), 0)
        there -= mine not in PRESENCE and mine not in ABSENCE
        return there, working, -(-working * self.office.least_percent // 100)


def week_of(day: date) -> list[date]:
    """Return Monday to Sunday of a day's ISO week."""
    monday = day.toordinal() - day.weekday()
    # The calendar ends on a Friday.
    return [date.fromordinal(n) for n in range(monday, min(monday + 7, _END))]


def month_of(day: date) -> list[date]:
    """Return all days of a day's month."""
    _weekday, length = monthrange(day.year, day.month)
    return [day.replace(day=n) for n in range(1, length + 1)]
