"""Whether the terms of an agreement keep every rule: facts in, reasons out.

L. 81/2017 art. 19; CCNL Funzioni Locali 16 Nov 2022 art. 65 and 66; the numbers are
the programme's.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.core.errors import Reason
from app.pola.rules.bands import contact_faults, rest_faults
from app.pola.rules.faults import Fault
from app.pola.rules.hitches import LEAST_OF_A_REASON
from app.pola.rules.months import last_day
from app.pola.rules.parameters import Programme
from app.pola.rules.targets import activity_faults
from app.pola.rules.terms import Duration, RemotePattern, Rhythm, Terms
from app.pola.rules.written import halves_a_month

FRIDAY = 4
# Halves of a week of work, and of an average month of 52 / 12 weeks.
WEEK_HALVES = 10
MONTH_HALVES = WEEK_HALVES * 52 / 12
# Letters: a name is a line, a text a few pages.
MOST_OF_A_NAME = 200
MOST_OF_A_TEXT = 4000


@dataclass(frozen=True)
class Standing:
    """What the rules must know of the person, and no more."""

    has_priority: bool = False
    # Directive of 29 Dec 2023.
    is_prevalence_waived: bool = False
    # L. 68/1999 art. 1.
    is_disabled: bool = False


def check_terms(
    terms: Terms, programme: Programme, standing: Standing, today: date
) -> list[Reason]:
    """Return every rule that the terms break if sent today; none means that all hold."""
    return [
        *term_faults(terms, programme, today),
        *pattern_faults(terms.pattern, programme, standing),
        *contact_faults(terms.contact, programme),
        *rest_faults(terms.rest, terms.contact, programme),
        *_content_faults(terms),
        *_clause_faults(terms, programme),
    ]


def term_faults(terms: Terms, programme: Programme, today: date) -> list[Reason]:
    """Return what is wrong with the first and the last day."""
    faults = []
    if terms.starts_on < today:
        faults.append(Reason(Fault.START_PAST, {"day": terms.starts_on}))
    if terms.duration is Duration.OPEN:
        if terms.ends_on is not None:
            faults.append(Reason(Fault.END_NOT_WANTED))
        return faults
    if terms.ends_on is None:
        return [*faults, Reason(Fault.END_MISSING)]
    if terms.ends_on < terms.starts_on:
        faults.append(Reason(Fault.END_BEFORE_START))
    latest = last_day(terms.starts_on, programme.longest_months)
    if terms.ends_on > latest:
        words = {"months": programme.longest_months, "last": latest}
        faults.append(Reason(Fault.TERM_TOO_LONG, words))
    return faults


def most_a_week(programme: Programme, *, has_priority: bool) -> int:
    """Return how many remote halves a week may hold.

    CCNL FL 2022-2024: more in particular cases. The extra of a month may all fall in one week.
    """
    return programme.most_halves_a_week + _extra(programme, has_priority=has_priority)


def most_a_month(programme: Programme, *, has_priority: bool) -> int:
    """Return how many remote halves a month may hold (CCNL FL 2022-2024)."""
    return programme.most_halves_a_month + _extra(programme, has_priority=has_priority)


def pattern_faults(
    pattern: RemotePattern, programme: Programme, standing: Standing
) -> list[Reason]:
    """Return what is wrong with the days of remote work."""
    if pattern.rhythm is Rhythm.WEEKDAYS:
        if faults := _weekday_faults(pattern):
            return faults
        count = len(pattern.halves)
    else:
        # Of a month, for the rhythm that counts months.
        count = pattern.count
    if count <= 0:
        return [Reason(Fault.PATTERN_EMPTY)]
    priority = standing.has_priority
    week, month = (
        most_a_week(programme, has_priority=priority),
        most_a_month(programme, has_priority=priority),
    )
    a_month = halves_a_month(pattern)
    # DM 8 Oct 2021 art. 1 c. 3; derogation: directive of 29 Dec 2023.
    must_prevail = programme.prevalence_rule_on and not standing.is_prevalence_waived
    faults = []
    if pattern.rhythm is not Rhythm.PER_MONTH and count > week:
        faults.append(Reason(Fault.TOO_MANY_A_WEEK, {"count": count, "most": week}))
    if a_month > month:
        faults.append(Reason(Fault.TOO_MANY_A_MONTH, {"count": a_month, "most": month}))
    if must_prevail and not _presence_prevails(pattern, count):
        faults.append(Reason(Fault.PRESENCE_MUST_PREVAIL))
    return faults


def _weekday_faults(pattern: RemotePattern) -> list[Reason]:
    faults = []
    if any(not 0 <= half.weekday <= FRIDAY for half in pattern.halves):
        faults.append(Reason(Fault.PATTERN_WEEKDAY))
    if any(times > 1 for times in Counter(pattern.halves).values()):
        faults.append(Reason(Fault.PATTERN_TWICE))
    return faults


def _presence_prevails(pattern: RemotePattern, count: int) -> bool:
    whole = MONTH_HALVES if pattern.rhythm is Rhythm.PER_MONTH else WEEK_HALVES
    return count < whole - count


def _extra(programme: Programme, *, has_priority: bool) -> int:
    return programme.extra_halves_for_priority if has_priority else 0


def _content_faults(terms: Terms) -> Iterator[Reason]:
    """Yield what is missing of places, tools and activities (CCNL FL art. 65 c. 1 lett. b)."""
    # R8: the places are agreed.
    if not any(place.strip() for place in terms.places):
        yield Reason(Fault.PLACE_MISSING)
    if any(not tool.name.strip() for tool in terms.tools):
        yield Reason(Fault.TOOL_NAMELESS)
    if not terms.activities:
        yield Reason(Fault.ACTIVITY_MISSING)
    for place, activity in enumerate(terms.activities, 1):
        yield from activity_faults(place, activity)
    yield from _length_faults(terms)


def _length_faults(terms: Terms) -> Iterator[Reason]:
    names = [*terms.places, *(tool.name for tool in terms.tools)]
    texts = [*terms.justified_reasons, terms.ways, terms.direction, terms.disconnection]
    for one in terms.activities:
        names += [one.title, one.indicator, one.target, one.numerator, one.denominator]
        texts.append(one.result)
    for written, most in ((names, MOST_OF_A_NAME), (texts, MOST_OF_A_TEXT)):
        for text in written:
            if len(text) > most:
                yield Reason(Fault.TEXT_TOO_LONG, {"text": text[:40], "most": most})


def _clause_faults(terms: Terms, programme: Programme) -> Iterator[Reason]:
    """Yield what is wrong with the clause on withdrawal (CCNL FL art. 65 c. 1 lett. c, d)."""
    if terms.notice_days < programme.notice_days:
        yield Reason(Fault.NOTICE_TOO_SHORT, {"least": programme.notice_days})
    if not terms.justified_reasons:
        yield Reason(Fault.REASONS_MISSING)
    elif any(len(text.strip()) < LEAST_OF_A_REASON for text in terms.justified_reasons):
        yield Reason(Fault.REASON_TOO_SHORT, {"least": LEAST_OF_A_REASON})
