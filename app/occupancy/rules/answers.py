"""Two replays side by side: what would change, without telling of anybody.

Counts from one to four stay hidden (domain D: k = 5), and a change is told as if
they were none. Where failed searches are counted besides bookings, each figure is
a range: from bookings alone to all of them.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from app.booking.rules.places import AreaFacts
from app.core.half import Half
from app.occupancy.rules.changes import NINTH_ID, World
from app.occupancy.rules.simulator import Demand, Placed, halves_lent, replay, surplus
from app.pola.rules.suppression import FEWEST


class Figure(StrEnum):
    """What is told of a world. The words are in labels."""

    REFUSED = "refused"
    FAR = "far"
    NEAR = "near"
    SURPLUS = "surplus"
    MINUTES = "minutes"
    KM = "km"
    EXTRA_MINUTES = "extra_minutes"
    EXTRA_KM = "extra_km"


@dataclass(frozen=True)
class Span:
    """A figure with searches left out and counted in, the lower first; None is hidden."""

    low: float | None
    high: float | None


@dataclass(frozen=True)
class Line:
    """A figure before and after; what only compares has no before and after of its own.

    `is_rough`: the change was worked out from a hidden count.
    """

    figure: Figure
    before: Span | None
    after: Span | None
    change: Span
    is_rough: bool = False


@dataclass(frozen=True)
class SiteLine:
    """A workplace before and after: half-days that could be lent, percent lent, surplus.

    None stands for what is hidden, and for the percentage of a closed workplace. One
    that is not there yet is named by its postal code.
    """

    name: str
    is_new: bool
    capacity: tuple[int, int]
    before: Span
    after: Span
    surplus: tuple[int | None, int | None]


@dataclass(frozen=True)
class Answer:
    """What a replay told: of how many days and half-days, and what of it is a range."""

    days: int
    halves: int
    searches: int
    lines: tuple[Line, ...]
    sites: tuple[SiteLine, ...]

    def line(self, figure: Figure) -> Line:
        """Return the line of a figure."""
        return next(line for line in self.lines if line.figure == figure)

    def as_facts(self) -> dict[str, Any]:
        """Return what a kept answer is written down as."""
        return asdict(self)


def answer_from(facts: Mapping[str, Any]) -> Answer:
    """Return the answer that was written down."""

    def span(ends: Mapping[str, Any] | None) -> Span | None:
        return None if ends is None else Span(**ends)

    return Answer(
        **{name: facts[name] for name in ("days", "halves", "searches")},
        lines=tuple(
            Line(
                Figure(line["figure"]),
                span(line["before"]),
                span(line["after"]),
                Span(**line["change"]),
                line["is_rough"],
            )
            for line in facts["lines"]
        ),
        sites=tuple(
            SiteLine(
                site["name"],
                site["is_new"],
                tuple(site["capacity"]),
                Span(**site["before"]),
                Span(**site["after"]),
                tuple(site["surplus"]),
            )
            for site in facts["sites"]
        ),
    )


@dataclass(frozen=True)
class Asked:
    """What was wanted in a period: bookings, failed searches, and desks held where and when."""

    bookings: Sequence[Demand]
    searches: Sequence[Demand]
    booked: Mapping[tuple[int, date, Half], int]
    # How many people booked, at least: an answer about fewer than five would tell of them.
    people: int


def compare(
    before: World, after: World, asked: Asked, areas: Mapping[str, AreaFacts], near_km: float
) -> Answer:
    """Return both worlds side by side, for the same demand."""
    demands = [asked.bookings]
    if asked.searches:
        demands.append([*asked.bookings, *asked.searches])
    pairs = [
        (replay(before, areas, one, near_km), replay(after, areas, one, near_km)) for one in demands
    ]
    over = (surplus(before, asked.booked), surplus(after, asked.booked))
    days = sorted({one.day for one in demands[-1]})
    return Answer(
        days=len(days),
        halves=sum(one.people * len(one.part.halves) for one in asked.bookings),
        searches=sum(one.people * len(one.part.halves) for one in asked.searches),
        lines=_lines(pairs, over),
        sites=_sites(before, after, days, pairs, over),
    )


Pairs = Sequence[tuple[list[Placed], list[Placed]]]
Over = tuple[Mapping[int, int], Mapping[int, int]]


def _lines(pairs: Pairs, over: Over) -> tuple[Line, ...]:
    counts = [(Figure.REFUSED, _refused), (Figure.FAR, _far), (Figure.NEAR, _near)]
    means = [(Figure.MINUTES, _minutes_each), (Figure.KM, _km_each)]
    held = (sum(over[0].values()), sum(over[1].values()))
    return (
        *(_counted(name, [(of(a), of(b)) for a, b in pairs]) for name, of in counts),
        _counted(Figure.SURPLUS, [held]),
        *(_measured(name, [(of(a), of(b)) for a, b in pairs]) for name, of in means),
        _extra(Figure.EXTRA_MINUTES, [_extra_of(a, b)[0] for a, b in pairs]),
        _extra(Figure.EXTRA_KM, [_extra_of(a, b)[1] for a, b in pairs]),
    )


def _refused(placed: Sequence[Placed]) -> int:
    return sum(one.refused for one in placed)


def _near(placed: Sequence[Placed]) -> int:
    return sum(one.near for one in placed)


def _far(placed: Sequence[Placed]) -> int:
    """Return how many of those whose area is known found no desk near it."""
    return sum(one.demand.people - one.near for one in _known(placed))


def _known(placed: Sequence[Placed]) -> list[Placed]:
    return [one for one in placed if one.order.has_ways]


def _minutes_each(placed: Sequence[Placed]) -> float | None:
    return _mean(sum(one.minutes for one in placed), placed, digits=0)


def _km_each(placed: Sequence[Placed]) -> float | None:
    return _mean(sum(one.km for one in placed), placed, digits=1)


def _mean(total: float, placed: Sequence[Placed], digits: int) -> float | None:
    """Return a total for each half-day lent; None for so few that it would tell of somebody."""
    known = _known(placed)
    if sum(one.served for one in known) < FEWEST:
        return None
    return round(total / sum(one.halves for one in known), digits)


def _extra_of(before: list[Placed], after: list[Placed]) -> tuple[float | None, float | None]:
    """Return the minutes and kilometres more of those who find a desk in both worlds.

    None if fewer than five people would go elsewhere.
    """
    minutes = km = moved = 0.0
    for a, b in zip(before, after, strict=True):
        # Most people go where they went: nothing is to be counted.
        if a.at == b.at or not a.order.has_ways:
            continue
        both = min(a.served, b.served)
        if both:
            minutes += both * (b.minutes / b.served - a.minutes / a.served)
            km += both * (b.km / b.served - a.km / a.served)
            places = a.at.keys() | b.at.keys()
            moved += sum(abs(b.at.get(p, 0) - a.at.get(p, 0)) for p in places) / 2
    if 0 < moved < FEWEST:
        return None, None
    return round(minutes), round(km)


def shown(count: int) -> int | None:
    """Return a count of people, or None for so few that it could tell of somebody."""
    return None if 0 < count < FEWEST else count


def _counted(figure: Figure, counts: Sequence[tuple[int, int]]) -> Line:
    told = [(shown(a), shown(b)) for a, b in counts]
    return Line(
        figure,
        _span([a for a, _b in told]),
        _span([b for _a, b in told]),
        _span([(b or 0) - (a or 0) for a, b in told]),
        is_rough=any(a is None or b is None for a, b in told),
    )


def _measured(figure: Figure, values: Sequence[tuple[float | None, float | None]]) -> Line:
    changes = [None if a is None or b is None else round(b - a, 1) for a, b in values]
    befores, afters = [a for a, _b in values], [b for _a, b in values]
    return Line(figure, _span(befores), _span(afters), _span(changes))


def _extra(figure: Figure, values: Sequence[float | None]) -> Line:
    return Line(figure, None, None, _span(values))


def _span(values: Sequence[float | None]) -> Span:
    """Return the lowest and the highest; a hidden one stands for less than any number."""
    ranked = sorted(values, key=lambda v: -math.inf if v is None else v)
    return Span(ranked[0], ranked[-1])


def _sites(
    before: World, after: World, days: Sequence[date], pairs: Pairs, over: Over
) -> tuple[SiteLine, ...]:
    """Return the workplaces of the world after, which has all that the one before has."""
    old = {workplace.id for workplace in before.workplaces}
    lent = [(halves_lent(a), halves_lent(b)) for a, b in pairs]
    found = []
    for place in after.workplaces:
        could = tuple(
            sum(world.capacity(place, day, half) for day in days for half in Half)
            if place.id in old or world is after
            else 0
            for world in (before, after)
        )
        found.append(
            SiteLine(
                name=place.postal_code if place.id == NINTH_ID else place.name,
                is_new=place.id == NINTH_ID,
                capacity=(could[0], could[1]),
                before=_span([_percent(a.get(place.id, 0), could[0]) for a, _b in lent]),
                after=_span([_percent(b.get(place.id, 0), could[1]) for _a, b in lent]),
                surplus=(shown(over[0].get(place.id, 0)), shown(over[1].get(place.id, 0))),
            )
        )
    return tuple(found)


def _percent(lent: int, capacity: int) -> float | None:
    if not capacity or shown(lent) is None:
        return None
    return round(100 * lent / capacity)
