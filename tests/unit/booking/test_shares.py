from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.booking.rules.dated import ShareFacts
from app.booking.rules.shares import (
    closed_halves,
    held_until,
    is_at_maximum,
    is_kept,
    kept_for_others,
    my_share,
    shares_on,
    used,
)
from app.core.half import Half

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
# A directorate with two offices below it, and another one beside it.
CITY, STAFF, PAY, WORKS = 1, 2, 3, 4
BELOW = {CITY: {CITY, STAFF, PAY}, STAFF: {STAFF}, PAY: {PAY}, WORKS: {WORKS}}


def share(office, guaranteed=0, maximum=None, first=MONDAY, last=None):
    return ShareFacts(office, frozenset(BELOW[office]), guaranteed, maximum, first, last)


def test_desks_wait_until_an_hour_of_the_day_before():
    assert held_until(TUESDAY, time(18)) == datetime.combine(MONDAY, time(18))
    # Sunday for Monday's: the calendar's day before, not the working one.
    assert held_until(MONDAY, time(18)) == datetime.combine(date(2026, 3, 1), time(18))
    assert held_until(date.min, time(18)) == datetime.combine(date.min, time(18))


def test_of_an_offices_shares_the_last_one_written_counts():
    old, new = share(STAFF, 2), share(STAFF, 4, first=TUESDAY, last=TUESDAY)
    assert shares_on(MONDAY, [old, new]) == [old]
    assert shares_on(TUESDAY, [old, new]) == [new]
    assert shares_on(date(2026, 3, 4), [old, new]) == [old]
    assert shares_on(date(2026, 3, 1), [old, new]) == []


@pytest.mark.parametrize(("office", "counts"), [
    (CITY, CITY), (STAFF, STAFF), (PAY, CITY), (WORKS, None), (None, None),
])  # fmt: skip
def test_the_nearest_office_up_the_tree_counts(office, counts):
    found = my_share([share(CITY), share(STAFF)], office)
    assert (found and found.office_id) == counts


def test_each_desk_counts_for_one_share_alone():
    city, staff = share(CITY), share(STAFF)
    held = {CITY: 1, STAFF: 2, PAY: 4, WORKS: 8, None: 16}
    assert used(city, [city, staff], held) == 1 + 4
    assert used(staff, [city, staff], held) == 2
    assert used(city, [city], held) == 1 + 2 + 4


@pytest.mark.parametrize(("shares", "held", "office", "expected"), [
    ([], {STAFF: 9}, STAFF, False),
    ([share(STAFF)], {STAFF: 9}, STAFF, False),
    ([share(STAFF, maximum=2)], {STAFF: 1}, STAFF, False),
    ([share(STAFF, maximum=2)], {STAFF: 2}, STAFF, True),
    ([share(STAFF, maximum=0)], {}, STAFF, True),
    # A cap that was higher before: more than the maximum is at the maximum, too.
    ([share(STAFF, maximum=2)], {STAFF: 3}, STAFF, True),
    ([share(STAFF, maximum=2)], {STAFF: 2}, WORKS, False),
    ([share(STAFF, maximum=2)], {STAFF: 2}, None, False),
    # Both offices below share what their directorate may take.
    ([share(CITY, maximum=3)], {STAFF: 2, PAY: 1}, PAY, True),
    ([share(CITY, maximum=3), share(PAY, maximum=2)], {STAFF: 3, PAY: 1}, PAY, False),
])  # fmt: skip
def test_an_office_takes_no_more_than_its_maximum(shares, held, office, expected):
    assert is_at_maximum(shares, held, office) is expected


@pytest.mark.parametrize(("shares", "held", "office", "kept"), [
    ([], {}, WORKS, 0),
    ([share(STAFF, 3)], {}, WORKS, 3),
    ([share(STAFF, 3)], {}, None, 3),
    ([share(STAFF, 3)], {STAFF: 2}, WORKS, 1),
    ([share(STAFF, 3)], {STAFF: 5}, WORKS, 0),
    # One's own desks are not kept from oneself, and while some are left nobody else's are.
    ([share(STAFF, 3)], {STAFF: 2}, STAFF, 0),
    ([share(STAFF, 3), share(WORKS, 2)], {STAFF: 2}, STAFF, 0),
    ([share(STAFF, 3), share(WORKS, 2)], {STAFF: 3}, STAFF, 2),
    # What the office below takes is not taken from the directorate's own.
    ([share(CITY, 2), share(STAFF, 1)], {STAFF: 1}, STAFF, 2),
])  # fmt: skip
def test_what_other_offices_are_sure_of_is_kept(shares, held, office, kept):
    assert kept_for_others(shares, held, office) == kept


@pytest.mark.parametrize(("free", "expected"), [(0, False), (3, True), (4, False)])
def test_a_full_workplace_is_full_and_not_kept(free, expected):
    assert is_kept([share(STAFF, 3)], {}, WORKS, free) is expected


def test_each_half_is_told_by_itself():
    shares = [share(STAFF, 2, maximum=2)]
    held = {Half.AM: {STAFF: 2}, Half.PM: {}}
    free = {Half.AM: 1, Half.PM: 1}
    assert closed_halves(shares, held, free, STAFF, are_sure=True) == ([Half.AM], [])
    assert closed_halves(shares, held, free, WORKS, are_sure=True) == ([], [Half.PM])
    # Guarantees fall away the evening before; the most that an office may take does not.
    assert closed_halves(shares, held, free, WORKS, are_sure=False) == ([], [])
    assert closed_halves(shares, held, free, STAFF, are_sure=False) == ([Half.AM], [])


@st.composite
def _shared_out(draw):
    """A cap, shares whose guarantees fit under it, and who comes in which order."""
    cap = draw(st.integers(0, 12))
    shares, left = [], cap
    for office in draw(st.permutations([CITY, STAFF, PAY, WORKS])):
        guaranteed = draw(st.integers(0, left))
        most = draw(st.none() | st.integers(guaranteed, cap + 2))
        left -= guaranteed
        if draw(st.booleans()):
            shares.append(share(office, guaranteed, most))
    people = draw(st.lists(st.sampled_from([CITY, STAFF, PAY, WORKS, None]), max_size=40))
    return cap, shares, people


@given(_shared_out(), st.data())
def test_guarantees_can_always_be_used_and_nobody_takes_more_than_allowed(world, data):
    cap, shares, people = world
    held = dict.fromkeys([*BELOW, None], 0)

    def may_take(office):
        free = {Half.AM: cap - sum(held.values())}
        closed = closed_halves(shares, {Half.AM: held}, free, office, are_sure=True)
        return free[Half.AM] > 0 and not any(closed)

    for office in people:
        if may_take(office):
            held[office] += 1
        elif held[office] and data.draw(st.booleans()):
            held[office] -= 1
        assert sum(held.values()) <= cap
        for one in shares:
            taken = used(one, shares, held)
            assert one.maximum is None or taken <= one.maximum
            if taken < one.guaranteed:
                assert may_take(one.office_id)
