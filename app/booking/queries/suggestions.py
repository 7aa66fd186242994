"""For each reason to say no, the nearest thing that would work."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.auth.actors import Actor
from app.booking.queries.home import Home, home_facts
from app.booking.queries.proposal import Wanted
from app.booking.rules.places import DeskFacts, Places, WorkplaceFacts
from app.booking.rules.refusals import ABOUT_THE_DAY, Refusal
from app.core.errors import Reason
from app.core.half import Part


class Way(StrEnum):
    """A way on. Its words are in labels.py."""

    DESK = "desk"
    DAY = "day"
    BOOKING = "booking"
    MY_BOOKINGS = "my_bookings"


@dataclass(frozen=True)
class Suggestion:
    """What to do instead: a free desk, another day, or a look at what one has."""

    way: Way
    day: date | None = None
    part: Part | None = None
    workplace: WorkplaceFacts | None = None
    desk: DeskFacts | None = None
    booking_id: int | None = None


_ABOUT_THE_DESK = {
    Refusal.WORKPLACE_CLOSED,
    Refusal.DESK_OUT_OF_ORDER,
    Refusal.DESK_GONE,
    Refusal.DESK_TAKEN,
    Refusal.WORKPLACE_FULL,
    Refusal.NEEDS_AGREEMENT,
    Refusal.OFFICE_FULL,
    Refusal.KEPT_FOR_OFFICES,
    Refusal.KEPT_FOR_NEEDS,
    Refusal.WAITED_FOR,
    Refusal.TO_BE_DRAWN,
}


def suggestions(
    reasons: Iterable[Reason], wanted: Wanted, by: Actor, known: Places
) -> list[Suggestion | None]:
    """Return a way on for each reason, in their order; None where there is none."""
    desk, found = None, []
    for reason in reasons:
        if reason.code in _ABOUT_THE_DESK:
            desk = desk or _desk_or_day(home_facts(by, known, wanted))
            found.append(desk)
        else:
            found.append(_other(reason, wanted, by, known))
    return found


def _desk_or_day(home: Home) -> Suggestion | None:
    """Return the desk most like the one that cannot be had, else the next day with one."""
    if it := home.proposal:
        return Suggestion(Way.DESK, home.day, home.part, it.workplace, it.desk)
    return Suggestion(Way.DAY, home.next_free_day) if home.next_free_day else None


def _other(reason: Reason, wanted: Wanted, by: Actor, known: Places) -> Suggestion | None:
    if reason.code in ABOUT_THE_DAY:
        return Suggestion(Way.DAY, home_facts(by, known, replace(wanted, day=None)).day)
    if reason.code is Refusal.ALREADY_BOOKED and (booking := reason.facts.get("booking_id")):
        return Suggestion(Way.BOOKING, booking_id=booking)
    if reason.code is Refusal.TOO_MANY_OPEN:
        return Suggestion(Way.MY_BOOKINGS)
    return None
