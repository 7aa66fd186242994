"""When a desk may be taken away for good."""

from enum import StrEnum

from app.core.errors import Reason


class DeskRefusal(StrEnum):
    """Why a desk stays in use. The words are in labels."""

    BOOKINGS_TO_COME = "bookings_to_come"


def retiring_refusals(desk: str, bookings_to_come: int) -> list[Reason]:
    """Return why a desk cannot be retired; none means that it can: no booking is ever lost."""
    if bookings_to_come:
        facts = {"desk": desk, "bookings": bookings_to_come}
        return [Reason(DeskRefusal.BOOKINGS_TO_COME, facts)]
    return []
