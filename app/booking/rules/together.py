"""Desks near one another, and the workplace that a group reaches best."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import groupby

from app.booking.rules.nearness import Point, distance_km
from app.booking.rules.neighbours import metres
from app.booking.rules.places import DeskFacts, RoomFacts, WorkplaceFacts

# Fewer colleagues could be told apart by the order of the workplaces.
FEWEST_OTHERS = 2


class Measure(StrEnum):
    """Which workplace suits a group best. The words are in labels/groups.py."""

    # All ways together are shortest.
    TOTAL = "total"
    # The longest of their ways is shortest.
    LONGEST = "longest"


def near_one_another(desks: Iterable[DeskFacts], number: int) -> list[DeskFacts]:
    """Return so many of these desks as near one another as can be; fewer are no answer: empty.

    In one room, those with the smallest sum of metres to the one in their middle; where
    no room has enough, as few rooms as can be, the fullest first.
    """
    rooms = [
        list(those)
        for _room, those in groupby(
            sorted(desks, key=lambda d: (d.room_id, d.code)), lambda d: d.room_id
        )
    ]
    if number < 1 or sum(len(room) for room in rooms) < number:
        return []
    enough = [room for room in rooms if len(room) >= number]
    if enough:
        return min((_closest(room, number) for room in enough), key=lambda found: found[0])[1]
    chosen: list[DeskFacts] = []
    for room in sorted(rooms, key=lambda room: (-len(room), room[0].code)):
        left = number - len(chosen)
        chosen += _closest(room, min(len(room), left))[1] if left else []
    return chosen


def _closest(room: Sequence[DeskFacts], number: int) -> tuple[float, list[DeskFacts]]:
    """Return the desks of a room that stand closest around one of them, and their sum of metres."""
    found = []
    for middle in room:
        around = sorted(room, key=lambda desk: (metres(desk, middle), desk.code))[:number]
        total = round(sum(metres(desk, middle) for desk in around), 2)
        found.append((total, sorted(around, key=lambda desk: desk.code)))
    return min(found, key=lambda one: (one[0], [desk.code for desk in one[1]]))


def counted_starts(own: Point | None, others: Sequence[Point]) -> list[Point]:
    """Return the starts that count for a group: of two people alone the organizer's only.

    Who asks again and again with one colleague would learn from the order where that
    one starts from (GDPR art. 25).
    """
    return [*([own] if own else []), *(others if len(others) >= FEWEST_OTHERS else ())]


def in_travel_order(
    workplaces: Iterable[WorkplaceFacts], starts: Sequence[Point], measure: Measure
) -> list[WorkplaceFacts]:
    """Return workplaces as a group reaches them best, in kilometres as the crow flies.

    Whoever has said nothing about where they start from does not count; if nobody has,
    names decide. Nobody is told the distances: they would tell where each person lives.
    """
    add = sum if measure is Measure.TOTAL else max

    def cost(place: WorkplaceFacts) -> float:
        here = Point(place.latitude, place.longitude)
        return round(add([distance_km(start, here) for start in starts] or [0.0]), 3)

    return sorted(workplaces, key=lambda place: (cost(place), place.name))


def rooms_of(desks: Iterable[DeskFacts], rooms: Mapping[int, RoomFacts]) -> list[RoomFacts]:
    """Return the rooms in which some desks stand, in the order of the desks."""
    return list({desk.room_id: rooms[desk.id] for desk in desks}.values())
