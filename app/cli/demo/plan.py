"""Who sits where in the demo: plausible, the same for two loads on one day."""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.booking.rules.places import DeskFacts, Places, WorkplaceFacts
from app.core.calendar import is_working_day, next_working_day
from app.core.half import Half, Part

PAST_DAYS = 35
# Tuesday to Thursday are fuller, as in most offices.
BY_WEEKDAY = (0.5, 0.85, 0.92, 0.82, 0.35)
POPULAR = {"PADOVA": 1.05, "ACCURSIO": 1.0, "LARGA": 0.95, "TIBALDI": 0.9, "SILE": 0.7}
USUALLY = 0.82
# Hardly anybody books four weeks ahead.
FAR_AHEAD = 0.3
# Of all bookings, and of those on a day with room for both halves.
CANCELLED, WHOLE_DAY = 0.05, 0.7
# What a person holds at most from today on; the rule allows more.
MOST_COMING = 4
# Full on one of the next days, so that a full workplace can be seen.
FULL, FULL_WEEKDAY = "PADOVA", 2
NEAR_SOFIA = ("DURANDO", "PADOVA")


@dataclass(frozen=True)
class Seat:
    """A desk that a person has on a day."""

    user_id: int
    desk: DeskFacts
    workplace: WorkplaceFacts
    day: date
    part: Part
    is_cancelled: bool = False


@dataclass
class SiteDay:
    """A workplace on a day: its working desks, what is taken of them, and what is to be."""

    site: WorkplaceFacts
    day: date
    wanted: Mapping[Half, int]
    desks: list[DeskFacts] = field(init=False)
    taken: dict[int, set[Half]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        every = self.site.desks.values()
        self.desks = [desk for desk in every if not self.site.outage(desk.id, self.day)]

    def short(self) -> list[Half]:
        """Return the halves in which more desks are to be taken."""
        return [
            half
            for half in Half
            if sum(half in halves for halves in self.taken.values()) < self.wanted[half]
        ]

    def free(self, part: Part) -> list[DeskFacts]:
        """Return the desks that can be had for the whole part."""
        return [desk for desk in self.desks if self.taken[desk.id].isdisjoint(part.halves)]


class Planner:
    """Seats people day by day, never two at a desk nor one at two."""

    def __init__(self, known: Places, people: Sequence[int], sofia: int, today: date) -> None:
        self.known, self.people, self.sofia, self.today = known, list(people), sofia, today
        # Not a secret: two loads on one day shall agree.
        self.draw = random.Random(today.isoformat())  # noqa: S311
        ids = [site.id for site in known.workplaces]
        weights = [len(site.desks) for site in known.workplaces]
        self.usual = {p: set(self.draw.choices(ids, weights, k=2)) for p in self.people}
        self.desk_of: dict[tuple[int, int], DeskFacts] = {}
        self.coming: dict[int, int] = defaultdict(int)

    def days(self) -> list[date]:
        """Return the working days from five weeks ago to as far ahead as one may book."""
        ahead = self.known.policies(self.today).days_ahead
        span = range(-PAST_DAYS, ahead + 1)
        days = (self.today + timedelta(days=n) for n in span)
        return [day for day in days if is_working_day(day, self.known.subdivision)]

    def seats(self) -> Iterator[Seat]:
        """Yield everybody's seats, Sofia's first in her workplace."""
        sofia = {seat.day: seat for seat in self._sofia()}
        full = self._full_day()
        for day in self.days():
            busy: set[int] = set()
            crowd = self.draw.sample(self.people, len(self.people))
            for site in self.known.workplaces:
                wanted = self._wanted(site, day, is_full=day == full and site.code == FULL)
                here = SiteDay(site, day, wanted)
                hers = sofia.get(day)
                if hers and hers.workplace.id == site.id:
                    here.taken[hers.desk.id] |= set(hers.part.halves)
                    yield hers
                yield from self._fill(here, crowd, busy)

    def _full_day(self) -> date:
        """Return the first Wednesday after the next working day."""
        day = next_working_day(self.today, self.known.subdivision) + timedelta(days=1)
        while day.weekday() != FULL_WEEKDAY or not is_working_day(day, self.known.subdivision):
            day += timedelta(days=1)
        return day

    def _wanted(self, site: WorkplaceFacts, day: date, *, is_full: bool) -> dict[Half, int]:
        """Return how many desks are to be taken in each half."""
        share = BY_WEEKDAY[day.weekday()] * POPULAR.get(site.code, USUALLY)
        ahead = (day - self.today).days
        if ahead > 0:
            share *= 1 - (1 - FAR_AHEAD) * ahead / 28
        wanted = {}
        for half in Half:
            cap = site.capacity(day, half)
            likely = round(cap * (share + self.draw.uniform(-0.1, 0.1)))
            # One desk stays free, unless the day is meant to be full.
            wanted[half] = cap if is_full else max(0, min(cap - 1, likely))
        return wanted

    def _fill(self, here: SiteDay, crowd: Sequence[int], busy: set[int]) -> Iterator[Seat]:
        """Yield seats until enough desks are taken; who is fond of the place comes first."""
        is_coming = here.day >= self.today
        for person in sorted(crowd, key=lambda p: here.site.id not in self.usual[p]):
            short = here.short()
            if not short:
                return
            if person in busy or (is_coming and self.coming[person] >= MOST_COMING):
                continue
            part = self._part(short)
            desk = self._desk(person, here, part)
            if desk is None:
                continue
            busy.add(person)
            is_cancelled = self.draw.random() < CANCELLED
            if not is_cancelled:
                here.taken[desk.id] |= set(part.halves)
                self.coming[person] += is_coming
            yield Seat(person, desk, here.site, here.day, part, is_cancelled)

    def _part(self, short: list[Half]) -> Part:
        whole = len(short) == len(Half) and self.draw.random() < WHOLE_DAY
        return Part.DAY if whole else Part.of([self.draw.choice(short)])

    def _desk(self, person: int, here: SiteDay, part: Part) -> DeskFacts | None:
        """Return the desk that a person had first, or any that is free."""
        free = here.free(part)
        if not free:
            return None
        usual = self.desk_of.get((person, here.site.id))
        if usual is not None and usual in free:
            return usual
        desk = self.draw.choice(free)
        self.desk_of.setdefault((person, here.site.id), desk)
        return desk

    def _sofia(self) -> Iterator[Seat]:
        """Yield her seats: six past, two coming, none on the day that she is offered first."""
        near, second = (self.known.by_code[code] for code in NEAR_SOFIA)
        past = [day for day in self.days() if day < self.today]
        coming = [day for day in self.days() if day > self.today][1:]
        for day in past[-3::-4][:5]:
            yield self._hers(near, day, Part.DAY)
        yield self._hers(second, past[-1], Part.AM)
        yield self._hers(near, coming[3], Part.DAY)
        yield self._hers(near, coming[8], Part.PM)

    def _hers(self, site: WorkplaceFacts, day: date, part: Part) -> Seat:
        return Seat(self.sofia, site.rooms[0].desks[0], site, day, part)
