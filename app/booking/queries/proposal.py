"""Which desk a person is offered with one click: the workplaces one after the other."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.auth.actors import Actor
from app.booking.queries.availability import Counts, DayCounts, free_desk_ids, taken_halves
from app.booking.rules.choice import best_desk
from app.booking.rules.nearness import Trip
from app.booking.rules.order import Ranked
from app.booking.rules.places import DeskFacts, RoomFacts, WorkplaceFacts
from app.core.half import Part


@dataclass(frozen=True)
class Wanted:
    """What the address of the page asks for; None where it leaves the choice to us."""

    day: date | None = None
    part: Part | None = None
    workplace: str | None = None
    # A desk that was just lost: propose one like it.
    like: DeskFacts | None = None
    # When nobody can book on that day any more, propose the next working day instead.
    falls_back: bool = False
    # A booking that is being moved: it does not count as held.
    besides: int | None = None
    # Workplaces that are left out: what is free there is for those who wait.
    not_at: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Needs:
    """What a person needs of a desk, and until when desks wait for those who need them.

    `waits_until` is Italian wall-clock time; None once they wait no longer.
    """

    codes: frozenset[str] = frozenset()
    waits_until: datetime | None = None

    def allow(self, desk: DeskFacts) -> bool:
        """Return True if this person may have the desk now."""
        return self.waits_until is None or desk.is_open_to(self.codes)


NO_NEEDS = Needs()


@dataclass(frozen=True)
class Site:
    """A workplace in the list, with what is free on the chosen day.

    `is_bookable` is False where an agreement is missing, the part of today is over, or
    offices' shares leave the person nothing.
    """

    number: int
    workplace: WorkplaceFacts
    trip: Trip | None
    as_near: int
    counts: DayCounts
    free: int
    cap: int
    is_bookable: bool


@dataclass(frozen=True)
class Proposal:
    """The desk to book with one click; `is_nearest` if no free one is nearer."""

    workplace: WorkplaceFacts
    trip: Trip | None
    room: RoomFacts
    desk: DeskFacts
    is_nearest: bool


def sites_on(
    order: Iterable[Ranked], counts: Counts, day: date, part: Part, closed_to_me: Collection[int]
) -> list[Site]:
    """Return the workplaces in the person's order, with what is free then."""
    sites = []
    for number, row in enumerate(order, start=1):
        found = counts[day, row.workplace.id]
        sites.append(
            Site(
                number,
                row.workplace,
                row.trip,
                row.as_near,
                found,
                found.free(part),
                found.cap(part),
                row.workplace.id not in closed_to_me,
            )
        )
    return sites


def propose(
    by: Actor,
    day: date,
    part: Part,
    sites: Sequence[Site],
    usual: Mapping[int, int],
    wanted: Wanted,
    own: Mapping[int, int],
    needs: Needs = NO_NEEDS,
    favourites: Sequence[int] = (),
) -> tuple[Proposal | None, list[Site], frozenset[int]]:
    """Return the first workplace's desk that can be had, and the full ones before it.

    Last come the ids of those before it whose free desks all wait for who needs them.

    `own` is the desk, by workplace, that the person holds in the other half of the
    day: who is there already stays, and at the same desk if it can be. The counters
    tell which workplace has a desk, so one query is the rule.
    """
    full: list[Site] = []
    waiting: set[int] = set()
    # The one that was asked for is looked at first.
    for site in sorted(
        sites, key=lambda s: (s.workplace.code != wanted.workplace, s.workplace.id not in own)
    ):
        if not site.is_bookable:
            continue
        if site.free:
            workplace = site.workplace
            ids = free_desk_ids(workplace, day, part, taken_halves(workplace.id, day))
            desk = best_desk(
                (workplace.desks[i] for i in ids if needs.allow(workplace.desks[i])),
                favourites=() if wanted.like or workplace.id in own else favourites,
                usual=None if wanted.like else {**usual, **own}.get(workplace.id),
                like=wanted.like,
                draw=f"{by.id}/{day}",
                wished=by.wished_equipment,
                needs=needs.codes,
            )
            # Somebody may have taken the last one since the counters were read.
            if desk:
                room = workplace.room_of[desk.id]
                near = _is_nearest(site, sites)
                return Proposal(workplace, site.trip, room, desk, near), full, frozenset(waiting)
            waiting |= {workplace.id} if ids else set()
        full.append(site)
    return None, full, frozenset(waiting)


def _is_nearest(site: Site, sites: Iterable[Site]) -> bool:
    """Tell whether no other workplace with a free desk is nearer."""
    return site.trip is not None and all(
        other.trip is None or site.trip.exact_km <= other.trip.exact_km
        for other in sites
        if other.free and other.is_bookable
    )
