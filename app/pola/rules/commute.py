"""What not travelling spares: CO2, kilometres and hours, always as a range (domain C6).

dkm = U / d x L and dE = dkm x Fe x G / 1000 (guidelines on home-work travel plans, decree
209 of 4 Aug 2021). L is known in bands only, so every result has a lower and an upper end.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.pola.rules.parameters import Programme


class Mode(StrEnum):
    """How a person would otherwise come to the office."""

    CAR = "car"
    PUBLIC_TRANSPORT = "public_transport"
    BIKE = "bike"
    FOOT = "foot"


# Kilometres one way: where each band begins and ends. Beyond the last nobody is counted further.
BANDS = {0: 5, 5: 10, 10: 20, 20: 40, 40: 80}
# Slowest and fastest, in km/h, from door to door in a city and its surroundings.
SPEEDS = {
    Mode.CAR: (20, 40),
    Mode.PUBLIC_TRANSPORT: (15, 30),
    Mode.BIKE: (12, 18),
    Mode.FOOT: (4, 5),
}
# A desk is near if it is at most so far from home.
NEAR_KM = 5


@dataclass(frozen=True)
class Range:
    """From the least to the most that it may be."""

    low: float
    high: float

    def __add__(self, other: "Range") -> "Range":
        return Range(self.low + other.low, self.high + other.high)


@dataclass(frozen=True)
class CommuteCount:
    """Days without the usual way, of all people who gave the same answer."""

    mode: Mode
    band_km: int
    people: int
    # Days at home or elsewhere, and days at a desk near home.
    home_days: float
    near_days: float


@dataclass(frozen=True)
class Spared:
    """What people who said how they travel did not spend on the way to the office."""

    # Kilometres that cars did not drive, and kilograms of CO2, home energy taken off.
    car_km: Range
    kilograms: Range
    hours: Range
    # Who stands behind each.
    drivers: int
    people: int


NOTHING = Range(0, 0)


def spared(counts: Iterable[CommuteCount], programme: Programme) -> Spared:
    """Return what was spared; only those who would have driven spare CO2."""
    car_km = kilograms = hours = NOTHING
    drivers = people = 0
    for one in counts:
        people += one.people
        way = _kilometres(one)
        slow, fast = SPEEDS[one.mode]
        hours += Range(way.low / fast, way.high / slow)
        if one.mode is not Mode.CAR:
            continue
        drivers += one.people
        cars = 100 / programme.car_occupancy_percent
        driven = Range(way.low * cars, way.high * cars)
        car_km += driven
        # Whoever works at home heats and lights it; a desk near home is lit anyway.
        at_home = one.home_days * programme.home_energy_grams_a_day
        kilograms += Range(
            (driven.low * programme.car_grams_a_km - at_home) / 1000,
            (driven.high * programme.car_grams_a_km - at_home) / 1000,
        )
    return Spared(car_km, kilograms, hours, drivers, people)


def near_way(office_km: float, near_km: float) -> float:
    """Return the kilometres, one way, that a near desk spares; never less than none."""
    return max(0, office_km - near_km)


def _kilometres(one: CommuteCount) -> Range:
    """Return the kilometres of these people's ways, there and back, that nobody went."""
    low, high = one.band_km, BANDS[one.band_km]
    return Range(
        2 * (one.home_days * low + one.near_days * near_way(low, NEAR_KM)),
        2 * (one.home_days * high + one.near_days * near_way(high, 0)),
    )
