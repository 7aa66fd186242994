from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.booking.rules.series import (
    SeriesFacts,
    SeriesRefusal,
    drawn,
    series_days,
    series_refusals,
)
from app.core.half import Part

MONDAY = date(2026, 3, 2)
numbers = st.sets(st.integers(1, 10**6), max_size=40)


def wish(*weekdays, first=MONDAY, last=None):
    return SeriesFacts(frozenset(weekdays), Part.AM, first, last)


def days(series, first, last):
    return [str(day) for day in series_days(series, first, last, "MI")]


def test_every_tuesday_and_thursday_and_no_holiday():
    found = days(wish(2, 4), MONDAY, date(2026, 3, 12))
    assert found == ["2026-03-03", "2026-03-05", "2026-03-10", "2026-03-12"]
    # 6 April is Easter Monday; 2 June is a Tuesday and the Republic's day.
    assert days(wish(1), date(2026, 4, 6), date(2026, 4, 13)) == ["2026-04-13"]
    assert days(wish(2), date(2026, 6, 1), date(2026, 6, 9)) == ["2026-06-09"]


def test_a_series_stays_inside_its_dates():
    series = wish(1, 2, 3, 4, 5, first=date(2026, 3, 4), last=date(2026, 3, 6))
    assert days(series, MONDAY, date(2026, 3, 20)) == ["2026-03-04", "2026-03-05", "2026-03-06"]


@pytest.mark.parametrize(
    ("series", "said"),
    [
        (wish(2), []),
        (wish(2, last=date(2026, 6, 30)), []),
        (wish(), [SeriesRefusal.NO_WEEKDAY]),
        (wish(2, last=date(2026, 3, 1)), [SeriesRefusal.BACKWARDS]),
        (wish(2, first=date(2026, 3, 1)), [SeriesRefusal.PAST]),
        (wish(2, last=MONDAY + timedelta(days=366)), [SeriesRefusal.TOO_LONG]),
        (wish(5, last=date(2026, 3, 5)), [SeriesRefusal.NO_WORKING_DAY]),
    ],
)
def test_why_there_can_be_no_such_series(series, said):
    assert [reason.code for reason in series_refusals(series, MONDAY, "MI")] == said


@given(numbers, st.text(max_size=8), st.randoms())
def test_the_draw_of_a_day_does_not_depend_on_who_came_first(ids, seed, chance):
    shuffled = chance.sample(sorted(ids), len(ids))
    owners = {one: one % 7 for one in shuffled}
    assert drawn(owners, seed) == drawn({one: one % 7 for one in sorted(ids)}, seed)
    assert sorted(drawn(owners, seed)) == sorted(ids)


def test_no_series_always_wins():
    owners = {number: 100 + number for number in range(1, 6)}
    firsts = {drawn(owners, f"day {n}")[0] for n in range(60)}
    assert firsts == {1, 2, 3, 4, 5}


def test_more_series_are_no_more_lots():
    one_each = {1: 10, 2: 20, 3: 30}
    many = one_each | dict.fromkeys(range(4, 40), 20)
    for n in range(30):
        order = drawn(many, f"day {n}")
        assert [one for one in order if one in one_each] == drawn(one_each, f"day {n}")
        theirs = [place for place, one in enumerate(order) if many[one] == 20]
        assert theirs == list(range(theirs[0], theirs[0] + 37)), "they come after one another"
