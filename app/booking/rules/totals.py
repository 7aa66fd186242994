"""What was counted of past days and months, as facts: about places, never about people."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.core.half import Half


class DayTotalFacts(NamedTuple):
    """What became of a workplace's half-day; no count is part of another but where it says so."""

    day: date
    workplace_id: int
    half: Half
    # Desks not out of order, and how many of them could be taken; 0 when closed.
    desks: int
    cap: int
    # Held until the end; of those, confirmed.
    booked: int
    confirmed: int
    # Freed because nobody came.
    no_shows: int
    # Given back; of those, after 18:00 of the day before.
    cancelled: int
    released: int


@dataclass(frozen=True)
class DeskTotalFacts:
    """Half-days for which a desk was taken in some months."""

    desk_id: int
    code: str
    workplace_id: int
    is_active: bool
    halves: int


class OriginFacts(NamedTuple):
    """How many people came from an area to a workplace in a month, and for how many halves."""

    month: date
    workplace_id: int
    # Empty for people who have named none.
    area_code: str
    people: int
    halves: int


class UnmetFacts(NamedTuple):
    """Searches of a half-day that ended without a desk near the area they started from."""

    day: date
    half: Half
    area_code: str
    searches: int
