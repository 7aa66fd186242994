"""Who moves when fewer desks may be taken: whoever was moved longest ago, then by lot."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Candidate:
    """A booking in a half-day with too many of them.

    Exempt are people with a legal priority and those who need an accessible
    desk: nobody but the database knows which (domain A2, D).
    """

    booking_id: int
    last_moved: date | None = None
    is_exempt: bool = False


def draw_order(candidates: Iterable[Candidate], seed: str) -> list[int]:
    """Return the bookings in the order in which they would have to move.

    Never moved first, then whoever's last move is longest ago; equals by a lot
    that anybody can draw again: SHA-256 of the seed and the booking's number.
    """
    taking_part = [one for one in candidates if not one.is_exempt]
    taking_part.sort(key=lambda one: (one.last_moved or date.min, lot(one.booking_id, seed)))
    return [one.booking_id for one in taking_part]


def lot(booking_id: int, seed: str) -> str:
    """Return a booking's lot: the same seed always gives the same."""
    return hashlib.sha256(f"{seed}/{booking_id}".encode()).hexdigest()
