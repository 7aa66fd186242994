"""Invitations to sit together: how many, and until when each is held."""

from datetime import datetime, timedelta
from enum import StrEnum

from app.core.errors import Reason

# Whoever is invited late has at least so long to answer, or until the day begins.
LEAST_TIME = timedelta(hours=1)
# A desk that nobody answered for is free again so long before its half begins.
BEFORE_BEGIN = timedelta(minutes=30)
# So many groups a day of one organizer, those called off included: nobody is written to all day.
MOST_CALLED = 5
# So many desks are held for one person at a time: invitations leave room for their own bookings.
MOST_HELD = 5


class InviteState(StrEnum):
    """Where an invitation stands. The words are in labels/groups.py."""

    # A desk is held for the person, who says yes or no.
    HELD = "held"
    # No desk could be held for them: the reason is theirs to see.
    WITHOUT_DESK = "without_desk"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    # Nobody answered in time.
    EXPIRED = "expired"
    # The organizer called it off.
    WITHDRAWN = "withdrawn"


class GroupRefusal(StrEnum):
    """Why people cannot be invited like this. The words are in labels/groups.py."""

    NOBODY = "nobody"
    TOO_MANY = "too_many"
    CALLED_OFTEN = "called_often"
    NOT_ENOUGH_DESKS = "not_enough_desks"
    NO_DESK_LEFT = "no_desk_left"
    ALREADY_INVITED = "already_invited"
    CALLED_OFF = "called_off"
    HAS_BEGUN = "has_begun"
    # It was answered, or the time for it is over.
    NOT_HELD = "not_held"


def group_refusals(people: int, most: int, called: int = 0) -> list[Reason]:
    """Return why a group of so many, the organizer included, cannot be.

    `called` is how many groups the organizer has called together today.
    """
    if people < 2:
        return [Reason(GroupRefusal.NOBODY)]
    if people > most:
        return [Reason(GroupRefusal.TOO_MANY, {"most": most, "people": people})]
    if called >= MOST_CALLED:
        return [Reason(GroupRefusal.CALLED_OFTEN, {"most": MOST_CALLED})]
    return []


def answer_by(begins: datetime, evening: datetime, now: datetime) -> datetime:
    """Return until when a desk is held for an answer.

    The evening of the working day before; later than that, until shortly before the half
    `begins`, with an hour at least while there is one. All three are of one clock.
    """
    if now + LEAST_TIME <= evening:
        return evening
    return min(begins, max(begins - BEFORE_BEGIN, now + LEAST_TIME))
