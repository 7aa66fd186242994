"""What a screen on a wall shows of a workplace now: numbers and shapes, never names.

A wall is seen by whoever passes: it tells how many desks are free and which, and
nothing of the people at the others (GDPR art. 5 par. 1 c).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum

from app.booking.rules.places import RoomFacts, WorkplaceFacts
from app.core.half import Half
from app.occupancy.rules.board import HalfCount, Moment, State, Tile, make_tile, next_open

# So many desks stand side by side while they are large enough to be read at five metres.
COLUMNS = 6
FEWEST_COLUMNS = 4
# With more rows than this desks are drawn lower; with more than these they are drawn small.
LARGE_ROWS, TIGHT_ROWS = 3, 5
# Small desks stand side by side like this, and their signs are told once below.
SMALL_COLUMNS = 12
# Where the wall has no number to show.
SHUT = frozenset({State.CLOSED, State.OVER})

Taken = Mapping[int, Mapping[Half, int]]


class Size(StrEnum):
    """How large desks are drawn, so that all of them fit the height of a screen."""

    LARGE = "large"
    TIGHT = "tight"
    SMALL = "small"


class DeskSign(StrEnum):
    """How a desk is drawn on a wall. The words are in labels."""

    FREE = "free"
    TAKEN = "taken"
    OFF = "off"
    # Nobody holds it, but the workplace's limit is reached.
    EMPTY = "empty"


@dataclass(frozen=True)
class WallDesk:
    """A desk; `until` is said when it is free for the running half alone."""

    label: str
    sign: DeskSign
    until: time | None = None


@dataclass(frozen=True)
class WallRoom:
    """A room, drawn in so many columns; `rows` is its share of the height."""

    name: str
    columns: int
    rows: int
    desks: tuple[WallDesk, ...]


@dataclass(frozen=True)
class Wall:
    """A workplace's own screen: its numbers, until when they hold, and each desk in its room."""

    tile: Tile
    until: time
    rooms: tuple[WallRoom, ...]
    size: Size

    @property
    def is_shut(self) -> bool:
        """Return True when no desk is lent now."""
        return self.tile.state in SHUT

    @property
    def day_to_book(self) -> date | None:
        """Return the first day on which a desk may be had; None within a year."""
        if not self.is_shut:
            return self.tile.day
        return self.tile.reopens[0] if self.tile.reopens else None


def wall_of(workplace: WorkplaceFacts, day: date, now: datetime, taken: Taken) -> Wall:
    """Return a workplace's screen, from which halves of each desk are held.

    `now` is Italian wall-clock time.
    """
    counts = {
        half: HalfCount(
            sum(half in halves for halves in taken.values()), 0, workplace.capacity(day, half)
        )
        for half in Half
    }
    tile = make_tile(workplace, day, now, counts[Half.AM], counts[Half.PM])
    is_shut = tile.state in SHUT
    if is_shut:
        # A day that is over asks for the next one as well.
        tile = replace(tile, reopens=next_open(workplace, day, tile.half))
    size = _size(workplace)
    rooms = [] if is_shut else [_room(tile, room, taken, size) for room in workplace.rooms]
    return Wall(tile, _until(tile, taken), tuple(rooms), size)


def _size(workplace: WorkplaceFacts) -> Size:
    rows = sum(_rows(room, COLUMNS) for room in workplace.rooms)
    if rows > TIGHT_ROWS:
        return Size.SMALL
    return Size.TIGHT if rows > LARGE_ROWS else Size.LARGE


def _until(tile: Tile, taken: Taken) -> time:
    """Return until when as many desks stay free as are free now: midday, or closing."""
    place, day = tile.workplace, tile.day
    untouched = sum(
        not taken.get(desk_id) and not place.outage(desk_id, day) for desk_id in place.desks
    )
    free_all_day = min(untouched, tile.am.free, tile.pm.free)
    return place.midday if tile.half is Half.AM and free_all_day < tile.now.free else place.closes


def _room(tile: Tile, room: RoomFacts, taken: Taken, size: Size) -> WallRoom:
    columns = min(COLUMNS, max(FEWEST_COLUMNS, len(room.desks)))
    if size is Size.SMALL:
        columns = SMALL_COLUMNS
    desks = tuple(_desk(tile, desk.id, taken.get(desk.id, {})) for desk in room.desks)
    return WallRoom(room.name, columns, _rows(room, columns), desks)


def _desk(tile: Tile, desk_id: int, held: Mapping[Half, int]) -> WallDesk:
    label = tile.workplace.desks[desk_id].label
    if tile.workplace.outage(desk_id, tile.day):
        return WallDesk(label, DeskSign.OFF)
    if tile.half in held:
        return WallDesk(label, DeskSign.TAKEN)
    if not tile.now.free:
        return WallDesk(label, DeskSign.EMPTY)
    is_until_midday = tile.moment is not Moment.PM and bool(held)
    return WallDesk(label, DeskSign.FREE, tile.workplace.midday if is_until_midday else None)


def _rows(room: RoomFacts, columns: int) -> int:
    return math.ceil(len(room.desks) / columns)
