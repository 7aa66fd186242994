"""Whether a target can be measured, and whether a result reaches it (CCNL FL art. 65)."""

import operator
import re
from datetime import date
from decimal import Decimal

from app.core.errors import Reason
from app.pola.rules.faults import Fault
from app.pola.rules.terms import Activity, Comparison, IndicatorKind

_UNREADABLE = {
    IndicatorKind.NUMBER: Fault.TARGET_NOT_A_NUMBER,
    IndicatorKind.PERCENTAGE: Fault.TARGET_NOT_A_PERCENTAGE,
    IndicatorKind.DATE: Fault.TARGET_NOT_A_DATE,
}
_HOLDS = {
    Comparison.AT_LEAST: operator.ge,
    Comparison.AT_MOST: operator.le,
    Comparison.EQUAL: operator.eq,
    Comparison.BY: operator.le,
}


def read_number(text: str) -> Decimal:
    """Return a number written with a point or an Italian comma; ValueError for anything else."""
    found = re.fullmatch(r"(-?[0-9]{1,12})(?:[.,]([0-9]{1,6}))?", text.strip())
    if found is None:
        raise ValueError("write a number such as 120 or 12,5")
    return Decimal(f"{found[1]}.{found[2] or 0}")


def read_percentage(text: str) -> Decimal:
    """Return a percentage from 0 to 100, its sign left out or not; ValueError otherwise."""
    percent = read_number(text.strip().removesuffix("%"))
    if not 0 <= percent <= 100:
        raise ValueError("write a percentage from 0 to 100")
    return percent


def read_share(text: str) -> Decimal:
    """Return `95/100` as a percentage; ValueError if it is no share of a whole."""
    found = re.fullmatch(r"\s*([0-9]{1,9})\s*/\s*([0-9]{1,9})\s*", text)
    if found is None or not int(found[2]):
        raise ValueError("write two counts, such as 95/100")
    return Decimal(int(found[1]) * 100) / int(found[2])


def read_day(text: str) -> date:
    """Return a date written as 2026-12-15 or 15/12/2026; ValueError for anything else."""
    if found := re.fullmatch(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})", text.strip()):
        return date(int(found[3]), int(found[2]), int(found[1]))
    return date.fromisoformat(text.strip())


def activity_faults(place: int, activity: Activity) -> list[Reason]:
    """Return what is wrong with an activity; `place` is its number, from 1 on."""
    where = {"place": place, "title": activity.title.strip()}
    written = (activity.title, activity.result, activity.indicator, activity.target)
    if not all(text.strip() for text in written):
        return [Reason(Fault.ACTIVITY_INCOMPLETE, where)]
    faults = []
    if not _is_readable(activity):
        faults.append(Reason(_UNREADABLE[activity.kind], where | {"target": activity.target}))
    is_share = activity.kind is IndicatorKind.PERCENTAGE
    if is_share and not (activity.numerator.strip() and activity.denominator.strip()):
        faults.append(Reason(Fault.PERCENTAGE_OF_WHAT, where))
    # A date is kept by a day; nothing else is.
    if (activity.comparison is Comparison.BY) != (activity.kind is IndicatorKind.DATE):
        faults.append(Reason(Fault.COMPARISON_UNFIT, where))
    return faults


def is_reached(activity: Activity, reported: str) -> bool | None:
    """Return whether a reported result reaches the target.

    None for words, which only a person can judge, and for what cannot be read. A
    percentage is reported as its two counts.
    """
    try:
        if activity.kind is IndicatorKind.TEXT:
            return None
        if activity.kind is IndicatorKind.DATE:
            return read_day(reported) <= read_day(activity.target)
        if activity.kind is IndicatorKind.PERCENTAGE:
            result, target = read_share(reported), read_percentage(activity.target)
        else:
            result, target = read_number(reported), read_number(activity.target)
    except ValueError:
        return None
    return bool(_HOLDS[activity.comparison](result, target))


def _is_readable(activity: Activity) -> bool:
    readers = {
        IndicatorKind.NUMBER: read_number,
        IndicatorKind.PERCENTAGE: read_percentage,
        IndicatorKind.DATE: read_day,
    }
    if activity.kind is IndicatorKind.TEXT:
        return True
    try:
        readers[activity.kind](activity.target)
    except ValueError:
        return False
    return True
