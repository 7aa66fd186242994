import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.booking.rules.nearness import (
    EARTH_RADIUS_KM,
    Point,
    as_near,
    bearing_degrees,
    distance_km,
    in_order,
    trip,
)

DUOMO = Point(45.4642, 9.1900)
POINTS = st.builds(Point, st.floats(-89, 89), st.floats(-180, 180))
# Around a city, where streets and bicycles mean something.
NEAR = st.builds(Point, st.floats(45.3, 45.6), st.floats(9.0, 9.4))


@pytest.mark.parametrize(
    ("start", "end", "km"),
    [
        (DUOMO, DUOMO, 0.0),
        (Point(0, 0), Point(0, 1), 111.195),
        (Point(0, 0), Point(1, 0), 111.195),
        (Point(0, 0), Point(0, 180), math.pi * EARTH_RADIUS_KM),
        # Milan to Rome, and over the line of dates.
        (DUOMO, Point(41.9028, 12.4964), 477.0),
        (Point(0, 179.5), Point(0, -179.5), 111.195),
    ],
)
def test_distances_are_great_circles(start, end, km):
    assert distance_km(start, end) == pytest.approx(km, rel=0.002)


@pytest.mark.parametrize(
    ("end", "degrees"),
    [
        (Point(46.0, 9.19), 0),
        (Point(45.4642, 9.25), 90),
        (Point(45.0, 9.19), 180),
        (Point(45.4642, 9.10), 270),
    ],
)
def test_the_direction_is_counted_from_north_clockwise(end, degrees):
    assert bearing_degrees(DUOMO, end) == pytest.approx(degrees, abs=0.1)


@pytest.mark.parametrize(
    ("km", "told", "walk", "bike", "transit", "is_walkable"),
    [
        (0.0, 0.5, 5, 5, 10, True),
        (0.7, 0.5, 5, 5, 10, True),
        (0.8, 1.0, 15, 5, 15, True),
        (1.5, 1.5, 20, 10, 15, True),
        (2.2, 2.0, 25, 10, 20, True),
        (2.3, 2.5, 35, 10, 20, False),
        (8.0, 8.0, 105, 40, 45, False),
    ],
)
def test_a_way_is_told_in_half_kilometres_and_five_minutes(
    km, told, walk, bike, transit, is_walkable
):
    way = trip(DUOMO, Point(DUOMO.latitude + math.degrees(km / EARTH_RADIUS_KM), DUOMO.longitude))
    assert way.exact_km == pytest.approx(km, abs=1e-6)
    assert (way.km, way.walk_minutes, way.bike_minutes) == (told, walk, bike)
    assert way.transit_minutes == transit
    assert way.is_walkable is is_walkable


@given(POINTS, POINTS)
def test_a_distance_is_the_same_both_ways_and_at_most_half_the_earth(a, b):
    assert distance_km(a, b) == pytest.approx(distance_km(b, a), abs=1e-6)
    assert 0 <= distance_km(a, b) <= math.pi * EARTH_RADIUS_KM + 1e-6
    assert 0 <= bearing_degrees(a, b) < 360


@given(NEAR, NEAR, NEAR)
def test_a_detour_is_never_shorter(a, b, c):
    assert distance_km(a, c) <= distance_km(a, b) + distance_km(b, c) + 1e-6


@given(NEAR, NEAR)
def test_what_is_told_is_round_and_not_far_from_the_truth(a, b):
    way = trip(a, b)
    assert (way.km * 2).is_integer()
    assert abs(way.km - way.exact_km) <= 0.5
    for minutes in (way.walk_minutes, way.bike_minutes, way.transit_minutes):
        assert minutes >= 5
        assert minutes % 5 == 0
    assert way.bike_minutes <= way.walk_minutes


NAMES = {1: "Larga", 2: "Padova", 3: "Sile", 4: "Durando"}
TRIPS = {
    workplace: trip(DUOMO, Point(DUOMO.latitude + step, DUOMO.longitude))
    for workplace, step in {1: 0.03, 2: 0.01, 3: 0.02, 4: 0.04}.items()
}


@pytest.mark.parametrize(
    ("trips", "own", "order"),
    [
        ({}, [], [4, 1, 2, 3]),  # by name while no area is known
        (TRIPS, [], [2, 3, 1, 4]),
        (TRIPS, [4], [4, 2, 3, 1]),
        (TRIPS, [4, 1, 3, 2], [4, 1, 3, 2]),
        (TRIPS, [9, 4], [4, 2, 3, 1]),  # 9 is no longer lent
        ({2: TRIPS[2]}, [], [2, 4, 1, 3]),  # what has no distance comes last
    ],
)
def test_a_persons_own_order_comes_first_then_distance(trips, own, order):
    assert in_order(trips, NAMES, own) == order


@given(st.permutations(list(NAMES)), st.integers(0, 4))
def test_every_workplace_stands_in_the_order_once(own, length):
    assert sorted(in_order(TRIPS, NAMES, own[:length])) == sorted(NAMES)


@pytest.mark.parametrize(
    ("kilometres", "others"),
    [
        ([], []),
        ([1.0], [0]),
        ([1.0, 1.9], [1, 0]),
        ([1.0, 1.9, 2.5], [1, 0, 0]),
        ([1.0, 1.5, 1.9, 2.5, 3.4], [2, 0, 0, 1, 0]),
        ([1.0, 2.0], [0, 0]),
        ([1.0, 3.0, 3.5], [0, 1, 0]),
        ([3.5, 1.0, 3.0], [0, 0, 0]),
    ],
)
def test_less_than_a_kilometre_is_no_difference(kilometres, others):
    assert as_near(kilometres) == others
