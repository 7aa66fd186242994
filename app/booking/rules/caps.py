"""What a cap or an office's share may be, and which half-days a cap leaves with too many."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.booking.rules.dated import ShareFacts, is_on
from app.booking.rules.places import CapFacts, OutageFacts, WorkplaceFacts
from app.booking.rules.refusals import has_ended
from app.core.calendar import is_working_day
from app.core.errors import Reason
from app.core.half import Half

# In so many days each weekday from Monday to Friday is worked at least once, holidays or not.
ENOUGH_DAYS = 60
WEEK = [timedelta(days=n) for n in range(7)]


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
    NEGATIVE = "negative"
    MAXIMUM = "maximum"
    NO_OFFICE = "no_office"
    ENDED = "ended"
    GONE = "gone"


@dataclass(frozen=True)
class Surplus:
    """A half-day that is not over, with more desks taken than may be.

    `limit` is the cap that counts then: None where desks out of order alone are to
    blame. Once it has begun people are there, and nobody moves any more.
    """

    day: date
    half: Half
    taken: int
    cap: int
    limit: CapFacts | None = None
    has_begun: bool = False

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
    reasons += _of_the_days(cap.from_day, cap.to_day, today)
    if not reasons and not _is_ever_on(cap, subdivision):
        reasons.append(Reason(CapRefusal.NO_SUCH_WEEKDAY))
    return reasons


def _of_the_days(first: date, last: date | None, today: date) -> list[Reason]:
    if first < today:
        return [Reason(CapRefusal.PAST)]
    if last is not None and last < first:
        return [Reason(CapRefusal.BACKWARDS)]
    return []


def _is_ever_on(cap: CapFacts, subdivision: str) -> bool:
    """Return True if a cap holds on any working day between its first and its last."""
    last = cap.to_day or date.max
    length = min((last - cap.from_day).days + 1, ENOUGH_DAYS)
    days = (cap.from_day + timedelta(days=n) for n in range(length))
    return any(is_on(cap.weekdays, day) and is_working_day(day, subdivision) for day in days)


def with_cap(workplace: WorkplaceFacts, cap: CapFacts) -> WorkplaceFacts:
    """Return a workplace as it would be with one more cap: the last one written wins."""
    return replace(workplace, caps=(*workplace.caps, cap))


def end_refusals(cap: CapFacts, from_day: date, today: date) -> list[Reason]:
    """Return every reason why a cap cannot end from a day on; none means yes."""
    if from_day < today:
        return [Reason(CapRefusal.PAST)]
    if cap.to_day is not None and cap.to_day < from_day - timedelta(days=1):
        return [Reason(CapRefusal.ENDED, {"day": cap.to_day})]
    return []


def last_day_before(cap: CapFacts, from_day: date) -> date:
    """Return the last day of a cap that ends from a day on; before its first if it never holds."""
    return max(from_day, cap.from_day) - timedelta(days=1)


def without_cap(workplace: WorkplaceFacts, cap: CapFacts, from_day: date) -> WorkplaceFacts:
    """Return a workplace as it would be if a cap ended from a day on: what is under it counts."""
    ended = replace(cap, to_day=last_day_before(cap, from_day))
    return replace(workplace, caps=tuple(ended if one is cap else one for one in workplace.caps))


def revealed(
    found: Iterable[Surplus], before: WorkplaceFacts, cap: CapFacts
) -> dict[int, frozenset[tuple[date, Half]]]:
    """Return the half-days with too many on which a cap counted before, by what counts now.

    `found` is the surplus after the cap's end. Those that have begun are left out:
    nobody moves out of them.
    """
    halves: dict[int, set[tuple[date, Half]]] = {}
    for one in found:
        if one.limit and not one.has_begun and before.limit(one.day) is cap:
            halves.setdefault(one.limit.id, set()).add((one.day, one.half))
    return {number: frozenset(some) for number, some in halves.items()}


def surplus(
    workplace: WorkplaceFacts, taken: Mapping[tuple[date, Half], int], now: datetime
) -> list[Surplus]:
    """Return the half-days with more desks taken than may be, closed and ended ones apart.

    `now` is Italian wall-clock time. Who is in a closed workplace is the closure's matter.
    """
    found = []
    for (day, half), count in sorted(taken.items()):
        cap = workplace.capacity(day, half)
        if count <= cap or workplace.closure(day, half) or has_ended(day, half, workplace, now):
            continue
        limit = workplace.limit(day)
        found.append(Surplus(day, half, count, cap, limit, has_begun(day, half, workplace, now)))
    return found


def has_begun(day: date, half: Half, workplace: WorkplaceFacts, now: datetime) -> bool:
    """Return True once people may be there; `now` is Italian wall-clock time."""
    return datetime.combine(day, workplace.half_hours(half)[0]) <= now


def share_refusals(
    share: ShareFacts, workplace: WorkplaceFacts, others: Iterable[ShareFacts], today: date
) -> list[Reason]:
    """Return every reason why an office cannot have this share; none means yes.

    `others` are the shares of the other offices. On each day all guarantees together
    must fit under the cap: on the worst one the reason tells the numbers.
    """
    reasons = []
    if share.guaranteed < 0 or (share.maximum is not None and share.maximum < 0):
        reasons.append(Reason(CapRefusal.NEGATIVE))
    elif share.maximum is not None and share.maximum < share.guaranteed:
        reasons.append(Reason(CapRefusal.MAXIMUM))
    reasons += _of_the_days(share.from_day, share.to_day, today)
    if reasons:
        return reasons
    found = [_guarantees(day, workplace, others) for day in _days_that_differ(share, workplace)]
    cap, rest, day = min(found, key=lambda one: one[0] - one[1])
    if share.guaranteed and share.guaranteed + rest > cap:
        words = {"day": day, "cap": cap, "others": rest, "left": max(0, cap - rest)}
        reasons.append(Reason(CapRefusal.GUARANTEES, words))
    return reasons


def _guarantees(
    day: date, workplace: WorkplaceFacts, others: Iterable[ShareFacts]
) -> tuple[int, int, date]:
    """Return how many desks may be taken on a day, and how many others are sure of."""
    last_written = {one.office_id: one.guaranteed for one in others if one.covers(day)}
    return workplace.cap(day), sum(last_written.values()), day


def _days_that_differ(share: ShareFacts, workplace: WorkplaceFacts) -> Iterator[date]:
    """Yield the days of a share on which a limit can be another than the day before.

    A limit of some weekdays shows in the week after it begins or ends.
    """
    last = share.to_day or date.max
    spells: list[CapFacts | OutageFacts | ShareFacts]
    spells = [*workplace.caps, *workplace.outages, *workplace.shares]
    turns = {share.from_day, *(max(share.from_day, one.from_day) for one in spells)}
    ends = {one.to_day + WEEK[1] for one in spells if one.to_day and one.to_day < date.max}
    for turn in sorted(turns | {end for end in ends if end > share.from_day}):
        yield from (turn + n for n in WEEK if turn <= date.max - n and turn + n <= last)
