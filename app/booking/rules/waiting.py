"""Who comes first when a desk frees, and whether it is booked for them or only offered."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.booking.rules.policies import Policies
from app.booking.rules.shares import held_until
from app.core.errors import Reason

# How long an offer is held: somebody else may still want the desk.
OFFER_HELD = timedelta(minutes=30)
# Over so many days the desks that a person had are counted.
BALANCE_DAYS = 28


class WaitState(StrEnum):
    """Where a wait stands. The words are in labels/waiting.py."""

    WAITING = "waiting"
    # A desk is held for the person, who says yes or no.
    OFFERED = "offered"
    BOOKED = "booked"
    DECLINED = "declined"
    # Nobody answered the offer in time.
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    # The day came, and no desk had become free.
    OVER = "over"


LIVE = frozenset({WaitState.WAITING, WaitState.OFFERED})


class WaitRefusal(StrEnum):
    """Why somebody cannot wait, or answer. The words are in labels/waiting.py."""

    ALREADY_WAITING = "already_waiting"
    IS_FREE = "is_free"
    NO_AREA = "no_area"
    NOTHING_NEAR = "nothing_near"
    NOT_WAITING = "not_waiting"
    NOT_OFFERED = "not_offered"
    TOO_LATE = "too_late"


@dataclass(frozen=True)
class Candidate:
    """Somebody who waits. Why they have priority is known to nobody but the database."""

    wait_id: int
    user_id: int
    has_priority: bool = False
    # Half-days at a lent desk in the last `BALANCE_DAYS` days, and those booked from then on.
    halves_had: int = 0


def in_line(candidates: Iterable[Candidate], seed: str) -> list[Candidate]:
    """Return who comes first: priority, then whoever had the fewest half-days, then by lot."""
    return sorted(
        candidates,
        key=lambda one: (not one.has_priority, one.halves_had, lot(one.user_id, seed)),
    )


def lot(user_id: int, seed: str) -> str:
    """Return a person's lot of a day: the same seed always gives the same."""
    return hashlib.sha256(f"{seed}/{user_id}".encode()).hexdigest()


def is_automatic(day: date, now: datetime, policies: Policies) -> bool:
    """Return True while a desk is booked at once: until the evening before, on the wall clock.

    Afterwards the person may have made other plans: it is only offered.
    """
    return now < held_until(day, policies.held_until)


def wait_refusals(
    *, is_free: bool, is_waiting: bool, day_reasons: Iterable[Reason]
) -> list[Reason]:
    """Return why a person cannot wait for a day; none means they can.

    What is wrong with the day itself, waiting does not mend; and whoever can have
    a desk now has only to take it.
    """
    reasons = list(day_reasons)
    if is_waiting:
        reasons.append(Reason(WaitRefusal.ALREADY_WAITING))
    elif is_free and not reasons:
        reasons.append(Reason(WaitRefusal.IS_FREE))
    return reasons
