from dataclasses import replace
from datetime import date, datetime

import pytest

from app.core.calendar import is_working_day
from app.core.half import Half
from app.pola.rules import planning
from app.pola.rules.agreed import Period
from app.pola.rules.day_kinds import DayKind, PlanSource
from app.pola.rules.parameters import Programme
from app.pola.rules.planned import (
    Covered,
    OfficePresence,
    Planned,
    Planning,
    month_of,
    week_of,
)
from app.pola.rules.planning import PlanRefusal, answer, choice_reasons, limits
from app.pola.rules.terms import RemotePattern, Rhythm, WeekHalf

AM, PM = Half.AM, Half.PM
MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)
THURSDAY, SATURDAY, NEXT_MONDAY = date(2026, 3, 5), date(2026, 3, 7), date(2026, 3, 9)
HOME, OTHER, OFFICE = DayKind.AGILE_HOME, DayKind.AGILE_OTHER, DayKind.OFFICE
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


def codes(facts, *halves, kind=HOME):
    return [r.code for r in answer(dict.fromkeys(halves, kind), facts).reasons]


TAKEN = {(MONDAY, AM): planned(HOME), (MONDAY, PM): planned(DayKind.NEAR_PARTNER)}
MONTH = {
    (day, half): planned(HOME)
    for day in month_of(MONDAY)
    if is_working_day(day, "MI") and day.day > 9
    for half in Half
}
ONE_OF_TWO = OfficePresence("Anagrafe", 50, 2, {(TUESDAY, AM): 1}, {})


@pytest.mark.parametrize(
    ("facts", "key", "expected"),
    [
        (FREE, (TUESDAY, AM), []),
        (FREE, (MONDAY, AM), []),
        (FREE, (date(2026, 2, 27), AM), [PlanRefusal.DAY_PAST]),
        (FREE, (SATURDAY, AM), [PlanRefusal.NOT_A_WORKING_DAY]),
        (FREE, (date(2026, 4, 6), AM), [PlanRefusal.NOT_A_WORKING_DAY]),
        (replace(FREE, covered=()), (TUESDAY, AM), [PlanRefusal.NO_AGREEMENT]),
        (FREE, (date(2027, 1, 4), AM), [PlanRefusal.NO_AGREEMENT]),
        (
            replace(FREE, plan={(TUESDAY, AM): planned(DayKind.LEAVE, PlanSource.ABSENCE)}),
            (TUESDAY, AM),
            [PlanRefusal.ON_LEAVE],
        ),
        (
            replace(FREE, plan={(TUESDAY, AM): planned(OFFICE, PlanSource.RECALL)}),
            (TUESDAY, AM),
            [PlanRefusal.RECALLED],
        ),
        (replace(FREE, covered=under(TUESDAYS)), (TUESDAY, AM), [PlanRefusal.NOT_AN_AGREED_HALF]),
        (
            replace(
                FREE, covered=under(TUESDAYS), plan={(TUESDAY, AM): planned(OFFICE, agreed=HOME)}
            ),
            (TUESDAY, AM),
            [],
        ),
        (
            replace(FREE, covered=under(a_week(2)), plan=TAKEN),
            (TUESDAY, AM),
            [PlanRefusal.WEEK_USED_UP],
        ),
        (replace(FREE, covered=under(a_week(2)), plan=TAKEN), (NEXT_MONDAY, AM), []),
        (
            replace(FREE, covered=under(a_week(4), most_halves_a_week=2), plan=TAKEN),
            (TUESDAY, AM),
            [PlanRefusal.WEEK_USED_UP],
        ),
        (
            replace(FREE, covered=under(RemotePattern(Rhythm.PER_MONTH, count=2)), plan=TAKEN),
            (date(2026, 3, 24), AM),
            [PlanRefusal.MONTH_USED_UP],
        ),
        (
            replace(FREE, covered=under(a_week(4), most_halves_a_month=2), plan=TAKEN),
            (date(2026, 3, 24), AM),
            [PlanRefusal.MONTH_USED_UP],
        ),
        (
            replace(
                FREE,
                covered=under(a_week(4), most_halves_a_month=2),
                plan=TAKEN,
                has_priority=True,
            ),
            (date(2026, 3, 24), AM),
            [],
        ),
        (replace(FREE, office=ONE_OF_TWO), (TUESDAY, AM), [PlanRefusal.TOO_FEW_IN_OFFICE]),
        (replace(FREE, office=ONE_OF_TWO), (TUESDAY, PM), []),
        (
            # Whoever is on leave is in no denominator.
            replace(
                FREE,
                office=OfficePresence("Anagrafe", 50, 3, {(TUESDAY, AM): 1}, {(TUESDAY, AM): 1}),
            ),
            (TUESDAY, AM),
            [PlanRefusal.TOO_FEW_IN_OFFICE],
        ),
        (
            replace(FREE, safety_note_on=None),
            (TUESDAY, AM),
            [PlanRefusal.SAFETY_NOTE_MISSING],
        ),
        (
            replace(FREE, safety_note_on=date(2025, 3, 2)),
            (TUESDAY, AM),
            [PlanRefusal.SAFETY_NOTE_OLD],
        ),
        (replace(FREE, safety_note_on=date(2025, 3, 3)), (TUESDAY, AM), []),
    ],
)
def test_a_half_is_remote_only_where_every_rule_says_so(facts, key, expected):
    assert codes(facts, key) == expected


def test_a_half_that_is_over_stays_as_it_was():
    late = replace(FREE, now=datetime(2026, 3, 2, 13, 30))  # noqa: DTZ001
    assert codes(late, (MONDAY, AM)) == [PlanRefusal.HALF_ENDED]
    assert codes(late, (MONDAY, PM)) == []


LONG = under(a_week(10), most_halves_a_week=10, most_halves_a_month=46)


@pytest.mark.parametrize(
    ("more", "stops"),
    [
        ({}, True),
        ({"prevalence_waived_until": date(2026, 3, 31)}, False),
        ({"prevalence_waived_until": date(2026, 3, 2)}, True),
        (
            {
                "covered": under(
                    a_week(10),
                    most_halves_a_week=10,
                    most_halves_a_month=46,
                    prevalence_rule_on=False,
                )
            },
            False,
        ),
    ],
)
def test_presence_prevails_unless_the_rule_is_off_or_waived(more, stops):
    # 22 working days are 44 halves: with 22 remote ones presence no longer prevails.
    keys = sorted(MONTH)[:21]
    facts = replace(FREE, **({"covered": LONG, "plan": {k: MONTH[k] for k in keys}} | more))
    said = answer({(TUESDAY, AM): HOME}, facts)
    told = said.reasons if stops else said.warnings
    assert [r.code for r in told] == [PlanRefusal.PRESENCE_MUST_PREVAIL]
    assert (told[0].facts["remote"], told[0].facts["present"]) == (22, 22)


def test_leave_counts_neither_as_presence_nor_as_remote():
    facts = replace(FREE, plan={(TUESDAY, AM): planned(DayKind.LEAVE, PlanSource.ABSENCE)})
    assert facts.balance([TUESDAY]) == (0, 1)


def test_a_municipal_desk_is_presence_and_a_partners_is_remote():
    facts = replace(
        FREE,
        plan={
            (TUESDAY, AM): planned(DayKind.NEAR_MUNICIPAL, PlanSource.DESK),
            (TUESDAY, PM): planned(DayKind.NEAR_PARTNER, PlanSource.DESK),
        },
    )
    assert facts.balance([TUESDAY]) == (1, 1)
    assert facts.used([TUESDAY]) == 1


def test_all_reasons_are_told_at_once_with_the_days_that_would_work():
    facts = replace(
        FREE, covered=under(a_week(4)), office=ONE_OF_TWO, safety_note_on=FREE.safety_note_on
    )
    [reason] = answer({(TUESDAY, AM): HOME}, facts).reasons
    assert reason.facts["possible"] == (MONDAY, WEDNESDAY, THURSDAY, date(2026, 3, 6))
    both = replace(facts, covered=under(a_week(1)), plan={(MONDAY, AM): planned(HOME)})
    assert codes(both, (TUESDAY, AM)) == [PlanRefusal.WEEK_USED_UP, PlanRefusal.TOO_FEW_IN_OFFICE]


def test_going_to_the_office_breaks_nothing():
    crowded = replace(FREE, covered=(), office=ONE_OF_TWO, plan={(TUESDAY, AM): planned(HOME)})
    assert codes(crowded, (TUESDAY, AM), kind=OFFICE) == []


def test_a_recalled_half_stays_used():
    facts = replace(
        FREE, covered=under(a_week(1)), plan={(MONDAY, AM): planned(OFFICE, PlanSource.RECALL)}
    )
    assert codes(facts, (TUESDAY, AM)) == [PlanRefusal.WEEK_USED_UP]


@pytest.mark.parametrize(
    ("kind", "source", "expected"),
    [
        (HOME, PlanSource.PERSON, []),
        (HOME, PlanSource.DESK, [PlanRefusal.HAS_DESK]),
        (DayKind.LEAVE, PlanSource.PERSON, [PlanRefusal.KIND_NOT_OFFERED]),
        (DayKind.NEAR_MUNICIPAL, PlanSource.PERSON, [PlanRefusal.KIND_NOT_OFFERED]),
        (DayKind.REMOTE_TIMEBOUND, PlanSource.PERSON, [PlanRefusal.KIND_NOT_OFFERED]),
    ],
)
def test_only_office_and_remote_are_chosen_by_a_tap(kind, source, expected):
    facts = replace(FREE, plan={(TUESDAY, AM): planned(DayKind.NEAR_MUNICIPAL, source)})
    assert [r.code for r in choice_reasons(TUESDAY, AM, kind, facts)] == expected


def test_weeks_and_months_end_with_the_calendar():
    assert week_of(date(9999, 12, 31))[-1] == date.max
    assert len(month_of(date(9999, 12, 31))) == 31
    assert len(week_of(MONDAY)) == 7


def test_without_an_agreement_nothing_is_left_and_no_note_is_wanted():
    bare = replace(FREE, covered=())
    assert limits(MONDAY, bare) == (0, 0)
    assert list(planning._of_the_note(MONDAY, bare)) == []
