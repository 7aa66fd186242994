"""What a furnished room must be: codes, places of desks, how many fit, and who changed it last.

Lengths are metres. A desk's place is its north-west corner, measured from the
room's north-west corner.
"""

import hashlib
import math
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.booking.rules.needs import Need, served, served_in_vain
from app.core.errors import Reason

DESK_WIDTH_M, DESK_DEPTH_M = 1.2, 0.8
# Corners nearer than this in both directions are one spot: the desks would stand in each other.
SPOT_M = 0.6
LEAST_ROOM_M, MOST_ROOM_M = 1.0, 100.0
# A coordinate beyond this is a mistake, whether or not the room was measured.
MOST_M = 1000.0
LOWEST_FLOOR, HIGHEST_FLOOR = -9, 99
MOST_DESKS = 400
LONGEST_CODE, LONGEST_ROOM_NAME = 30, 60

_CODE = re.compile(rf"[^\s/?#]{{1,{LONGEST_CODE}}}")
# From the wall, between neighbours and between rows: with a chair, and with room to pass.
_MARGIN_M = 0.4
_STEPS_M = ((1.4, 1.6), (1.2, 1.4), (1.2, 1.0))
# How many stand side by side in a room whose width nobody has measured.
_ACROSS = 6


class RoomRefusal(StrEnum):
    """Why a room stays as it is. The words are in labels/rooms.py."""

    CODE_MISSING = "code_missing"
    CODE_MALFORMED = "code_malformed"
    CODE_TWICE = "code_twice"
    CODE_HERE = "code_here"
    CODE_ELSEWHERE = "code_elsewhere"
    CODE_TAKEN_NOW = "code_taken_now"
    ONE_SPOT = "one_spot"
    OUTSIDE = "outside"
    NO_PLACE = "no_place"
    TOO_MANY_DESKS = "too_many_desks"
    TOO_SMALL = "too_small"
    NUMBERS_MALFORMED = "numbers_malformed"
    NUMBERS_BACKWARDS = "numbers_backwards"
    NUMBERS_TWICE = "numbers_twice"
    EQUIPMENT_UNKNOWN = "equipment_unknown"
    NEED_UNKNOWN = "need_unknown"
    KEPT_IN_VAIN = "kept_in_vain"
    NO_DESKS = "no_desks"
    CHANGED_MEANWHILE = "changed_meanwhile"
    ROOM_NAMED_TWICE = "room_named_twice"
    ROOM_GONE = "room_gone"
    ROOM_HAS_DESKS = "room_has_desks"
    ROOM_HAS_PAST = "room_has_past"
    DESK_GONE = "desk_gone"


@dataclass(frozen=True)
class Spot:
    """A desk in its room."""

    desk_id: int
    code: str
    x_m: float
    y_m: float


@dataclass(frozen=True)
class DeskOrder:
    """A desk to be set up; `line` is where it was written, None when it was counted."""

    code: str
    equipment: tuple[str, ...] = ()
    is_accessible: bool = False
    line: int | None = None
    # Needs for which it is kept besides being accessible.
    kept_for: tuple[str, ...] = ()

    @property
    def kept_in_vain(self) -> list[Need]:
        """Return what it would be kept for although it does not have it."""
        return served_in_vain(
            self.kept_for, served(self.equipment, is_accessible=self.is_accessible)
        )


def is_code(text: str) -> bool:
    """Return True for what may be printed on a desk and stand in an address."""
    return _CODE.fullmatch(text) is not None and text.isprintable()


def code_refusals(codes: Iterable[tuple[str, int | None]]) -> list[Reason]:
    """Return what is wrong with codes, each told with the line on which it stands, if any."""
    found: list[Reason] = []
    first: dict[str, int | None] = {}
    for code, line in codes:
        if not code:
            found.append(Reason(RoomRefusal.CODE_MISSING, {"line": line}))
        elif not is_code(code):
            found.append(Reason(RoomRefusal.CODE_MALFORMED, {"code": code, "line": line}))
        elif code in first:
            facts = {"code": code, "line": line, "first": first[code]}
            found.append(Reason(RoomRefusal.CODE_TWICE, facts))
        else:
            first[code] = line
    return found


def kept_refusals(orders: Iterable[DeskOrder]) -> list[Reason]:
    """Return which desks would be kept for something that they do not have."""
    return [
        Reason(
            RoomRefusal.KEPT_IN_VAIN,
            # In a pasted list they stand in the fourth column.
            {"code": order.code, "line": order.line, "column": 4, "needs": needs},
        )
        for order in orders
        if (needs := order.kept_in_vain)
    ]


def spot_refusals(
    spots: Sequence[Spot], width_m: float | None, depth_m: float | None
) -> list[Reason]:
    """Return which desks stand outside the room, and which two on one spot."""
    found = [
        Reason(RoomRefusal.OUTSIDE, {"code": spot.code, "width": width_m, "depth": depth_m})
        for spot in spots
        if not is_inside(spot.x_m, spot.y_m, width_m, depth_m)
    ]
    # From left to right, so that only near neighbours are compared.
    ordered = sorted(spots, key=lambda spot: spot.x_m)
    for place, one in enumerate(ordered):
        for other in ordered[place + 1 :]:
            if other.x_m - one.x_m >= SPOT_M:
                break
            if abs(other.y_m - one.y_m) < SPOT_M:
                first, second = sorted((one.code, other.code))
                found.append(Reason(RoomRefusal.ONE_SPOT, {"code": first, "other": second}))
    return found


def is_inside(x_m: float, y_m: float, width_m: float | None, depth_m: float | None) -> bool:
    """Return True when a desk's corner leaves it in the room; unknown walls are far away."""
    # A hair more, since 8.1 - 0.6 is not 7.5 in binary.
    most_x = (MOST_M if width_m is None else width_m) - SPOT_M + 1e-9
    most_y = (MOST_M if depth_m is None else depth_m) - SPOT_M + 1e-9
    # What is not a number compares as False.
    return 0 <= x_m <= most_x and 0 <= y_m <= most_y


def lay_out(
    count: int,
    width_m: float | None,
    depth_m: float | None,
    taken: Collection[tuple[float, float]] = (),
) -> list[tuple[float, float]]:
    """Return corners for so many desks, in rows, beside those that stand there already.

    They stand closer when the room is small; fewer than `count` when no more fit.
    """
    best: list[tuple[float, float]] = []
    for across, along in _STEPS_M:
        found = _rows(count, width_m, depth_m, across, along, taken)
        if len(found) == count:
            return found
        best = max(best, found, key=len)
    return best


def _rows(
    count: int,
    width_m: float | None,
    depth_m: float | None,
    across: float,
    along: float,
    taken: Collection[tuple[float, float]],
) -> list[tuple[float, float]]:
    columns = _ACROSS if width_m is None else _fit(width_m, DESK_WIDTH_M, across)
    # As many rows as are needed at most: each desk that stands there spoils four places or fewer.
    needed = math.ceil((count + 4 * len(taken)) / max(columns, 1))
    rows = needed if depth_m is None else min(needed, _fit(depth_m, DESK_DEPTH_M, along))
    found: list[tuple[float, float]] = []
    for row in range(rows):
        for column in range(columns):
            corner = (round(_MARGIN_M + column * across, 2), round(_MARGIN_M + row * along, 2))
            if len(found) < count and not _touches(corner, taken):
                found.append(corner)
    return found


def _fit(length_m: float, desk_m: float, step_m: float) -> int:
    """Return how many desks stand one after the other between two walls."""
    # A hair more, since 0.4 and 1.2 have no exact binary form.
    return max(0, math.floor((length_m - 2 * _MARGIN_M - desk_m) / step_m + 1 + 1e-9))


def _touches(corner: tuple[float, float], taken: Collection[tuple[float, float]]) -> bool:
    x, y = corner
    return any(abs(x - a) < DESK_WIDTH_M and abs(y - b) < DESK_DEPTH_M for a, b in taken)


def room_extent(
    corners: Iterable[tuple[float, float]], width_m: float | None, depth_m: float | None
) -> tuple[float, float]:
    """Return how wide and deep to draw a room: as measured, else as its desks need."""
    standing = list(corners)
    width = max((x for x, _y in standing), default=0.0) + DESK_WIDTH_M + _MARGIN_M
    depth = max((y for _x, y in standing), default=0.0) + DESK_DEPTH_M + 2 * _MARGIN_M
    return width_m or max(6.0, math.ceil(width)), depth_m or max(4.0, math.ceil(depth))


def arrangement(spots: Iterable[Spot]) -> str:
    """Return what stands for a room's desks as somebody saw them: another code, another word."""
    seen = sorted((s.desk_id, s.code, round(s.x_m, 3), round(s.y_m, 3)) for s in spots)
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]


def house_letters(workplace_code: str) -> str:
    """Return how the codes of a workplace's desks usually begin: `LAR-` for LARGA."""
    return f"{workplace_code[:3].upper()}-"


def code_prefix(
    workplace_code: str, room_name: str, codes: Iterable[str] = (), *, is_shared: bool = False
) -> str:
    """Return how the codes of a room begin: as those that it has, else from its names.

    `is_shared`: desks elsewhere begin with this workplace's letters, so its whole code is used.
    """
    for code in codes:
        return code.rstrip("0123456789")
    last = (room_name.split() or [""])[-1]
    short = f"{last}-" if is_code(last) and len(last) <= 4 else ""
    return (f"{workplace_code}-" if is_shared else house_letters(workplace_code)) + short


def number_codes(prefix: str, numbers: Iterable[int], digits: int = 2) -> list[str]:
    """Return codes with their numbers: two digits at least, so that 2 comes before 10."""
    return [f"{prefix}{number:0{max(2, digits)}}" for number in numbers]


_RANGE = re.compile(r"(\d{1,6})(?:\s*[-–]\s*(\d{1,6}))?")  # noqa: RUF001 - people write both


def read_numbers(text: str) -> tuple[list[int], int, list[Reason]]:
    """Read `1-12` or `1-6, 9, 11-12`: the numbers, their digits, and what is wrong."""
    numbers: list[int] = []
    digits, found = 1, []
    for part in filter(None, (piece.strip() for piece in re.split("[,;]", text))):
        match = _RANGE.fullmatch(part)
        if match is None:
            found.append(Reason(RoomRefusal.NUMBERS_MALFORMED, {"text": part[:LONGEST_CODE]}))
            continue
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first:
            facts = {"text": part, "first": last, "last": first}
            found.append(Reason(RoomRefusal.NUMBERS_BACKWARDS, facts))
        elif last - first + len(numbers) >= MOST_DESKS:
            found.append(Reason(RoomRefusal.TOO_MANY_DESKS, {"most": MOST_DESKS}))
        else:
            numbers += range(first, last + 1)
            digits = max(digits, len(match[1]), len(match[2] or ""))
    if twice := sorted({number for number in numbers if numbers.count(number) > 1}):
        found.append(Reason(RoomRefusal.NUMBERS_TWICE, {"number": twice[0]}))
    if not numbers and not found:
        found.append(Reason(RoomRefusal.NO_DESKS))
    return numbers, digits, found
