"""A simple model of booking, in memory: what must hold, said without a database.

It knows people, desks, limits, draws, lines and offers on a few days to come. It never looks at
the code that it judges; where a choice is free (which desk, whose lot) it takes what the
code chose, and says whether that was allowed.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from app.core.half import Half, Part

# Somebody who holds nothing and needs nothing.
NOBODY = 0


def evening_before(day: date) -> datetime:
    """Return until when a desk is kept for those who need it, and booked for those who wait."""
    return datetime.combine(day - timedelta(days=1), time(18))


@dataclass(frozen=True)
class Held:
    """A desk that somebody holds, as the model knows it."""

    id: int
    user: int
    desk: int
    day: date
    part: Part


@dataclass(frozen=True)
class Waiting:
    """Somebody in line: for one workplace, or for any that is near (None)."""

    id: int
    user: int
    workplace: int | None
    day: date
    part: Part
    entered: datetime
    # The last draw in which they took part, and whether they were told that it was lost.
    drawn_at: datetime | None = None
    is_lost: bool = False


@dataclass(frozen=True)
class Draw:
    """A rule by which the desks of a day are drawn at an hour, some days before."""

    day: date
    at: datetime


@dataclass
class Model:
    """Who holds what, who waits, and what is kept for those who wait."""

    # The workplace of each desk, the limit of each workplace, those near everybody.
    desks: dict[int, int]
    caps: dict[int, int]
    near: frozenset[int]
    # What desks are kept for until the evening before, and what people need.
    kept: dict[int, str]
    needs: dict[int, str]
    # The wall clock.
    now: datetime
    # Rules by workplace: on its day the last one written counts.
    draws: dict[int, list[Draw]] = field(default_factory=lambda: defaultdict(list))
    held: dict[int, Held] = field(default_factory=dict)
    cancelled: dict[int, Held] = field(default_factory=dict)
    waiting: dict[int, Waiting] = field(default_factory=dict)
    # Wait to booking, while nobody has answered.
    offers: dict[int, int] = field(default_factory=dict)
    called: set[tuple[date, int]] = field(default_factory=set)
    # How many desks may be taken on one day, in the order in which it was written: workplace,
    # day and number by the limit's id.
    limits: dict[int, tuple[int, date, int]] = field(default_factory=dict)
    # Workplace and day by the closure's id.
    closed: dict[int, tuple[int, date]] = field(default_factory=dict)
    # How often each booking changed: an older question about it is out of date.
    changes: Counter[int] = field(default_factory=Counter)

    def halves(self) -> set[tuple[int, date, Half, int]]:
        """Return desk, day, half and person of everything that is held."""
        return {(b.desk, b.day, half, b.user) for b in self.held.values() for half in b.part.halves}

    def may_have(
        self,
        user: int,
        desk: int,
        day: date,
        part: Part,
        *,
        besides: int | None = None,
        comes_first: bool = False,
        stays: bool = False,
        is_needed: bool = False,
    ) -> bool:
        """Return True when a person can have a desk: one booking (`besides`) does not count.

        What is kept for the line is only for whoever `comes_first`; what is still to be
        drawn only for whoever `stays` there, at another desk; what is kept for a need only
        for whoever has it (`is_needed`: that was asked before).
        """
        workplace = self.desks[desk]
        if not is_needed and not self.is_open_to(user, desk, day, besides):
            return False
        if self.is_to_be_drawn(day, workplace) and not stays:
            return False
        if (day, workplace) in self.called and not comes_first:
            return False
        others = [b for b in self.held.values() if b.id != besides and b.day == day]
        for half in part.halves:
            now = [b for b in others if half in b.part.halves]
            if any(b.desk == desk or b.user == user for b in now):
                return False
            if sum(self.desks[b.desk] == workplace for b in now) >= self.capacity(workplace, day):
                return False
        return True

    def is_open(self, workplace: int, day: date) -> bool:
        """Return True unless a workplace is closed that day."""
        return (workplace, day) not in self.closed.values()

    def capacity(self, workplace: int, day: date) -> int:
        """Return how many desks may be taken: of a day's limits the last one written counts."""
        if not self.is_open(workplace, day):
            return 0
        found = [self.caps[workplace]]
        found += [n for place, on, n in self.limits.values() if (place, on) == (workplace, day)]
        return min(found[-1], sum(place == workplace for place in self.desks.values()))

    def is_open_to(self, user: int, desk: int, day: date, besides: int | None = None) -> bool:
        """Return True unless a desk is kept for what somebody neither needs nor has by now.

        Whoever leaves a desk kept for a need (`besides`) may have another.
        """
        left = self.kept.get(self.held[besides].desk) if besides in self.held else None
        is_kept = desk in self.kept and self.now < evening_before(day)
        return not is_kept or self.kept[desk] in {left, self.needs.get(user)}

    def drawn_at(self, day: date, workplace: int) -> datetime | None:
        """Return when the desks of a day are drawn, or None."""
        return next((d.at for d in reversed(self.draws[workplace]) if d.day == day), None)

    def is_to_be_drawn(self, day: date, workplace: int) -> bool:
        """Return True until the hour of the draw."""
        at = self.drawn_at(day, workplace)
        return at is not None and self.now < at

    def taken(self, workplace: int, day: date, half: Half) -> int:
        """Return how many desks of a workplace are held."""
        now = [b for b in self.held.values() if b.day == day and half in b.part.halves]
        return sum(self.desks[b.desk] == workplace for b in now)

    def choices(self, user: int, day: date, part: Part, workplaces: set[int]) -> set[int]:
        """Return the desks that somebody whose turn it is could have."""
        return {
            desk
            for desk, workplace in self.desks.items()
            if workplace in workplaces and self.may_have(user, desk, day, part, comes_first=True)
        }

    def is_free(self, user: int, day: date, part: Part, workplaces: set[int]) -> bool:
        """Return True when somebody like this person, who holds nothing then, could sit down."""
        return any(
            self.desks[desk] in workplaces
            and self.is_open_to(user, desk, day)
            and self.may_have(NOBODY, desk, day, part, is_needed=True)
            for desk in self.desks
        )

    def is_busy(self, user: int, day: date, part: Part) -> bool:
        """Return True when a person holds a desk in one of these halves."""
        mine = [b for b in self.held.values() if (b.user, b.day) == (user, day)]
        return any(half in b.part.halves for b in mine for half in part.halves)

    def same(self, user: int, desk: int, day: date, part: Part) -> int | None:
        """Return the booking that is just this already."""
        wish = (user, desk, day, part)
        found = [b.id for b in self.held.values() if (b.user, b.desk, b.day, b.part) == wish]
        return found[0] if found else None

    def wanted(self, wait: Waiting) -> set[int]:
        """Return where somebody in line would sit."""
        return set(self.near) if wait.workplace is None else {wait.workplace}

    def line(self, day: date) -> list[Waiting]:
        """Return who waits on a day, those with an offer apart."""
        return [w for w in self.waiting.values() if w.day == day and w.id not in self.offers]

    def draw(self, wait: Waiting) -> Waiting:
        """Return how somebody stands once the draws are held for which they asked in time."""
        moments = [self.drawn_at(wait.day, place) for place in self.wanted(wait)]
        held = [at for at in moments if at is not None and wait.entered < at <= self.now]
        last = max(held, default=None)
        if last is None or (wait.drawn_at is not None and wait.drawn_at >= last):
            return wait
        return replace(wait, drawn_at=last, is_lost=False)

    def has_lost(self, wait: Waiting) -> bool:
        """Return True once the last draw of what somebody wants gave them no desk."""
        to_come = any(self.is_to_be_drawn(wait.day, place) for place in self.wanted(wait))
        return wait.drawn_at is not None and not to_come

    def in_line(self, user: int, day: date) -> bool:
        """Return True when a person waits on a day, or has an offer to answer."""
        return any((w.user, w.day) == (user, day) for w in self.waiting.values())

    def balance(self, user: int) -> int:
        """Return the half-days of a person's bookings."""
        return sum(len(b.part.halves) for b in self.held.values() if b.user == user)

    def take(self, booking: Held) -> None:
        """Let somebody hold a desk."""
        self.held[booking.id] = booking
        self.changes[booking.id] += 1

    def free(self, booking_id: int) -> None:
        """Give a desk back: it is kept for those who wait on that day, if any."""
        self.settle(booking_id)
        gone = self.cancelled[booking_id] = self.held.pop(booking_id)
        self.changes[booking_id] += 1
        self.call(gone.desk, gone.day)

    def call(self, desk: int, day: date) -> None:
        """Keep what was freed for the line, if there is one."""
        if self.line(day):
            self.called.add((day, self.desks[desk]))

    def settle(self, booking_id: int) -> None:
        """Take what somebody does with an offered desk as their answer."""
        for wait_id in [wait for wait, offered in self.offers.items() if offered == booking_id]:
            del self.offers[wait_id]
            del self.waiting[wait_id]

    def enter(self, wait: Waiting) -> None:
        """Let somebody wait: what is still to be drawn is kept for whoever asked in time."""
        self.waiting[wait.id] = wait
        for place in self.wanted(wait):
            if self.is_to_be_drawn(wait.day, place):
                self.called.add((wait.day, place))

    def set_draw(self, workplace: int, draw: Draw) -> None:
        """Draw a day's desks from now on: on each such day those who wait take part."""
        self.draws[workplace].append(draw)
        for day in {rule.day for rule in self.draws[workplace]}:
            if self.is_to_be_drawn(day, workplace) and self.line(day):
                self.called.add((day, workplace))

    def move(
        self, booking_id: int, desk: int, day: date, part: Part, *, is_answer: bool = True
    ) -> None:
        """Put a booking somewhere else; its person's own deed answers an offer."""
        if is_answer:
            self.settle(booking_id)
        old = self.held.pop(booking_id)
        self.call(old.desk, old.day)
        self.take(replace(old, desk=desk, day=day, part=part))

    def exchange(self, one: Held, other: Held) -> None:
        """Let two people sit at each other's desk: nothing is free in between."""
        self.settle(one.id)
        self.settle(other.id)
        self.take(replace(one, desk=other.desk))
        self.take(replace(other, desk=one.desk))
