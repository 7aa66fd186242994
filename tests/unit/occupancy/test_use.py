from dataclasses import dataclass
from datetime import date

import pytest

from app.booking.rules.places import OutageFacts
from app.booking.rules.totals import OriginFacts
from app.core.half import Half
from app.occupancy.labels.use import LEAD_MARKS, LEAD_WORDS, PERIOD_FAULTS, PRESETS
from app.occupancy.rules.periods import Period, PeriodFault, Preset, presets, read_period
from app.occupancy.rules.use import (
    LEADS,
    Use,
    by_week,
    by_weekday,
    by_workplace,
    desk_shares,
    leads,
    open_halves,
    origins,
    percent,
    together,
    unmet,
)

YESTERDAY = date(2026, 3, 1)
MONDAY, TUESDAY = date(2026, 2, 23), date(2026, 2, 24)


@dataclass(frozen=True)
class HalfDay:
    day: date
    workplace_id: int = 1
    half: Half = Half.AM
    cap: int = 10
    booked: int = 0
    confirmed: int = 0
    no_shows: int = 0
    cancelled: int = 0
    released: int = 0


@dataclass(frozen=True)
class Desk:
    desk_id: int
    code: str
    halves: int
    workplace_id: int = 1


@pytest.mark.parametrize(("first", "last", "expected"), [
    ("", "", Period(date(2026, 2, 2), YESTERDAY)),
    ("2026-01-01", "", Period(date(2026, 1, 1), YESTERDAY)),
    ("", "2026-01-31", Period(date(2026, 1, 4), date(2026, 1, 31))),
    ("2026-01-01", "2026-01-01", Period(date(2026, 1, 1), date(2026, 1, 1))),
    ("2026-02-01", "9999-12-31", Period(date(2026, 2, 1), YESTERDAY)),
    ("2023-03-01", "2026-03-01", Period(date(2023, 3, 1), YESTERDAY)),
    ("", "0001-01-05", Period(date(1, 1, 1), date(1, 1, 5))),
    ("2026-02-02", "2026-02-01", PeriodFault.BACKWARDS),
    ("2026-03-02", "", PeriodFault.BACKWARDS),
    ("2026-03-02", "2026-03-09", PeriodFault.NOT_YET),
    ("2020-01-01", "2026-03-01", PeriodFault.TOO_LONG),
    ("yesterday", "", PeriodFault.ODD_DAY),
    ("2026-02-29", "2026-03-01", PeriodFault.ODD_DAY),
    ("2026-02-01", "01/03/2026", PeriodFault.ODD_DAY),
    ("20260201", "", PeriodFault.ODD_DAY),
], ids=str)  # fmt: skip
def test_an_address_names_a_period_or_tells_why_not(first, last, expected):
    assert read_period(first, last, YESTERDAY) == expected


@pytest.mark.parametrize(("yesterday", "quarter", "year"), [
    (date(2026, 3, 1), (date(2025, 10, 1), date(2025, 12, 31)), date(2025, 3, 2)),
    (date(2026, 3, 31), (date(2026, 1, 1), date(2026, 3, 31)), date(2025, 3, 29)),
    (date(2026, 4, 1), (date(2026, 1, 1), date(2026, 3, 31)), date(2025, 4, 2)),
    (date(2026, 1, 15), (date(2025, 10, 1), date(2025, 12, 31)), date(2025, 1, 16)),
    (date(2028, 2, 29), (date(2027, 10, 1), date(2027, 12, 31)), date(2027, 3, 1)),
    (date(2026, 12, 31), (date(2026, 10, 1), date(2026, 12, 31)), date(2025, 12, 29)),
])  # fmt: skip
def test_the_usual_periods_end_with_what_is_over(yesterday, quarter, year):
    found = presets(yesterday)
    assert list(found) == list(Preset)
    assert found[Preset.QUARTER] == Period(*quarter)
    assert found[Preset.YEAR] == Period(year, yesterday)
    assert (found[Preset.WEEKS].last - found[Preset.WEEKS].first).days == 27


def test_a_period_touches_whole_months():
    period = Period(date(2026, 1, 15), date(2026, 3, 1))
    assert (period.first_month, period.last_month) == (date(2026, 1, 1), date(2026, 3, 1))


HALVES = [
    HalfDay(MONDAY, booked=5, confirmed=4, no_shows=1, cancelled=2, released=1),
    HalfDay(MONDAY, half=Half.PM, cap=0),
    HalfDay(MONDAY, workplace_id=2, cap=30, booked=3),
    HalfDay(date(2026, 3, 2), booked=8),
]


def test_days_add_up_by_weekday_by_week_and_by_workplace():
    week = by_weekday(HALVES)
    assert week[1, 0, Half.AM] == Use(20, 13, 4, 1, 2, 1)
    assert week[1, 0, Half.AM].planned == 14
    assert week[1, 0, Half.AM].percent == 65
    assert week[1, 0, Half.PM].percent is None
    assert {key: use.booked for key, use in by_workplace(week).items()} == {1: 13, 2: 3}
    assert {key: use.available for key, use in by_week(HALVES).items()} == {
        MONDAY: 40, date(2026, 3, 2): 10,
    }  # fmt: skip
    assert together(by_workplace(week).values()) == Use(50, 16, 4, 1, 2, 1)
    assert open_halves(HALVES) == {1: [MONDAY, date(2026, 3, 2)], 2: [MONDAY]}


@pytest.mark.parametrize(("part", "whole", "expected"), [
    (0, 0, None), (0, 5, 0), (1, 3, 33), (2, 3, 67), (5, 5, 100),
])  # fmt: skip
def test_a_share_is_rounded_and_nothing_has_none(part, whole, expected):
    assert percent(part, whole) == expected


def test_bookings_are_grouped_by_how_long_before():
    assert leads({0: 1, 1: 2, 2: 4, 3: 8, 4: 16, 7: 32, 8: 64, 14: 128, 15: 256, 90: 512}) == [
        1, 2, 12, 48, 192, 768,
    ]  # fmt: skip
    # Written down after the day: as good as the same day.
    assert leads({-3: 5}) == [5, 0, 0, 0, 0, 0]
    assert leads({}) == [0] * len(LEADS)


def test_desks_are_ranked_by_the_halves_on_which_they_could_be_taken():
    desks = [Desk(1, "A", 2), Desk(2, "B", 2), Desk(3, "C", 4), Desk(4, "D", 0, 9), Desk(5, "E", 9)]
    broken = {2: [OutageFacts(2, MONDAY, MONDAY, "Guasto")]}
    found = desk_shares(desks, {1: [MONDAY, MONDAY, TUESDAY, TUESDAY]}, broken)
    assert [(one.code, one.halves, one.available, one.percent) for one in found] == [
        ("B", 2, 2, 100),
        ("C", 4, 4, 100),
        # More than was ever possible: it has been moved since.
        ("E", 9, 9, 100),
        ("A", 2, 4, 50),
        ("D", 0, 0, None),
    ]


JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)


def test_areas_are_told_from_five_people_on_in_each_month_and_workplace():
    found = origins([
        OriginFacts(JANUARY, 1, "A", 6, 30), OriginFacts(JANUARY, 1, "B", 3, 9),
        OriginFacts(JANUARY, 1, "C", 4, 8), OriginFacts(FEBRUARY, 1, "A", 8, 20),
        OriginFacts(FEBRUARY, 2, "A", 4, 4), OriginFacts(FEBRUARY, 2, "B", 1, 1),
    ])  # fmt: skip
    (area,) = found.areas
    assert (area.area_code, area.people, area.halves) == ("A", 8, 50)
    assert found.other_halves == 22
    assert found.halves == 72


def test_one_small_group_takes_the_next_one_along():
    found = origins([OriginFacts(JANUARY, 1, "A", 9, 30), OriginFacts(JANUARY, 1, "B", 6, 9),
                     OriginFacts(JANUARY, 1, "C", 2, 4)])  # fmt: skip
    assert [one.area_code for one in found.areas] == ["A"]
    assert found.other_halves == 13


def test_what_two_views_differ_by_is_never_a_small_group():
    both = [
        OriginFacts(JANUARY, 1, "A", 6, 30), OriginFacts(JANUARY, 1, "B", 9, 40),
        OriginFacts(JANUARY, 2, "A", 2, 5), OriginFacts(JANUARY, 2, "B", 7, 20),
        OriginFacts(JANUARY, 2, "C", 9, 9),
    ]  # fmt: skip
    whole = {one.area_code: one.halves for one in origins(both).areas}
    first = {one.area_code: one.halves for one in origins(both[:2]).areas}
    assert whole["A"] - first["A"] == 0
    assert origins([]).halves == 0


def test_searches_add_up_and_small_counts_are_hidden_with_a_second():
    halves = {(MONDAY, Half.AM): 5, (date(2026, 3, 2), Half.AM): 4, (TUESDAY, Half.AM): 6,
              (TUESDAY, Half.PM): 2}  # fmt: skip
    found = unmet({"B": 6, "A": 9, "C": 2}, halves)
    assert found.total == 17
    assert found.areas == {"A": 9, "B": None, "C": None}
    assert found.week == {(0, Half.AM): 9, (1, Half.AM): None, (1, Half.PM): None}


def test_few_searches_in_all_are_hidden_with_their_total():
    found = unmet({"A": 4}, {(MONDAY, Half.AM): 4})
    assert found.total is None
    assert found.areas == {"A": None}
    assert unmet({}, {}).total is None


def test_every_period_fault_and_group_has_words():
    assert set(PERIOD_FAULTS) == set(PeriodFault)
    assert set(PRESETS) == set(Preset)
    assert list(LEAD_WORDS) == list(LEAD_MARKS) == list(LEADS)
