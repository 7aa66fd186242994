"""Whether half a day may be worked in another way: every check, in the order of domain A9."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from app.core.calendar import is_working_day
from app.core.errors import Reason
from app.core.half import Half
from app.pola.rules.agreed import DayHalf
from app.pola.rules.checks import most_a_month, most_a_week
from app.pola.rules.day_kinds import ABSENCE, REMOTE, DayKind, PlanSource
from app.pola.rules.notices import safety_lasts_until
from app.pola.rules.planned import Planning, month_of, week_of
from app.pola.rules.terms import Rhythm

# When a half of today is over, where no workplace says otherwise.
ENDS = {Half.AM: time(13, 30), Half.PM: time(19)}
# What a person may choose; a desk near home is booked, all else comes from others.
CHOICES = frozenset({DayKind.OFFICE, DayKind.AGILE_HOME, DayKind.AGILE_OTHER})


class PlanRefusal(StrEnum):
    """A reason why a half cannot be planned so. Its words are in labels/plans.py."""

    DAY_PAST = "day_past"
    HALF_ENDED = "half_ended"
    KIND_NOT_OFFERED = "kind_not_offered"
    ON_LEAVE = "on_leave"
    RECALLED = "recalled"
    HAS_DESK = "has_desk"
    NOT_A_WORKING_DAY = "not_a_working_day"
    NO_AGREEMENT = "no_agreement"
    NOT_AN_AGREED_HALF = "not_an_agreed_half"
    WEEK_USED_UP = "week_used_up"
    MONTH_USED_UP = "month_used_up"
    TOO_FEW_IN_OFFICE = "too_few_in_office"
    PRESENCE_MUST_PREVAIL = "presence_must_prevail"
    SAFETY_NOTE_MISSING = "safety_note_missing"
    SAFETY_NOTE_OLD = "safety_note_old"
    # Swaps.
    NOTHING_TO_SWAP = "nothing_to_swap"
    NOT_THE_SAME_WEEK = "not_the_same_week"
    ALREADY_REMOTE = "already_remote"
    ALREADY_ASKED = "already_asked"
    ALREADY_ANSWERED = "already_answered"
    # Recalls.
    NOT_REMOTE = "not_remote"
    TOO_LATE_TO_RECALL = "too_late_to_recall"
    REASON_MISSING = "reason_missing"


# Limits that a desk given back could break; the rest was settled by the agreement.
NUMBERS = frozenset(
    {
        PlanRefusal.WEEK_USED_UP,
        PlanRefusal.MONTH_USED_UP,
        PlanRefusal.TOO_FEW_IN_OFFICE,
        PlanRefusal.PRESENCE_MUST_PREVAIL,
    }
)


@dataclass(frozen=True)
class Answer:
    """What the rules say to a change: reasons against it, and warnings that do not stop it."""

    reasons: tuple[Reason, ...] = ()
    warnings: tuple[Reason, ...] = ()


def answer(changes: Mapping[DayHalf, DayKind], facts: Planning, *, swap: bool = False) -> Answer:
    """Return everything that the rules say to changing these halves, all at once.

    A swap needs not be one of the agreed halves: it takes the place of one.
    """
    told: list[Reason] = []
    warnings: list[Reason] = []
    for key, kind in changes.items():
        for reason in _of_the_half(key, kind, facts):
            _tell(told, reason)
    if not told:
        for reason in _of_the_rules(changes, facts, swap=swap):
            stops = reason.code is not PlanRefusal.PRESENCE_MUST_PREVAIL or reason.facts["stops"]
            _tell(told if stops else warnings, reason)
    if told:
        ways = tuple(possible(changes, facts, swap=swap))
        told = [Reason(one.code, {**one.facts, "possible": ways}) for one in told]
    return Answer(tuple(told), tuple(warnings))


def _tell(told: list[Reason], reason: Reason) -> None:
    """Add a reason unless one of its kind is told already, for the morning say."""
    if all(one.code is not reason.code for one in told):
        told.append(reason)


def possible(
    changes: Mapping[DayHalf, DayKind], facts: Planning, *, swap: bool = False
) -> list[date]:
    """Return the other days of that week on which the remote halves could be planned."""
    wanted = {key: kind for key, kind in changes.items() if kind in REMOTE}
    base = facts.with_kinds({key: kind for key, kind in changes.items() if key not in wanted})
    found = []
    for day in week_of(min(changes)[0]):
        wish = {(day, half): kind for (_day, half), kind in wanted.items()}
        is_new = not set(wish) & set(changes) and any(base.kind(*key) not in REMOTE for key in wish)
        if wish and is_new and not _stops(wish, base, swap=swap):
            found.append(day)
    return found


def _stops(wish: Mapping[DayHalf, DayKind], facts: Planning, *, swap: bool) -> bool:
    """Return True if anything stands against a wish."""
    return any(
        reason for key, kind in wish.items() for reason in _of_the_half(key, kind, facts)
    ) or any(reason.facts.get("stops", True) for reason in _of_the_rules(wish, facts, swap=swap))


def _of_the_half(key: DayHalf, kind: DayKind, facts: Planning) -> Iterator[Reason]:
    """Tell what makes the half itself unchangeable, whatever the numbers."""
    day, half = key
    words = {"day": day, "halves": [half]}
    if day < facts.now.date():
        yield Reason(PlanRefusal.DAY_PAST, words)
    elif datetime.combine(day, ENDS[half]) <= facts.now:
        yield Reason(PlanRefusal.HALF_ENDED, words)
    # A9.1: a working day, inside an agreement in force.
    if not is_working_day(day, facts.subdivision):
        yield Reason(PlanRefusal.NOT_A_WORKING_DAY, words)
    planned = facts.plan.get(key)
    if planned and planned.kind in ABSENCE:
        yield Reason(PlanRefusal.ON_LEAVE, words)
    if planned and planned.source is PlanSource.RECALL:
        yield Reason(PlanRefusal.RECALLED, words)
    if kind in REMOTE and facts.agreement(day) is None:
        yield Reason(PlanRefusal.NO_AGREEMENT, words)


def _of_the_rules(
    changes: Mapping[DayHalf, DayKind], facts: Planning, *, swap: bool = False
) -> Iterator[Reason]:
    """Tell which numbers the changes together would break; none that they only keep broken."""
    after = facts.with_kinds(changes)
    remote = [key for key, kind in changes.items() if kind in REMOTE]
    new = [key for key in remote if facts.kind(*key) not in REMOTE]
    for key in new:
        if not swap:
            yield from _of_the_pattern(key, facts)
        yield from _of_the_counts(key[0], facts, after)
    for key in changes:
        yield from _of_the_office(key, facts, after)
    for day, _half in new:
        yield from _of_prevalence(day, facts, after)
        yield from _of_the_note(day, facts)


def _of_the_pattern(key: DayHalf, facts: Planning) -> Iterator[Reason]:
    """A9.2: of fixed weekdays only those; another half takes the place of one by a swap."""
    day, half = key
    covered, planned = facts.agreement(day), facts.plan.get(key)
    if covered is None or covered.period.pattern.rhythm is not Rhythm.WEEKDAYS:
        return
    if planned is None or planned.agreed is None:
        agreed = [d for d in week_of(day) if _is_agreed(d, facts)]
        words = {"day": day, "halves": [half], "agreed": tuple(agreed)}
        yield Reason(PlanRefusal.NOT_AN_AGREED_HALF, words)


def _is_agreed(day: date, facts: Planning) -> bool:
    return any((one := facts.plan.get((day, half))) and one.agreed for half in Half)


def _of_the_counts(day: date, before: Planning, after: Planning) -> Iterator[Reason]:
    """A9.2: how many halves the agreement and the programme leave for a week and a month."""
    most_week, most_month = limits(day, before)
    for most, days, code in (
        (most_week, week_of(day), PlanRefusal.WEEK_USED_UP),
        (most_month, month_of(day), PlanRefusal.MONTH_USED_UP),
    ):
        used, then = before.used(days), after.used(days)
        if then > most and then > used:
            yield Reason(code, {"day": day, "used": used, "most": most})


def limits(day: date, facts: Planning) -> tuple[int, int]:
    """Return the most remote halves of that week and of that month; 0 without an agreement."""
    covered = facts.agreement(day)
    if covered is None:
        return 0, 0
    pattern, programme = covered.period.pattern, covered.programme
    week = most_a_week(programme, has_priority=facts.has_priority)
    month = most_a_month(programme, has_priority=facts.has_priority)
    if pattern.rhythm is Rhythm.PER_WEEK:
        week = min(week, pattern.count)
    if pattern.rhythm is Rhythm.PER_MONTH:
        month = min(month, pattern.count)
    return week, month


def _of_the_office(key: DayHalf, before: Planning, after: Planning) -> Iterator[Reason]:
    """A9.3: services to users first, a part of the office is there (Office's own percentage)."""
    if not before.office.least_percent:
        return
    was, _working, _needed = before.present(*key)
    there, working, needed = after.present(*key)
    if there < needed and there < was:
        day, half = key
        words = {"day": day, "halves": [half], "office": before.office.name}
        yield Reason(
            PlanRefusal.TOO_FEW_IN_OFFICE,
            words | {"there": there, "needed": needed, "working": working},
        )


def _of_prevalence(day: date, before: Planning, after: Planning) -> Iterator[Reason]:
    """A9.4: fewer remote halves than presence halves (DM 8 Oct 2021 art. 1 c. 3)."""
    days = month_of(day)
    (was_remote, was_present), (remote, present) = before.balance(days), after.balance(days)
    if remote >= present and remote - present > was_remote - was_present:
        words = {"day": day, "remote": remote, "present": present}
        stops = does_presence_have_to_prevail(day, before)
        yield Reason(PlanRefusal.PRESENCE_MUST_PREVAIL, words | {"stops": stops})


def does_presence_have_to_prevail(day: date, facts: Planning) -> bool:
    """Return False where the programme switched the rule off, or it is waived for the person.

    Directive of 29 Dec 2023: waived for serious, urgent situations of health.
    """
    waived, covered = facts.prevalence_waived_until, facts.agreement(day)
    if waived is not None and day <= waived:
        return False
    return covered is None or covered.programme.prevalence_rule_on


def _of_the_note(day: date, facts: Planning) -> Iterator[Reason]:
    """A9.5: a safety note younger than a year (L. 81/2017 art. 22)."""
    covered = facts.agreement(day)
    if covered is None:
        return
    if facts.safety_note_on is None:
        yield Reason(PlanRefusal.SAFETY_NOTE_MISSING, {"day": day})
        return
    last = safety_lasts_until(facts.safety_note_on, covered.programme.safety_note_months)
    if day > last:
        yield Reason(PlanRefusal.SAFETY_NOTE_OLD, {"day": day, "last": last})


def choice_reasons(day: date, half: Half, kind: DayKind, facts: Planning) -> list[Reason]:
    """Return why this is not for the person to choose by a tap; none means it is."""
    words = {"day": day, "halves": [half]}
    planned = facts.plan.get((day, half))
    if kind not in CHOICES:
        return [Reason(PlanRefusal.KIND_NOT_OFFERED, words)]
    if planned and planned.source is PlanSource.DESK:
        return [Reason(PlanRefusal.HAS_DESK, words)]
    return []
