"""Which desk to propose among those that are free."""

import zlib
from collections.abc import Collection, Iterable, Sequence

from app.booking.rules.places import DeskFacts

# Left for those who need it as long as another one is free.
NEEDED = frozenset({"height-adjustable", "near-lift"})


def best_desk(
    free: Iterable[DeskFacts],
    *,
    favourites: Sequence[int] = (),
    usual: int | None = None,
    like: DeskFacts | None = None,
    draw: str = "",
    wished: Collection[str] = (),
    needs: frozenset[str] = frozenset(),
) -> DeskFacts | None:
    """Return the desk to propose: a favourite, the usual one, one like `like`, the best equipped.

    None when nothing is free. Of what a person wished a desk to have, more comes before
    less. Desks for a need come last, and first for whoever has it. Equals are drawn by
    `draw` (a person and a day), so that two hundred people who look at once are
    not all shown the same desk.
    """
    desks = list(free)
    liked = {desk.id: desk for desk in desks if not desk.unmet(needs)}
    for number in (*favourites, usual):
        if number in liked:
            return liked[number]
    return min(
        desks,
        key=lambda desk: (
            *_fit(desk, needs),
            *_rank(desk, like, draw, wished, needs),
        ),
        default=None,
    )


def _fit(desk: DeskFacts, needs: frozenset[str]) -> tuple[int, int, int]:
    """Return how far a desk is from what a person needs, and for how many others it is kept."""
    ours = len(desk.kept_for & needs)
    return desk.unmet(needs), -ours, len(desk.kept_for) - ours


def _rank(
    desk: DeskFacts,
    like: DeskFacts | None,
    draw: str,
    wished: Collection[str],
    needs: frozenset[str],
) -> tuple[bool, bool, int, int, int, int]:
    lot = zlib.crc32(f"{draw}/{desk.id}".encode())
    elsewhere = like is not None and desk.room_id != like.room_id
    missing = len(set(like.equipment) - set(desk.equipment)) if like else 0
    needed = not NEEDED.isdisjoint(desk.equipment) and NEEDED.isdisjoint({*wished, *needs})
    wishes = len(set(wished) & set(desk.equipment))
    return (needed, elsewhere, missing, -wishes, -len(desk.equipment), lot)


def has_all(desk: DeskFacts, wanted: Iterable[str]) -> bool:
    """Return True when a desk has everything that was asked for."""
    return all(
        desk.is_accessible if item == "accessible" else item in desk.equipment for item in wanted
    )
