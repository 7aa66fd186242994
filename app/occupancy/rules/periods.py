"""From which day to which the statistics are shown, as the address says it."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

WEEKS = 4
# Three years and a leap day: more is a report, not a page.
LONGEST_DAYS = 3 * 366
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


class PeriodFault(StrEnum):
    """Why a period cannot be shown. The words are in labels."""

    ODD_DAY = "odd_day"
    BACKWARDS = "backwards"
    NOT_YET = "not_yet"
    TOO_LONG = "too_long"


class Preset(StrEnum):
    """A period that one link shows. The words are in labels."""

    WEEKS = "weeks"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True)
class Period:
    """Days from first to last, both included."""

    first: date
    last: date

    @property
    def first_month(self) -> date:
        """Return the first day of the month in which it begins."""
        return self.first.replace(day=1)

    @property
    def last_month(self) -> date:
        """Return the first day of the month in which it ends."""
        return self.last.replace(day=1)


def presets(yesterday: date) -> dict[Preset, Period]:
    """Return the last four weeks, the last whole quarter, and twelve months until yesterday."""
    quarter_ends = date(yesterday.year, 3 * ((yesterday.month - 1) // 3) + 1, 1) - timedelta(days=1)
    if (yesterday + timedelta(days=1)).day == 1 and yesterday.month % 3 == 0:
        # It ended yesterday.
        quarter_ends = yesterday
    year_ago = yesterday.replace(day=min(yesterday.day, 28), year=yesterday.year - 1)
    return {
        Preset.WEEKS: Period(yesterday - timedelta(days=7 * WEEKS - 1), yesterday),
        Preset.QUARTER: Period(date(quarter_ends.year, quarter_ends.month - 2, 1), quarter_ends),
        Preset.YEAR: Period(year_ago + timedelta(days=1), yesterday),
    }


def read_period(first: str, last: str, yesterday: date) -> Period | PeriodFault:
    """Return the period that two days written as 2026-03-02 name, or why it cannot be shown.

    Without days it is the last four weeks; a missing end is filled in the same way.
    What lies after yesterday is cut off.
    """
    if not first and not last:
        return presets(yesterday)[Preset.WEEKS]
    begins, ends = _day(first), _day(last)
    if (first and begins is None) or (last and ends is None):
        return PeriodFault.ODD_DAY
    ends = ends or yesterday
    if begins is None:
        begins = date.fromordinal(max(1, ends.toordinal() - 7 * WEEKS + 1))
    if begins > ends:
        return PeriodFault.BACKWARDS
    if begins > yesterday:
        return PeriodFault.NOT_YET
    ends = min(ends, yesterday)
    if (ends - begins).days >= LONGEST_DAYS:
        return PeriodFault.TOO_LONG
    return Period(begins, ends)


def _day(text: str) -> date | None:
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
