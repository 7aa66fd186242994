"""Months counted as the law counts them (Civil Code art. 2963)."""

from calendar import monthrange
from datetime import date, timedelta


def months_after(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last one if it is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_day(first: date, months: int) -> date:
    """Return the last day of a period of so many months: from 2 March, six end on 1 September."""
    return months_after(first, months) - timedelta(days=1)


def term_months(first: date, last: date) -> int:
    """Return how many months a period touches, begun ones counted whole."""
    months = 1
    while last_day(first, months) < last:
        months += 1
    return months
