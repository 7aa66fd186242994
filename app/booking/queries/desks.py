"""A workplace's desks on a day, each with its state, for the list and the plan."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.booking.rules.choice import has_all
from app.booking.rules.places import DeskFacts, OutageFacts, RoomFacts, WorkplaceFacts, free_desks
from app.core.half import Half, Part


class DeskState(StrEnum):
    """What a person sees of a desk: a word, a shape and a colour each."""

    FREE = "free"
    HALF = "half"
    TAKEN = "taken"
    OFF = "off"
    OWN = "own"


@dataclass(frozen=True)
class DeskRow:
    """One desk of the list; `free_half` says which half could be had when not the whole."""

    desk: DeskFacts
    state: DeskState
    can_be_had: bool
    free_half: Half | None = None
    outage: OutageFacts | None = None


@dataclass(frozen=True)
class RoomRows:
    """A room with the rows that the filter left."""

    room: RoomFacts
    rows: list[DeskRow]


@dataclass(frozen=True)
class DeskList:
    """All rooms of a workplace on a day."""

    rooms: list[RoomRows]
    free: int
    cap: int
    full_halves: tuple[Half, ...]


def desk_list(
    workplace: WorkplaceFacts,
    day: date,
    part: Part,
    taken: Mapping[int, Mapping[Half, int]],
    *,
    user_id: int | None,
    wanted: Collection[str] = (),
) -> DeskList:
    """Return every desk's state; a reached cap leaves free desks that cannot be had."""
    used = {half: sum(half in halves for halves in taken.values()) for half in Half}
    full = tuple(h for h in part.halves if not free_desks(workplace.capacity(day, h), used[h]))
    rooms = []
    for room in workplace.rooms:
        rows = [
            _row(workplace, desk, day, part, taken.get(desk.id, {}), user_id, is_full=bool(full))
            for desk in room.desks
            if has_all(desk, wanted)
        ]
        if rows:
            rooms.append(RoomRows(room, rows))
    caps = [workplace.capacity(day, half) for half in part.halves]
    left = [free_desks(workplace.capacity(day, h), used[h]) for h in part.halves]
    return DeskList(rooms, min(left), min(caps), full)


def _row(
    workplace: WorkplaceFacts,
    desk: DeskFacts,
    day: date,
    part: Part,
    held: Mapping[Half, int],
    user_id: int | None,
    *,
    is_full: bool,
) -> DeskRow:
    if outage := workplace.outage(desk.id, day):
        return DeskRow(desk, DeskState.OFF, can_be_had=False, outage=outage)
    if not held:
        return DeskRow(desk, DeskState.FREE, can_be_had=not is_full)
    if user_id in held.values():
        return DeskRow(desk, DeskState.OWN, can_be_had=False)
    wished = [half for half in part.halves if half not in held]
    if len(wished) == len(part.halves):
        return DeskRow(desk, DeskState.FREE, can_be_had=not is_full)
    if wished:
        return DeskRow(desk, DeskState.HALF, can_be_had=False, free_half=wished[0])
    return DeskRow(desk, DeskState.TAKEN, can_be_had=False)
