"""When a search has found nothing near: that is counted, the person is not."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class FreeAt:
    """How far a workplace is from where the search started, and what may be had there."""

    km: float
    free: int
    # False where an agreement is missing, or the part of today is over.
    is_bookable: bool


def was_unmet(sites: Iterable[FreeAt], near_km: float) -> bool:
    """Return True if no workplace within so many kilometres has a desk that may be booked."""
    return not any(site.free and site.is_bookable and site.km <= near_km for site in sites)
