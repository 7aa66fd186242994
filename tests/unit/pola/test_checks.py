from dataclasses import replace
from datetime import date, time

import pytest

from app.core.half import Half
from app.pola.rules.checks import (
    MOST_OF_A_NAME,
    MOST_OF_A_TEXT,
    Standing,
    check_terms,
    most_a_month,
    most_a_week,
)
from app.pola.rules.faults import Fault
from app.pola.rules.parameters import Programme
from app.pola.rules.terms import (
    Band,
    Comparison,
    Duration,
    IndicatorKind,
    RemotePattern,
    Rhythm,
    Supplier,
    Tool,
    WeekHalf,
)
from tests.support.agreements import ACTIVITY, TERMS

TODAY = date(2026, 3, 2)
PLAIN = Standing()
FIRST = Standing(has_priority=True)
WAIVED = Standing(is_prevalence_waived=True)
# A programme that lets the rule under test speak alone.
WIDE = Programme(most_halves_a_week=10, most_halves_a_month=46)


def faults(standing=PLAIN, programme=None, **changes):
    terms = replace(TERMS, **changes)
    reasons = check_terms(terms, programme or Programme(), standing, TODAY)
    return [reason.code for reason in reasons]


def weekdays(*halves):
    return RemotePattern(Rhythm.WEEKDAYS, tuple(WeekHalf(day, half) for day, half in halves))


def a_week(count):
    return RemotePattern(Rhythm.PER_WEEK, count=count)


def a_month(count):
    return RemotePattern(Rhythm.PER_MONTH, count=count)


def activity(**changes):
    return (replace(ACTIVITY, **changes),)


def test_the_plainest_agreement_keeps_every_rule():
    assert faults() == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"starts_on": TODAY}, []),
        ({"starts_on": date(2026, 3, 1)}, [Fault.START_PAST]),
        ({"ends_on": None}, [Fault.END_MISSING]),
        ({"ends_on": TODAY}, []),
        ({"ends_on": date(2026, 3, 1)}, [Fault.END_BEFORE_START]),
        # Twelve months from 2 March end on 1 March.
        ({"ends_on": date(2027, 3, 1)}, []),
        ({"ends_on": date(2027, 3, 2)}, [Fault.TERM_TOO_LONG]),
        ({"duration": Duration.OPEN, "ends_on": None}, []),
        ({"duration": Duration.OPEN}, [Fault.END_NOT_WANTED]),
        (
            {"duration": Duration.OPEN, "ends_on": None, "starts_on": date(2026, 1, 1)},
            [Fault.START_PAST],
        ),
    ],
)
def test_the_term(changes, expected):
    assert faults(**changes) == expected


@pytest.mark.parametrize(
    ("pattern", "standing", "programme", "expected"),
    [
        (weekdays(), PLAIN, None, [Fault.PATTERN_EMPTY]),
        (a_week(0), PLAIN, None, [Fault.PATTERN_EMPTY]),
        (a_month(-1), PLAIN, None, [Fault.PATTERN_EMPTY]),
        (weekdays((5, Half.AM)), PLAIN, None, [Fault.PATTERN_WEEKDAY]),
        (weekdays((-1, Half.AM)), PLAIN, None, [Fault.PATTERN_WEEKDAY]),
        (weekdays((1, Half.AM), (1, Half.AM)), PLAIN, None, [Fault.PATTERN_TWICE]),
        (weekdays((0, Half.AM), (4, Half.PM)), PLAIN, None, []),
        # A week: 4 of 10 leave presence prevailing, 5 do not.
        (a_week(4), PLAIN, None, []),
        (a_week(5), PLAIN, WIDE, [Fault.PRESENCE_MUST_PREVAIL]),
        (a_week(5), WAIVED, WIDE, []),
        (a_week(5), PLAIN, replace(WIDE, prevalence_rule_on=False), []),
        # A month: 43.3 halves on average.
        (a_month(21), PLAIN, WIDE, []),
        (a_month(22), PLAIN, WIDE, [Fault.PRESENCE_MUST_PREVAIL]),
        # The programme's numbers, and what priority adds to them.
        (a_month(20), PLAIN, None, []),
        (a_month(21), PLAIN, None, [Fault.TOO_MANY_A_MONTH]),
        (a_month(24), replace(FIRST, is_prevalence_waived=True), None, []),
        (a_week(4), PLAIN, replace(WIDE, most_halves_a_week=3), [Fault.TOO_MANY_A_WEEK]),
        (a_week(4), FIRST, replace(WIDE, most_halves_a_week=3), []),
        # Four a week are 17.3 a month, counted as 18.
        (a_week(4), PLAIN, replace(WIDE, most_halves_a_month=17), [Fault.TOO_MANY_A_MONTH]),
        (a_week(4), PLAIN, replace(WIDE, most_halves_a_month=18), []),
    ],
)
def test_the_remote_halves(pattern, standing, programme, expected):
    assert faults(standing, programme, pattern=pattern) == expected


def test_priority_adds_to_both_quotas():
    numbers = Programme(most_halves_a_week=4, most_halves_a_month=16, extra_halves_for_priority=2)
    assert most_a_week(numbers, has_priority=False) == 4
    assert most_a_week(numbers, has_priority=True) == 6
    assert most_a_month(numbers, has_priority=True) == 18


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"places": ()}, [Fault.PLACE_MISSING]),
        ({"places": ("  ",)}, [Fault.PLACE_MISSING]),
        ({"tools": ()}, []),
        ({"tools": (Tool(" ", Supplier.CITY),)}, [Fault.TOOL_NAMELESS]),
        ({"activities": ()}, [Fault.ACTIVITY_MISSING]),
        ({"activities": activity(title=" ")}, [Fault.ACTIVITY_INCOMPLETE]),
        ({"activities": activity(result="")}, [Fault.ACTIVITY_INCOMPLETE]),
        ({"activities": activity(indicator="")}, [Fault.ACTIVITY_INCOMPLETE]),
        ({"activities": activity(target="")}, [Fault.ACTIVITY_INCOMPLETE]),
        ({"activities": activity(target="quaranta")}, [Fault.TARGET_NOT_A_NUMBER]),
        ({"activities": activity(target="12,5")}, []),
        ({"activities": activity(comparison=Comparison.BY)}, [Fault.COMPARISON_UNFIT]),
        ({"places": ("x" * MOST_OF_A_NAME,)}, []),
        ({"places": ("x" * (MOST_OF_A_NAME + 1),)}, [Fault.TEXT_TOO_LONG]),
        ({"ways": "x" * (MOST_OF_A_TEXT + 1)}, [Fault.TEXT_TOO_LONG]),
        ({"activities": activity(result="x" * (MOST_OF_A_TEXT + 1))}, [Fault.TEXT_TOO_LONG]),
        ({"notice_days": 29}, [Fault.NOTICE_TOO_SHORT]),
        ({"notice_days": 30}, []),
        ({"justified_reasons": ()}, [Fault.REASONS_MISSING]),
        ({"justified_reasons": ("breve",)}, [Fault.REASON_TOO_SHORT]),
    ],
)
def test_the_content(changes, expected):
    assert faults(**changes) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"kind": IndicatorKind.TEXT, "target": "Nessun reclamo"}, []),
        (
            {"kind": IndicatorKind.PERCENTAGE, "target": "95", "numerator": "risposte in tempo"},
            [Fault.PERCENTAGE_OF_WHAT],
        ),
        (
            {
                "kind": IndicatorKind.PERCENTAGE,
                "target": "95%",
                "numerator": "risposte in tempo",
                "denominator": "domande",
            },
            [],
        ),
        (
            {
                "kind": IndicatorKind.PERCENTAGE,
                "target": "101",
                "numerator": "risposte",
                "denominator": "domande",
            },
            [Fault.TARGET_NOT_A_PERCENTAGE],
        ),
        (
            {"kind": IndicatorKind.DATE, "target": "2026-12-15", "comparison": Comparison.BY},
            [],
        ),
        (
            {"kind": IndicatorKind.DATE, "target": "15/12/2026", "comparison": Comparison.BY},
            [],
        ),
        (
            {"kind": IndicatorKind.DATE, "target": "dicembre", "comparison": Comparison.BY},
            [Fault.TARGET_NOT_A_DATE],
        ),
        (
            {"kind": IndicatorKind.DATE, "target": "31/02/2026", "comparison": Comparison.BY},
            [Fault.TARGET_NOT_A_DATE],
        ),
        ({"kind": IndicatorKind.DATE, "target": "2026-12-15"}, [Fault.COMPARISON_UNFIT]),
    ],
)
def test_a_target_must_be_measurable(changes, expected):
    assert faults(activities=activity(**changes)) == expected


def test_every_broken_rule_is_told_at_once():
    broken = faults(
        starts_on=date(2026, 1, 1),
        pattern=a_week(0),
        contact=(),
        rest=Band(time(23), time(5)),
        places=(),
        activities=(),
        notice_days=1,
        justified_reasons=(),
    )
    assert broken == [
        Fault.START_PAST,
        Fault.PATTERN_EMPTY,
        Fault.CONTACT_MISSING,
        Fault.REST_WITHOUT_NIGHT,
        Fault.REST_TOO_SHORT,
        Fault.PLACE_MISSING,
        Fault.ACTIVITY_MISSING,
        Fault.NOTICE_TOO_SHORT,
        Fault.REASONS_MISSING,
    ]
