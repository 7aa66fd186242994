"""Which desk to propose among those that are free."""

import zlib
from collections.abc import Iterable

from app.booking.rules.places import DeskFacts

# Left for those who need it as long as another one is free.
NEEDED = "height-adjustable"


def best_desk(
    free: Iterable[DeskFacts],
    *,
    usual: int | None = None,
    like: DeskFacts | None = None,
    draw: str = "",
    needs_accessible: bool = False,
) -> DeskFacts | None:
    """Return the desk to propose: the usual one, else one like `like`, else the best equipped.

    None when nothing is free. Desks for a need come last, an accessible one first
    for whoever needs it. Equals are drawn by
    `draw` (a person and a day), so that two hundred people who look at once are
    not all shown the same desk.
    """
    desks = list(free)
    for desk in desks:
        if desk.id == usual and (desk.is_accessible or not needs_accessible):
            return desk
    return min(
        desks,
        key=lambda desk: (desk.is_accessible is not needs_accessible, *_rank(desk, like, draw)),
        default=None,
    )


def _rank(desk: DeskFacts, like: DeskFacts | None, draw: str) -> tuple[bool, bool, int, int, int]:
    lot = zlib.crc32(f"{draw}/{desk.id}".encode())
    elsewhere = like is not None and desk.room_id != like.room_id
    missing = len(set(like.equipment) - set(desk.equipment)) if like else 0
    needed = NEEDED in desk.equipment
    return (needed, elsewhere, missing, -len(desk.equipment), lot)


def has_all(desk: DeskFacts, wanted: Iterable[str]) -> bool:
    """Return True when a desk has everything that was asked for."""
    return all(
        desk.is_accessible if item == "accessible" else item in desk.equipment for item in wanted
    )
