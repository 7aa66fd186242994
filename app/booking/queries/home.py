"""What the first page shows: the day, the desk to propose, the strip, the workplaces."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from app.auth.actors import Actor
from app.booking.queries.availability import (
    Counts,
    DayCounts,
    counts_on,
    free_desk_ids,
    taken_halves,
)
from app.booking.queries.bookings import BookingFacts, bookings_between
from app.booking.rules.calendar import is_working_day, next_working_day, working_days
from app.booking.rules.choice import best_desk
from app.booking.rules.nearness import Trip
from app.booking.rules.order import Ranked, ranked
from app.booking.rules.places import DeskFacts, Owner, Places, RoomFacts, WorkplaceFacts
from app.booking.rules.refusals import has_ended
from app.core import clock
from app.core.half import Half, Part

STRIP_DAYS = 10
# How far back a person's usual desk is looked for.
HABIT = timedelta(days=90)


@dataclass(frozen=True)
class Wanted:
    """What the address of the page asks for; None where it leaves the choice to us."""

    day: date | None = None
    part: Part | None = None
    workplace: str | None = None
    # A desk that was just lost: propose one like it.
    like: DeskFacts | None = None


@dataclass(frozen=True)
class Proposal:
    """The desk to book with one click."""

    workplace: WorkplaceFacts
    trip: Trip | None
    room: RoomFacts
    desk: DeskFacts


@dataclass(frozen=True)
class Site:
    """A workplace in the list, with what is free on the chosen day."""

    number: int
    workplace: WorkplaceFacts
    trip: Trip | None
    is_as_near_as_before: bool
    counts: DayCounts
    free: int
    cap: int
    is_bookable: bool


@dataclass(frozen=True)
class Home:
    """Everything that the first page draws."""

    today: date
    day: date
    part: Part
    halves_left: tuple[Half, ...]
    days: list[tuple[date, DayCounts | None]]
    sites: list[Site]
    week: list[tuple[date, bool, list[BookingFacts]]]
    mine: list[BookingFacts]
    proposal: Proposal | None
    full_before: list[Site] = field(default_factory=list)
    next_free_day: date | None = None
    open_bookings: int = 0
    may_open: int = 0
    can_book_today: bool = False

    @property
    def has_too_many(self) -> bool:
        """Return True when the person holds as many bookings as the house rules allow."""
        return self.open_bookings >= self.may_open


def home_facts(by: Actor, known: Places, wanted: Wanted) -> Home:
    """Return what the first page shows a person, in a constant number of queries."""
    assert by.id is not None
    now = clock.local().replace(tzinfo=None)
    today = now.date()
    strip = working_days(next_working_day(today, known.subdivision), STRIP_DAYS, known.subdivision)
    day = wanted.day or strip[0]
    bookings = bookings_between(by.id, today - HABIT, date.max)
    counts = counts_on({*strip, day}, known.workplaces)
    order = ranked(known.areas.get(by.area_code or ""), known.workplaces, by.workplace_order)
    mine = [b for b in bookings if b.day == day]
    left = _halves_left(day, mine, known, now)
    part = _part(wanted.part, left)
    policies = known.policies(today)
    closed_to_me = {
        w.id
        for w in known.workplaces
        if w.owner is Owner.PARTNER and policies.partner_needs_agreement
    }
    sites = _sites(order, counts, day, part, closed_to_me)
    proposal: Proposal | None = None
    full_before: list[Site] = []
    if left and is_working_day(day, known.subdivision):
        usual = {b.workplace_id: b.desk_id for b in bookings if b.day < today}
        proposal, full_before = _proposal(by.id, day, part, _first(sites, wanted), usual, wanted)
    shown = proposal.workplace if proposal else _chosen(sites, wanted)
    days = [(d, counts[d, shown.id] if shown else None) for d in strip]
    return Home(
        today=today,
        day=day,
        part=part,
        halves_left=left,
        days=days,
        sites=sites,
        week=_week(day, bookings, known),
        mine=mine,
        proposal=proposal,
        full_before=full_before,
        next_free_day=None if proposal else _next_free(day, strip, counts, known, closed_to_me),
        open_bookings=sum(b.day >= today for b in bookings),
        may_open=policies.open_bookings,
        can_book_today=_can_book_today(now, known),
    )


def _halves_left(
    day: date, mine: Sequence[BookingFacts], known: Places, now: datetime
) -> tuple[Half, ...]:
    """Return the halves for which the person may still want a desk on this day."""
    held = {half for booking in mine for half in booking.part.halves}
    open_somewhere = {
        half
        for half in Half
        if any(not has_ended(day, half, workplace, now) for workplace in known.workplaces)
    }
    return tuple(half for half in Half if half in open_somewhere - held)


def _part(wanted: Part | None, left: tuple[Half, ...]) -> Part:
    """Return the part to propose: what was asked for, cut to what is left of the day."""
    if not left:
        return wanted or Part.DAY
    if wanted and all(half in left for half in wanted.halves):
        return wanted
    return Part.of(left)


def _sites(
    order: Iterable[Ranked], counts: Counts, day: date, part: Part, closed_to_me: set[int]
) -> list[Site]:
    sites = []
    for number, row in enumerate(order, start=1):
        found = counts[day, row.workplace.id]
        sites.append(
            Site(
                number,
                row.workplace,
                row.trip,
                row.is_as_near_as_before,
                found,
                found.free(part),
                found.cap(part),
                row.workplace.id not in closed_to_me,
            )
        )
    return sites


def _chosen(sites: list[Site], wanted: Wanted) -> WorkplaceFacts | None:
    first = _first(sites, wanted)
    return first[0].workplace if first else None


def _first(sites: list[Site], wanted: Wanted) -> list[Site]:
    """Return the sites with the one that was asked for at the front."""
    return sorted(sites, key=lambda site: site.workplace.code != wanted.workplace)


def _proposal(
    user_id: int, day: date, part: Part, sites: list[Site], usual: dict[int, int], wanted: Wanted
) -> tuple[Proposal | None, list[Site]]:
    """Return the first workplace's desk that can be had, and the full ones before it.

    The counters tell which workplace to look into, so one query is the rule.
    """
    full: list[Site] = []
    for site in sites:
        if site.is_bookable and site.free:
            workplace = site.workplace
            ids = free_desk_ids(workplace, day, part, taken_halves(workplace.id, day))
            desk = best_desk(
                (workplace.desks[i] for i in ids),
                usual=usual.get(workplace.id),
                like=wanted.like,
                draw=f"{user_id}/{day}",
            )
            if desk:
                return Proposal(workplace, site.trip, workplace.room_of[desk.id], desk), full
        if site.is_bookable:
            full.append(site)
    return None, full


def _next_free(
    day: date, strip: list[date], counts: Counts, known: Places, closed_to_me: set[int]
) -> date | None:
    """Return the next day of the strip on which some workplace has a whole day free."""
    open_ids = [w.id for w in known.workplaces if w.id not in closed_to_me]
    return next(
        (d for d in strip if d > day and any(counts[d, w].free(Part.DAY) for w in open_ids)), None
    )


def _week(
    day: date, bookings: Sequence[BookingFacts], known: Places
) -> list[tuple[date, bool, list[BookingFacts]]]:
    """Return Monday to Friday around a day: whether it is worked, and the person's bookings."""
    monday = day - timedelta(days=day.weekday())
    return [
        (d, is_working_day(d, known.subdivision), [b for b in bookings if b.day == d])
        for d in (monday + timedelta(days=n) for n in range(5))
    ]


def _can_book_today(now: datetime, known: Places) -> bool:
    """Return True while a desk may still be booked for today."""
    today = now.date()
    return (
        is_working_day(today, known.subdivision)
        and now.time() < known.policies(today).today_until
        and any(not has_ended(today, Half.PM, w, now) for w in known.workplaces)
    )
