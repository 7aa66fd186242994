"""What waits on human resources and on those who lead, and how soon."""

from datetime import date, timedelta
from enum import StrEnum


class Box(StrEnum):
    """A list of the inbox. The words are in labels/inbox.py."""

    # Whose turn it is to decide: one's own.
    APPROVE = "approve"
    SIGN = "sign"
    # For human resources: what waits for others.
    WAITING = "waiting"
    FILE = "file"
    EXPIRING = "expiring"
    SAFETY = "safety"
    TROUBLE = "trouble"


class Trouble(StrEnum):
    """Something that will not mend itself."""

    # A rule that held when the request was sent holds no more.
    RULE_BROKEN = "rule_broken"
    FILING_REFUSED = "filing_refused"
    NO_MANAGER = "no_manager"
    NOTICE_RUNNING = "notice_running"


class Urgency(StrEnum):
    """How soon a day comes."""

    PAST = "past"
    TODAY = "today"
    THIS_WEEK = "this_week"
    NEXT_WEEK = "next_week"
    LATER = "later"
    # An open-ended agreement has no last day.
    NEVER = "never"


def boxes(*, is_hr: bool, leads: bool) -> list[Box]:
    """Return the lists that somebody has, in their order."""
    for_hr = {Box.WAITING, Box.FILE}
    return [box for box in Box if (is_hr or box not in for_hr) and (leads or box is not Box.SIGN)]


def urgency(day: date | None, today: date) -> Urgency:
    """Return how soon a day comes; weeks begin on Monday."""
    if day is None:
        return Urgency.NEVER
    next_monday = today + timedelta(days=7 - today.weekday())
    bounds = {
        Urgency.PAST: today,
        Urgency.TODAY: today + timedelta(days=1),
        Urgency.THIS_WEEK: next_monday,
        Urgency.NEXT_WEEK: next_monday + timedelta(days=7),
    }
    return next((name for name, end in bounds.items() if day < end), Urgency.LATER)
