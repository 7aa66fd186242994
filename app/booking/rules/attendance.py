"""When a person may say that they come, and when a desk may be freed because nobody came.

Only that is kept, never an hour or a place (art. 4 L. 300/1970).
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.booking.rules.places import WorkplaceFacts
from app.booking.rules.refusals import halves_left, has_ended
from app.booking.rules.releases import is_overdue
from app.core.calendar import previous_working_day
from app.core.errors import Reason
from app.core.half import Half, Part


class AttendanceRefusal(StrEnum):
    """A reason to say no. Its words are in labels/attendance.py."""

    NOT_TODAY = "not_today"
    TOO_EARLY = "too_early"
    NOT_HELD = "not_held"
    NOT_BEGUN = "not_begun"
    OVER = "over"
    TOO_LATE = "too_late"
    CONFIRMED = "confirmed"


@dataclass(frozen=True)
class HeldDesk:
    """The booking in question, as it stands."""

    workplace: WorkplaceFacts
    day: date
    part: Part
    is_active: bool = True
    is_confirmed: bool = False
    # When it was made or last changed, on the wall clock.
    changed_at: datetime | None = None


def running_half(workplace: WorkplaceFacts, day: date, now: datetime) -> Half | None:
    """Return the half of this day that has begun and is not over, or None."""
    if now < datetime.combine(day, workplace.opens):
        return None
    return next(iter(halves_left(day, Part.DAY, workplace, now)), None)


def confirm_refusals(held: HeldDesk, now: datetime) -> list[Reason]:
    """Return why a booking cannot be confirmed; `now` is Italian wall-clock time."""
    if not held.is_active:
        return [Reason(AttendanceRefusal.NOT_HELD)]
    # From the day on which people are reminded: the working day before.
    if now.date() < previous_working_day(held.day, held.workplace.subdivision):
        return [Reason(AttendanceRefusal.TOO_EARLY)]
    if not halves_left(held.day, held.part, held.workplace, now):
        return [Reason(AttendanceRefusal.OVER)]
    if is_overdue(
        held.workplace,
        held.day,
        held.part,
        is_confirmed=held.is_confirmed,
        changed_at=held.changed_at,
        now=now,
    ):
        return [Reason(AttendanceRefusal.TOO_LATE)]
    return []


def free_refusals(
    workplace: WorkplaceFacts, day: date, half: Half, held: HeldDesk | None, now: datetime
) -> list[Reason]:
    """Return why a desk cannot be freed for want of whoever booked it.

    A person at the desk says that nobody came, once the half has begun; nothing
    else does, and whoever said that they come is believed.
    """
    if day != now.date():
        return [Reason(AttendanceRefusal.NOT_TODAY)]
    if now < datetime.combine(day, workplace.half_hours(half)[0]):
        return [Reason(AttendanceRefusal.NOT_BEGUN)]
    if has_ended(day, half, workplace, now):
        return [Reason(AttendanceRefusal.OVER)]
    if held is None:
        return [Reason(AttendanceRefusal.NOT_HELD)]
    return [Reason(AttendanceRefusal.CONFIRMED)] if held.is_confirmed else []
