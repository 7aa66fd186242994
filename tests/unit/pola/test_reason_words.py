import re
from dataclasses import replace
from datetime import date, time

import pytest

from app.core.errors import Reason
from app.core.half import Half
from app.pola.labels.reasons import FAULTS, HITCHES, reason_words
from app.pola.rules.checks import Standing, check_terms
from app.pola.rules.faults import Fault
from app.pola.rules.hitches import Hitch
from app.pola.rules.notices import Notice
from app.pola.rules.parameters import Programme
from app.pola.rules.states import State
from app.pola.rules.terms import (
    Band,
    Duration,
    IndicatorKind,
    RemotePattern,
    Rhythm,
    Supplier,
    Tool,
    WeekHalf,
)
from tests.support.agreements import ACTIVITY, TERMS

FACTS = {
    "state": State.REFUSED,
    "notice": Notice.SAFETY,
    "day": date(2026, 3, 2),
    "start": time(9),
    "end": time(13),
    "last": date(2026, 8, 31),
    "first": date(2026, 3, 2),
}


@pytest.mark.parametrize("code", [*Fault, *Hitch])
def test_every_reason_has_words(app, code):
    words = str((FAULTS | HITCHES)[code])
    facts = {name: FACTS.get(name, 7) for name in re.findall(r"%\((\w+)\)s", words)}
    (said,) = reason_words([Reason(code, facts)])
    assert said.endswith(".")
    assert "%(" not in said


def test_no_two_kinds_of_reasons_share_a_code():
    assert not {code.value for code in Fault} & {code.value for code in Hitch}


def test_an_agreement_without_a_last_day_is_told_so(app):
    reason = Reason(Hitch.OVERLAPS, {"first": date(2026, 3, 2), "last": None})
    (said,) = reason_words([reason])
    assert "None" not in said


def _everything_wrong():
    """Terms that between them break every rule there is."""
    percentage = replace(ACTIVITY, kind=IndicatorKind.PERCENTAGE, target="molto")
    day = replace(ACTIVITY, kind=IndicatorKind.DATE, target="mai")
    number = replace(ACTIVITY, target="tanto")
    late, early = Band(time(20), time(22)), Band(time(6), time(21))
    halves = (WeekHalf(5, Half.AM), WeekHalf(5, Half.AM))
    yield replace(TERMS, ends_on=None, starts_on=date(2026, 1, 1), contact=())
    yield replace(TERMS, duration=Duration.OPEN, pattern=RemotePattern(Rhythm.WEEKDAYS, halves))
    yield replace(TERMS, ends_on=date(2026, 1, 1), contact=(Band(time(9), time(8)),))
    yield replace(TERMS, ends_on=date(2030, 1, 1), contact=(late, early))
    yield replace(TERMS, pattern=RemotePattern(Rhythm.PER_WEEK, count=9))
    yield replace(TERMS, pattern=RemotePattern(Rhythm.PER_WEEK), rest=Band(time(23), time(1)))
    yield replace(TERMS, activities=(percentage, day, number, replace(ACTIVITY, title="")))
    yield replace(TERMS, activities=(), places=(), tools=(Tool("", Supplier.CITY),))
    yield replace(TERMS, notice_days=1, justified_reasons=(), ways="x" * 5000)
    yield replace(TERMS, justified_reasons=("no",))


def test_every_fault_brings_the_facts_that_its_words_quote(app):
    reasons = [
        reason
        for terms in _everything_wrong()
        for reason in check_terms(terms, Programme(), Standing(), date(2026, 3, 2))
    ]
    assert {reason.code for reason in reasons} == set(Fault)
    assert len(reason_words(reasons)) == len(reasons)
