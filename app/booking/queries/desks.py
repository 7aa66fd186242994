"""A workplace's desks on a day, each with its state, for the list and the plan."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.booking.queries.bookings import BookingFacts
from app.booking.queries.proposal import NO_NEEDS, Needs
from app.booking.rules.choice import has_all
from app.booking.rules.places import DeskFacts, OutageFacts, RoomFacts, WorkplaceFacts, free_desks
from app.core.half import Half, Part

Taken = Mapping[int, Mapping[Half, int]]


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
    # It waits for people who need it.
    is_kept: bool = False


@dataclass(frozen=True)
class RoomRows:
    """A room with the rows that the filter left."""

    room: RoomFacts
    rows: list[DeskRow]

    @property
    def free(self) -> int:
        """Return how many of its desks can be had."""
        return sum(row.can_be_had for row in self.rows)


@dataclass(frozen=True)
class DeskList:
    """All rooms of a workplace on a day."""

    rooms: list[RoomRows]
    free: int
    cap: int
    full_halves: tuple[Half, ...]
    # Desks are free, but all of them wait for people who need them.
    is_waiting: bool = False


@dataclass(frozen=True)
class Looker:
    """Who looks at the desks: what they may not book, they can still see."""

    user_id: int | None
    may_book: bool = True
    # The booking that they are moving on this very day, here.
    moving: BookingFacts | None = None
    needs: Needs = NO_NEEDS


def desk_list(
    workplace: WorkplaceFacts,
    day: date,
    part: Part,
    taken: Taken,
    *,
    looker: Looker,
    wanted: Collection[str] = (),
) -> DeskList:
    """Return every desk's state; a reached cap leaves free desks that cannot be had."""
    others = without(taken, looker.moving)
    used = {half: sum(half in halves for halves in others.values()) for half in Half}
    left = {half: free_desks(workplace.capacity(day, half), used[half]) for half in Half}
    full = tuple(half for half in part.halves if not left[half])
    rooms, unheld, kept, open_to_all = [], 0, 0, 0
    for room in workplace.rooms:
        rows = []
        for desk in room.desks:
            held = others.get(desk.id, {})
            row = _row(workplace, desk, day, part, held, looker, is_full=bool(full))
            kept += row.is_kept
            open_to_all += row.state is DeskState.FREE and not row.is_kept
            unheld += row.outage is None and not any(half in held for half in part.halves)
            if has_all(desk, wanted):
                rows.append(row)
        if rows:
            rooms.append(RoomRows(room, rows))
    free = min(unheld, *(left[half] for half in part.halves))
    cap = min(workplace.capacity(day, half) for half in part.halves)
    is_waiting = bool(kept) and not open_to_all and not full
    return DeskList(rooms, free, cap, full, is_waiting)


def without(taken: Taken, moving: BookingFacts | None) -> Taken:
    """Return what others hold, once a booking that moves has left its desk."""
    if moving is None:
        return taken
    own = taken.get(moving.desk_id, {})
    rest = {half: person for half, person in own.items() if half not in moving.part.halves}
    return {**taken, moving.desk_id: rest}


def _row(
    workplace: WorkplaceFacts,
    desk: DeskFacts,
    day: date,
    part: Part,
    held: Mapping[Half, int],
    looker: Looker,
    *,
    is_full: bool,
) -> DeskRow:
    if outage := workplace.outage(desk.id, day):
        return DeskRow(desk, DeskState.OFF, can_be_had=False, outage=outage)
    wished = [half for half in part.halves if half not in held]
    is_whole = len(wished) == len(part.halves)
    can_be_had = is_whole and looker.may_book and not is_full
    moving = looker.moving
    if moving and moving.desk_id == desk.id:
        return DeskRow(desk, DeskState.OWN, can_be_had and part is not moving.part)
    if looker.user_id in [held[half] for half in part.halves if half in held]:
        return DeskRow(desk, DeskState.OWN, can_be_had=False)
    if is_whole:
        is_kept = not looker.needs.allow(desk)
        return DeskRow(desk, DeskState.FREE, can_be_had and not is_kept, is_kept=is_kept)
    if wished:
        return DeskRow(desk, DeskState.HALF, can_be_had=False, free_half=wished[0])
    return DeskRow(desk, DeskState.TAKEN, can_be_had=False)
