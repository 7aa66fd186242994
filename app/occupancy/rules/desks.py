"""How each desk of a workplace stands in a half-day; nothing of who holds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.booking.rules.places import DeskFacts, OutageFacts, RoomFacts, WorkplaceFacts
from app.core.half import Half
from app.occupancy.rules.board import HalfCount


class DeskNow(StrEnum):
    """How a desk stands; the words and shapes are in labels."""

    FREE = "free"
    TAKEN = "taken"
    CONFIRMED = "confirmed"
    OFF = "off"


@dataclass(frozen=True)
class DeskOn:
    """A desk in a half-day; one out of order may still be held by a booking made before."""

    desk: DeskFacts
    state: DeskNow
    is_held: bool = False
    is_confirmed: bool = False
    outage: OutageFacts | None = None

    @property
    def is_waiting(self) -> bool:
        """Return True while somebody holds it who has not said that they come."""
        return self.is_held and not self.is_confirmed


@dataclass(frozen=True)
class RoomOn:
    """A room with its desks."""

    room: RoomFacts
    desks: list[DeskOn]


@dataclass(frozen=True)
class WorkplaceOn:
    """A workplace's half-day: its numbers, and every desk in its room."""

    workplace: WorkplaceFacts
    day: date
    half: Half
    count: HalfCount
    rooms: list[RoomOn]

    @property
    def out_of_order(self) -> int:
        """Return how many desks nobody may take."""
        return len(self.workplace.desks) - self.workplace.working_desks(self.day)


def workplace_on(
    workplace: WorkplaceFacts, day: date, half: Half, held: Mapping[int, bool]
) -> WorkplaceOn:
    """Return a workplace's desks; `held` says of each that is held whether that is confirmed."""
    rooms = [
        RoomOn(room, [_desk(workplace, desk, day, held) for desk in room.desks])
        for room in workplace.rooms
    ]
    count = HalfCount(len(held), sum(held.values()), workplace.capacity(day, half))
    return WorkplaceOn(workplace, day, half, count, rooms)


def _desk(
    workplace: WorkplaceFacts, desk: DeskFacts, day: date, held: Mapping[int, bool]
) -> DeskOn:
    is_held, is_confirmed = desk.id in held, held.get(desk.id, False)
    if outage := workplace.outage(desk.id, day):
        return DeskOn(desk, DeskNow.OFF, is_held, is_confirmed, outage)
    if not is_held:
        return DeskOn(desk, DeskNow.FREE)
    state = DeskNow.CONFIRMED if is_confirmed else DeskNow.TAKEN
    return DeskOn(desk, state, is_held, is_confirmed)
