"""Forecasts worked out by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.occupancy.rules.forecast import (
    ComingHalf,
    Expected,
    PastHalf,
    Score,
    Trial,
    errors_by_week,
    forecast,
    score,
    trials,
    weeks_ahead,
)

MONDAY = date(2026, 3, 2)
NEXT_MONDAY = date(2026, 3, 9)
WEEK = timedelta(days=7)


def mondays(*booked, by_then=(0, 0, 0, 0), cap=20, before=MONDAY):
    """Past Mondays, the last one first."""
    return [
        PastHalf(before - (n + 1) * WEEK, desks, cap, by_then) for n, desks in enumerate(booked)
    ]


def coming(booked=0, this_morning=None, cap=20, day=NEXT_MONDAY):
    return ComingHalf(day, cap, booked, booked if this_morning is None else this_morning)


def expected(past, half, errors=None):
    return forecast(MONDAY, past, [half], errors or {})[0]


def test_weeks_ahead_are_counted_from_tomorrow():
    assert [weeks_ahead(MONDAY + timedelta(days=n), MONDAY) for n in (1, 7, 8, 14, 22, 28)] == [
        1, 1, 2, 2, 4, 4,
    ]  # fmt: skip


def test_the_mean_of_the_same_weekday_counts_each_week_back_for_four_fifths():
    # Weights .8, .64, .512: (12 x .8 + 10 x .64 + 5 x .512) / 1.952 = 18.56 / 1.952 = 9.508…
    assert expected(mondays(12, 10, 5), coming()).desks == 10


def test_other_weekdays_and_closed_days_say_nothing_about_a_monday():
    tuesdays = [PastHalf(date(2026, 2, 24), 20, 20, (0, 0, 0, 0))]
    closed = [PastHalf(date(2026, 2, 9), 0, 0, (0, 0, 0, 0))]
    open_ones = [half for half in mondays(12, 12, 0, 12) if half.booked]
    assert expected(open_ones + tuesdays + closed, coming()).desks == 12


def test_more_bookings_than_usual_so_early_raise_the_forecast_in_their_measure():
    # Usually 10, of which 4 a week ahead; now 7, three more: 10 + 3 x 4/10 = 11.2.
    assert expected(mondays(10, 10, 10, by_then=(4, 0, 0, 0)), coming(7)).desks == 11
    # Only 1, three fewer: 10 - 1.2 = 8.8.
    assert expected(mondays(10, 10, 10, by_then=(4, 0, 0, 0)), coming(1)).desks == 9
    # When all 10 are usually booked by then, each more is one more.
    assert expected(mondays(10, 10, 10, by_then=(10, 0, 0, 0)), coming(13)).desks == 13


def test_where_nothing_is_usually_booked_by_then_early_birds_say_nothing():
    assert expected(mondays(10, 10, 10), coming(7)).desks == 10
    assert expected(mondays(0, 0, 0, by_then=(5, 0, 0, 0)), coming(2)).desks == 2


def test_each_week_ahead_is_compared_with_its_own_past():
    past = mondays(10, 10, 10, by_then=(6, 4, 2, 1))
    days = [NEXT_MONDAY + n * WEEK for n in range(4)]
    # 3 are booked for each. 10 - 3 x .6 = 8.2, 10 - 1 x .4 = 9.6, 10 + 1 x .2, 10 + 2 x .1.
    found = forecast(MONDAY, past, [coming(3, day=day) for day in days], {})
    assert [half.desks for half in found] == [8, 10, 10, 10]


def test_what_is_booked_already_is_the_floor_and_the_limit_the_ceiling():
    # 10 - 4 x .8 = 6.8 by this morning's bookings, but 9 are booked by now.
    past = mondays(10, 10, 10, by_then=(8, 0, 0, 0))
    assert expected(past, coming(9, this_morning=4)).desks == 9
    # 18 + 6 x .5 = 21, of 20.
    assert expected(mondays(18, 18, 18, by_then=(9, 0, 0, 0)), coming(15)).desks == 20
    assert expected(mondays(18, 18, 18), coming(0, cap=12)).desks == 12


def test_a_surplus_over_a_lowered_limit_is_expected_to_stay():
    assert expected(mondays(10, 10, 10), coming(8, cap=5)) == Expected(NEXT_MONDAY, 5, 8, 8)


def test_nothing_is_expected_of_a_closed_day():
    assert expected(mondays(10, 10, 10), coming(cap=0)) == Expected(NEXT_MONDAY, 0, 0, None)


def test_two_weeks_are_too_few_to_tell():
    assert expected(mondays(10, 10), coming(3)) == Expected(NEXT_MONDAY, 20, 3, None)


def test_weeks_older_than_twelve_are_forgotten():
    old = mondays(1, 1, 1, before=MONDAY - 12 * WEEK)
    assert expected(old, coming()).desks is None
    assert expected(old + mondays(9, 9, 9), coming()).desks == 9


def test_eight_of_ten_past_errors_lie_in_the_range():
    errors = {1: [-4.0, -3.0, -2.0, -1.0, 0.0, 0.0, 1.0, 2.0, 3.0, 9.0]}
    found = expected(mondays(10, 10, 10), coming(), errors)
    # The second lowest and the second highest of ten: 10 - 3 and 10 + 3.
    assert (found.low, found.desks, found.high) == (7, 10, 13)


def test_the_range_stays_between_what_is_booked_and_what_may_be():
    errors = {1: [-30.0] * 5 + [30.0] * 5}
    found = expected(mondays(10, 10, 10, by_then=(4, 0, 0, 0)), coming(4), errors)
    assert (found.low, found.desks, found.high) == (4, 10, 20)


def test_a_range_always_holds_its_number():
    found = expected(mondays(10, 10, 10), coming(), {1: [2.0] * 10})
    assert (found.low, found.desks, found.high) == (10, 10, 12)


def test_nine_errors_are_too_few_for_a_range():
    found = expected(mondays(10, 10, 10), coming(), {1: [1.0] * 9})
    assert (found.low, found.high) == (None, None)


def test_a_past_forecast_knows_only_the_days_before_it():
    # Monday 23 February, told on Monday the 16th (a week ahead): 2, 9 and 16 February are not
    # all known then, so what can be known are 9 and 2 February and 26 January: 6, 6, 6.
    past = mondays(9, 30, 6, 6, 6, cap=40)
    told = [trial for trial in trials(MONDAY, past) if trial.booked == 9]
    assert told == [Trial(1, 6.0, 6, 9)]


def test_same_as_last_week_is_the_last_open_day_of_that_weekday():
    past = mondays(9, 0, 7, 5, 5, 5, cap=40)
    past[1] = PastHalf(past[1].day, 0, 0, (0, 0, 0, 0))
    told = [trial for trial in trials(MONDAY, past) if trial.booked == 9]
    # The 16th was closed: on its morning the 9th is the last one, a week earlier the 2nd.
    assert {(trial.weeks_ahead, trial.naive) for trial in told} == {(1, 7), (2, 5)}


def test_only_the_last_eight_weeks_are_tried():
    steady = mondays(*[10] * 24)
    told = trials(MONDAY, steady)
    assert len(told) == 8 * 4
    assert {(trial.expected, trial.naive, trial.booked) for trial in told} == {(10.0, 10, 10)}


def test_errors_are_told_beside_those_of_same_as_last_week():
    tried = [Trial(1, 10.0, 14, 11), Trial(1, 8.0, 9, 9), Trial(2, 4.0, 0, 1)]
    # Off by 1, 1 and 3; the other by 3, 0 and 1.
    assert score(tried) == Score(3, 5 / 3, 4 / 3)
    assert not score(tried).is_better
    assert score(tried[:2]).is_better
    assert errors_by_week(tried) == {1: [1.0, 1.0], 2: [-3.0]}


def test_without_a_past_there_is_no_error_to_tell():
    assert trials(MONDAY, []) == []
    assert score([]) is None


@given(
    past=st.lists(st.integers(0, 20), max_size=14),
    booked=st.integers(0, 25),
    cap=st.integers(0, 20),
    errors=st.lists(st.floats(-30, 30), max_size=30),
)
def test_whatever_the_past_a_forecast_is_never_below_what_is_booked(past, booked, cap, errors):
    found = expected(mondays(*past), coming(booked, cap=cap), {1: errors})
    if found.desks is not None:
        assert booked <= found.desks <= max(booked, cap)
    if found.low is not None:
        assert booked <= found.low <= found.desks <= found.high <= max(booked, cap)


@pytest.mark.parametrize("weeks", [1, 4])
def test_a_steady_city_is_foretold_without_error(weeks):
    half = coming(0, day=MONDAY + weeks * WEEK)
    assert expected(mondays(*[7] * 12), half).desks == 7
