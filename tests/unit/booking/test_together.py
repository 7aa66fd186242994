import csv
from datetime import datetime
from itertools import combinations
from pathlib import Path
from random import Random
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.booking.rules.groups import GroupRefusal, answer_by, group_refusals
from app.booking.rules.nearness import Point
from app.booking.rules.neighbours import metres
from app.booking.rules.places import DeskFacts
from app.booking.rules.together import (
    Basis,
    Measure,
    basis_of,
    in_travel_order,
    near_one_another,
)


def desk(number, room=1, x=0.0, y=0.0):
    code = f"LAR-0A-{number:02}"
    return DeskFacts(number, code, code[4:], room, x, y, (), is_accessible=False)


places = st.lists(
    st.tuples(st.integers(1, 2), st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=7
)


def spread(desks):
    return min(sum(metres(one, middle) for one in desks) for middle in desks)


@given(places, st.integers(1, 5))
def test_no_other_desks_of_one_room_are_nearer_to_one_another(rows, number):
    desks = [desk(n, room, float(x), float(y)) for n, (room, x, y) in enumerate(rows)]
    found = near_one_another(desks, number)
    if len(desks) < number:
        assert found == []
        return
    assert len(set(found)) == number
    rooms = [[one for one in desks if one.room_id == room] for room in (1, 2)]
    choices = [c for room in rooms for c in combinations(room, number)]
    if choices:
        assert len({one.room_id for one in found}) == 1
        assert spread(found) == pytest.approx(min(spread(choice) for choice in choices))


def test_where_no_room_has_enough_the_fullest_comes_first():
    desks = [desk(1, 1), desk(2, 2), desk(3, 2), desk(4, 2), desk(5, 3)]
    found = near_one_another(desks, 4)
    assert [one.room_id for one in found] == [2, 2, 2, 1]
    assert near_one_another(desks, 6) == []
    assert near_one_another(desks, 0) == []


class Place:
    def __init__(self, name, latitude, longitude=9.19):
        self.name, self.latitude, self.longitude = name, latitude, longitude


def test_the_total_and_the_longest_way_prefer_different_workplaces():
    start = [Point(45.40, 9.19), Point(45.40, 9.19), Point(45.40, 9.19), Point(45.52, 9.19)]
    south, middle = Place("South", 45.40), Place("Middle", 45.46)
    total = in_travel_order([middle, south], None, start, Measure.TOTAL)
    longest = in_travel_order([middle, south], None, start, Measure.LONGEST)
    assert [one.name for one in total] == ["South", "Middle"]
    assert [one.name for one in longest] == ["Middle", "South"]


def test_if_nobody_says_where_they_start_from_names_decide():
    order = in_travel_order([Place("B", 1.0), Place("A", 2.0)], None, [], Measure.LONGEST)
    assert [one.name for one in order] == ["A", "B"]


@pytest.mark.parametrize(
    ("people", "refused"),
    [(1, [GroupRefusal.NOBODY]), (2, []), (12, []), (13, [GroupRefusal.TOO_MANY])],
)
def test_a_group_has_two_people_at_least_and_no_more_than_the_house_allows(people, refused):
    assert [reason.code for reason in group_refusals(people, 12)] == refused


def at(day, hour, minute=0):
    return datetime(2026, 3, day, hour, minute)  # noqa: DTZ001 - a wall clock


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (at(2, 10), at(3, 18)),
        (at(3, 17), at(3, 18)),
        # The evening is too near: until half an hour before the half begins.
        (at(3, 17, 30), at(4, 7, 30)),
        (at(4, 7), at(4, 8)),
        (at(4, 6, 45), at(4, 7, 45)),
    ],
)
def test_a_desk_is_held_until_the_evening_before_or_an_hour_at_least(now, until):
    assert answer_by(at(4, 8), at(3, 18), now) == until


ANNA, BRUNO = Point(45.40, 9.19), Point(45.52, 9.19)
CITY = [Place(f"W{n}", 45.40 + n * 0.02) for n in range(7)]


@pytest.mark.parametrize(
    ("colleagues", "looks", "basis"),
    [
        (0, 0, Basis.FEW),
        (4, 0, Basis.FEW),
        (4, 99, Basis.FEW),
        (5, 0, Basis.ALL),
        (5, 4, Basis.ALL),
        (5, 5, Basis.OFTEN),
    ],
)
def test_only_the_ways_of_five_colleagues_count_and_five_times_a_day(colleagues, looks, basis):
    assert basis_of(colleagues, looks) is basis


def test_alone_the_order_is_that_of_ones_own_way():
    order = in_travel_order(CITY, BRUNO, [], Measure.TOTAL)
    assert [one.name for one in order] == ["W6", "W5", "W4", "W3", "W2", "W1", "W0"]
    assert in_travel_order([], BRUNO, [ANNA], Measure.TOTAL) == []


def test_all_together_choose_the_first_workplace_and_no_more():
    order = in_travel_order(CITY, BRUNO, [ANNA] * 9, Measure.TOTAL)
    assert [one.name for one in order] == ["W0", "W6", "W5", "W4", "W3", "W2", "W1"]


def test_less_than_a_step_together_is_no_difference_and_ones_own_way_decides():
    near = [Place("A", 45.400), Place("B", 45.405)]
    order = in_travel_order(near, BRUNO, [ANNA] * 5, Measure.TOTAL)
    assert [one.name for one in order] == ["B", "A"]
    order = in_travel_order(near, None, [ANNA] * 5, Measure.TOTAL)
    assert [one.name for one in order] == ["A", "B"]


# The demo's workplaces and postal codes.
DEMO = Path(__file__).parents[3] / "demo"


def rows_of(name):
    with (DEMO / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_one_look_leaves_most_areas_of_the_city_possible():
    places = [
        Place(row["name"], float(row["latitude"]), float(row["longitude"]))
        for row in rows_of("workplaces.csv")
    ]
    areas = [
        Point(float(row["latitude"]), float(row["longitude"]))
        for row in rows_of("postal_codes.csv")
        if row["in_milan"] == "yes"
    ]
    chance = Random(1)
    for measure in Measure:
        left = []
        for _look in range(31):
            own, last, *known = (chance.choice(areas) for _n in range(6))
            seen = in_travel_order(places, own, [*known, last], measure)
            same = (in_travel_order(places, own, [*known, one], measure) == seen for one in areas)
            left.append(sum(same))
        assert median(left) > len(areas) / 2
