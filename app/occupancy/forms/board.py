"""The shape of what the pages about a day ask for."""

from datetime import date, timedelta

from app.booking.forms.bookings import parse_day
from app.core.half import Half

# How far from today a day can be looked at, in days: nothing is kept or booked beyond.
FARTHEST = 366


def parse_half(text: str | None) -> Half | None:
    """Return `am` or `pm` as a Half, or None for anything else."""
    return Half(text) if text in {half.value for half in Half} else None


def parse_day_near(text: str | None, today: date) -> date | None:
    """Return a day written as 2026-03-02 within a year of today, or None for anything else."""
    day = parse_day(text)
    is_near = day is not None and abs((day - today).days) <= FARTHEST
    return day if is_near else None


def days_beside(day: date, today: date) -> tuple[date | None, date | None]:
    """Return the days before and after this one that can be looked at."""
    one = timedelta(days=1)
    before, after = day - one, day + one
    return (
        before if (today - before).days <= FARTHEST else None,
        after if (after - today).days <= FARTHEST else None,
    )
