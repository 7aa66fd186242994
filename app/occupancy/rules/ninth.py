"""Where a ninth workplace would help most: searches that found nothing, and how near they were."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.booking.rules.nearness import Point, distance_km


@dataclass(frozen=True)
class AreaDemand:
    """Searches from an area that found no desk near it."""

    code: str
    centre: Point
    searches: int


@dataclass(frozen=True)
class Candidate:
    """An area where a workplace would be near the searches around it.

    `reached` are the searches of the area and its neighbours as they are; in
    `score` a neighbour's count the less, the farther away it is.
    """

    code: str
    searches: int
    reached: int
    neighbours: int
    score: float
    # The nearest workplace there is, and how far it is in kilometres; None without any.
    nearest_id: int | None
    nearest_km: float | None

    def is_served(self, near_km: float) -> bool:
        """Return True if a workplace is near: it is full, and more desks there would do."""
        return self.nearest_km is not None and self.nearest_km <= near_km


def candidates(
    areas: Sequence[AreaDemand], workplaces: Iterable[tuple[int, Point]], near_km: float
) -> list[Candidate]:
    """Return the areas with searches, the one that needs a workplace most first.

    A search counts whole in its own area, half at half of `near_km`, and not at all
    beyond. Of two with the same score the one farther from any workplace is first.
    """
    existing = list(workplaces)
    found = []
    for area in areas:
        ways = [(other, distance_km(area.centre, other.centre)) for other in areas]
        near = [(other, km) for other, km in ways if km < near_km or other is area]
        nearest = min(
            ((distance_km(area.centre, place), number) for number, place in existing), default=None
        )
        found.append(
            Candidate(
                code=area.code,
                searches=area.searches,
                reached=sum(other.searches for other, _km in near),
                neighbours=len(near) - 1,
                score=sum(other.searches * (1 - km / near_km) for other, km in near),
                nearest_id=nearest[1] if nearest else None,
                nearest_km=nearest[0] if nearest else None,
            )
        )
    far = float("inf")
    return sorted(
        found, key=lambda one: (-one.score, -(far if one.nearest_km is None else one.nearest_km))
    )
