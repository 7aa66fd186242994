"""Rules of a workplace that hold on some days only: offices' shares, and draws."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta


def is_within(day: date, first: date, last: date | None) -> bool:
    """Return True from the first day to the last one, both included; None has no end."""
    return first <= day and (last is None or day <= last)


def is_on(weekdays: str, day: date) -> bool:
    """Return True when a day is one of these weekdays: ISO 8601 numbers, Monday is 1.

    No weekdays mean all of them.
    """
    return not weekdays or str(day.isoweekday()) in weekdays


@dataclass(frozen=True)
class ShareFacts:
    """What an office is sure of in a workplace, and the most that it may take there."""

    office_id: int
    # The office and all below it.
    offices: frozenset[int]
    guaranteed: int
    maximum: int | None
    from_day: date
    to_day: date | None

    def covers(self, day: date) -> bool:
        """Return True when this row is valid on the day."""
        return is_within(day, self.from_day, self.to_day)


@dataclass(frozen=True)
class DrawFacts:
    """The desks of these days are drawn among those who asked, at an hour some days before."""

    weekdays: str
    days_before: int
    hour: time
    from_day: date
    to_day: date | None = None
    id: int = 0

    def covers(self, day: date) -> bool:
        """Return True when the desks of this day are drawn."""
        return is_within(day, self.from_day, self.to_day) and is_on(self.weekdays, day)

    def moment(self, day: date) -> datetime:
        """Return when the desks of a day are drawn, on the wall clock."""
        return datetime.combine(day - timedelta(days=self.days_before), self.hour)
