"""When a sign-in may be tried, and when it ends."""

from datetime import datetime, timedelta
from enum import StrEnum

IDLE_MINUTES = 30
# Refreshed at most this often, so that reading pages hardly ever writes.
SEEN_EVERY = timedelta(minutes=1)
# A sign-in ends anyway after a working day.
LONGEST = timedelta(hours=12)

FREE_TRIES = 5
FREE_TRIES_PER_ADDRESS = 30
FORGET_AFTER = timedelta(minutes=15)
FIRST_WAIT = timedelta(seconds=30)

PASSWORD_LENGTH = (12, 200)


class PasswordRefusal(StrEnum):
    """Why a password cannot be changed. The words are in labels.py."""

    WRONG = "wrong"
    LENGTH = "length"


def wait_until(failures: int, last_at: datetime, free_tries: int) -> datetime | None:
    """Return when the next try may come, or None for now.

    The wait doubles with each failure beyond the free ones, up to a quarter of an hour.
    """
    if failures < free_tries:
        return None
    doublings = min(failures - free_tries, 5)
    return last_at + min(FIRST_WAIT * 2**doublings, FORGET_AFTER)


def is_idle(seen_at: datetime, created_at: datetime, now: datetime) -> bool:
    """Return True when a sign-in has been left alone too long, or is a day old."""
    return now - seen_at > timedelta(minutes=IDLE_MINUTES) or now - created_at > LONGEST


def is_long_enough(password: str) -> bool:
    """Return True for a password between the shortest and the longest allowed length."""
    shortest, longest = PASSWORD_LENGTH
    return shortest <= len(password) <= longest
