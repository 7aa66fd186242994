"""Who may book desks for somebody else, from when until when, and what they learn by it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.booking.rules.dated import is_within
from app.booking.rules.refusals import Refusal
from app.core.errors import Reason


class DelegationRefusal(StrEnum):
    """Why a delegation is not given or not used. The words are in labels/delegations.py."""

    TO_ONESELF = "to_oneself"
    NOT_HERE = "not_here"
    DAYS_RUN_BACKWARDS = "days_run_backwards"
    DAYS_PAST = "days_past"
    ALREADY_GIVEN = "already_given"
    ALREADY_ENDED = "already_ended"
    # What stands against it is the person's own business.
    CANNOT_SIT_THERE = "cannot_sit_there"
    # The person booked it themselves, or somebody did who has ended it since.
    NOT_FOR_YOU = "not_for_you"


@dataclass(frozen=True)
class Span:
    """From when until when somebody may book for another; without an end until it is taken back."""

    from_day: date
    to_day: date | None = None

    def covers(self, day: date) -> bool:
        """Return True if it holds on a day; both ends belong to it."""
        return is_within(day, self.from_day, self.to_day)

    def meets(self, other: "Span") -> bool:
        """Return True if some day belongs to both."""
        starts_later = max(self.from_day, other.from_day)
        return self.covers(starts_later) and other.covers(starts_later)


# What is told to whoever books for another: it is about places, days and everybody alike.
# All else (leave, agreement, other desks, how many they hold) is the person's own.
_ABOUT_PLACES = frozenset(
    {
        Refusal.DAY_PAST,
        Refusal.HALF_ENDED,
        Refusal.TOO_LATE_TODAY,
        Refusal.TOO_FAR_AHEAD,
        Refusal.NOT_A_WORKING_DAY,
        Refusal.WORKPLACE_CLOSED,
        Refusal.DESK_OUT_OF_ORDER,
        Refusal.DESK_GONE,
        Refusal.DESK_TAKEN,
        Refusal.WORKPLACE_FULL,
        Refusal.OFFICE_FULL,
        Refusal.KEPT_FOR_OFFICES,
        Refusal.KEPT_FOR_NEEDS,
        Refusal.WAITED_FOR,
        Refusal.TO_BE_DRAWN,
        Refusal.BEING_OPENED,
    }
)


def delegation_refusals(
    span: Span, today: date, *, to_oneself: bool, is_here: bool, held: Iterable[Span]
) -> list[Reason]:
    """Return every reason why a delegation cannot be given; none means yes.

    `held` are those that the same colleague has from the same person or office already.
    """
    checks = {
        DelegationRefusal.TO_ONESELF: to_oneself,
        DelegationRefusal.NOT_HERE: not is_here,
        DelegationRefusal.DAYS_RUN_BACKWARDS: span.to_day is not None
        and span.to_day < span.from_day,
        DelegationRefusal.DAYS_PAST: span.to_day is not None and span.to_day < today,
        DelegationRefusal.ALREADY_GIVEN: any(span.meets(one) for one in held),
    }
    return [Reason(code) for code, is_broken in checks.items() if is_broken]


def is_led(user_id: int, manager_ids: Collection[int], giver_id: int) -> bool:
    """Return True if an office's delegation counts for a person: its giver leads them today.

    Nobody hands on more than they have; for themselves they decide anyhow.
    """
    return giver_id in manager_ids or giver_id == user_id


def told_to_others(reasons: Iterable[Reason]) -> list[Reason]:
    """Return what whoever books for another is told of a refusal, and nothing about the person."""
    # Codes of other rules may be spelled alike: the type decides, too.
    told = [r for r in reasons if isinstance(r.code, Refusal) and r.code in _ABOUT_PLACES]
    return told or [Reason(DelegationRefusal.CANNOT_SIT_THERE)]
