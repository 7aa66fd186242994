"""How far a workplace is, without knowing where anybody lives.

A person is an area's centre at most (a postal code's, a district's). Every
figure is an estimate: half kilometres, five minutes.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

EARTH_RADIUS_KM = 6371.0
# A centre stands for an area about a kilometre wide: less than this is no difference.
EQUAL_WITHIN_KM = 1.0

WALK_KM_H = 4.5
BIKE_KM_H = 12.0
# Metro, tram and bus with their waits: a fixed start and the pace of a city line.
TRANSIT_KM_H = 15.0
TRANSIT_START_MINUTES = 8
# A straight line is shorter than a street; 1.2 is usual for a dense grid.
DETOUR = 1.2
# Up to here people walk; beyond, the bicycle's time is told first.
WALKABLE_KM = 2.0


@dataclass(frozen=True)
class Point:
    """A place on earth, in WGS84 degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class Trip:
    """An estimated way from an area to a workplace, rounded for people.

    Kilometres as the crow flies in halves, minutes in fives; `bearing` is in
    degrees from true north, clockwise.
    """

    km: float
    walk_minutes: int
    bike_minutes: int
    transit_minutes: int
    exact_km: float
    bearing: float

    @property
    def is_walkable(self) -> bool:
        """Return True when the time on foot is the one to tell first."""
        return self.km <= WALKABLE_KM


def distance_km(a: Point, b: Point) -> float:
    """Return the great-circle distance (haversine), in kilometres."""
    lat_a, lat_b = math.radians(a.latitude), math.radians(b.latitude)
    half_lat = (lat_b - lat_a) / 2
    half_lon = math.radians(b.longitude - a.longitude) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(chord))


def bearing_degrees(a: Point, b: Point) -> float:
    """Return the initial direction from a to b: 0 is north, 90 east."""
    lat_a, lat_b = math.radians(a.latitude), math.radians(b.latitude)
    east = math.radians(b.longitude - a.longitude)
    y = math.sin(east) * math.cos(lat_b)
    x = math.cos(lat_a) * math.sin(lat_b) - math.sin(lat_a) * math.cos(lat_b) * math.cos(east)
    degrees = math.degrees(math.atan2(y, x)) % 360
    # A hair west of north is rounded to a whole turn, which is north again.
    return degrees % 360


def trip(start: Point, end: Point) -> Trip:
    """Return the estimated way between two points."""
    exact = distance_km(start, end)
    km = max(0.5, round(exact * 2) / 2)
    return Trip(
        km=km,
        walk_minutes=_minutes(km, WALK_KM_H),
        bike_minutes=_minutes(km, BIKE_KM_H),
        transit_minutes=_fives(TRANSIT_START_MINUTES + 60 * km * DETOUR / TRANSIT_KM_H),
        exact_km=exact,
        bearing=bearing_degrees(start, end),
    )


def _minutes(km: float, km_per_hour: float) -> int:
    return _fives(60 * km / km_per_hour)


def _fives(minutes: float) -> int:
    return max(5, round(minutes / 5) * 5)


def in_order(trips: dict[int, Trip], names: dict[int, str], own: Sequence[int]) -> list[int]:
    """Return workplace ids, the one to propose first at the front.

    A person's own order comes first, as far as it goes; then by distance, or
    by name while no area is known.
    """
    placed = [workplace for workplace in own if workplace in names]
    others = sorted(
        (workplace for workplace in names if workplace not in set(placed)),
        key=lambda w: (trips[w].exact_km if w in trips else math.inf, names[w]),
    )
    return placed + others


def as_near(kilometres: Iterable[float]) -> list[int]:
    """Tell of each distance how many of the next ones count as equal to it.

    Told once, of the first of a group: the others of it get 0, as does one alone.
    """
    distances = list(kilometres)
    found = [0] * len(distances)
    first = 0
    for i, distance in enumerate(distances):
        if abs(distance - distances[first]) < EQUAL_WITHIN_KM:
            found[first] = i - first
        else:
            first = i
    return found
