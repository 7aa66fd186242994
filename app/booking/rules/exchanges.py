"""Two people who give each other their desks: when that can be."""

from enum import StrEnum


class ExchangeState(StrEnum):
    """Where an exchange stands. The words are in labels/exchanges.py."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    # One of the two bookings changed, or its half is over, before anybody answered.
    OVERTAKEN = "overtaken"
