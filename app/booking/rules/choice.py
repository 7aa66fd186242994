"""Which desk to propose among those that are free."""

import zlib
from collections.abc import Iterable

from app.booking.rules.places import DeskFacts

# Left for those who need it as long as another one is free.
NEEDED = "height-adjustable"


def best_desk(
    free: Iterable[DeskFacts], *, usual: int | None = None, draw: str = ""
) -> DeskFacts | None:
    """Return the desk to propose: the usual one, else the best equipped, else None.

    Desks for a need come last. Equals are drawn by `draw` (a person and a day), so
    that two hundred people who look at once are not all shown the same desk.
    """
    desks = list(free)
    if not desks:
        return None
    for desk in desks:
        if desk.id == usual:
            return desk
    return min(desks, key=lambda desk: _rank(desk, draw))


def _rank(desk: DeskFacts, draw: str) -> tuple[bool, bool, int, int, str]:
    lot = zlib.crc32(f"{draw}/{desk.id}".encode())
    return (desk.is_accessible, NEEDED in desk.equipment, -len(desk.equipment), lot, desk.code)


def has_all(desk: DeskFacts, wanted: Iterable[str]) -> bool:
    """Return True when a desk has everything that was asked for."""
    return all(
        desk.is_accessible if item == "accessible" else item in desk.equipment for item in wanted
    )
