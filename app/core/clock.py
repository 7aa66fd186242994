"""The one clock: aware UTC instants, and the civil date in Italy."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")
_stopped_at: datetime | None = None


def now() -> datetime:
    """Return this instant in UTC."""
    return _stopped_at or datetime.now(UTC)


def local() -> datetime:
    """Return this instant as a clock on a wall in Italy shows it."""
    return now().astimezone(ROME)


def wall() -> datetime:
    """Return the same without its zone: opening hours are wall-clock times."""
    return local().replace(tzinfo=None)


def today() -> date:
    """Return the civil date in Italy."""
    return local().date()


def midnight() -> datetime:
    """Return when today began in Italy."""
    return at(today(), time())


def at(day: date, hour: time) -> datetime:
    """Return the instant of an Italian wall-clock time on a day."""
    return datetime.combine(day, hour, tzinfo=ROME)


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Stop the clock at an aware instant; for tests."""
    global _stopped_at
    if moment.tzinfo is None:
        raise ValueError("the clock stops at aware instants only")
    before, _stopped_at = _stopped_at, moment.astimezone(UTC)
    try:
        yield
    finally:
        _stopped_at = before
