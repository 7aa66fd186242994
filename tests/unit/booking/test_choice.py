import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.booking.rules.choice import best_desk, has_all
from app.booking.rules.places import EQUIPMENT
from tests.support.facts import desk_facts

BARE = desk_facts(1)
MONITOR = desk_facts(2, equipment=("monitor",))
RICH = desk_facts(3, equipment=("window", "monitor", "dock"))
ADJUSTABLE = desk_facts(4, equipment=("window", "monitor", "dock", "height-adjustable"))
ACCESSIBLE = desk_facts(5, equipment=("window", "monitor", "dock", "quiet"), is_accessible=True)
NEXT_DOOR = desk_facts(6, equipment=("window", "monitor", "dock"), room_id=2)


@pytest.mark.parametrize(
    ("free", "best"),
    [
        ([], None),
        ([BARE], BARE),
        ([BARE, MONITOR, RICH], RICH),
        # What some people need is left for them while there is anything else.
        ([BARE, ADJUSTABLE, ACCESSIBLE], BARE),
        ([ADJUSTABLE, ACCESSIBLE], ADJUSTABLE),
        ([ACCESSIBLE], ACCESSIBLE),
    ],
)
def test_the_best_equipped_desk_is_offered_and_those_for_a_need_last(free, best):
    assert best_desk(free) == best


def test_the_usual_desk_wins_while_it_is_free():
    assert best_desk([BARE, RICH], usual=BARE.id) == BARE
    assert best_desk([RICH], usual=BARE.id) == RICH


@pytest.mark.parametrize(
    ("free", "like", "best"),
    [
        ([BARE, NEXT_DOOR], RICH, BARE),
        ([BARE, MONITOR, NEXT_DOOR], RICH, MONITOR),
        ([NEXT_DOOR], RICH, NEXT_DOOR),
        ([BARE, MONITOR], BARE, MONITOR),
    ],
)
def test_instead_of_a_lost_desk_a_like_one_in_the_same_room_is_offered(free, like, best):
    assert best_desk(free, like=like) == best


def test_people_who_look_at_once_are_not_all_offered_the_same_desk():
    equals = [desk_facts(n, equipment=("monitor",)) for n in range(1, 21)]
    offered = {best_desk(equals, draw=f"{person}/2026-03-03").id for person in range(200)}
    assert len(offered) > 15


def test_a_person_who_looks_twice_is_offered_the_same_desk():
    equals = [desk_facts(n) for n in range(1, 21)]
    assert len({best_desk(equals, draw="7/2026-03-03").id for _ in range(5)}) == 1


desks = st.builds(
    desk_facts,
    st.integers(1, 99),
    equipment=st.sets(st.sampled_from(EQUIPMENT)).map(tuple),
    is_accessible=st.booleans(),
    room_id=st.integers(1, 3),
)


@given(st.lists(desks, min_size=1, unique_by=lambda desk: desk.id), st.text(max_size=5))
def test_one_of_the_free_desks_is_offered_in_whatever_order_they_come(free, draw):
    best = best_desk(free, draw=draw)
    assert best in free
    assert best == best_desk(list(reversed(free)), draw=draw)


@pytest.mark.parametrize(
    ("desk", "wanted", "fits"),
    [
        (BARE, [], True),
        (BARE, ["monitor"], False),
        (RICH, ["monitor", "window"], True),
        (RICH, ["monitor", "quiet"], False),
        (ACCESSIBLE, ["accessible", "quiet"], True),
        (RICH, ["accessible"], False),
    ],
)
def test_a_filter_asks_for_everything_at_once(desk, wanted, fits):
    assert has_all(desk, wanted) is fits
