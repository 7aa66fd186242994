"""The small picture of the workplaces around an area: true bearing, true distance.

North is up; the centre of the area is at (0, 0); y grows downwards, as in SVG.
Pure geometry: the words come from outside.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

RINGS_KM = (1, 3, 5)
# Up to here the farthest workplace sets the scale; beyond, it stands on the rim.
FARTHEST_KM = 12.0
MOST_UNITS_PER_KM = 30.0
RIM = 168.0
MARK_RADIUS = 13.5
HALF_WIDTH, HALF_HEIGHT = 215.0, 196.0
_LETTER, _LINE = 8.6, 18.0


@dataclass(frozen=True)
class Mark:
    """A workplace on the radar; `anchor` says on which side of (label_x, label_y) its name is."""

    number: int
    name: str
    x: float
    y: float
    label_x: float
    label_y: float
    anchor: str
    is_beyond: bool


@dataclass(frozen=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: "_Box") -> float:
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0.0, width) * max(0.0, height)

    def outside(self) -> float:
        """Return how far it sticks out of the picture, as a cost beyond any overlap."""
        over = max(-HALF_WIDTH - self.left, self.right - HALF_WIDTH, 0.0)
        over += max(-HALF_HEIGHT - self.top, self.bottom - HALF_HEIGHT, 0.0)
        return 1000.0 * over


def units_per_km(kilometres: Sequence[float]) -> float:
    """Return the scale at which the farthest workplace is just inside, within bounds."""
    farthest = min(max(kilometres, default=0.0), FARTHEST_KM)
    return min(MOST_UNITS_PER_KM, RIM / max(farthest, 1.0))


@dataclass(frozen=True)
class Ring:
    """A circle at so many kilometres, and where its words stand least in the way."""

    km: int
    radius: float
    label_x: float
    label_y: float


def rings(scale: float, drawn: Sequence["Mark"]) -> list[Ring]:
    """Return the rings at 1, 3 and 5 km, their words in the quarter with the fewest marks."""
    corners = [math.radians(45 + 90 * n) for n in range(4)]

    def crowd(angle: float) -> float:
        x, y = _polar(90, angle)
        return sum(1 / (1 + math.dist((x, y), (m.x, m.y))) for m in drawn)

    angle = min(corners, key=crowd)
    return [
        Ring(km, round(km * scale, 1), *(round(v, 1) for v in _polar(km * scale, angle)))
        for km in RINGS_KM
    ]


def marks(places: Sequence[tuple[int, str, float, float]], scale: float) -> list[Mark]:
    """Return a mark for each (number, name, kilometres, bearing in degrees).

    Names avoid the marks and one another where they can; a mark never moves
    from its direction, only those on the rim make room along it.
    """
    points: list[tuple[float, float, bool]] = []
    for _number, _name, km, bearing in places:
        points.append(_point(km * scale, bearing, points))
    taken = [_around(x, y) for x, y, _beyond in points]
    # The picture of home in the middle.
    taken.append(_Box(-13, -12, 13, 12))
    made = []
    for (number, name, _km, _bearing), (x, y, beyond) in zip(places, points, strict=True):
        (label_x, label_y, anchor), box = _label(name, x, y, taken)
        taken.append(box)
        made.append(Mark(number, name, x, y, label_x, label_y, anchor, beyond))
    return made


def _point(
    distance: float, bearing: float, others: Sequence[tuple[float, float, bool]]
) -> tuple[float, float, bool]:
    beyond = distance > RIM + 0.5
    angle = math.radians(bearing)
    x, y = _polar(min(distance, RIM), angle)
    step = 0
    # On the rim, beside the others: nearer numbers keep their place.
    while beyond and step < 24 and any(math.dist((x, y), o[:2]) < 2 * MARK_RADIUS for o in others):
        step += 1
        side = (step + 1) // 2 * (1 if step % 2 else -1)
        x, y = _polar(RIM, angle + side * math.radians(10))
    return round(x, 1), round(y, 1), beyond


def _polar(distance: float, angle: float) -> tuple[float, float]:
    return distance * math.sin(angle), -distance * math.cos(angle)


def _around(x: float, y: float) -> _Box:
    return _Box(x - MARK_RADIUS, y - MARK_RADIUS, x + MARK_RADIUS, y + MARK_RADIUS)


def _label(
    name: str, x: float, y: float, taken: Sequence[_Box]
) -> tuple[tuple[float, float, str], _Box]:
    """Return where a name is written with the least overlap, and the room it takes."""
    width = _LETTER * len(name)
    half = _LINE / 2
    choices = [
        ((x + 20, y + 6, "start"), _Box(x + 18, y - half, x + 20 + width, y + half)),
        ((x - 20, y + 6, "end"), _Box(x - 20 - width, y - half, x - 18, y + half)),
        ((x, y - 21, "middle"), _Box(x - width / 2, y - 36, x + width / 2, y - 18)),
        ((x, y + 32, "middle"), _Box(x - width / 2, y + 18, x + width / 2, y + 36)),
    ]
    # Outwards first: a mark in the west has its name in the west.
    if x < 0:
        choices[0], choices[1] = choices[1], choices[0]
    (at_x, at_y, anchor), box = min(
        choices, key=lambda c: sum(c[1].overlap(t) for t in taken) + c[1].outside()
    )
    return (round(at_x, 1), round(at_y, 1), anchor), box
