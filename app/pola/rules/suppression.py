"""Which counts of a table stay hidden, so that nobody is told by it (domain A7, D: k = 5).

A count below five may tell who it is. What is left of the total once the other
cells are taken away is as good as a cell: it is guarded as well (ADR 22).
"""

from collections.abc import Collection, Sequence

FEWEST = 5


def is_small(count: int) -> bool:
    """Return True if so few people may not be shown.

    Nobody at all is hidden too: `0 of 12 have an agreement` is a fact about twelve people.
    """
    return count < FEWEST


def is_small_rest(part: float, whole: float) -> bool:
    """Return True if so few of a group are left out of a count that they may not be shown.

    `19 of 20` tells who is the twentieth. Nobody left out tells of nobody.
    """
    return 0 < whole - part < FEWEST


def hidden_cells(counts: Sequence[int], forced: Collection[int] = ()) -> frozenset[int]:
    """Return the places of the counts of people that a table with their total must hide.

    `forced` are places that are hidden anyway, because a larger group around them is.
    Small counts are hidden; then the next smallest ones, until those hidden are at
    least two and count at least five people together. If all of them together are
    too few, the total is small too: everything is hidden.
    """
    if is_small(sum(counts)):
        return frozenset(range(len(counts)))
    hidden = {place for place, count in enumerate(counts) if is_small(count)} | set(forced)
    shown = sorted(set(range(len(counts))) - hidden, key=lambda place: counts[place])
    while hidden and shown and (len(hidden) < 2 or is_small(sum(counts[n] for n in hidden))):
        hidden.add(shown.pop(0))
    return frozenset(hidden)
