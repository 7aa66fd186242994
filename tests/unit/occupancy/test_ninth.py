import pytest

from app.booking.rules.nearness import Point
from app.occupancy.rules.ninth import AreaDemand, candidates

# A degree of latitude is about 111 km: 0.018 are two kilometres.
HOME = Point(45.46, 9.19)


def north(km):
    return Point(45.46 + km / 111.195, 9.19)


def test_nobody_searching_needs_no_workplace():
    assert candidates([], [(1, HOME)], 5) == []


def test_the_area_with_most_searches_is_first():
    areas = [AreaDemand("A", north(0), 8), AreaDemand("B", north(30), 20)]
    assert [one.code for one in candidates(areas, [], 5)] == ["B", "A"]


def test_neighbours_count_the_less_the_farther_they_are():
    areas = [AreaDemand("A", north(0), 10), AreaDemand("B", north(2.5), 10)]
    first, second = candidates(areas, [], 5)
    assert first.score == pytest.approx(15, abs=0.01)
    assert second.score == pytest.approx(15, abs=0.01)
    assert (first.searches, first.reached, first.neighbours) == (10, 20, 1)


def test_an_area_between_two_others_beats_a_larger_one_apart():
    areas = [
        AreaDemand("APART", north(40), 12),
        AreaDemand("WEST", north(-1), 8),
        AreaDemand("BETWEEN", north(0), 8),
        AreaDemand("EAST", north(1), 8),
    ]
    found = candidates(areas, [], 5)
    assert found[0].code == "BETWEEN"
    assert found[-1].code == "APART"
    assert found[0].score == pytest.approx(8 + 2 * 8 * 0.8, abs=0.01)


def test_exactly_as_far_as_near_no_longer_counts():
    areas = [AreaDemand("A", north(0), 10), AreaDemand("B", north(5.01), 10)]
    assert {one.score for one in candidates(areas, [], 5)} == {10}
    assert {one.neighbours for one in candidates(areas, [], 5)} == {0}


def test_of_two_alike_the_one_farther_from_a_workplace_is_first():
    areas = [AreaDemand("CLOSE", north(0), 10), AreaDemand("FAR", north(30), 10)]
    found = candidates(areas, [(1, north(1)), (2, north(-4))], 5)
    assert [one.code for one in found] == ["FAR", "CLOSE"]
    close = found[1]
    assert (close.nearest_id, round(close.nearest_km, 1)) == (1, 1.0)
    assert close.is_served(5)
    assert not found[0].is_served(5)


def test_without_any_workplace_none_is_the_nearest():
    (only,) = candidates([AreaDemand("A", HOME, 5)], [], 5)
    assert only.nearest_id is None
    assert only.nearest_km is None
    assert not only.is_served(5)
