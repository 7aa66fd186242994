"""What the Ministry of Labour must be told, and by when (DM 149 of 22 Aug 2022)."""

from datetime import date
from enum import StrEnum


class Act(StrEnum):
    """The kinds of communication; the values are the Ministry's own codes."""

    START = "I"
    CHANGE = "M"
    ANNULMENT = "A"
    WITHDRAWAL = "R"


class FilingState(StrEnum):
    """Where a communication stands."""

    WAITING = "waiting"
    # Claimed by a process that is speaking to the Ministry.
    SENDING = "sending"
    # Sent, but no answer was recorded: searched before it is repeated.
    IN_DOUBT = "in_doubt"
    ACCEPTED = "accepted"
    # The Ministry said no: somebody must look.
    REFUSED = "refused"
    # Written into a spreadsheet that HR uploads by hand.
    EXPORTED = "exported"
    # No longer needed, such as a start whose agreement ended before it was sent.
    DROPPED = "dropped"


def due_on(event: date) -> date:
    """Return the last day to tell it: the 20th of the month after the event.

    Ministry circular n. 6 of 27 Mar 2025, for public bodies; a holiday does not move it.
    """
    year, month = divmod(event.year * 12 + event.month, 12)
    return date(year, month + 1, 20)
