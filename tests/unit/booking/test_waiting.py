import itertools
from datetime import date, datetime, time

from hypothesis import given
from hypothesis import strategies as st

from app.booking.rules.policies import Policies
from app.booking.rules.refusals import Refusal
from app.booking.rules.waiting import (
    Candidate,
    WaitRefusal,
    in_line,
    is_automatic,
    lot,
    wait_refusals,
)
from app.core.errors import Reason

TUESDAY = date(2026, 3, 3)
candidates = st.builds(
    Candidate,
    wait_id=st.integers(1, 10**6),
    user_id=st.integers(1, 10**6),
    has_priority=st.booleans(),
    halves_had=st.integers(0, 60),
)
lines = st.lists(candidates, unique_by=lambda one: one.user_id, max_size=12)


def test_priority_comes_first_then_the_fewest_desks_then_the_lot():
    often, seldom, needs = (
        Candidate(1, 1, halves_had=9),
        Candidate(2, 2, halves_had=1),
        Candidate(3, 3, has_priority=True, halves_had=40),
    )
    assert in_line([often, seldom, needs], "seed") == [needs, seldom, often]


@given(lines, st.text(max_size=8), st.randoms())
def test_the_line_does_not_depend_on_who_came_first(line, seed, chance):
    shuffled = chance.sample(line, len(line))
    assert in_line(shuffled, seed) == in_line(line, seed)


@given(lines, st.text(max_size=8))
def test_nobody_is_passed_over_by_somebody_who_had_more(line, seed):
    served = in_line(line, seed)
    for before, after in itertools.pairwise(served):
        assert before.has_priority >= after.has_priority
        if before.has_priority is after.has_priority:
            assert before.halves_had <= after.halves_had


def test_equals_are_drawn_afresh_each_day_and_the_draw_can_be_repeated():
    people = [Candidate(n, n) for n in range(1, 9)]
    orders = {tuple(one.user_id for one in in_line(people, f"day {n}")) for n in range(20)}
    assert len(orders) > 10
    assert lot(7, "seed") == lot(7, "seed") != lot(8, "seed")


def test_a_desk_is_booked_at_once_until_the_evening_before():
    evening = datetime.combine(date(2026, 3, 2), time(18))
    assert is_automatic(TUESDAY, evening.replace(hour=17, minute=59), Policies())
    assert not is_automatic(TUESDAY, evening, Policies())


def test_nobody_waits_for_what_is_free_or_for_a_day_that_nobody_can_book():
    def told(**more):
        facts = {"is_free": False, "is_waiting": False, "day_reasons": []} | more
        return [reason.code for reason in wait_refusals(**facts)]

    assert told() == []
    assert told(is_free=True) == [WaitRefusal.IS_FREE]
    assert told(is_waiting=True) == [WaitRefusal.ALREADY_WAITING]
    past = [Reason(Refusal.DAY_PAST)]
    assert told(is_free=True, day_reasons=past) == [Refusal.DAY_PAST]
