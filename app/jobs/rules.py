"""When a job is due, when it is late, and how long to wait after it failed."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

# After a failure: one minute, two, four …, an hour at most.
LONGEST_PAUSE_MINUTES = 60
_LONGEST_TURN_DAYS = 8


@dataclass(frozen=True)
class Often:
    """Every so many seconds."""

    seconds: int


@dataclass(frozen=True)
class At:
    """At an hour of the wall clock in Italy: every day, or on one weekday (Monday is 1)."""

    hour: time
    weekday: int | None = None


Turn = Often | At


def last_turn(turn: Turn, now: datetime) -> datetime:
    """Return when a job was due last; `now` and the answer are on the same wall clock."""
    if isinstance(turn, Often):
        return now - timedelta(seconds=turn.seconds)
    for days in range(_LONGEST_TURN_DAYS):
        due = datetime.combine(now.date() - timedelta(days=days), turn.hour)
        if due <= now and turn.weekday in {None, due.isoweekday()}:
            return due
    raise AssertionError("every weekday comes within a week")


def next_turn(turn: Turn, after: datetime) -> datetime:
    """Return when a job is due next."""
    if isinstance(turn, Often):
        return after + timedelta(seconds=turn.seconds)
    for days in range(_LONGEST_TURN_DAYS + 1):
        due = datetime.combine(after.date() + timedelta(days=days), turn.hour)
        if due > after and turn.weekday in {None, due.isoweekday()}:
            return due
    raise AssertionError("every weekday comes within a week")


def late_from(turn: Turn, now: datetime) -> datetime:
    """Return by when a job that ran now has missed two turns.

    A minute is added for the frequent ones: a slow run is no failure.
    """
    second = next_turn(turn, next_turn(turn, now))
    return second + timedelta(minutes=1 if isinstance(turn, Often) else 60)


def pause_after(failures: int) -> timedelta:
    """Return how long to wait before a job is tried again after so many failures in a row."""
    return timedelta(minutes=min(2 ** min(failures - 1, 10), LONGEST_PAUSE_MINUTES))
