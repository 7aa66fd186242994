"""Where an office's share, or a desk kept for a need, leaves a person nothing."""

from datetime import date, datetime

from app.auth.actors import Actor
from app.booking.queries.availability import Counts, held_by_office
from app.booking.queries.proposal import Needs
from app.booking.rules.places import Places
from app.booking.rules.shares import closed_halves, held_until, shares_on
from app.core.half import Part


def needs_of(by: Actor, day: date, known: Places, now: datetime) -> Needs:
    """Return what a person needs of a desk on a day; `now` is Italian wall-clock time."""
    until = held_until(day, known.policies(now.date()).held_until)
    return Needs(by.needs_accessible_desk, is_held_back=now < until)


def closed_by_shares(
    known: Places, day: date, part: Part, office_id: int | None, counts: Counts, now: datetime
) -> set[int]:
    """Return the workplaces whose free desks are all other offices', or beyond one's own share.

    A query for each workplace that has shares on that day; none where there are none.
    """
    closed = set()
    until = held_until(day, known.policies(now.date()).held_until)
    for workplace in known.workplaces:
        shares = shares_on(day, workplace.shares)
        if not shares:
            continue
        free = {h: counts[day, workplace.id].of(h).free for h in part.halves}
        held = held_by_office(workplace.id, day)
        if any(closed_halves(shares, held, free, office_id, are_sure=now < until)):
            closed.add(workplace.id)
    return closed
