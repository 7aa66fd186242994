from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.half import Half
from app.pola.rules.agreed import Period
from app.pola.rules.day_kinds import PRESENCE, DayKind, PlanSource
from app.pola.rules.parameters import Programme
from app.pola.rules.planned import Covered, OfficePresence, Planned, Planning, month_of, week_of
from app.pola.rules.planning import PlanRefusal, answer
from app.pola.rules.recalls import recall_reasons
from app.pola.rules.swaps import swap_answer
from app.pola.rules.terms import RemotePattern, Rhythm, WeekHalf

AM, PM = Half.AM, Half.PM
MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)
THURSDAY, SATURDAY, NEXT_MONDAY = date(2026, 3, 5), date(2026, 3, 7), date(2026, 3, 9)
HOME, OFFICE = DayKind.AGILE_HOME, DayKind.OFFICE
TUESDAYS = RemotePattern(Rhythm.WEEKDAYS, (WeekHalf(1, AM), WeekHalf(1, PM)))


def a_week(count):
    return RemotePattern(Rhythm.PER_WEEK, count=count)


def under(pattern, **programme):
    period = Period(date(2026, 1, 1), date(2026, 12, 31), pattern)
    return (Covered(period, Programme(**programme)),)


FREE = Planning(
    now=datetime(2026, 3, 2, 10, 15),  # noqa: DTZ001 - the clock on the wall
    subdivision="MI",
    covered=under(a_week(4)),
    safety_note_on=date(2026, 2, 1),
)


def planned(kind, source=PlanSource.PERSON, agreed=None):
    return Planned(kind, source, agreed)


AGREED = replace(
    FREE,
    covered=under(TUESDAYS),
    plan={(TUESDAY, half): planned(HOME, PlanSource.AGREEMENT, HOME) for half in Half},
)


@pytest.mark.parametrize(
    ("away", "instead", "expected"),
    [
        ((TUESDAY, AM), (THURSDAY, AM), []),
        ((TUESDAY, AM), (THURSDAY, PM), []),
        ((TUESDAY, AM), (NEXT_MONDAY, AM), [PlanRefusal.NOT_THE_SAME_WEEK]),
        ((TUESDAY, AM), (TUESDAY, PM), [PlanRefusal.ALREADY_REMOTE]),
        ((WEDNESDAY, AM), (THURSDAY, AM), [PlanRefusal.NOTHING_TO_SWAP]),
        ((TUESDAY, AM), (SATURDAY, AM), [PlanRefusal.NOT_A_WORKING_DAY]),
    ],
)
def test_an_agreed_half_is_swapped_within_its_week(away, instead, expected):
    assert [r.code for r in swap_answer(away, instead, AGREED).reasons] == expected


def test_a_half_with_a_desk_is_not_swapped_in():
    desk = {(THURSDAY, AM): planned(DayKind.NEAR_MUNICIPAL, PlanSource.DESK)}
    facts = replace(AGREED, plan={**AGREED.plan, **desk})
    said = swap_answer((TUESDAY, AM), (THURSDAY, AM), facts).reasons
    assert [r.code for r in said] == [PlanRefusal.HAS_DESK]


@pytest.mark.parametrize(
    ("day", "reason", "expected"),
    [
        (TUESDAY, "Sportello scoperto", []),
        (TUESDAY, " ", [PlanRefusal.REASON_MISSING]),
        (MONDAY, "x", [PlanRefusal.TOO_LATE_TO_RECALL, PlanRefusal.NOT_REMOTE]),
        (THURSDAY, "x", [PlanRefusal.NOT_REMOTE]),
    ],
)
def test_a_recall_comes_the_day_before_with_its_reason(day, reason, expected):
    assert [r.code for r in recall_reasons(day, [AM, PM], reason, AGREED)] == expected


DAYS = [MONDAY + timedelta(days=n) for n in range(40)]
TAPS = st.lists(
    st.tuples(st.sampled_from(DAYS), st.sampled_from(list(Half)), st.sampled_from([HOME, OFFICE])),
    max_size=40,
)


@settings(max_examples=30)
@given(
    taps=TAPS,
    count=st.integers(1, 10),
    rhythm=st.sampled_from([Rhythm.PER_WEEK, Rhythm.PER_MONTH]),
    percent=st.sampled_from([0, 50, 100]),
    people=st.integers(1, 4),
)
def test_no_sequence_of_taps_breaks_a_number(taps, count, rhythm, percent, people):
    covered = under(RemotePattern(rhythm, count=count))
    away = {(day, AM): people // 2 for day in DAYS}
    facts = replace(
        FREE, covered=covered, office=OfficePresence("Anagrafe", percent, people, away, {})
    )
    for day, half, kind in taps:
        if not answer({(day, half): kind}, facts).reasons:
            facts = facts.with_kinds({(day, half): kind})
    programme = covered[0].programme
    for day in DAYS:
        week, month = facts.used(week_of(day)), facts.used(month_of(day))
        assert week <= (count if rhythm is Rhythm.PER_WEEK else programme.most_halves_a_week)
        assert month <= (count if rhythm is Rhythm.PER_MONTH else programme.most_halves_a_month)
        remote, present = facts.balance(month_of(day))
        assert remote < present
        for half in Half:
            there, _working, needed = facts.present(day, half)
            assert there >= needed or facts.kind(day, half) in PRESENCE
