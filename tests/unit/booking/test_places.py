from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.booking.rules.places import (
    CapFacts,
    ClosureFacts,
    OutageFacts,
    Places,
    free_desks,
    percent_taken,
)
from app.booking.rules.policies import PolicyName, PolicyRow
from app.core.half import Half, Part
from tests.support.facts import workplace_facts

MONDAY = date(2026, 3, 2)
TUESDAY = MONDAY + timedelta(days=1)
WEDNESDAY = MONDAY + timedelta(days=2)
SUNDAY = MONDAY - timedelta(days=1)
DAYS = st.dates(MONDAY - timedelta(days=5), MONDAY + timedelta(days=5))


def percent(value: int, from_day: date = SUNDAY, to_day: date | None = None) -> CapFacts:
    return CapFacts(value, None, from_day, to_day)


def number(value: int, from_day: date = SUNDAY, to_day: date | None = None) -> CapFacts:
    return CapFacts(None, value, from_day, to_day)


def broken(desk_id: int, from_day: date = SUNDAY, to_day: date | None = None) -> OutageFacts:
    return OutageFacts(desk_id, from_day, to_day, "A broken lamp")


CAPS = st.lists(
    st.one_of(
        st.builds(percent, st.integers(0, 100), DAYS, st.one_of(st.none(), DAYS)),
        st.builds(number, st.integers(0, 30), DAYS, st.one_of(st.none(), DAYS)),
    ),
    max_size=4,
)
OUTAGES = st.lists(
    st.builds(broken, st.integers(1, 12), DAYS, st.one_of(st.none(), DAYS)), max_size=6
)


@pytest.mark.parametrize(
    ("caps", "outages", "cap"),
    [
        ([], [], 10),
        ([percent(80)], [], 8),
        ([percent(75)], [], 7),  # rounded down
        ([percent(0)], [], 0),
        ([percent(100)], [], 10),
        ([number(7)], [], 7),
        ([number(0)], [], 0),
        ([number(99)], [], 10),  # never more than there are
        ([], [broken(1)], 9),
        ([percent(80)], [broken(1)], 7),  # of the desks that work
        ([number(10)], [broken(1)], 9),
        ([], [broken(1), broken(1)], 9),  # out of order twice is out of order
        ([], [broken(99)], 10),  # a desk that is no longer lent counts nowhere
        ([percent(80, to_day=SUNDAY)], [], 10),
        ([percent(80, from_day=TUESDAY)], [], 10),
        ([percent(80, MONDAY, MONDAY)], [], 8),
    ],
)
def test_the_cap_follows_from_the_limits_and_the_desks_that_work(caps, outages, cap):
    workplace = workplace_facts(caps=tuple(caps), outages=tuple(outages))
    assert workplace.cap(MONDAY) == cap


def test_of_several_limits_the_last_one_written_wins():
    workplace = workplace_facts(
        caps=(percent(80), number(3, MONDAY, MONDAY), percent(50, TUESDAY), number(4, SUNDAY))
    )
    assert workplace.cap(MONDAY) == 4
    # Taking the last one away shows the ones before.
    earlier = workplace_facts(caps=workplace.caps[:-1])
    assert [earlier.cap(day) for day in (SUNDAY, MONDAY, TUESDAY)] == [8, 3, 5]


@pytest.mark.parametrize(
    ("day", "half", "is_closed"),
    [
        (MONDAY, Half.AM, False),
        (MONDAY, Half.PM, True),
        (TUESDAY, Half.AM, True),
        (TUESDAY, Half.PM, True),
        (WEDNESDAY, Half.AM, True),
        (WEDNESDAY, Half.PM, False),
    ],
)
def test_a_closure_goes_from_a_half_day_to_a_half_day_both_included(day, half, is_closed):
    closure = ClosureFacts(MONDAY, Half.PM, WEDNESDAY, Half.AM, "Works")
    workplace = workplace_facts(closures=(closure,))
    assert workplace.closure(day, half) == (closure if is_closed else None)
    assert workplace.capacity(day, half) == (0 if is_closed else 10)


@pytest.mark.parametrize("day", [SUNDAY, date(2026, 12, 7), date(2026, 12, 25)])
def test_nothing_may_be_taken_on_a_day_without_work(day):
    assert [workplace_facts().capacity(day, half) for half in Half] == [0, 0]


def test_a_patrons_day_elsewhere_is_a_day_like_any_other():
    workplace = workplace_facts(subdivision="RM")
    assert workplace.capacity(date(2026, 12, 7), Half.AM) == 10


@pytest.mark.parametrize(
    ("from_day", "to_day", "covered"),
    [
        (MONDAY, MONDAY, [False, True, False]),
        (SUNDAY, MONDAY, [True, True, False]),
        (MONDAY, None, [False, True, True]),
    ],
)
def test_a_desk_is_out_of_order_on_both_days_and_until_mended(from_day, to_day, covered):
    outage = broken(3, from_day, to_day)
    workplace = workplace_facts(outages=(outage,))
    found = [workplace.outage(3, day) for day in (SUNDAY, MONDAY, TUESDAY)]
    assert found == [outage if is_covered else None for is_covered in covered]
    assert workplace.outage(4, MONDAY) is None


@given(DAYS, CAPS, OUTAGES)
def test_a_cap_is_never_below_zero_nor_above_the_desks_that_work(day, caps, outages):
    workplace = workplace_facts(caps=tuple(caps), outages=tuple(outages))
    working = workplace.working_desks(day)
    assert 0 <= workplace.cap(day) <= working <= 10
    # A desk counts as working exactly when it has no outage.
    assert working == sum(workplace.outage(desk, day) is None for desk in workplace.desks)
    for half in Half:
        assert workplace.capacity(day, half) in {0, workplace.cap(day)}


@given(DAYS, CAPS, st.integers(0, 100))
def test_a_limit_written_last_and_valid_is_the_one_that_counts(day, caps, value):
    workplace = workplace_facts(caps=(*caps, percent(value, day, day)))
    assert workplace.cap(day) == 10 * value // 100


def test_halves_follow_the_workplaces_own_hours():
    workplace = workplace_facts(opens=time(7, 30), midday=time(12), closes=time(20))
    assert workplace.half_hours(Half.AM) == (time(7, 30), time(12))
    assert workplace.half_hours(Half.PM) == (time(12), time(20))


def test_places_are_found_by_id_code_and_desk():
    larga = workplace_facts(desks=2)
    places = Places(1, (larga,), {}, (PolicyRow(PolicyName.DAYS_AHEAD, "14", MONDAY),))
    assert places.by_id[larga.id] is places.by_code["LARGA"] is places.by_desk[2] is larga
    assert larga.room_of[2].name == "Room 0A"
    assert places.policies(MONDAY).days_ahead == 14
    assert places.policies(SUNDAY).days_ahead == 28


@pytest.mark.parametrize(
    ("cap", "taken", "free", "percent"),
    [
        (10, 0, 10, 0),
        (10, 3, 7, 30),
        (3, 2, 1, 66),
        (10, 10, 0, 100),
        (7, 8, 0, 114),  # a surplus over a lowered cap
        (0, 0, 0, 100),
        (0, 2, 0, 100),
    ],
)
def test_what_is_left_is_never_negative(cap, taken, free, percent):
    assert free_desks(cap, taken) == free
    assert percent_taken(cap, taken) == percent


def test_a_part_of_the_day_is_made_of_its_halves():
    assert [Part.of(part.halves) for part in Part] == list(Part)
    with pytest.raises(ValueError, match="no part"):
        Part.of([])
