"""The numbers of the house rules: data with validity dates, never constants in code."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Any

from app.booking.rules.seen import SeenBy


class PolicyName(StrEnum):
    """What can be set, from which day on. The words are in labels.py."""

    DAYS_AHEAD = "days_ahead"
    OPEN_BOOKINGS = "open_bookings"
    TODAY_UNTIL = "today_until"
    PARTNER_NEEDS_AGREEMENT = "partner_needs_agreement"
    HELD_UNTIL = "held_until"
    NEAR_KM = "near_km"
    SEEN_BY = "seen_by"
    GROUP_SIZE = "group_size"


@dataclass(frozen=True)
class PolicyRow:
    """One decision, as it was written down."""

    name: PolicyName
    value: str
    from_day: date


@dataclass(frozen=True)
class Policies:
    """The house rules as they stand on one day."""

    # How many days ahead of today a desk may be booked, in calendar days.
    days_ahead: int = 28
    # How many bookings that have not ended a person may hold.
    open_bookings: int = 10
    # Until when a desk may still be booked for today; a half that has ended never can.
    today_until: time = time(18)
    # A partner's workplace counts as remote work (domain: CCNL FL art. 68, R19).
    partner_needs_agreement: bool = True
    # Until when, on the day before, accessible desks wait for those who need them.
    held_until: time = time(18)
    # A desk is near if it is at most so far from where a person starts, in kilometres.
    near_km: int = 5
    # To whom people may show their desks at most; each person says less, or nobody.
    seen_by: SeenBy = SeenBy.WORKPLACE
    # How many people one group may have.
    group_size: int = 12


def policies_on(day: date, rows: Iterable[PolicyRow]) -> Policies:
    """Return the rules in force on a day; rows come in the order in which they were written.

    The last row written wins among those already valid; without one the default stands.
    """
    values = {
        str(row.name): parse_policy(row.name, row.value) for row in rows if row.from_day <= day
    }
    return Policies(**values)


def parse_policy(name: PolicyName, value: str) -> Any:
    """Return the value with its type; ValueError says what would be right."""
    return _PARSERS[name](value.strip())


def _whole_number(value: str) -> int:
    if not value.isdecimal() or not 1 <= int(value) <= 366:
        raise ValueError("write a whole number from 1 to 366")
    return int(value)


# Compared with the clock on the wall: no seconds, no offset.
_CLOCK = re.compile("([01][0-9]|2[0-3]):[0-5][0-9]")


def _clock_time(value: str) -> time:
    if not _CLOCK.fullmatch(value):
        raise ValueError("write a time such as 18:00")
    return time.fromisoformat(value)


def _yes_or_no(value: str) -> bool:
    if value not in {"yes", "no"}:
        raise ValueError("write yes or no")
    return value == "yes"


def _seen_by(value: str) -> SeenBy:
    if value not in set(SeenBy):
        raise ValueError("write nobody, team or workplace")
    return SeenBy(value)


_PARSERS: dict[PolicyName, Callable[[str], Any]] = {
    PolicyName.DAYS_AHEAD: _whole_number,
    PolicyName.OPEN_BOOKINGS: _whole_number,
    PolicyName.TODAY_UNTIL: _clock_time,
    PolicyName.PARTNER_NEEDS_AGREEMENT: _yes_or_no,
    PolicyName.HELD_UNTIL: _clock_time,
    PolicyName.NEAR_KM: _whole_number,
    PolicyName.SEEN_BY: _seen_by,
    PolicyName.GROUP_SIZE: _whole_number,
}
