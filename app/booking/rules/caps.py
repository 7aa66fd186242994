"""What a cap may be, and which half-days it leaves with too many bookings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from app.booking.rules.places import CapFacts, ShareFacts, WorkplaceFacts, is_on
from app.core.calendar import is_working_day
from app.core.errors import Reason
from app.core.half import Half


class Way(StrEnum):
    """What to do with bookings above a new cap. The words are in labels."""

    KEEP = "keep"
    ASK = "ask"
    DRAW = "draw"


class CapRefusal(StrEnum):
    """Why a cap or a share cannot be like this. The words are in labels."""

    ONE_MEASURE = "one_measure"
    PERCENT = "percent"
    NUMBER = "number"
    PAST = "past"
    BACKWARDS = "backwards"
    NO_SUCH_WEEKDAY = "no_such_weekday"
    GUARANTEES = "guarantees"
    MAXIMUM = "maximum"
    NO_OFFICE = "no_office"


@dataclass(frozen=True)
class Surplus:
    """A half-day with more desks taken than may be."""

    day: date
    half: Half
    taken: int
    cap: int

    @property
    def above(self) -> int:
        """Return how many have to move before it fits."""
        return self.taken - self.cap


def cap_refusals(cap: CapFacts, today: date, subdivision: str) -> list[Reason]:
    """Return every reason why a cap cannot be written down like this; none means yes."""
    reasons = []
    if (cap.percent is None) == (cap.number is None):
        reasons.append(Reason(CapRefusal.ONE_MEASURE))
    if cap.percent is not None and not 0 <= cap.percent <= 100:
        reasons.append(Reason(CapRefusal.PERCENT))
    if cap.number is not None and cap.number < 0:
        reasons.append(Reason(CapRefusal.NUMBER))
    return [*reasons, *_of_the_days(cap, today, subdivision)]


def _of_the_days(cap: CapFacts, today: date, subdivision: str) -> list[Reason]:
    if cap.from_day < today:
        return [Reason(CapRefusal.PAST, {"today": today})]
    if cap.to_day is None:
        return []
    if cap.to_day < cap.from_day:
        return [Reason(CapRefusal.BACKWARDS)]
    # A fortnight shows every weekday at least once, holidays apart.
    days = (cap.from_day + timedelta(days=n) for n in range((cap.to_day - cap.from_day).days + 1))
    worked = (day for day in days if is_working_day(day, subdivision))
    if not any(is_on(cap.weekdays, day) for day in worked):
        return [Reason(CapRefusal.NO_SUCH_WEEKDAY)]
    return []


def with_cap(workplace: WorkplaceFacts, cap: CapFacts) -> WorkplaceFacts:
    """Return a workplace as it would be with one more cap: the last one written wins."""
    return replace(workplace, caps=(*workplace.caps, cap))


def surplus(workplace: WorkplaceFacts, taken: Mapping[tuple[date, Half], int]) -> list[Surplus]:
    """Return the half-days with more desks taken than may be, closed ones apart."""
    found = []
    for (day, half), count in sorted(taken.items()):
        cap = workplace.capacity(day, half)
        if count > cap and not workplace.closure(day, half):
            found.append(Surplus(day, half, count, cap))
    return found


def share_refusals(
    share: ShareFacts, others: Iterable[ShareFacts], cap: int, today: date
) -> list[Reason]:
    """Return every reason why an office cannot have this share; none means yes.

    All guarantees together must fit under the cap of the first day.
    """
    reasons = []
    if share.guaranteed < 0 or (share.maximum is not None and share.maximum < share.guaranteed):
        reasons.append(Reason(CapRefusal.MAXIMUM))
    if share.from_day < today:
        reasons.append(Reason(CapRefusal.PAST, {"today": today}))
    elif share.to_day is not None and share.to_day < share.from_day:
        reasons.append(Reason(CapRefusal.BACKWARDS))
    rest = sum(one.guaranteed for one in others if one.office_id != share.office_id)
    if rest + share.guaranteed > cap:
        facts = {"cap": cap, "others": rest, "left": max(0, cap - rest)}
        reasons.append(Reason(CapRefusal.GUARANTEES, facts))
    return reasons
