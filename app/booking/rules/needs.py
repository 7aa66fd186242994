"""What some people need of a desk, and for which of it a desk is kept.

What a person needs is about their health (GDPR art. 9): they say it themselves, take it
back when they like, and nobody else learns of it, not even from a refusal.
"""

from collections.abc import Collection, Iterable
from enum import StrEnum


class Need(StrEnum):
    """Something without which a person cannot work at a desk. The words are in labels.

    All but the first are the names of equipment.
    """

    ACCESSIBLE = "accessible"
    HEIGHT_ADJUSTABLE = "height-adjustable"
    NEAR_LIFT = "near-lift"
    QUIET = "quiet"


# What a desk can be kept for besides: an accessible one always is.
CHOSEN = tuple(need for need in Need if need is not Need.ACCESSIBLE)


def known_needs(codes: Iterable[str]) -> frozenset[Need]:
    """Return those of the codes that name a need."""
    return frozenset(Need(code) for code in codes if code in set(Need))


def write_needs(needs: Collection[str]) -> str:
    """Return needs as they are stored: always in one order."""
    return "|".join(need for need in Need if need in needs)


def served(equipment: Collection[str], *, is_accessible: bool) -> frozenset[Need]:
    """Return the needs that a desk serves by what it has."""
    found = known_needs(equipment) - {Need.ACCESSIBLE}
    return found | {Need.ACCESSIBLE} if is_accessible else found


def kept(chosen: Collection[str], serves: frozenset[Need]) -> frozenset[Need]:
    """Return what a desk is kept for: what was chosen, as far as it serves it.

    An accessible desk is always kept for those who need one.
    """
    return frozenset(need for need in serves if need in chosen or need is Need.ACCESSIBLE)


def is_lost(kept_for: Collection[str], before: Collection[str], after: Collection[str]) -> bool:
    """Return True if a desk was open to a person for a need which they take back.

    They keep it no longer than it is kept: else one would tell a need for a minute only.
    """
    return not set(kept_for).isdisjoint(before) and set(kept_for).isdisjoint(after)


def served_in_vain(chosen: Collection[str], serves: frozenset[Need]) -> list[Need]:
    """Return what a desk would be kept for although it does not serve it."""
    return [need for need in Need if need in chosen and need not in serves]
