"""When a past booking stops telling of its person, and what stays of it.

GDPR art. 5 par. 1 e: no longer in a form that tells who it was than is necessary.
"""

from datetime import date, datetime, time, timedelta

from app.pola.rules.suppression import is_small

# Whoever gives a desk back after this hour of the day before leaves others little time.
RELEASED_FROM = time(18)


def last_day_due(today: date, kept_days: int) -> date:
    """Return the last day that lies more than so many days before today."""
    return today - timedelta(days=kept_days + 1)


def last_of_month(day: date) -> date:
    """Return the last day of the month that a day is in."""
    later = day.replace(day=28) + timedelta(days=4)
    return later - timedelta(days=later.day)


def is_month_over(day: date, today: date) -> bool:
    """Return True once the whole month of a day can be counted, for the last time."""
    return last_of_month(day) < today


def kept_area(area: str | None, people: int, *, is_held: bool) -> str | None:
    """Return the area that a booking keeps without its person, or None.

    It is kept if five people at least came from there to that workplace in that month,
    and only of a desk that was held to the end: what was wanted is replayed from those.
    """
    return area if is_held and not is_small(people) else None


def without_hour(moment: datetime) -> datetime:
    """Return what is kept of an instant: its day, and whether it was evening.

    To the second it would be found again in the line of a sign-in. The instant is one
    of the wall clock; the totals and the forecast read no more of it than this.
    """
    hour = RELEASED_FROM if moment.time() >= RELEASED_FROM else time()
    return moment.replace(hour=hour.hour, minute=hour.minute, second=0, microsecond=0)
