from datetime import time

import pytest

from app.booking.rules.order import Move, moved, ranked
from app.booking.rules.places import AreaFacts, Owner, WorkplaceFacts

NIGUARDA = AreaFacts("20162", "Milano", False, True, 45.518, 9.198)


def workplace(id, name, latitude, longitude):
    return WorkplaceFacts(
        id=id,
        code=name.upper(),
        name=name,
        address="",
        postal_code="",
        latitude=latitude,
        longitude=longitude,
        owner=Owner.MUNICIPAL,
        is_cooled=False,
        opens=time(8),
        midday=time(13, 30),
        closes=time(19),
        guest_note="",
        rooms=(),
    )


WORKPLACES = [
    workplace(1, "Largo", 45.4618, 9.1936),
    workplace(2, "Bovisa", 45.5058, 9.1642),
    workplace(3, "Zara", 45.5055, 9.1650),
]


@pytest.mark.parametrize(
    ("workplace", "move", "order"),
    [
        (2, Move.UP, [2, 1, 3]),
        (2, Move.DOWN, [1, 3, 2]),
        (1, Move.UP, [1, 2, 3]),
        (3, Move.DOWN, [1, 2, 3]),
    ],
)
def test_a_workplace_moves_one_place(workplace, move, order):
    assert moved([1, 2, 3], workplace, move) == order


def test_what_is_not_in_the_list_does_not_move():
    with pytest.raises(ValueError, match="4"):
        moved([1, 2, 3], 4, Move.UP)


@pytest.mark.parametrize(
    ("area", "own", "order"),
    [
        (None, [], [2, 1, 3]),
        (NIGUARDA, [], [3, 2, 1]),
        (NIGUARDA, [1], [1, 3, 2]),
        (None, [3, 1, 2, 99], [3, 1, 2]),
    ],
)
def test_the_own_order_comes_first_then_distance_then_name(area, own, order):
    assert [row.workplace.id for row in ranked(area, WORKPLACES, own)] == order


def test_two_workplaces_less_than_a_kilometre_apart_are_equally_near():
    rows = ranked(NIGUARDA, WORKPLACES, [])
    assert [row.as_near for row in rows] == [1, 0, 0]
    assert all(row.trip for row in rows)


def test_without_an_area_nothing_is_near():
    rows = ranked(None, WORKPLACES, [])
    assert not any(row.trip or row.as_near for row in rows)
    assert ranked(None, [], []) == []
