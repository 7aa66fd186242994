from dataclasses import replace

import pytest

from app.pola.rules.commute import CommuteCount, Mode, Range, near_way, spared
from app.pola.rules.parameters import Programme

# 200 g a kilometre, 1.2 people a car, 1,100 g of energy at home a day.
PROGRAMME = Programme()


def count(mode=Mode.CAR, band_km=10, people=6, home_days=0.0, near_days=0.0):
    return CommuteCount(mode, band_km, people, home_days, near_days)


def close(left: Range, low: float, high: float) -> bool:
    return (left.low, left.high) == pytest.approx((low, high))


def test_a_driver_who_stays_home_spares_the_way_there_and_back():
    found = spared([count(home_days=12)], PROGRAMME)
    # 12 days x 2 x 10 (or 20) km, in a car for 1.2 people.
    assert close(found.car_km, 200, 400)
    # 200 g a kilometre, less 1.1 kg at home each day.
    assert close(found.kilograms, 40 - 13.2, 80 - 13.2)
    # At 40 and at 20 km an hour.
    assert close(found.hours, 240 / 40, 480 / 20)
    assert (found.drivers, found.people) == (6, 6)


@pytest.mark.parametrize("mode", [mode for mode in Mode if mode is not Mode.CAR])
def test_whoever_would_not_have_driven_spares_hours_and_no_co2(mode):
    found = spared([count(mode, home_days=10)], PROGRAMME)
    assert found.kilograms == found.car_km == Range(0, 0)
    assert found.drivers == 0
    assert found.people == 6
    assert 0 < found.hours.low < found.hours.high


def test_a_near_desk_spares_the_difference_and_no_energy_at_home():
    found = spared([count(near_days=12)], PROGRAMME)
    # From 10 km less 5, to 20 km less nothing.
    assert close(found.car_km, 12 * 2 * 5 / 1.2, 12 * 2 * 20 / 1.2)
    assert close(found.kilograms, 20, 80)


def test_a_near_desk_that_is_farther_than_the_office_spares_nothing_and_costs_nothing():
    assert near_way(2, 5) == 0
    assert near_way(9, 5) == 4
    found = spared([count(band_km=0, near_days=10)], PROGRAMME)
    assert found.car_km.low == found.hours.low == 0


def test_staying_home_around_the_corner_may_cost_more_than_it_spares():
    found = spared([count(band_km=0, home_days=10)], PROGRAMME)
    assert found.kilograms.low == -11


def test_the_factors_are_the_programme_s():
    clean = replace(
        PROGRAMME, car_grams_a_km=100, car_occupancy_percent=100, home_energy_grams_a_day=0
    )
    assert close(spared([count(home_days=1)], clean).kilograms, 2, 4)


def test_answers_add_up_and_none_are_nothing():
    two = spared([count(home_days=12), count(Mode.BIKE, 0, 3, 4)], PROGRAMME)
    assert (two.people, two.drivers) == (9, 6)
    assert close(two.hours, 6 + 0, 24 + 4 * 2 * 5 / 12)
    none = spared([], PROGRAMME)
    assert none.people == 0
    assert none.kilograms == Range(0, 0)
