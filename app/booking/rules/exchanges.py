"""Two people who give each other their desks: when that can be."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.errors import Reason
from app.core.half import Part

# So many questions of one person wait for an answer at most: nobody is asked by everybody.
MOST_ASKED = 3
# And so many a day in all, those taken back included: each is a mail to a colleague.
MOST_ASKED_A_DAY = 6


class ExchangeState(StrEnum):
    """Where an exchange stands. The words are in labels/exchanges.py."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    # One of the two bookings changed, or its half is over, before anybody answered.
    OVERTAKEN = "overtaken"


class ExchangeRefusal(StrEnum):
    """Why desks are not exchanged. The words are in labels/exchanges.py."""

    # Nobody holds that desk for just these halves.
    NOT_ALIKE = "not_alike"
    OWN_DESK = "own_desk"
    HAS_BEGUN = "has_begun"
    ALREADY_ASKED = "already_asked"
    TOO_MANY_ASKED = "too_many_asked"
    ASKED_OFTEN = "asked_often"
    # Whoever holds it said no, and nothing has changed since.
    DECLINED_BEFORE = "declined_before"
    # A rule bars the asker; which one is their own business.
    COLLEAGUE_CANNOT = "colleague_cannot"
    # It was answered, taken back, or one of the bookings has changed since.
    NOT_OPEN = "not_open"


@dataclass(frozen=True)
class Side:
    """A booking on one side of an exchange, as it stands now."""

    booking_id: int
    user_id: int
    desk_id: int
    day: date
    part: Part
    sequence: int
    is_active: bool
    # None of its halves has ended yet.
    is_whole: bool


def ask_refusals(
    mine: Side,
    other: Side | None,
    *,
    has_asked: bool,
    asked: int,
    asked_today: int = 0,
    is_declined: bool = False,
) -> list[Reason]:
    """Return why a person cannot ask for somebody's desk; none means they can.

    `has_asked` when this booking is offered already, `asked` how many questions of theirs
    are open, `asked_today` how many they asked today, `is_declined` when just this was
    asked, and the answer was no.
    """
    if not mine.is_active or not mine.is_whole:
        return [Reason(ExchangeRefusal.HAS_BEGUN)]
    if other is None or (other.day, other.part) != (mine.day, mine.part) or not other.is_whole:
        return [Reason(ExchangeRefusal.NOT_ALIKE)]
    checks = {
        ExchangeRefusal.OWN_DESK: other.user_id == mine.user_id,
        ExchangeRefusal.ALREADY_ASKED: has_asked,
        ExchangeRefusal.DECLINED_BEFORE: is_declined,
        ExchangeRefusal.TOO_MANY_ASKED: not has_asked and asked >= MOST_ASKED,
        ExchangeRefusal.ASKED_OFTEN: asked_today >= MOST_ASKED_A_DAY,
    }
    most = {ExchangeRefusal.ASKED_OFTEN: MOST_ASKED_A_DAY}
    return [
        Reason(code, {"most": most.get(code, MOST_ASKED)})
        for code, is_broken in checks.items()
        if is_broken
    ]


def can_be_answered(
    state: ExchangeState, sides: tuple[Side | None, Side | None], sequences: tuple[int, int]
) -> bool:
    """Return True while both bookings are as they were when one was asked for the other."""
    return state is ExchangeState.ASKED and all(
        side is not None and side.is_active and side.is_whole and side.sequence == sequence
        for side, sequence in zip(sides, sequences, strict=True)
    )
