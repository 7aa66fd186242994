"""Which field of which page a broken rule concerns, so that its words stand beside it."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from app.core.errors import Reason
from app.core.templating import sentence
from app.pola.forms.request.pages import COUNTS, RequestPage
from app.pola.forms.request.rows import field_name
from app.pola.labels.reasons import reason_words
from app.pola.labels.request import ACTIVITY_WORDS, NUMBER_WORDS, READING_WORDS
from app.pola.rules.faults import Fault
from app.pola.rules.hitches import Hitch
from app.pola.rules.terms import Activity, Rhythm, Terms


class Blame(NamedTuple):
    """A field, on which page it stands, and what is wrong with it; no page for the whole."""

    page: RequestPage | None
    field: str
    words: str


class Limits(NamedTuple):
    """The most half-days that a week and a month may hold."""

    week: int
    month: int


_FIELDS: dict[StrEnum, tuple[RequestPage, str]] = {
    Fault.END_MISSING: (RequestPage.PERIOD, "ends_on"),
    Fault.END_NOT_WANTED: (RequestPage.PERIOD, "ends_on"),
    Fault.END_BEFORE_START: (RequestPage.PERIOD, "ends_on"),
    Fault.TERM_TOO_LONG: (RequestPage.PERIOD, "ends_on"),
    Fault.START_PAST: (RequestPage.PERIOD, "starts_on"),
    Hitch.OVERLAPS: (RequestPage.PERIOD, "starts_on"),
    Fault.CONTACT_MISSING: (RequestPage.CONTENT, "contact1_start"),
    Fault.CONTACT_OUTSIDE: (RequestPage.CONTENT, "contact1_start"),
    Fault.CONTACT_TOO_LONG: (RequestPage.CONTENT, "contact1_start"),
    Fault.TOO_LITTLE_REST: (RequestPage.CONTENT, "contact1_start"),
    Fault.REST_WITHOUT_NIGHT: (RequestPage.CONTENT, "rest_start"),
    Fault.REST_TOO_SHORT: (RequestPage.CONTENT, "rest_start"),
    Fault.REST_MEETS_CONTACT: (RequestPage.CONTENT, "rest_start"),
    Fault.PLACE_MISSING: (RequestPage.CONTENT, "places"),
    Fault.TOOL_NAMELESS: (RequestPage.CONTENT, "tool1_name"),
    Fault.ACTIVITY_MISSING: (RequestPage.CONTENT, "activity1_title"),
    Fault.NOTICE_TOO_SHORT: (RequestPage.CLAUSES, "notice_days"),
    Fault.REASONS_MISSING: (RequestPage.CLAUSES, "justified_reasons"),
    Fault.REASON_TOO_SHORT: (RequestPage.CLAUSES, "justified_reasons"),
    Fault.TEXT_TOO_LONG: (RequestPage.CONTENT, "places"),
    Hitch.SAFETY_NOTE_OLD: (RequestPage.CLAUSES, "read_safety"),
}
_OF_THE_PATTERN = frozenset(
    {
        Fault.PATTERN_EMPTY,
        Fault.PATTERN_WEEKDAY,
        Fault.PATTERN_TWICE,
        Fault.TOO_MANY_A_WEEK,
        Fault.TOO_MANY_A_MONTH,
        Fault.PRESENCE_MUST_PREVAIL,
    }
)
_OF_A_BAND = frozenset({Fault.CONTACT_BACKWARDS, Fault.CONTACT_OVERLAPS})
_OF_A_TARGET = frozenset(
    {Fault.TARGET_NOT_A_NUMBER, Fault.TARGET_NOT_A_PERCENTAGE, Fault.TARGET_NOT_A_DATE}
)


def blames(reasons: Iterable[Reason], terms: Terms, limits: Limits) -> list[Blame]:
    """Return beside which field each reason is told; rows are those of the terms.

    Of the remote days one reason is told: the others mostly follow from it.
    """
    found: list[Blame] = []
    is_pattern_told = False
    for reason in reasons:
        if reason.code in _OF_THE_PATTERN and is_pattern_told:
            continue
        is_pattern_told |= reason.code in _OF_THE_PATTERN
        found += _blames(reason, terms, limits)
    return found


def _blames(reason: Reason, terms: Terms, limits: Limits) -> list[Blame]:
    code, facts = reason.code, reason.facts
    if code in _OF_THE_PATTERN:
        return [_of_pattern(reason, terms, limits)]
    if code in _OF_A_BAND:
        starts = [band.start for band in terms.contact]
        field = field_name("contact", starts.index(facts["start"]) + 1, "start")
        return [Blame(RequestPage.CONTENT, field, _said(reason))]
    if "place" in facts:
        return _of_activity(reason, terms.activities[facts["place"] - 1])
    if code is Hitch.NOTICE_UNREAD:
        field = f"read_{facts['notice']}"
        return [Blame(RequestPage.CLAUSES, field, _said(reason, READING_WORDS))]
    page, field = _FIELDS.get(code, (None, ""))
    return [Blame(page, field, _said(reason, READING_WORDS))]


def _of_pattern(reason: Reason, terms: Terms, limits: Limits) -> Blame:
    rhythm = terms.pattern.rhythm
    field = COUNTS.get(rhythm, "halves")
    most = limits.week if rhythm is Rhythm.PER_WEEK else limits.month
    if rhythm in COUNTS and reason.code in NUMBER_WORDS:
        facts = {"most": most, **reason.facts}
        return Blame(RequestPage.PERIOD, field, _said(Reason(reason.code, facts), NUMBER_WORDS))
    return Blame(RequestPage.PERIOD, field, _said(reason))


def _of_activity(reason: Reason, activity: Activity) -> list[Blame]:
    parts = ["kind"]
    if reason.code is Fault.ACTIVITY_INCOMPLETE:
        needed = ("title", "result", "indicator", "target")
        parts = [part for part in needed if not getattr(activity, part).strip()]
    elif reason.code in _OF_A_TARGET:
        parts = ["target"]
    elif reason.code is Fault.PERCENTAGE_OF_WHAT:
        both = ("numerator", "denominator")
        parts = [part for part in both if not getattr(activity, part).strip()]
    words = _said(reason, ACTIVITY_WORDS)
    place = reason.facts["place"]
    return [
        Blame(RequestPage.CONTENT, field_name("activity", place, part), words) for part in parts
    ]


def _said(reason: Reason, words: Mapping[Any, Any] | None = None) -> str:
    if words and reason.code in words:
        return sentence(reason, words)
    return reason_words([reason])[0]
