"""What past days add up to: by weekday, by week, by desk, by area; counts of places alone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import TypeVar

from app.booking.rules.places import OutageFacts
from app.booking.rules.totals import DayTotalFacts, DeskTotalFacts, OriginFacts
from app.core.half import Half
from app.pola.rules.suppression import hidden_cells, is_small

Key = TypeVar("Key")

# Days ahead at which the bars of the histogram begin: same day, 1, 2-3, 4-7, 8-14, 15 and more.
LEADS = (0, 1, 2, 4, 8, 15)


@dataclass
class Use:
    """Half-days of desks: how many there were, and what became of them."""

    available: int = 0
    booked: int = 0
    confirmed: int = 0
    no_shows: int = 0
    cancelled: int = 0
    released: int = 0

    def add(self, other: DayTotalFacts) -> None:
        """Count a half-day as well."""
        self.available += other.cap
        self.booked += other.booked
        self.confirmed += other.confirmed
        self.no_shows += other.no_shows
        self.cancelled += other.cancelled
        self.released += other.released

    @property
    def planned(self) -> int:
        """Return the half-days for which somebody held a desk when they began."""
        return self.booked + self.no_shows

    @property
    def percent(self) -> int | None:
        """Return the share of the available half-days that was used; None if there were none."""
        return percent(self.booked, self.available)


def percent(part: float, whole: float) -> int | None:
    """Return a share in percent, rounded to the nearest; None of nothing."""
    return round(100 * part / whole) if whole else None


def by_weekday(halves: Iterable[DayTotalFacts]) -> dict[tuple[int, int, Half], Use]:
    """Return the use by workplace, weekday (Monday is 0) and half."""
    found: dict[tuple[int, int, Half], Use] = defaultdict(Use)
    for one in halves:
        found[one.workplace_id, one.day.weekday(), one.half].add(one)
    return dict(found)


def together(uses: Iterable[Use]) -> Use:
    """Return several uses as one."""
    whole = Use()
    for use in uses:
        for field in fields(Use):
            setattr(whole, field.name, getattr(whole, field.name) + getattr(use, field.name))
    return whole


def by_workplace(week: Mapping[tuple[int, int, Half], Use]) -> dict[int, Use]:
    """Return the use of each workplace, from that of its weekdays."""
    found: dict[int, list[Use]] = defaultdict(list)
    for (workplace_id, _weekday, _half), use in week.items():
        found[workplace_id].append(use)
    return {workplace_id: together(uses) for workplace_id, uses in found.items()}


def by_week(halves: Iterable[DayTotalFacts]) -> dict[date, Use]:
    """Return the use by week, named by its Monday, in order."""
    found: dict[date, Use] = defaultdict(Use)
    for one in halves:
        found[one.day - timedelta(days=one.day.weekday())].add(one)
    return dict(sorted(found.items()))


def open_halves(halves: Iterable[DayTotalFacts]) -> dict[int, list[date]]:
    """Return the days of each half on which a workplace lent desks, by workplace."""
    found: dict[int, list[date]] = defaultdict(list)
    for one in halves:
        if one.cap:
            found[one.workplace_id].append(one.day)
    return dict(found)


def leads(bookings: Mapping[int, int]) -> list[int]:
    """Return how many bookings were made so many days ahead, in the groups of LEADS."""
    found = [0] * len(LEADS)
    for days_ahead, number in bookings.items():
        found[max((n for n, at in enumerate(LEADS) if at <= days_ahead), default=0)] += number
    return found


@dataclass(frozen=True)
class DeskShare:
    """A desk: half-days taken, of those on which it could be."""

    code: str
    workplace_id: int
    halves: int
    available: int

    @property
    def percent(self) -> int | None:
        """Return the share in percent; None if it never could be taken."""
        return percent(self.halves, self.available)


def desk_shares(
    desks: Iterable[DeskTotalFacts],
    opened: Mapping[int, Sequence[date]],
    outages: Mapping[int, Sequence[OutageFacts]],
) -> list[DeskShare]:
    """Return the desks, the most used first.

    `opened` are the days of the half-days on which a workplace lent desks; those on
    which the desk itself was out of order are left out.
    """
    found = []
    for desk in desks:
        days = opened.get(desk.workplace_id, ())
        if broken := outages.get(desk.desk_id):
            days = [day for day in days if not any(one.covers(day) for one in broken)]
        available = max(desk.halves, len(days))
        found.append(DeskShare(desk.code, desk.workplace_id, desk.halves, available))
    return sorted(found, key=lambda one: (-one.halves / (one.available or 1), one.code))


@dataclass(frozen=True)
class AreaShare:
    """An area that people came from: half-days, and the most people of any month and workplace."""

    area_code: str
    people: int
    halves: int


@dataclass(frozen=True)
class Origins:
    """From where people came: the areas that may be told, and the half-days of all others."""

    areas: tuple[AreaShare, ...]
    other_halves: int

    @property
    def halves(self) -> int:
        """Return the half-days of everybody."""
        return self.other_halves + sum(area.halves for area in self.areas)


def origins(rows: Iterable[OriginFacts]) -> Origins:
    """Return the areas of origin, the largest first, no group of fewer than five people told.

    What stays hidden is decided for each month and workplace alone, whatever is
    looked at together: no two views differ by fewer than five people (ADR 22, 26).
    """
    tables: dict[tuple[date, int], list[OriginFacts]] = defaultdict(list)
    for row in rows:
        tables[row.month, row.workplace_id].append(row)
    people: dict[str, int] = defaultdict(int)
    halves: dict[str, int] = defaultdict(int)
    other = 0
    for table in tables.values():
        hidden = hidden_cells([row.people for row in table])
        for place, row in enumerate(table):
            if place in hidden:
                other += row.halves
                continue
            people[row.area_code] = max(people[row.area_code], row.people)
            halves[row.area_code] += row.halves
    found = [AreaShare(code, people[code], number) for code, number in halves.items()]
    return Origins(tuple(sorted(found, key=lambda one: (-one.halves, one.area_code))), other)


@dataclass(frozen=True)
class Unmet:
    """Searches that found nothing near; None for a count that stays hidden."""

    total: int | None
    areas: dict[str, int | None]
    # By weekday (Monday is 0) and half.
    week: dict[tuple[int, Half], int | None]


def unmet(areas: Mapping[str, int], halves: Mapping[tuple[date, Half], int]) -> Unmet:
    """Return searches by area, most first, and by weekday and half; below five they are hidden."""
    week: dict[tuple[int, Half], int] = defaultdict(int)
    for (day, half), searches in halves.items():
        week[day.weekday(), half] += searches
    in_order = dict(sorted(areas.items(), key=lambda item: (-item[1], item[0])))
    total = sum(areas.values())
    return Unmet(
        None if is_small(total) else total, _told(in_order), _told(dict(sorted(week.items())))
    )


def _told(counts: Mapping[Key, int]) -> dict[Key, int | None]:
    hidden = hidden_cells(list(counts.values()))
    return {
        key: None if place in hidden else number
        for place, (key, number) in enumerate(counts.items())
    }
