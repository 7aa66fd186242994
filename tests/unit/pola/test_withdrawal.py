from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from app.pola.rules.hitches import Hitch
from app.pola.rules.parameters import Programme
from app.pola.rules.routes import Side
from app.pola.rules.terms import Duration
from app.pola.rules.withdrawal import (
    Withdrawal,
    at_once_bars,
    ends_after_notice,
    notice_bars,
    notice_days,
)

TODAY = date(2026, 3, 2)
OPEN, FIXED = Duration.OPEN, Duration.FIXED
EMPLOYEE, EMPLOYER = Side.EMPLOYEE, Side.EMPLOYER


def wish(duration=OPEN, side=EMPLOYEE, *, clause=30, is_disabled=False, ends_on=None):
    return Withdrawal(side, duration, ends_on, clause, is_disabled)


@pytest.mark.parametrize(
    ("duration", "side", "is_disabled", "days"),
    [
        (OPEN, EMPLOYEE, False, 30),
        (OPEN, EMPLOYEE, True, 30),
        (OPEN, EMPLOYER, False, 30),
        # L. 81/2017 art. 19 c. 2: the only case of ninety.
        (OPEN, EMPLOYER, True, 90),
        (FIXED, EMPLOYEE, False, 30),
        (FIXED, EMPLOYEE, True, 30),
        (FIXED, EMPLOYER, False, 30),
        (FIXED, EMPLOYER, True, 30),
    ],
)
def test_notice_by_duration_side_and_disability(duration, side, is_disabled, days):
    assert notice_days(wish(duration, side, is_disabled=is_disabled), Programme()) == days


@pytest.mark.parametrize(
    ("clause", "programme", "is_disabled", "days"),
    [
        (45, Programme(), False, 45),
        (10, Programme(), False, 30),
        (30, Programme(notice_days=60), False, 60),
        (45, Programme(), True, 90),
        (120, Programme(), True, 120),
        (30, Programme(notice_days_disabled=100), True, 100),
    ],
)
def test_the_longest_of_clause_programme_and_law_counts(clause, programme, is_disabled, days):
    asked = wish(OPEN, EMPLOYER, clause=clause, is_disabled=is_disabled)
    assert notice_days(asked, programme) == days


def test_notice_is_never_under_thirty_days():
    for duration, side, is_disabled, clause in product(
        Duration, Side, [False, True], [0, 29, 30, 31]
    ):
        asked = wish(duration, side, is_disabled=is_disabled, clause=clause)
        assert notice_days(asked, Programme()) >= 30


def test_the_day_of_the_notice_is_not_counted():
    assert ends_after_notice(wish(), Programme(), TODAY) == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("ends_on", "codes"),
    [
        (None, []),
        (date(2026, 4, 2), []),
        (date(2026, 4, 1), [Hitch.ENDS_FIRST]),
        (date(2026, 3, 10), [Hitch.ENDS_FIRST]),
    ],
)
def test_a_fixed_term_uses_its_clause_or_runs_out(ends_on, codes):
    bars = notice_bars(wish(FIXED, ends_on=ends_on), Programme(), TODAY)
    assert [bar.code for bar in bars] == codes


@pytest.mark.parametrize(("side", "duration", "is_by_hr", "codes"), [
    (EMPLOYER, OPEN, False, [Hitch.HR_GIVES_NOTICE]),
    (EMPLOYER, OPEN, True, []),
    (EMPLOYER, FIXED, False, []),
    (EMPLOYEE, OPEN, False, []),
])  # fmt: skip
def test_no_manager_learns_of_a_disability_from_the_days_of_notice(side, duration, is_by_hr, codes):
    asked = replace(wish(duration, side, is_disabled=True), is_by_hr=is_by_hr)
    assert [bar.code for bar in notice_bars(asked, Programme(), TODAY)] == codes


@pytest.mark.parametrize("text", ["", "   ", "breve", " breve \n "])
def test_at_once_needs_a_written_reason(text):
    assert [bar.code for bar in at_once_bars(text)] == [Hitch.REASON_NEEDED]


def test_a_justified_reason_is_all_it_takes():
    assert at_once_bars("Il servizio è cessato.") == []
