"""Desks near one another, and the workplace that a group reaches best."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import groupby
from statistics import fmean

from app.booking.rules.nearness import Point, distance_km
from app.booking.rules.neighbours import metres
from app.booking.rules.places import DeskFacts, RoomFacts, WorkplaceFacts
from app.pola.rules.suppression import FEWEST

# So often a day somebody may look by their colleagues' ways. Of the 38 postal codes of the
# demo's city five looks leave seven for one colleague, even if the organizer sets where all
# others start from; twenty leave one.
MOST_LOOKS = 5
# Ways of several people are compared in steps of so many kilometres.
STEP_KM = 2.0


class Measure(StrEnum):
    """Which workplace suits a group best. The words are in labels/groups.py."""

    # All ways together are shortest.
    TOTAL = "total"
    # The longest of their ways is shortest.
    LONGEST = "longest"


class Basis(StrEnum):
    """Whose ways choose the first workplace. The words are in labels/groups.py."""

    ALL = "all"
    # The organizer's alone: too few colleagues have said where they start from.
    FEW = "few"
    # The organizer's alone: they have looked too often today.
    OFTEN = "often"


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


def basis_of(colleagues: int, looks: int) -> Basis:
    """Return whose ways count for a group in which so many colleagues said where they start.

    `looks` is how often the organizer looked by their colleagues' ways today. Fewer
    colleagues than are told of anywhere (k = 5) do not count (GDPR art. 25).
    What remains: whoever knows where all but one start from narrows down that one's area
    by looks on several days or with helpers; and that five have said theirs is seen.
    """
    if colleagues < FEWEST:
        return Basis.FEW
    return Basis.ALL if looks < MOST_LOOKS else Basis.OFTEN


def in_travel_order(
    workplaces: Iterable[WorkplaceFacts],
    own: Point | None,
    others: Sequence[Point],
    measure: Measure,
) -> list[WorkplaceFacts]:
    """Return workplaces by the organizer's `own` way, the one first that suits all best.

    Kilometres are as the crow flies; without a way names decide. By the ways of the
    `others` one workplace alone is chosen, in steps of two kilometres: in a whole order
    whoever knows where the others start from reads in one look where the last one does.
    Nobody is told the distances: they would tell where each person lives.
    """

    def mine(place: WorkplaceFacts) -> float:
        return round(distance_km(own, _where(place)), 3) if own else 0.0

    def together(place: WorkplaceFacts) -> int:
        ways = [distance_km(start, _where(place)) for start in others]
        ways += [mine(place)] if own else []
        return round((fmean(ways) if measure is Measure.TOTAL else max(ways)) / STEP_KM)

    alone = sorted(workplaces, key=lambda place: (mine(place), place.name))
    if not others or not alone:
        return alone
    best = min(alone, key=together)
    return [best, *(place for place in alone if place is not best)]


def _where(place: WorkplaceFacts) -> Point:
    return Point(place.latitude, place.longitude)


def rooms_of(desks: Iterable[DeskFacts], rooms: Mapping[int, RoomFacts]) -> list[RoomFacts]:
    """Return the rooms in which some desks stand, in the order of the desks."""
    return list({desk.room_id: rooms[desk.id] for desk in desks}.values())
