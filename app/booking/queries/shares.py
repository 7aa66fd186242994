"""Where an office's share, or a desk kept for a need, leaves a person nothing."""

from datetime import date, datetime

from app.auth.actors import Actor
from app.booking.queries.availability import Counts, held_by_office
from app.booking.queries.proposal import Needs
from app.booking.rules.places import Places
from app.booking.rules.refusals import Facts, share_reasons
from app.booking.rules.shares import held_until, shares_on
from app.core.errors import Reason
from app.core.half import Half, Part


def needs_of(by: Actor, day: date, known: Places, now: datetime) -> Needs:
    """Return what a person needs of a desk on a day; `now` is Italian wall-clock time."""
    until = held_until(day, known.policies(now.date()).held_until)
    return Needs(by.desk_needs, until if now < until else None)


def barred_by_shares(
    known: Places, day: date, part: Part, office_id: int | None, counts: Counts, now: datetime
) -> dict[int, Reason]:
    """Return the workplaces where offices' shares leave a person no desk, and why.

    One query if any workplace has shares on that day, else none.
    """
    shared = [place for place in known.workplaces if shares_on(day, place.shares)]
    held = held_by_office([place.id for place in shared], day) if shared else {}
    barred = {}
    for place in shared:
        at = counts[day, place.id]
        facts = Facts(
            now=now,
            policies=known.policies(now.date()),
            workplace=place,
            desk_id=0,
            taken={half: at.of(half).taken for half in Half},
            office_id=office_id,
            held_by_office=held[place.id],
        )
        if at.free(part) and (reasons := share_reasons(day, part, facts)):
            barred[place.id] = reasons[0]
    return barred
