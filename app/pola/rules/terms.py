"""What an agreement says, whole: the content of CCNL FL art. 65 and L. 81/2017 art. 19."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from app.core.half import Half


class Duration(StrEnum):
    """How long an agreement lasts (L. 81/2017 art. 19 c. 2)."""

    FIXED = "fixed"
    OPEN = "open"


class Rhythm(StrEnum):
    """How the remote halves are agreed (CCNL FL art. 65 c. 1 lett. b)."""

    WEEKDAYS = "weekdays"
    PER_WEEK = "per_week"
    PER_MONTH = "per_month"


class IndicatorKind(StrEnum):
    """In what an activity's result is measured."""

    TEXT = "text"
    NUMBER = "number"
    PERCENTAGE = "percentage"
    DATE = "date"


class Comparison(StrEnum):
    """How a result is held against its target."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    EQUAL = "equal"
    BY = "by"


class Supplier(StrEnum):
    """Who supplies a tool."""

    CITY = "city"
    PERSON = "person"


@dataclass(frozen=True, order=True)
class WeekHalf:
    """Half a weekday; Monday is 0."""

    weekday: int
    half: Half


@dataclass(frozen=True)
class RemotePattern:
    """Which halves are worked remotely: fixed ones, or how many of a week or a month."""

    rhythm: Rhythm
    # Only for fixed weekdays.
    halves: tuple[WeekHalf, ...] = ()
    # Halves a week or a month, for the other two rhythms.
    count: int = 0


@dataclass(frozen=True, order=True)
class Band:
    """From a clock time to a later one; the inoperability band alone runs past midnight."""

    start: time
    end: time


@dataclass(frozen=True)
class Tool:
    """Something to work with, and who supplies it."""

    name: str
    supplier: Supplier


@dataclass(frozen=True)
class Activity:
    """What is done remotely, and how its result will be judged."""

    title: str
    result: str
    indicator: str
    kind: IndicatorKind
    comparison: Comparison
    # As the person wrote it: `120`, `95`, `2026-12-15`, or words.
    target: str
    # What a percentage counts, and out of what.
    numerator: str = ""
    denominator: str = ""


@dataclass(frozen=True)
class Terms:
    """The whole content of an agreement; the two people sign this."""

    duration: Duration
    starts_on: date
    # None for an open-ended agreement.
    ends_on: date | None
    pattern: RemotePattern
    # When the person can be reached (CCNL FL art. 66): in order, not overlapping.
    contact: tuple[Band, ...]
    # No work at all: at least 11 hours, 22:00-06:00 included.
    rest: Band
    places: tuple[str, ...]
    tools: tuple[Tool, ...]
    activities: tuple[Activity, ...]
    # Days of notice to withdraw: 30 or more.
    notice_days: int
    justified_reasons: tuple[str, ...]
    # How work outside is done and directed, and how people disconnect.
    ways: str = ""
    direction: str = ""
    disconnection: str = ""
