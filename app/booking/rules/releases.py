"""Until when a desk waits for its person to say that they come, where that is asked for.

It is off unless a workplace has it: what allows control of workers from afar needs
an agreement with their unions first (art. 4 L. 300/1970). What is kept is that the
desk was freed, and no hour.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum

from app.booking.rules.places import WorkplaceFacts
from app.core.errors import Reason
from app.core.half import Part

# Shorter nobody can find the desk, longer nobody else can use it.
SHORTEST_MINUTES, LONGEST_MINUTES = 15, 240


class ConfirmationRefusal(StrEnum):
    """Why confirmations cannot be asked for like this. The words are in labels/attendance.py."""

    NOT_IN_RANGE = "not_in_range"


def within_refusals(minutes: int | None) -> list[Reason]:
    """Return why people cannot be asked to confirm within so many minutes; None switches it off."""
    if minutes is None or SHORTEST_MINUTES <= minutes <= LONGEST_MINUTES:
        return []
    words = {"least": SHORTEST_MINUTES, "most": LONGEST_MINUTES}
    return [Reason(ConfirmationRefusal.NOT_IN_RANGE, words)]


def confirm_by(workplace: WorkplaceFacts, day: date, part: Part) -> datetime | None:
    """Return until when a booking is to be confirmed, on the wall clock; None: nobody asks.

    It counts from the first half in which the workplace is open: nobody is asked to
    come to closed doors, nor on the day on which asking was switched on.
    """
    if workplace.confirm_within is None:
        return None
    if workplace.confirm_from is not None and day < workplace.confirm_from:
        return None
    half = next((half for half in part.halves if not workplace.closure(day, half)), None)
    if half is None:
        return None
    begins = datetime.combine(day, workplace.half_hours(half)[0])
    return begins + timedelta(minutes=workplace.confirm_within)


def asked_until(
    workplace: WorkplaceFacts | None, day: date, part: Part, now: datetime
) -> datetime | None:
    """Return the same while it is still to come; None afterwards and where nobody asks."""
    until = confirm_by(workplace, day, part) if workplace else None
    return until if until and until > now else None


def is_overdue(
    workplace: WorkplaceFacts,
    day: date,
    part: Part,
    *,
    is_confirmed: bool,
    changed_at: datetime | None,
    now: datetime,
) -> bool:
    """Return True when a desk is to be freed: nobody confirmed it by its hour.

    Whoever booked it, or was moved there, after that hour is on their way. Both
    instants are wall-clock times.
    """
    until = confirm_by(workplace, day, part)
    if until is None or is_confirmed or day != now.date():
        return False
    return now >= until and (changed_at is None or until > changed_at)
