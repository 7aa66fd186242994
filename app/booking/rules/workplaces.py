"""What a workplace must be before people can look for a desk in it."""

import math
import re
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from app.booking.rules.places import AreaFacts, Owner
from app.core.errors import Reason

CODE = re.compile("[0-9A-Z_]{1,20}")
POSTAL_CODE = re.compile("[0-9]{5}")
# Within Italy, in WGS84 degrees: a latitude in the other's field is told from a right one.
LATITUDES, LONGITUDES = (35.0, 48.0), (6.0, 19.0)


class WorkplaceRefusal(StrEnum):
    """Why a workplace stays as it is. The words are in labels/rooms.py."""

    CODE_TAKEN = "workplace_code_taken"
    HOURS = "hours"
    HALF_A_PLACE = "half_a_place"
    UNKNOWN_PLACE = "unknown_place"
    ABROAD = "abroad"
    STILL_BOOKED = "still_booked"


@dataclass(frozen=True)
class WorkplaceEntry:
    """A workplace as somebody writes it down; without coordinates its area's centre counts."""

    name: str
    address: str
    postal_code: str
    latitude: float | None
    longitude: float | None
    owner: Owner
    opens: time
    midday: time
    closes: time
    is_cooled: bool


def entry_refusals(entry: WorkplaceEntry, area: AreaFacts | None) -> list[Reason]:
    """Return what is wrong with an entry; `area` is that of its postal code, if it is known."""
    found = []
    if not entry.opens < entry.midday < entry.closes:
        found.append(Reason(WorkplaceRefusal.HOURS))
    if (entry.latitude is None) != (entry.longitude is None):
        found.append(Reason(WorkplaceRefusal.HALF_A_PLACE))
    elif entry.latitude is None or entry.longitude is None:
        if area is None:
            facts = {"postal_code": entry.postal_code}
            found.append(Reason(WorkplaceRefusal.UNKNOWN_PLACE, facts))
    elif not (_is_within(entry.latitude, LATITUDES) and _is_within(entry.longitude, LONGITUDES)):
        found.append(Reason(WorkplaceRefusal.ABROAD))
    return found


def coordinates(entry: WorkplaceEntry, area: AreaFacts | None) -> tuple[float, float]:
    """Return where a workplace is: as written, else its area's centre."""
    if entry.latitude is not None and entry.longitude is not None:
        return entry.latitude, entry.longitude
    assert area is not None
    return area.latitude, area.longitude


def _is_within(degrees: float, bounds: tuple[float, float]) -> bool:
    return math.isfinite(degrees) and bounds[0] <= degrees <= bounds[1]
