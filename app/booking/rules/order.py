"""The order in which a person sees the workplaces."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.booking.rules.nearness import Point, Trip, as_near, in_order, trip
from app.booking.rules.places import AreaFacts, WorkplaceFacts


class Move(StrEnum):
    """One place up or down the list."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True)
class Ranked:
    """A workplace in its place; no trip while the person has named no area."""

    workplace: WorkplaceFacts
    trip: Trip | None
    # How many of the next ones are as near; told of the first of them alone.
    as_near: int


def ranked(
    area: AreaFacts | None, workplaces: Sequence[WorkplaceFacts], own: Sequence[int]
) -> list[Ranked]:
    """Return the workplaces: a person's own order first, then by distance, else by name."""
    by_id = {workplace.id: workplace for workplace in workplaces}
    trips = _trips(area, workplaces)
    ids = in_order(trips, {w.id: w.name for w in workplaces}, own)
    near = as_near(trips[w].exact_km for w in ids if w in trips)
    return [
        Ranked(by_id[w], trips.get(w), others)
        for w, others in zip(ids, near or [0] * len(ids), strict=True)
    ]


def _trips(area: AreaFacts | None, workplaces: Sequence[WorkplaceFacts]) -> dict[int, Trip]:
    if area is None:
        return {}
    start = Point(area.latitude, area.longitude)
    return {w.id: trip(start, Point(w.latitude, w.longitude)) for w in workplaces}


def moved(order: Sequence[int], workplace: int, move: Move) -> list[int]:
    """Return the order with one workplace a place further; at the end of the list it stays.

    ValueError for a workplace that is not in it.
    """
    places = list(order)
    here = places.index(workplace)
    there = here - 1 if move is Move.UP else here + 1
    if 0 <= there < len(places):
        places[here], places[there] = places[there], places[here]
    return places
