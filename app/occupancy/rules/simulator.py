"""Replay what people wanted on past days in another world.

Everybody wants the workplaces in the order in which the app offers them
(`rules/order.py`) and takes the first with room. Whole days are placed before
halves. Where more people want a workplace than it has desks, the desks are shared
in proportion and the others go on to their next one: who came first is not known
of a number, and no area is favoured (ADR 28).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.booking.rules.order import ranked
from app.booking.rules.places import AreaFacts
from app.core.half import Half, Part
from app.occupancy.rules.changes import World

# There and back.
WAYS = 2
NOBODY = -1


@dataclass(frozen=True)
class Demand:
    """How many people wanted the same: a part of a day, from one area, in one order.

    The area is empty where it is not known; `own` is the order that they chose themselves.
    """

    day: date
    part: Part
    area: str
    own: tuple[int, ...]
    people: int


@dataclass(frozen=True)
class Choice:
    """A workplace as one step of an order; without an area its way is told as nought."""

    workplace_id: int
    minutes: int = 0
    km: float = 0.0
    is_near: bool = False


@dataclass(frozen=True)
class Order:
    """The workplaces as the app offers them to whoever starts from one area."""

    choices: tuple[Choice, ...]
    # False where no area is known: then there are no ways, and nothing is near.
    has_ways: bool
    by_id: Mapping[int, Choice] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {one.workplace_id: one for one in self.choices})


@dataclass
class Placed:
    """Where the people of one demand found a desk: workplace id to people."""

    demand: Demand
    order: Order
    at: dict[int, int] = field(default_factory=dict)

    @property
    def served(self) -> int:
        """Return how many found a desk."""
        return sum(self.at.values())

    @property
    def refused(self) -> int:
        """Return how many found none."""
        return self.demand.people - self.served

    @property
    def near(self) -> int:
        """Return how many found a desk near the area they start from."""
        by_id = self.order.by_id
        return sum(people for place, people in self.at.items() if by_id[place].is_near)

    @property
    def halves(self) -> int:
        """Return how many half-days were lent."""
        return self.served * len(self.demand.part.halves)

    @property
    def minutes(self) -> float:
        """Return the minutes that all of them need, there and back."""
        by_id = self.order.by_id
        return WAYS * sum(people * by_id[place].minutes for place, people in self.at.items())

    @property
    def km(self) -> float:
        """Return the kilometres that all of them go, there and back, as the crow flies."""
        by_id = self.order.by_id
        return WAYS * sum(people * by_id[place].km for place, people in self.at.items())


def replay(
    world: World, areas: Mapping[str, AreaFacts], demand: Sequence[Demand], near_km: float
) -> list[Placed]:
    """Return where everybody would find a desk, in the order of the demand."""
    orders: dict[tuple[str, tuple[int, ...]], Order] = {}
    days: dict[date, dict[Part, list[Placed]]] = {}
    found = []
    for one in demand:
        key = (one.area, one.own)
        if key not in orders:
            orders[key] = _order(world, areas.get(one.area), one.own, near_km)
        placed = Placed(one, orders[key])
        found.append(placed)
        if one.day not in days:
            days[one.day] = {part: [] for part in Part}
        days[one.day][one.part].append(placed)
    for day, parts in days.items():
        free = {
            (workplace.id, half): world.capacity(workplace, day, half)
            for workplace in world.workplaces
            for half in Half
        }
        # Part tells whole days first: who stays all day needs the same desk in both halves.
        for part, group in parts.items():
            _place(group, part, free, turn=day.toordinal())
    return found


def _order(world: World, area: AreaFacts | None, own: Sequence[int], near_km: float) -> Order:
    """Return the workplaces as the app would offer them."""
    choices = []
    for row in ranked(area, world.workplaces, own):
        way = row.trip
        if way is None:
            choices.append(Choice(row.workplace.id))
            continue
        minutes = way.walk_minutes if way.is_walkable else way.bike_minutes
        is_near = way.exact_km <= near_km
        choices.append(Choice(row.workplace.id, minutes, way.exact_km, is_near))
    return Order(tuple(choices), has_ways=area is not None)


def _place(
    group: Sequence[Placed], part: Part, free: dict[tuple[int, Half], int], turn: int
) -> None:
    """Place the people who want the same part of a day, round by round.

    In each round everybody asks the first workplace of their order that has room:
    it takes all who ask, or it is full afterwards.
    """
    waiting = {number: placed.demand.people for number, placed in enumerate(group)}
    next_choice = dict.fromkeys(waiting, 0)
    while waiting:
        asked: dict[int, list[int]] = defaultdict(list)
        for number in waiting:
            goal = _next_with_room(group[number].order.choices, next_choice, number, part, free)
            if goal != NOBODY:
                asked[goal].append(number)
        if not asked:
            return
        for goal, numbers in asked.items():
            room = min(free[goal, half] for half in part.halves)
            given = share(room, [waiting[number] for number in numbers], turn)
            for half in part.halves:
                free[goal, half] -= sum(given)
            _seat(goal, zip(numbers, given, strict=True), group, waiting)


def _seat(
    goal: int, given: Iterable[tuple[int, int]], group: Sequence[Placed], waiting: dict[int, int]
) -> None:
    """Write down who sits at a workplace, and let nobody wait who does."""
    for number, people in given:
        if people:
            group[number].at[goal] = people
        waiting[number] -= people
        if not waiting[number]:
            del waiting[number]


def _next_with_room(
    order: Sequence[Choice],
    next_choice: dict[int, int],
    number: int,
    part: Part,
    free: Mapping[tuple[int, Half], int],
) -> int:
    """Return the first workplace left with room in every half of the part, or NOBODY."""
    while next_choice[number] < len(order):
        goal = order[next_choice[number]].workplace_id
        if all(free[goal, half] > 0 for half in part.halves):
            return goal
        next_choice[number] += 1
    return NOBODY


def share(room: int, asking: Sequence[int], turn: int) -> list[int]:
    """Return how many of each group are taken: all, or in proportion, largest remainders first.

    Between equal remainders `turn` decides, so that none is always the last.
    """
    total = sum(asking)
    if total <= room:
        return list(asking)
    given = [room * people // total for people in asking]
    ranks = sorted(
        range(len(asking)),
        key=lambda n: (-(room * asking[n] % total), (n + turn) % len(asking)),
    )
    for n in ranks[: room - sum(given)]:
        given[n] += 1
    return given


def halves_lent(placed: Iterable[Placed]) -> dict[int, int]:
    """Return how many half-days each workplace would lend."""
    found: dict[int, int] = defaultdict(int)
    for one in placed:
        for workplace, people in one.at.items():
            found[workplace] += people * len(one.demand.part.halves)
    return dict(found)


def surplus(world: World, booked: Mapping[tuple[int, date, Half], int]) -> dict[int, int]:
    """Return how many half-days booked at each workplace would be above its limit."""
    by_id = {workplace.id: workplace for workplace in world.workplaces}
    found: dict[int, int] = defaultdict(int)
    for (workplace, day, half), desks in booked.items():
        if workplace in by_id:
            found[workplace] += max(0, desks - world.capacity(by_id[workplace], day, half))
    return dict(found)
