"""Where a booking goes that cannot stay: the nearest desk that keeps what the person needs."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.booking.rules.moves import MoveCause
from app.booking.rules.nearness import Point, Trip, trip
from app.booking.rules.needs import Need
from app.booking.rules.order import ranked
from app.booking.rules.places import AreaFacts, DeskFacts, Places, WorkplaceFacts
from app.core.half import Half, Part


@dataclass(frozen=True)
class Affected:
    """A booking that cannot stay, and what is known of its person for finding another desk."""

    booking_id: int
    user_id: int
    day: date
    part: Part
    desk_id: int
    desk_code: str
    workplace_id: int
    area_code: str | None = None
    workplace_order: tuple[int, ...] = ()
    # Their own needs, and what the desk was kept for that they must leave.
    needs: frozenset[str] = frozenset()

    @property
    def needs_accessible(self) -> bool:
        """Return True for whom no other desk will do."""
        return Need.ACCESSIBLE in self.needs


@dataclass(frozen=True)
class Planned:
    """Where a booking would go; no workplace and no desk when there is none."""

    affected: Affected
    workplace: WorkplaceFacts | None = None
    desk: DeskFacts | None = None
    # From the old workplace to the new one.
    between: Trip | None = None
    # How much longer the way is, in minutes; less than nothing when it is shorter.
    extra_minutes: int = 0


@dataclass
class Vacancies:
    """What is taken on the days concerned; promises are added as they are made."""

    # Workplaces that nobody is sent to: partners', where a day is remote work (R19).
    skipped: frozenset[int] = frozenset()
    # Days and workplaces whose desks are still to be drawn: only who holds one there stays there.
    drawn: frozenset[tuple[date, int]] = frozenset()
    # Days on which desks kept for a need still wait for those who have it.
    kept_on: frozenset[date] = frozenset()
    taken: set[tuple[date, int, Half]] = field(default_factory=set)
    used: dict[tuple[date, int, Half], int] = field(default_factory=lambda: defaultdict(int))

    def take(self, desk_id: int, workplace_id: int, day: date, half: Half) -> None:
        """Count a desk as taken."""
        self.taken.add((day, desk_id, half))
        self.used[day, workplace_id, half] += 1

    def leave(self, one: Affected) -> None:
        """Count a booking's places under the cap as given back; its desk itself stays shut."""
        for half in one.part.halves:
            self.taken.add((one.day, one.desk_id, half))
            self.used[one.day, one.workplace_id, half] -= 1

    def stay(self, one: Affected) -> None:
        """Count a booking that has left, but found no other place, where it was."""
        for half in one.part.halves:
            self.used[one.day, one.workplace_id, half] += 1

    def has_room(self, workplace: WorkplaceFacts, day: date, part: Part) -> bool:
        """Return True when the cap leaves a desk in every half; a closed workplace has none."""
        return all(
            self.used[day, workplace.id, half] < workplace.capacity(day, half)
            for half in part.halves
        )

    def free(self, workplace: WorkplaceFacts, one: Affected) -> Iterator[DeskFacts]:
        """Yield the desks that this person may have for the whole part, in the order of rooms."""
        for desk in workplace.desks.values():
            is_taken = any((one.day, desk.id, half) in self.taken for half in one.part.halves)
            if is_taken or workplace.outage(desk.id, one.day):
                continue
            if one.needs_accessible and not desk.is_accessible:
                continue
            if one.day not in self.kept_on or desk.is_open_to(one.needs):
                yield desk


def in_turn(affected: Sequence[Affected]) -> list[Affected]:
    """Return who is placed first: of a day accessible needs, then whoever booked first."""
    return sorted(affected, key=lambda a: (a.day, not a.needs_accessible, a.booking_id))


def assign(
    affected: Sequence[Affected], vacancies: Vacancies, known: Places, cause: MoveCause
) -> list[Planned]:
    """Return where each booking would go, no desk promised twice and no cap exceeded.

    One leaves after the other, as they are moved: whoever has not left yet still counts.
    """
    planned = []
    for one in in_turn(affected):
        vacancies.leave(one)
        goal = next(goals(one, vacancies, known, cause), None)
        if goal is None:
            vacancies.stay(one)
            planned.append(Planned(one))
            continue
        workplace, desk = goal
        for half in one.part.halves:
            vacancies.take(desk.id, workplace.id, one.day, half)
        planned.append(_planned(one, workplace, desk, known))
    return planned


def goals(
    one: Affected, vacancies: Vacancies, known: Places, cause: MoveCause
) -> Iterator[tuple[WorkplaceFacts, DeskFacts]]:
    """Yield every desk that a booking could go to, the best first.

    Workplaces in the person's own order, else by distance from their area, else from
    the one that they must leave; of its desks those that keep most of what they had.
    A desk that is out of order leads to another in the same building first.
    """
    held = known.by_id.get(one.workplace_id)
    for workplace in _in_order(one, held, known):
        is_own = workplace.id == one.workplace_id
        if (is_own and cause is not MoveCause.DESK) or workplace.id in vacancies.skipped:
            continue
        if not is_own and (one.day, workplace.id) in vacancies.drawn:
            continue
        if vacancies.has_room(workplace, one.day, one.part):
            free = vacancies.free(workplace, one)
            for desk in _best(free, held.desks.get(one.desk_id) if held else None, one):
                yield workplace, desk


def _in_order(one: Affected, held: WorkplaceFacts | None, known: Places) -> list[WorkplaceFacts]:
    area = known.areas.get(one.area_code or "") or (_around(held) if held else None)
    order = [row.workplace for row in ranked(area, known.workplaces, one.workplace_order)]
    return sorted(order, key=lambda workplace: workplace.id != one.workplace_id)


def _around(workplace: WorkplaceFacts) -> AreaFacts:
    """Return a workplace as a place to start from, for whoever has named no area."""
    return AreaFacts("", workplace.name, False, True, workplace.latitude, workplace.longitude)


def _best(free: Iterable[DeskFacts], held: DeskFacts | None, one: Affected) -> list[DeskFacts]:
    """Return the desks, those that serve the person's needs and are most like theirs first.

    Desks kept for a need are left to those who have it, as far as others do.
    """
    had = set(held.equipment) if held else set()
    return sorted(
        free,
        key=lambda desk: (
            desk.unmet(one.needs),
            len(had - set(desk.equipment)),
            len(desk.kept_for - one.needs),
            desk.code,
        ),
    )


def _planned(one: Affected, workplace: WorkplaceFacts, desk: DeskFacts, known: Places) -> Planned:
    held = known.by_id.get(one.workplace_id)
    if held is None:
        return Planned(one, workplace, desk)
    between = trip(_point(held), _point(workplace))
    extra = extra_minutes(known.areas.get(one.area_code or ""), held, workplace)
    return Planned(one, workplace, desk, between, extra)


def extra_minutes(area: AreaFacts | None, old: WorkplaceFacts, new: WorkplaceFacts) -> int:
    """Return how many minutes longer the way from an area becomes; less than 0 if shorter.

    On foot where both can be walked, else by bike. Without an area, the way
    between the two workplaces.
    """
    if old.id == new.id:
        return 0
    if area is None:
        between = trip(_point(old), _point(new))
        return _minutes(between, is_walk=between.is_walkable)
    before, after = trip(_point(area), _point(old)), trip(_point(area), _point(new))
    is_walk = before.is_walkable and after.is_walkable
    return _minutes(after, is_walk=is_walk) - _minutes(before, is_walk=is_walk)


def _point(place: WorkplaceFacts | AreaFacts) -> Point:
    return Point(place.latitude, place.longitude)


def _minutes(way: Trip, *, is_walk: bool) -> int:
    return way.walk_minutes if is_walk else way.bike_minutes


def by_goal(planned: Sequence[Planned]) -> Mapping[int | None, list[Planned]]:
    """Return the plans by the workplace they lead to, the nearest to the old one first.

    Those without a place stand under None, at the end.
    """
    groups: dict[int | None, list[Planned]] = defaultdict(list)
    for plan in sorted(planned, key=lambda p: p.between.exact_km if p.between else math.inf):
        groups[plan.workplace.id if plan.workplace else None].append(plan)
    for plans in groups.values():
        plans.sort(key=lambda p: (p.affected.day, p.affected.desk_code, p.affected.booking_id))
    if None in groups:
        groups[None] = groups.pop(None)
    return groups
