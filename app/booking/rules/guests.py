"""When a partner's reception may read who comes, and when it may not."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum

from app.booking.rules.places import Owner
from app.core.errors import Reason


class GuestRefusal(StrEnum):
    """Why the list of guests stays shut. The words are in labels."""

    NOT_A_PARTNER = "not_a_partner"
    TOO_EARLY = "too_early"
    DAY_OVER = "day_over"


def opens_at(day: date, held_until: time) -> datetime:
    """Return when the list of a day opens, on the wall clock: the evening before."""
    return datetime.combine(day - timedelta(days=1), held_until)


def guest_refusals(owner: Owner, day: date, now: datetime, held_until: time) -> list[Reason]:
    """Return why a day's list stays shut; none means that it may be read.

    `now` is Italian wall-clock time. Names leave the house as late and as briefly as the
    reception can work with: from the evening before until the day is over
    (GDPR art. 5 par. 1 c and e).
    """
    if owner is not Owner.PARTNER:
        # In the city's own buildings the people who come are the city's own.
        return [Reason(GuestRefusal.NOT_A_PARTNER)]
    if day < now.date():
        return [Reason(GuestRefusal.DAY_OVER, {"day": day})]
    opens = opens_at(day, held_until)
    if now < opens:
        return [Reason(GuestRefusal.TOO_EARLY, {"day": opens.date(), "hour": opens.time()})]
    return []
