"""Desks that are drawn: who took part, how each stood, why a desk came of it or not, and rules."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.booking.rules.dated import DrawFacts
from app.booking.rules.places import WorkplaceFacts
from app.booking.rules.waiting import Candidate
from app.core.calendar import is_working_day
from app.core.errors import Reason
from app.core.half import Part

# In a shorter line a number would say too much about somebody.
FEWEST_TOLD = 5
MOST_DAYS_BEFORE = 14


@dataclass(frozen=True)
class Entry:
    """What somebody asked of a draw: a part of the day, at any of these workplaces."""

    part: Part
    goals: frozenset[int]

    def meets(self, other: "Entry") -> bool:
        """Return True when both could want the same desk."""
        is_then = any(half in other.part.halves for half in self.part.halves)
        return is_then and bool(self.goals & other.goals)


@dataclass(frozen=True)
class Stood:
    """How somebody stood: their place, of how many, with so many half-days, for so many desks.

    `desks` is None where nothing was drawn: a desk became free, and the line was asked.
    """

    place: int
    waiting: int
    halves_had: int | None
    desks: int | None = None
    is_lost: bool = False


def held_for(
    goals: Iterable[WorkplaceFacts], day: date, entered: datetime, now: datetime
) -> tuple[datetime | None, frozenset[int]]:
    """Return the last draw that was held for somebody by now, and the workplaces drawn for them.

    `entered` and `now` are Italian wall-clock times: who came after the hour took no part.
    """
    moments = {goal.id: goal.drawn_at(day) for goal in goals}
    held = {number: at for number, at in moments.items() if at and entered < at <= now}
    return max(held.values(), default=None), frozenset(held)


def standings(
    line: Sequence[Candidate],
    entries: Mapping[int, Entry],
    free: Mapping[tuple[int, Part], int],
) -> dict[int, Stood]:
    """Return how each one stood among those who could want the same desks, by wait.

    `line` is in the published order; `free` says how many desks a workplace has for a part.
    """
    known: dict[Entry, list[int]] = {}
    for entry in entries.values():
        if entry not in known:
            rivals = [one.wait_id for one in line if entries[one.wait_id].meets(entry)]
            known[entry] = rivals
    places = {entry: {wait: n for n, wait in enumerate(row, 1)} for entry, row in known.items()}
    return {
        one.wait_id: Stood(
            place=places[entries[one.wait_id]][one.wait_id],
            waiting=len(known[entries[one.wait_id]]),
            halves_had=one.halves_had,
            desks=sum(
                free.get((goal, entries[one.wait_id].part), 0)
                for goal in entries[one.wait_id].goals
            ),
        )
        for one in line
    }


class Why(StrEnum):
    """Why a desk came of a wait, or none did. The words are in labels/fairness.py."""

    PLACE = "place"
    DESKS = "desks"
    BEFORE = "before"
    FIRST = "first"
    NONE_LEFT = "none_left"
    RULE = "rule"


def why(stood: Stood) -> list[Reason]:
    """Return what a person is told of how they stood: never whose, never which priority."""
    told = [Reason(Why.PLACE, {"place": stood.place, "waiting": stood.waiting})]
    if stood.waiting < FEWEST_TOLD:
        return [*told, Reason(Why.RULE)]
    if stood.desks is not None:
        told.append(Reason(Why.DESKS, {"desks": stood.desks}))
    if stood.place == 1:
        told.append(Reason(Why.FIRST))
    else:
        before = {"before": stood.place - 1, "halves": stood.halves_had}
        told.append(Reason(Why.BEFORE if stood.halves_had is not None else Why.RULE, before))
    if stood.is_lost and stood.desks is not None and stood.place <= stood.desks:
        told.append(Reason(Why.NONE_LEFT))
    return told


class DrawRefusal(StrEnum):
    """Why a rule cannot be written down. The words are in labels/fairness.py."""

    PAST = "past"
    BACKWARDS = "backwards"
    DAYS_BEFORE = "days_before"
    NOT_OPEN_YET = "not_open_yet"
    NO_SUCH_WEEKDAY = "no_such_weekday"


def draw_refusals(rule: DrawFacts, today: date, days_ahead: int) -> list[Reason]:
    """Return why a rule cannot be: nobody could enter a draw held before its day opens."""
    reasons = []
    if rule.from_day < today:
        reasons.append(Reason(DrawRefusal.PAST))
    if rule.to_day is not None and rule.to_day < rule.from_day:
        reasons.append(Reason(DrawRefusal.BACKWARDS))
    if not 1 <= rule.days_before <= MOST_DAYS_BEFORE:
        reasons.append(Reason(DrawRefusal.DAYS_BEFORE, {"most": MOST_DAYS_BEFORE}))
    elif rule.days_before >= days_ahead:
        reasons.append(Reason(DrawRefusal.NOT_OPEN_YET, {"days": days_ahead}))
    if rule.weekdays and not set(rule.weekdays) <= set("12345"):
        reasons.append(Reason(DrawRefusal.NO_SUCH_WEEKDAY))
    return reasons


def drawn_days(rule: DrawFacts, days: Iterable[date], subdivision: str) -> list[date]:
    """Return which of these days are drawn by a rule, holidays apart."""
    return [day for day in days if rule.covers(day) and is_working_day(day, subdivision)]


def rules_ahead(workplace: WorkplaceFacts, today: date) -> list[DrawFacts]:
    """Return a workplace's rules that are not over, the last written first: it wins on its days."""
    return [r for r in reversed(workplace.draws) if r.to_day is None or r.to_day >= today]
