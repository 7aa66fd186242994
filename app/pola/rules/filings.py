"""What the Ministry of Labour must be told, and by when (DM 149 of 22 Aug 2022)."""

from datetime import date, timedelta
from enum import StrEnum

# The only answer that means yes; HTTP 200 alone means that it was read.
ACCEPTED_ANSWER = "E100"
# The start comes before the signing date.
START_BEFORE_SIGNING = "E037"
# Our own aim, well before the law's last day.
TARGET_DAYS = 5
# Who speaks for longer than this has fallen; what they were saying is in doubt.
SILENCE = timedelta(minutes=10)
# How long to wait after a failed attempt: twice as long each time, a day at most.
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(days=1)
# Letters that stand for digits where two people would have the same fiscal code.
_OMOCODIA = str.maketrans("LMNPQRSTUV", "0123456789")
_PLACE_OF_BIRTH = slice(11, 15)


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


def is_untold(state: FilingState) -> bool:
    """Return True if the Ministry cannot have heard of it: it was never taken in."""
    return state in (FilingState.WAITING, FilingState.REFUSED)


def target_on(event: date) -> date:
    """Return the day by which we mean to have told it: five days after the event."""
    return event + timedelta(days=TARGET_DAYS)


def is_accepted(answer: str) -> bool:
    """Return True if the Ministry's answer means yes."""
    return answer == ACCEPTED_ANSWER


def pause(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts."""
    doublings = min(max(attempts - 1, 0), 20)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def birth_place(fiscal_code: str) -> str:
    """Return the cadastral code of the place of birth: Milan F205, foreign states Z...."""
    code = fiscal_code[_PLACE_OF_BIRTH]
    return code[:1] + code[1:].translate(_OMOCODIA)
