"""A workplace's day at a glance: how much is taken now and at most, and in which state it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from app.booking.rules.places import ClosureFacts, WorkplaceFacts, free_desks, percent_taken
from app.booking.rules.refusals import has_ended
from app.core.calendar import is_working_day
from app.core.half import Half

# In percent: where each of the next blues begins. The fifth is for what is full.
LEVELS = (40, 65, 85)
FULL_LEVEL = len(LEVELS) + 2
# From the darkest blue but one on, a workplace is told to be nearly full.
NEARLY_FULL = LEVELS[-1]
# How far ahead a closed workplace's next open half is looked for, in days.
FARTHEST = 366


class State(StrEnum):
    """How a workplace stands; the words and shapes are in labels."""

    ROOM = "room"
    NEARLY = "nearly"
    FULL = "full"
    CLOSED = "closed"
    OVER = "over"


class Moment(StrEnum):
    """Where a workplace's own clock stands in a day."""

    BEFORE = "before"
    AM = "am"
    PM = "pm"
    OVER = "over"

    @property
    def half(self) -> Half:
        """Return the half to tell about: the one that runs, else the nearest."""
        return Half.PM if self in {Moment.PM, Moment.OVER} else Half.AM


@dataclass(frozen=True)
class HalfCount:
    """Desks booked in a half-day, how many of them were confirmed, and how many may be."""

    booked: int
    confirmed: int
    cap: int

    @property
    def free(self) -> int:
        """Return how many can still be had."""
        return free_desks(self.cap, self.booked)

    @property
    def to_come(self) -> int:
        """Return how many bookings nobody has confirmed yet."""
        return max(0, self.booked - self.confirmed)

    @property
    def surplus(self) -> int:
        """Return how many bookings stand above the cap: it was lowered, or the place closed."""
        return max(0, self.booked - self.cap)

    @property
    def percent(self) -> int:
        """Return the share taken, rounded down; never 100 while a desk is left."""
        return percent_taken(self.cap, self.booked)

    @property
    def level(self) -> int:
        """Return which of the five blues, 1 to 5; 0 for what is closed."""
        return heat_level(self.percent) if self.cap else 0

    @property
    def state(self) -> State:
        """Return how it stands, in four states; a cap of nothing is as good as closed."""
        if not self.cap:
            return State.CLOSED
        if not self.free:
            return State.FULL
        return State.NEARLY if self.percent >= NEARLY_FULL else State.ROOM


@dataclass(frozen=True)
class Tile:
    """What is told of a workplace's day, without anybody's name."""

    workplace: WorkplaceFacts
    day: date
    moment: Moment
    am: HalfCount
    pm: HalfCount
    # Desks that nobody may take, whatever the cap.
    out_of_order: int = 0
    # Why the half that is told is closed; None on a day that is not worked.
    closure: ClosureFacts | None = None
    is_worked: bool = True
    # The first half after the one told in which desks may be taken again; only of a closed one.
    reopens: tuple[date, Half] | None = None

    @property
    def half(self) -> Half:
        """Return the half that is told."""
        return self.moment.half

    @property
    def now(self) -> HalfCount:
        """Return the count of the half that runs; before opening the morning's."""
        return self.of(self.half)

    @property
    def peak(self) -> HalfCount:
        """Return the count of the fuller half."""
        return fuller(self.am, self.pm)

    @property
    def state(self) -> State:
        """Return how the workplace stands at this moment."""
        if self.moment is Moment.OVER and self.now.cap:
            return State.OVER
        return self.now.state

    @property
    def surplus(self) -> int:
        """Return the bookings above the cap in the half that runs or in the one after it."""
        left = [self.pm] if self.half is Half.PM else [self.am, self.pm]
        return 0 if self.moment is Moment.OVER else max(count.surplus for count in left)

    @property
    def closes_at_midday(self) -> bool:
        """Return True when only the afternoon is closed, and it has not begun."""
        return self.half is Half.AM and bool(self.am.cap) and not self.pm.cap

    @property
    def reopens_at(self) -> time | None:
        """Return the hour at which it opens again, when that is within the day."""
        if self.reopens is None or self.reopens[0] != self.day:
            return None
        return self.workplace.half_hours(self.reopens[1])[0]

    def of(self, half: Half) -> HalfCount:
        """Return one half's count."""
        return self.am if half is Half.AM else self.pm


def fuller(am: HalfCount, pm: HalfCount) -> HalfCount:
    """Return the half in which more is taken; a closed one only when both are."""
    return max(am, pm, key=lambda count: (count.cap > 0, count.booked))


def heat_level(percent: int) -> int:
    """Return which of the five blues a percentage is drawn in: 1 to 4, and 5 when full."""
    if percent >= 100:
        return FULL_LEVEL
    return 1 + sum(percent >= start for start in LEVELS)


def moment_of(workplace: WorkplaceFacts, day: date, now: datetime) -> Moment:
    """Return where a day stands at a workplace; `now` is Italian wall-clock time."""
    if now < datetime.combine(day, workplace.opens):
        return Moment.BEFORE
    if not has_ended(day, Half.AM, workplace, now):
        return Moment.AM
    return Moment.OVER if has_ended(day, Half.PM, workplace, now) else Moment.PM


def make_tile(
    workplace: WorkplaceFacts, day: date, now: datetime, am: HalfCount, pm: HalfCount
) -> Tile:
    """Return a workplace's tile from its counts; `now` is Italian wall-clock time."""
    moment = moment_of(workplace, day, now)
    half = moment.half
    count = am if half is Half.AM else pm
    return Tile(
        workplace,
        day,
        moment,
        am,
        pm,
        out_of_order=len(workplace.desks) - workplace.working_desks(day),
        closure=workplace.closure(day, half),
        is_worked=is_working_day(day, workplace.subdivision),
        reopens=None if count.cap else next_open(workplace, day, half),
    )


def next_open(workplace: WorkplaceFacts, day: date, half: Half) -> tuple[date, Half] | None:
    """Return the first half after this one in which desks may be taken; None within a year."""
    if half is Half.AM and workplace.capacity(day, Half.PM):
        return day, Half.PM
    days = min(FARTHEST, (date.max - day).days)
    halves = ((day + timedelta(days=n), other) for n in range(1, days + 1) for other in Half)
    return next((found for found in halves if workplace.capacity(*found)), None)


@dataclass(frozen=True)
class BoardTotals:
    """What all tiles add up to in the halves that they tell."""

    booked: int
    confirmed: int
    free: int


def totals(tiles: Iterable[Tile]) -> BoardTotals:
    """Return the sums over the workplaces, each in the half that runs there."""
    counts = [tile.now for tile in tiles]
    return BoardTotals(
        sum(count.booked for count in counts),
        sum(count.confirmed for count in counts),
        sum(count.free for count in counts),
    )
