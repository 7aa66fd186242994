"""The same desk every week: on which days, and what can be done where it is not free."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.booking.rules.dated import is_within
from app.core.calendar import is_working_day
from app.core.errors import Reason
from app.core.half import Part

# A longer one is made again: people and places change.
MOST_DAYS = 366
# A working week has ten half-days: who wants each at another desk needs no more.
MOST_SERIES = 10


class SeriesDayState(StrEnum):
    """What became of a series on one of its days. The words are in labels/series.py."""

    BOOKED = "booked"
    # Full; the person waits.
    WAITING = "waiting"
    # The person left it out, gave it back, or is away.
    SKIPPED = "skipped"
    # No desk could be had, and the person did not want to wait.
    MISSED = "missed"


class SeriesRefusal(StrEnum):
    """Why there can be no such series. The words are in labels/series.py."""

    NO_WEEKDAY = "no_weekday"
    BACKWARDS = "backwards"
    PAST = "past"
    TOO_LONG = "too_long"
    NO_WORKING_DAY = "no_working_day"
    ENDED = "ended"
    # A day that is not one of the series, or is over.
    NOT_ITS_DAY = "not_its_day"
    NOTHING_TO_CHANGE = "nothing_to_change"
    TOO_MANY = "too_many"


class Way(StrEnum):
    """What can be done about a day on which the wished desk is not free."""

    # The wished desk is free.
    AS_WISHED = "as_wished"
    SAME_ROOM = "same_room"
    SAME_WORKPLACE = "same_workplace"
    ELSEWHERE = "elsewhere"
    WAIT = "wait"
    # The workplace's desks are drawn among those who asked: the person takes part.
    DRAW = "draw"
    # Nothing better can be had than the desk that the person has then.
    STAYS = "stays"
    # Not one of the days any more.
    GIVEN_BACK = "given_back"
    # Nothing but leaving the day out.
    SKIP = "skip"
    # It opens later: then it is placed by the day's draw.
    LATER = "later"


@dataclass(frozen=True)
class SeriesFacts:
    """What a person asks for, week after week."""

    weekdays: frozenset[int]
    part: Part
    from_day: date
    # None: until they end it.
    to_day: date | None = None
    # Where no desk is free the person waits for one.
    waits: bool = False

    def covers(self, day: date) -> bool:
        """Return True for one of its weekdays inside its dates; holidays are not its business."""
        return is_within(day, self.from_day, self.to_day) and day.isoweekday() in self.weekdays


def series_refusals(wish: SeriesFacts, today: date, subdivision: str) -> list[Reason]:
    """Return every reason why there can be no such series; none means there can."""
    if not wish.weekdays:
        return [Reason(SeriesRefusal.NO_WEEKDAY)]
    if wish.to_day is not None and wish.to_day < wish.from_day:
        return [Reason(SeriesRefusal.BACKWARDS)]
    if wish.from_day < today:
        return [Reason(SeriesRefusal.PAST, {"today": today})]
    if wish.to_day is None:
        return []
    if (wish.to_day - wish.from_day).days >= MOST_DAYS:
        return [Reason(SeriesRefusal.TOO_LONG, {"days": MOST_DAYS})]
    if not any(series_days(wish, wish.from_day, wish.to_day, subdivision)):
        return [Reason(SeriesRefusal.NO_WORKING_DAY)]
    return []


def change_refusals(series: SeriesFacts, day: date, today: date) -> list[Reason]:
    """Return why a series cannot be ended or changed from a day on; none means it can."""
    if day < today:
        return [Reason(SeriesRefusal.PAST, {"today": today})]
    if series.to_day is not None and day > series.to_day:
        return [Reason(SeriesRefusal.NOT_ITS_DAY, {"day": day})]
    return []


def series_days(series: SeriesFacts, first: date, last: date, subdivision: str) -> Iterator[date]:
    """Yield the working days of a series from first to last, both included."""
    day = max(first, series.from_day)
    while day <= last:
        if series.covers(day) and is_working_day(day, subdivision):
            yield day
        day += timedelta(days=1)


def drawn(owners: Mapping[int, int], seed: str) -> list[int]:
    """Return series, given with their persons' ids, in the order in which an opening places them.

    SHA-256 of the day's seed and the series' number: who was early one day is not
    early the next, and anybody can draw it again. A person draws once, with their
    oldest series: more of them are no more lots.
    """
    first: dict[int, int] = {}
    for one in sorted(owners):
        first.setdefault(owners[one], one)
    lots = {who: hashlib.sha256(f"{seed}/{one}".encode()).hexdigest() for who, one in first.items()}
    return sorted(owners, key=lambda one: (lots[owners[one]], one))
