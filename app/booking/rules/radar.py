"""The small picture of the workplaces around an area: true bearing, true distance.

North is up; the centre of the area is at (0, 0); y grows downwards, as in SVG.
Pure geometry: the words come from outside.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

RINGS_KM = (1, 3, 5)
# Up to here the farthest workplace sets the scale; beyond, it stands on the rim.
FARTHEST_KM = 12.0
MOST_UNITS_PER_KM = 30.0
RIM = 166.0
# Marks are smaller where the scale is: the workplaces stand closer together.
MARK_RADIUS, SMALL_MARK_RADIUS, SMALL_BELOW = 13.5, 11.0, 24.0
# Half the picture's size.
HALF_WIDTH, HALF_HEIGHT = 215.0, 196.0
# A letter's width and a line's height at the largest size at which names are drawn.
_LETTER, _LINE = 9.2, 19.0
_GAP = 6.0
# What stays free between a name and the marks around it.
_CLEAR = 1.5
# On the rim marks make room for one another in steps of this many degrees.
_STEP_DEGREES = 3
_ROUNDS = 3
# Where the arrow of a mark on the rim points from, and the room it takes.
_ARROW_AWAY, _ARROW_RADIUS = 8.0, 7.0
# Where a ring's words are tried: from the south-east on, where the eye expects them.
_RING_ANGLES = [135 + side * 15 * n for n in range(13) for side in (1, -1)]
_RING_WORDS_WIDTH = 44.0
# Free room between the picture and its upper and lower edge.
_MARGIN = 8.0


@dataclass(frozen=True)
class Mark:
    """A workplace on the radar, and where its name is written.

    `name` is empty where there is no room for it: the number is in the list as well.
    `anchor` says which end of the name stands at (label_x, label_y). `arrow` is
    the direction to point in, in degrees from north, for one that is farther
    than the picture reaches; None for all others.
    """

    number: int
    name: str
    x: float
    y: float
    label_x: float
    label_y: float
    anchor: str
    arrow: float | None


@dataclass(frozen=True)
class Box:
    """The room that something takes on the picture."""

    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: "Box") -> float:
        """Return the area that both cover."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return width * height if width > 0 and height > 0 else 0.0

    def gap(self, x: float, y: float) -> float:
        """Return how far a point is from it."""
        across = max(self.left - x, 0.0, x - self.right)
        return math.hypot(across, max(self.top - y, 0.0, y - self.bottom))

    def outside(self) -> float:
        """Return how far it sticks out of the picture, in units."""
        across = max(-HALF_WIDTH - self.left, self.right - HALF_WIDTH, 0.0)
        return across + max(-HALF_HEIGHT - self.top, self.bottom - HALF_HEIGHT, 0.0)


# The picture of home in the middle.
_HOME = Box(-14, -13, 14, 13)


@dataclass(frozen=True)
class Ring:
    """A circle at so many kilometres, and where its words stand, if there is room for them."""

    km: int
    radius: float
    label: tuple[float, float] | None


@dataclass(frozen=True)
class Radar:
    """The whole picture; `north` is the middle of the arrow that points there."""

    rings: tuple[Ring, ...]
    marks: tuple[Mark, ...]
    north: tuple[float, float]
    mark_radius: float
    # The upper edge of what is drawn, and the height down to its lower one.
    top: float
    height: float


@dataclass(frozen=True)
class _Spot:
    """One of the places where a name may stand."""

    x: float
    y: float
    anchor: str
    box: Box
    # Whether a name written here would cover nothing at all.
    is_clear: bool = True


# An area and an order give the same picture for everybody and every day.
@lru_cache(maxsize=512)
def radar(places: tuple[tuple[int, str, float, float], ...]) -> Radar:
    """Return the picture of (number, name, kilometres, bearing in degrees).

    Its scale lets the farthest workplace stand just inside, within bounds.
    Marks stand at their true place; only those on the rim make room along it.
    Names avoid the marks, the edge and one another, or are left out; the rings'
    words and the north arrow then take what is left.
    """
    farthest = min(max((km for _n, _name, km, _b in places), default=0.0), FARTHEST_KM)
    scale = min(MOST_UNITS_PER_KM, RIM / max(farthest, 1.0))
    r = MARK_RADIUS if scale >= SMALL_BELOW else SMALL_MARK_RADIUS
    points: list[tuple[float, float]] = []
    arrows: list[float | None] = []
    for _number, _name, km, bearing in places:
        is_beyond = km > FARTHEST_KM
        points.append(_on_rim(bearing, points, r) if is_beyond else _polar(km * scale, bearing))
        arrows.append(round(bearing, 1) if is_beyond else None)
    names = [name for _number, name, _km, _bearing in places]
    taken = [_HOME, *_discs(points, arrows, r)]
    spots = _labels(names, points, taken, r)
    marks = tuple(
        Mark(number, name if spot.is_clear else "", x, y, spot.x, spot.y, spot.anchor, arrow)
        for (number, name, _km, _bearing), (x, y), spot, arrow in zip(
            places, points, spots, arrows, strict=True
        )
    )
    taken += [spot.box for spot in spots if spot.is_clear]
    rings = []
    for km in RINGS_KM:
        ring, box = _ring(km, km * scale, taken)
        rings.append(ring)
        taken.append(box)
    top = min(-rings[-1].radius, *(box.top for box in taken)) - _MARGIN
    bottom = max(rings[-1].radius, *(box.bottom for box in taken)) + _MARGIN
    corners = [(x, y) for y in (top + 36, bottom - 32) for x in (-189.0, 189.0)]
    north = min(corners, key=lambda at: _covered(_arrow_box(*at), taken))
    return Radar(tuple(rings), marks, north, r, round(top, 1), round(bottom - top, 1))


def _ring(km: int, radius: float, taken: Sequence[Box]) -> tuple[Ring, Box]:
    """Return a ring with its words where they cover least, and the room they take."""
    spots = []
    for angle in _RING_ANGLES:
        x, y = _polar(radius, angle)
        across, up = _RING_WORDS_WIDTH / 2, _LINE / 2
        spots.append((x, y, Box(x - across, y - up, x + across, y + up)))
    x, y, box = min(spots, key=lambda spot: _covered(spot[2], taken))
    has_room = _covered(box, taken) == 0
    return Ring(km, round(radius, 1), (x, round(y + _LINE / 4, 1)) if has_room else None), box


def _arrow_box(x: float, y: float) -> Box:
    return Box(x - 22, y - 20, x + 22, y + 30)


def _polar(distance: float, bearing: float) -> tuple[float, float]:
    angle = math.radians(bearing)
    return round(distance * math.sin(angle), 1), round(-distance * math.cos(angle), 1)


def _on_rim(bearing: float, others: Sequence[tuple[float, float]], r: float) -> tuple[float, float]:
    """Return the place on the rim nearest to the true direction that is not yet taken."""
    for step in range(360 // _STEP_DEGREES):
        side = (step + 1) // 2 * (1 if step % 2 else -1)
        point = _polar(RIM, bearing + side * _STEP_DEGREES)
        if all(math.dist(point, other) >= 2 * r for other in others):
            return point
    return _polar(RIM, bearing)


def _discs(
    points: Iterable[tuple[float, float]], arrows: Iterable[float | None], r: float
) -> list[Box]:
    """Return the room that marks take, the arrows of those on the rim included."""
    found = []
    for (x, y), arrow in zip(points, arrows, strict=True):
        found.append(_around(x, y, r + _CLEAR))
        if arrow is not None:
            away, up = _polar(r + _ARROW_AWAY, arrow)
            found.append(_around(x + away, y + up, _ARROW_RADIUS))
    return found


def _labels(
    names: Sequence[str], points: Sequence[tuple[float, float]], discs: Sequence[Box], r: float
) -> list[_Spot]:
    """Return a spot for each name: first the nearest of its own, then better ones in turns.

    In the end those names go that still cover something, the farthest first, or
    that stand nearer to another mark than to their own.
    """
    choices = [
        [(spot, _covered(spot.box, discs)) for spot in _choices(name, x, y, r)]
        for name, (x, y) in zip(names, points, strict=True)
    ]
    chosen = [spots[0][0] for spots in choices]
    for _round in range(_ROUNDS):
        for i, spots in enumerate(choices):
            others = [spot.box for j, spot in enumerate(chosen) if j != i]
            chosen[i] = min(spots, key=lambda one: one[1] + _shared(one[0].box, others))[0]
    kept: list[Box] = []
    for i, spots in enumerate(choices):
        clear = [
            spot
            for spot, covered in spots
            if not covered and not _shared(spot.box, kept) and _is_next_to(spot.box, i, points)
        ]
        later = [spot.box for spot in chosen[i + 1 :]]
        if clear:
            chosen[i] = min(clear, key=lambda spot: _shared(spot.box, later))
            kept.append(chosen[i].box)
        else:
            chosen[i] = replace(chosen[i], is_clear=False)
    return chosen


def _is_next_to(box: Box, own: int, points: Sequence[tuple[float, float]]) -> bool:
    """Tell whether no other mark is nearer to a name than its own."""
    gaps = [box.gap(x, y) for x, y in points]
    return gaps[own] == min(gaps)


def _shared(box: Box, others: Iterable[Box]) -> float:
    return sum(box.overlap(other) for other in others)


def _covered(box: Box, others: Iterable[Box]) -> float:
    """Return how much of others a box covers; sticking out of the picture is worse than that."""
    outside = box.outside()
    # More than all that a name could cover.
    return _shared(box, others) + (10_000 + 1000 * outside if outside else 0.0)


def _around(x: float, y: float, r: float) -> Box:
    return Box(x - r, y - r, x + r, y + r)


def _choices(name: str, x: float, y: float, r: float) -> list[_Spot]:
    """Return where a name may stand, the best first: outwards, inwards, below, above, aslant."""
    width, away = _LETTER * len(name), r + _GAP
    east, west = (x + away, "start"), (x - away, "end")
    sides = [west, east] if x < 0 else [east, west]
    # The text's baseline stands a third of a line below its middle.
    rows = [
        (side_x, anchor, y + dy)
        for dy in (0, 13, -13, 22, -22, 30, -30)
        for side_x, anchor in sides
    ]
    far = away + _LINE / 2
    middle = [(x + dx, "middle", y + dy) for dx in (0, 12, -12, 24, -24) for dy in (far, -far)]
    return [
        _spot(at_x, at_y, anchor, width)
        for at_x, anchor, at_y in [*rows[:2], *middle[:2], *rows[2:], *middle[2:]]
    ]


def _spot(x: float, middle: float, anchor: str, width: float) -> _Spot:
    left = {"start": x, "end": x - width, "middle": x - width / 2}[anchor]
    box = Box(left, middle - _LINE / 2, left + width, middle + _LINE / 2)
    return _Spot(round(x, 1), round(middle + _LINE / 3, 1), anchor, box)
