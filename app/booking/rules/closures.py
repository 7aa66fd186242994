"""What a closure may be, and which half-days it takes."""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from app.booking.rules.places import ClosureFacts
from app.core.calendar import is_working_day
from app.core.errors import Reason
from app.core.half import Half

# A longer one is a workplace that is no longer lent.
MOST_DAYS = 366


class ClosureRefusal(StrEnum):
    """Why a workplace cannot be closed like this. The words are in labels."""

    BACKWARDS = "backwards"
    PAST = "past"
    TOO_LONG = "too_long"
    NO_WORKING_DAY = "no_working_day"
    NO_REASON = "no_reason"
    NOT_CLOSED = "not_closed"


def closure_refusals(closure: ClosureFacts, today: date, subdivision: str) -> list[Reason]:
    """Return every reason why a workplace cannot be closed like this; none means yes.

    One that has begun may be written down: a strike is known on the day itself.
    """
    reasons = []
    if not closure.reason.strip():
        reasons.append(Reason(ClosureRefusal.NO_REASON))
    backwards = (closure.from_day, closure.from_half) > (closure.to_day, closure.to_half)
    if backwards or (closure.weekdays and closure.from_half > closure.to_half):
        return [*reasons, Reason(ClosureRefusal.BACKWARDS)]
    if closure.from_day < today:
        return [*reasons, Reason(ClosureRefusal.PAST, {"today": today})]
    if (closure.to_day - closure.from_day).days >= MOST_DAYS:
        return [*reasons, Reason(ClosureRefusal.TOO_LONG, {"days": MOST_DAYS})]
    if not closed_halves(closure, today, subdivision):
        reasons.append(Reason(ClosureRefusal.NO_WORKING_DAY))
    return reasons


def closed_halves(closure: ClosureFacts, today: date, subdivision: str) -> list[tuple[date, Half]]:
    """Return the half-days of working days, from today on, that a closure takes."""
    first = max(closure.from_day, today)
    days = (first + timedelta(days=n) for n in range((closure.to_day - first).days + 1))
    return [
        (day, half)
        for day in days
        if is_working_day(day, subdivision)
        for half in Half
        if closure.covers(day, half)
    ]


def overlapping(
    closure: ClosureFacts, others: Iterable[ClosureFacts], today: date, subdivision: str
) -> list[ClosureFacts]:
    """Return the closures that already take some half-day of this one.

    Both stand: when one is reopened, the half-days that the other takes stay closed.
    """
    halves = closed_halves(closure, today, subdivision)
    return [other for other in others if any(other.covers(*one) for one in halves)]
