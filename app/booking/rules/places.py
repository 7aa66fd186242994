"""Workplaces as facts: their rooms and desks, and how many may be taken on a day.

A `Places` is read once and kept until its revision number changes, so it holds
nothing that a booking alters.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from app.booking.rules.dated import DrawFacts, ShareFacts, is_on, is_within
from app.booking.rules.needs import Need, kept, served
from app.booking.rules.policies import Policies, PolicyRow, policies_on
from app.core.calendar import is_working_day
from app.core.half import Half

# Whoever asks for every day of the calendar must not fill the memory.
MOST_KNOWN = 2000
# In this order they are drawn, filtered and told.
EQUIPMENT = ("window", "monitor", "dock", "quiet", "height-adjustable", "near-lift")


class Owner(StrEnum):
    """Whose building it is: a day in a municipal one is presence, at a partner's it is remote."""

    MUNICIPAL = "municipal"
    PARTNER = "partner"


class ClosureKind(StrEnum):
    """Why a workplace is closed; the reason in words is beside it. The words are in labels."""

    WORKS = "works"
    STRIKE = "strike"
    HEAT = "heat"
    ENERGY = "energy"
    OTHER = "other"


@dataclass(frozen=True)
class AreaFacts:
    """A postal code or district with its centre, in WGS84 degrees."""

    code: str
    name: str
    is_district: bool
    is_in_city: bool
    latitude: float
    longitude: float


@dataclass(frozen=True)
class OutageFacts:
    """A desk out of order, both days included; no last day means until mended."""

    desk_id: int
    from_day: date
    to_day: date | None
    reason: str

    def covers(self, day: date) -> bool:
        """Return True when the desk cannot be used on this day."""
        return is_within(day, self.from_day, self.to_day)


@dataclass(frozen=True)
class CapFacts:
    """A limit on the desks taken: a percentage of the working ones, or a number."""

    percent: int | None
    number: int | None
    from_day: date
    to_day: date | None
    weekdays: str = ""
    reason: str = ""
    id: int = 0

    def covers(self, day: date) -> bool:
        """Return True when this row is valid on the day."""
        return is_within(day, self.from_day, self.to_day) and is_on(self.weekdays, day)

    def of(self, working_desks: int) -> int:
        """Return the limit in desks, never more than there are."""
        if self.number is not None:
            return min(self.number, working_desks)
        return working_desks * (self.percent or 0) // 100


@dataclass(frozen=True)
class ClosureFacts:
    """A workplace closed from a half-day to a half-day, both included.

    With weekdays it is closed on those days only, from half to half on each.
    """

    from_day: date
    from_half: Half
    to_day: date
    to_half: Half
    reason: str
    weekdays: str = ""
    kind: ClosureKind = ClosureKind.OTHER
    id: int = 0

    def covers(self, day: date, half: Half) -> bool:
        """Return True when the workplace is closed in this half; `am` sorts before `pm`."""
        if self.weekdays:
            is_in_time = self.from_day <= day <= self.to_day and is_on(self.weekdays, day)
            return is_in_time and self.from_half <= half <= self.to_half
        return (self.from_day, self.from_half) <= (day, half) <= (self.to_day, self.to_half)


@dataclass(frozen=True)
class PictureFacts:
    """The plan that lies under a room's desks; its hash names it in its address."""

    sha256: str
    media_type: str


@dataclass(frozen=True)
class DeskFacts:
    """A desk; `code` is printed on it, `label` is the same without the workplace."""

    id: int
    code: str
    label: str
    room_id: int
    x_m: float
    y_m: float
    equipment: tuple[str, ...]
    is_accessible: bool
    # For whom it waits until the evening before; what it does not serve is left out.
    kept_for: frozenset[str] = frozenset()
    serves: frozenset[Need] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        serves = served(self.equipment, is_accessible=self.is_accessible)
        object.__setattr__(self, "serves", serves)
        object.__setattr__(self, "kept_for", kept(self.kept_for, serves))

    def is_open_to(self, needs: frozenset[str]) -> bool:
        """Return True if a person with these needs may have it before the others."""
        return not self.kept_for or bool(self.kept_for & needs)

    def unmet(self, needs: frozenset[str]) -> int:
        """Return how many of these needs it does not serve."""
        return len(needs) - len(needs & self.serves)


@dataclass(frozen=True)
class RoomFacts:
    """A room with its desks in the order of their codes."""

    id: int
    floor: int
    name: str
    desks: tuple[DeskFacts, ...]
    # The room's inside in metres, where it is known, and what lies under its desks.
    width_m: float | None = None
    depth_m: float | None = None
    picture: PictureFacts | None = None


@dataclass(frozen=True)
class WorkplaceFacts:
    """A workplace, its desks, and the rows that limit it."""

    id: int
    code: str
    name: str
    address: str
    postal_code: str
    latitude: float
    longitude: float
    owner: Owner
    is_cooled: bool
    opens: time
    midday: time
    closes: time
    guest_note: str
    rooms: tuple[RoomFacts, ...]
    outages: tuple[OutageFacts, ...] = ()
    caps: tuple[CapFacts, ...] = ()
    closures: tuple[ClosureFacts, ...] = ()
    shares: tuple[ShareFacts, ...] = ()
    draws: tuple[DrawFacts, ...] = ()
    house_rules: str = ""
    # Minutes after the beginning of a booking by which its person says that they come.
    confirm_within: int | None = None
    # The first day on which that counts; None: on all.
    confirm_from: date | None = None
    subdivision: str = "MI"
    desks: Mapping[int, DeskFacts] = field(init=False)
    room_of: Mapping[int, RoomFacts] = field(init=False)
    # Capacities worked out so far: nothing that they depend on changes in a snapshot.
    _known: dict[tuple[date, Half], int] = field(init=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        desks = {desk.id: desk for room in self.rooms for desk in room.desks}
        rooms = {desk.id: room for room in self.rooms for desk in room.desks}
        object.__setattr__(self, "desks", desks)
        object.__setattr__(self, "room_of", rooms)

    @property
    def has_note(self) -> bool:
        """Return True when whoever comes for the first time has something to read."""
        return bool(self.guest_note or self.house_rules)

    def outage(self, desk_id: int, day: date) -> OutageFacts | None:
        """Return why a desk cannot be used on a day, or None."""
        return next((o for o in self.outages if o.desk_id == desk_id and o.covers(day)), None)

    def working_desks(self, day: date) -> int:
        """Return how many desks are not out of order on a day."""
        if not self.outages:
            return len(self.desks)
        broken = {o.desk_id for o in self.outages if o.covers(day) and o.desk_id in self.desks}
        return len(self.desks) - len(broken)

    def limit(self, day: date) -> CapFacts | None:
        """Return the cap that counts on a day: of those valid the last one written, or None."""
        return next((cap for cap in reversed(self.caps) if cap.covers(day)), None)

    def cap(self, day: date) -> int:
        """Return how many desks may be taken; without a limit all that work."""
        working, limit = self.working_desks(day), self.limit(day)
        return limit.of(working) if limit else working

    def closure(self, day: date, half: Half) -> ClosureFacts | None:
        """Return the closure that covers a half-day, or None."""
        return next((c for c in self.closures if c.covers(day, half)), None)

    def capacity(self, day: date, half: Half) -> int:
        """Return how many desks may be taken in a half-day: 0 on holidays and when closed."""
        found = self._known.get((day, half))
        if found is None:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            is_open = is_working_day(day, self.subdivision) and not self.closure(day, half)
            found = self._known[day, half] = self.cap(day) if is_open else 0
        return found

    def draw(self, day: date) -> DrawFacts | None:
        """Return the rule by which a day is drawn: of those valid the last written, or None."""
        return next((rule for rule in reversed(self.draws) if rule.covers(day)), None)

    def drawn_at(self, day: date) -> datetime | None:
        """Return when the desks of a day are drawn, on the wall clock; None without a draw."""
        rule = self.draw(day)
        return rule.moment(day) if rule else None

    def is_to_be_drawn(self, day: date, now: datetime) -> bool:
        """Return True until the desks of a day are drawn; `now` is Italian wall-clock time."""
        drawn = self.drawn_at(day)
        return drawn is not None and now < drawn

    def half_hours(self, half: Half) -> tuple[time, time]:
        """Return when a half begins and ends here, on the wall clock."""
        return (self.opens, self.midday) if half is Half.AM else (self.midday, self.closes)


@dataclass(frozen=True)
class Places:
    """All that is known of workplaces and house rules under one revision number."""

    revision: int
    workplaces: tuple[WorkplaceFacts, ...]
    areas: Mapping[str, AreaFacts]
    policy_rows: tuple[PolicyRow, ...]
    subdivision: str = "MI"
    by_id: Mapping[int, WorkplaceFacts] = field(init=False)
    by_code: Mapping[str, WorkplaceFacts] = field(init=False)
    by_desk: Mapping[int, WorkplaceFacts] = field(init=False)

    def __post_init__(self) -> None:
        places = self.workplaces
        object.__setattr__(self, "by_id", {w.id: w for w in places})
        object.__setattr__(self, "by_code", {w.code: w for w in places})
        object.__setattr__(self, "by_desk", {d: w for w in places for d in w.desks})

    def policies(self, day: date) -> Policies:
        """Return the house rules in force on a day."""
        return policies_on(day, self.policy_rows)


def free_desks(cap: int, taken: int) -> int:
    """Return how many desks are left; a surplus over a lowered cap leaves none."""
    return max(0, cap - taken)


def percent_taken(cap: int, taken: int) -> int:
    """Return the share taken in percent, rounded down; 100 when nothing may be taken."""
    return 100 if cap == 0 else math.floor(100 * taken / cap)
