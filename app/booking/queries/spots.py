"""Where a group could sit, and what is possible where it cannot."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.models import User
from app.booking.models import Slot, WaitCall
from app.booking.queries.availability import free_desk_ids, taken_halves
from app.booking.queries.bookings import held_since
from app.booking.queries.waiting import called_on
from app.booking.rules.nearness import Point
from app.booking.rules.neighbours import nearest_first
from app.booking.rules.places import DeskFacts, Places, WorkplaceFacts
from app.booking.rules.refusals import is_held_back
from app.booking.rules.together import Basis, Measure, in_travel_order, near_one_another
from app.core import clock
from app.core.audit import AuditLine
from app.core.calendar import next_working_day, working_days
from app.core.db import connection
from app.core.half import Half, Part

# Working days that are looked at for another day.
LOOKED_AHEAD = 5
# What is written down of a look by the ways of colleagues.
LOOK = "look_for_group"
Taken = Mapping[int, Mapping[Half, int]]


@dataclass(frozen=True)
class Spot:
    """A workplace with desks enough for a group, and those it would have."""

    workplace: WorkplaceFacts
    desks: tuple[DeskFacts, ...]


@dataclass(frozen=True)
class Instead:
    """What is possible where no workplace has desks for all of a group."""

    # The most people who fit into one workplace, and which; nobody fits anywhere: 0.
    most: int
    workplace: WorkplaceFacts | None
    # The halves of the day, and the next day, that have desks for all.
    parts: tuple[Part, ...]
    day: date | None


def starts_of(user_ids: Collection[int], known: Places) -> dict[int, Point]:
    """Return where these people start from, those who have said it; told to nobody."""
    rows = connection().execute(
        sa.select(User.id, User.area_code).where(User.id.in_(user_ids), User.area_code.is_not(None))
    )
    areas = {row.id: known.areas[row.area_code] for row in rows if row.area_code in known.areas}
    return {one: Point(area.latitude, area.longitude) for one, area in areas.items()}


def looks_since(user_id: int, since: datetime) -> int:
    """Return how often a person has looked by their colleagues' ways."""
    lines = sa.select(sa.func.count()).select_from(AuditLine)
    mine = AuditLine.actor_id == user_id, AuditLine.action == LOOK, AuditLine.at >= since
    return int(connection().execute(lines.where(*mine)).scalar_one())


def spots_for(
    user_ids: Sequence[int],
    day: date,
    part: Part,
    measure: Measure,
    known: Places,
    basis: Basis,
) -> list[Spot]:
    """Return the workplaces with desks for a group, the one that suits it best first.

    The first person is the organizer. Only if `basis` says so is it read where the others
    start from. Two queries, and one for each workplace.
    """
    starts = starts_of(user_ids if basis is Basis.ALL else user_ids[:1], known)
    own = starts.pop(user_ids[0], None)
    called, desks = called_on(day), {}
    for place in known.workplaces:
        if found := spot_at(place, len(user_ids), day, part, called, known):
            desks[place.id] = tuple(found)
    having = (place for place in known.workplaces if place.id in desks)
    order = in_travel_order(having, own, list(starts.values()), measure)
    return [Spot(place, desks[place.id]) for place in order]


def spot_at(
    place: WorkplaceFacts,
    number: int,
    day: date,
    part: Part,
    called: Collection[int],
    known: Places,
) -> list[DeskFacts]:
    """Return so many desks near one another that anybody could have; none when there are fewer."""
    if place.id in called:
        return []
    free = _open_to_all(place, day, part, taken_halves(place.id, day), known)
    return near_one_another(free.desks, number) if number <= free.number else []


def free_at(place: WorkplaceFacts, day: date, part: Part, known: Places) -> int:
    """Return how many desks of a workplace anybody could have who does not stand in a line."""
    return _open_to_all(place, day, part, taken_halves(place.id, day), known).number


@dataclass(frozen=True)
class _Open:
    """Desks that are nobody's and kept for nobody, and how many of them may be taken."""

    desks: list[DeskFacts]
    number: int


def _open_to_all(
    place: WorkplaceFacts, day: date, part: Part, taken: Taken, known: Places
) -> _Open:
    now, policies = clock.wall(), known.policies(clock.today())
    if place.is_to_be_drawn(day, now):
        return _Open([], 0)
    left = min(
        place.capacity(day, half) - sum(half in halves for halves in taken.values())
        for half in part.halves
    )
    free = (place.desks[one] for one in free_desk_ids(place, day, part, taken))
    desks = [desk for desk in free if not is_held_back(desk, day, now, policies)]
    return _Open(desks, max(0, min(left, len(desks))))


def next_desk(
    place: WorkplaceFacts, beside: int, day: date, part: Part, known: Places
) -> DeskFacts | None:
    """Return the free desk nearest to another one, or None when the workplace has none."""
    if place.id in called_on(day):
        return None
    free = _open_to_all(place, day, part, taken_halves(place.id, day), known)
    if not free.number:
        return None
    open_to_all = {desk.id for desk in free.desks}
    around = nearest_first(place.desks.values(), place.desks[beside])
    others = [*around, *(d for d in place.desks.values() if d not in around and d.id != beside)]
    return next((desk for desk in others if desk.id in open_to_all), None)


class _Free:
    """How many desks anybody could have on some days, as things stand now; two queries."""

    def __init__(self, days: Collection[date], known: Places) -> None:
        self.known = known
        calls = sa.select(WaitCall.day, WaitCall.workplace_id)
        self.called = {
            tuple(row)
            for row in connection().execute(calls.where(WaitCall.day.in_(days), WaitCall.is_open))
        }
        self.taken: dict[tuple[date, int], dict[int, dict[Half, int]]] = {}
        rows = connection().execute(
            sa.select(Slot.day, Slot.workplace_id, Slot.desk_id, Slot.half, Slot.user_id).where(
                Slot.day.in_(days)
            )
        )
        for day, workplace_id, desk_id, half, user_id in rows:
            there = self.taken.setdefault((day, workplace_id), {})
            there.setdefault(desk_id, {})[half] = user_id

    def at(self, place: WorkplaceFacts, day: date, part: Part) -> int:
        """Return how many desks are left in a part that has not begun."""
        begins = datetime.combine(day, place.half_hours(part.halves[0])[0])
        if (day, place.id) in self.called or begins <= clock.wall():
            return 0
        taken = self.taken.get((day, place.id), {})
        return _open_to_all(place, day, part, taken, self.known).number


def instead_for(by: Actor, number: int, day: date, part: Part, known: Places) -> Instead:
    """Return what is possible for a group of so many that finds no desks; three queries.

    Nothing is held by asking. A day on which its organizer has a desk is none for them;
    what else stands against them is told when they book.
    """
    today = clock.today()
    first = next_working_day(max(day, today), known.subdivision)
    last = today + timedelta(days=known.policies(today).days_ahead)
    after = [one for one in working_days(first, LOOKED_AHEAD, known.subdivision) if one <= last]
    free = _Free([day, *after], known)
    held = {(one.day, half) for one in held_since(by.id or 0, day) for half in one.part.halves}

    def fits(on: date, part: Part) -> bool:
        is_held = any((on, half) in held for half in part.halves)
        return not is_held and any(free.at(w, on, part) >= number for w in known.workplaces)

    best = min(known.workplaces, key=lambda w: (-free.at(w, day, part), w.name), default=None)
    most = free.at(best, day, part) if best else 0
    halves = [half for half in (Part.AM, Part.PM) if part is Part.DAY and fits(day, half)]
    next_day = next((one for one in after if fits(one, part)), None)
    return Instead(most, best if most else None, tuple(halves), next_day)
