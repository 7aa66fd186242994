"""Which desks stand next to another one."""

from collections.abc import Iterable
from math import hypot

from app.booking.rules.places import DeskFacts

# So many of the nearest desks are called next to somebody.
NEXT_TO = 3


def nearest_first(desks: Iterable[DeskFacts], to: DeskFacts) -> list[DeskFacts]:
    """Return the other desks of the same room, the nearest first, equals by their codes.

    Metres are counted inside a room alone: how far another room is nobody has measured.
    """
    others = [desk for desk in desks if desk.room_id == to.room_id and desk.id != to.id]
    return sorted(others, key=lambda desk: (metres(desk, to), desk.code))


def metres(one: DeskFacts, other: DeskFacts) -> float:
    """Return how far two desks of a room stand from each other, in metres, corner to corner."""
    return round(hypot(one.x_m - other.x_m, one.y_m - other.y_m), 2)
