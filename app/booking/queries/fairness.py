"""Who takes part in draws, which stand before a person, and the desks that a person had."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from app.auth.actors import Actor
from app.booking.models import Booking, BookingState
from app.booking.queries.availability import counts_with_whole
from app.booking.queries.proposal import Site
from app.booking.queries.waiting import WaitFacts, accepted, line_of, live_wait, seed_of
from app.booking.rules.fairness import Entry, Stood, held_for, standings
from app.booking.rules.places import Places, WorkplaceFacts
from app.booking.rules.waiting import BALANCE_DAYS, WaitState
from app.core import clock
from app.core.db import connection
from app.core.half import Part


@dataclass(frozen=True)
class Draw:
    """A day's draw for one person: when it was held, and what they asked of it."""

    drawn_at: datetime
    entry: Entry


@dataclass(frozen=True)
class Offer:
    """A draw that a person can enter: where, when it is held, and whether they stand in a line."""

    workplace: WorkplaceFacts
    drawn_at: datetime
    wait: WaitFacts | None

    @property
    def is_entered(self) -> bool:
        """Return True if the person has asked for a desk there."""
        return self.wait is not None and self.wait.workplace_id in (None, self.workplace.id)


@dataclass(frozen=True)
class Had:
    """A booking that counts in a person's balance."""

    id: int
    day: date
    part: Part
    workplace: str

    @property
    def halves(self) -> int:
        """Return how many half-days it counts."""
        return len(self.part.halves)


def draws_on(
    day: date, waits: Sequence[WaitFacts], known: Places, now: datetime
) -> dict[int, Draw]:
    """Return who takes part in the draws of a day held by now (wall clock), by wait."""
    if not any(workplace.draw(day) for workplace in known.workplaces):
        return {}
    found = {}
    for wait in waits:
        entered = wait.created_at.astimezone(clock.ROME).replace(tzinfo=None)
        at, goals = held_for(accepted(wait, known), day, entered, now)
        if at:
            moment = clock.at(at.date(), at.time())
            found[wait.id] = Draw(moment, Entry(wait.part, goals))
    return found


def is_due(wait: WaitFacts, draw: Draw) -> bool:
    """Return True until a draw stands written down at somebody's wait."""
    return wait.drawn_at is None or wait.drawn_at < draw.drawn_at


def stood_on(
    day: date, waits: Sequence[WaitFacts], draws: Mapping[int, Draw], known: Places
) -> dict[int, Stood]:
    """Return how those who take part stand now, by wait, in a constant number of queries."""
    taking = [wait for wait in waits if wait.id in draws]
    line = line_of(day, taking, seed_of(day) or "")
    counts = counts_with_whole([day], day, known)
    free = {(w.id, part): counts[day, w.id].free(part) for w in known.workplaces for part in Part}
    return standings(line, {number: draw.entry for number, draw in draws.items()}, free)


def is_still_drawn(wait: WaitFacts, known: Places, now: datetime) -> bool:
    """Return True while a draw of a wait's workplaces is still to come (wall clock)."""
    return any(goal.is_to_be_drawn(wait.day, now) for goal in accepted(wait, known))


def stood(wait: WaitFacts) -> Stood | None:
    """Return how somebody stood when the line was asked, or None before."""
    if not wait.place or not wait.waiting:
        return None
    is_lost = wait.lost_at is not None and wait.state is not WaitState.BOOKED
    return Stood(wait.place, wait.waiting, wait.halves_had, wait.desks, is_lost)


def draw_at(by: Actor, workplace: WorkplaceFacts, day: date) -> Offer | None:
    """Return the draw of a workplace's day, as a person may enter it; None once it was held."""
    drawn = workplace.drawn_at(day)
    if drawn is None or drawn <= clock.wall():
        return None
    return Offer(workplace, drawn, live_wait(by.id or 0, day))


def offered_draw(
    by: Actor, day: date, sites: Sequence[Site], asked: str | None, proposed: int
) -> Offer | None:
    """Return the draw that the first page tells of: where it was asked for, or before the proposal.

    `sites` are those whose desks are still to be drawn, in the person's order, in which
    `proposed` is the number of the workplace proposed instead.
    """
    before = (s for s in sites if s.number < proposed)
    site = next((s for s in sites if s.workplace.code == asked), next(before, None))
    return draw_at(by, site.workplace, day) if site else None


def halves_of(user_id: int, known: Places) -> list[Had]:
    """Return what counts in a person's balance: the last days, and all that is still to come."""
    since = clock.today() - timedelta(days=BALANCE_DAYS)
    rows = connection().execute(
        sa.select(Booking.id, Booking.day, Booking.part, Booking.workplace_id)
        .where(
            Booking.user_id == user_id,
            Booking.state == BookingState.ACTIVE,
            Booking.day >= since,
        )
        .order_by(Booking.day, Booking.part)
    )
    names = {number: workplace.name for number, workplace in known.by_id.items()}
    return [Had(row.id, row.day, row.part, names.get(row.workplace_id, "")) for row in rows]
