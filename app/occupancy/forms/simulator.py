"""The what-if question as the address asks it, and what is to be put right in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.booking.rules.places import Places
from app.core.forms import clean
from app.core.templating import day_numeric
from app.occupancy.labels.simulator import FAULTS
from app.occupancy.labels.use import PERIOD_FAULTS
from app.occupancy.rules.changes import Change
from app.occupancy.rules.periods import Period, PeriodFault, read_period
from app.occupancy.rules.questions import (
    MOST_CHANGES,
    Ninth,
    Question,
    QuestionFault,
    Written,
    is_too_long,
    read_change,
    read_ninth,
    spelled,
)

# The name under which an answer is kept; nothing else may be longer than a code.
_LONGEST = 40
# Thirteen weeks.
_USUAL_DAYS = 91


@dataclass(frozen=True)
class Fault:
    """What is to be put right, and the id of the control to mend."""

    control: str
    words: str


@dataclass(frozen=True)
class Asking:
    """The form as it was filled in, and the question if it makes sense."""

    first: str
    last: str
    rows: tuple[Written, ...]
    area: str
    desks: str
    # False when the page was opened without a question.
    is_asked: bool
    question: Question | None
    faults: tuple[Fault, ...]


def read_question(query: Any, known: Places, days: Period) -> Asking:
    """Return what the query of an address asks of these days; without one the form is empty."""
    rows = tuple(_row(query, n) for n in range(1, MOST_CHANGES + 1))
    area, desks = _text(query, "area"), _text(query, "desks")
    first, last = _text(query, "from"), _text(query, "to")
    faults: list[Fault] = []
    is_asked = bool(first or last or area or desks or any(not row.is_empty for row in rows))
    if not is_asked:
        usual = _usual(days)
        return Asking(
            usual.first.isoformat(), usual.last.isoformat(), rows, "", "", False, None, ()
        )
    found = _period(first, last, days, faults)
    changes = _changes(rows, {w.code: w.id for w in known.workplaces}, faults)
    ninth = _ninth(area, desks, known, faults)
    if not changes and not ninth and not faults:
        faults.append(Fault("place1", str(FAULTS[QuestionFault.NOTHING_CHANGES])))
    question = Question(found, tuple(changes), ninth) if found and not faults else None
    if found:
        first, last = found.first.isoformat(), found.last.isoformat()
    return Asking(first, last, rows, area, desks, True, question, tuple(faults))


def address_of(question: Question, known: Places) -> dict[str, str | list[str]]:
    """Return the query of the address that asks this question."""
    return spelled(question, {w.id: w.code for w in known.workplaces})


def _usual(days: Period) -> Period:
    """Return the days that are replayed unless others are asked for: a quarter of a year."""
    return Period(max(days.last - timedelta(days=_USUAL_DAYS - 1), days.first), days.last)


def _text(query: Any, name: str) -> str:
    return (clean(query.get(name, "")) or "")[:_LONGEST]


def _row(query: Any, n: int) -> Written:
    days = tuple((clean(day) or "")[:_LONGEST] for day in query.getlist(f"days{n}"))
    return Written(
        place=_text(query, f"place{n}"),
        what=_text(query, f"what{n}"),
        number=_text(query, f"number{n}"),
        weekdays=days,
    )


def _period(first: str, last: str, days: Period, faults: list[Fault]) -> Period | None:
    if not first and not last:
        return _usual(days)
    found = read_period(first, last, days.last)
    if isinstance(found, PeriodFault) and found is not PeriodFault.TOO_LONG:
        faults.append(Fault("from", str(PERIOD_FAULTS[found])))
        return None
    if isinstance(found, PeriodFault) or is_too_long(found):
        faults.append(Fault("from", str(FAULTS[QuestionFault.TOO_LONG])))
        return None
    if found.first < days.first:
        words = str(FAULTS[QuestionFault.TOO_OLD]) % {"day": day_numeric(days.first)}
        faults.append(Fault("from", words))
        return None
    return found


# What is wrong stands beside the control that mends it.
_CONTROLS = {
    QuestionFault.NO_PLACE: "place",
    QuestionFault.UNKNOWN_PLACE: "place",
    QuestionFault.NO_WHAT: "what",
    QuestionFault.ODD_DESKS: "number",
    QuestionFault.ODD_PERCENT: "number",
    QuestionFault.ODD_WEEKDAY: "days",
}


def _changes(
    rows: tuple[Written, ...], ids: Mapping[str, int], faults: list[Fault]
) -> list[Change]:
    changes = []
    for n, row in enumerate(rows, start=1):
        if row.is_empty:
            continue
        found = read_change(row, ids)
        if isinstance(found, Change):
            changes.append(found)
        else:
            faults.append(Fault(f"{_CONTROLS[found]}{n}", str(FAULTS[found])))
    return changes


def _ninth(area: str, desks: str, known: Places, faults: list[Fault]) -> Ninth | None:
    found = read_ninth(area, desks, known.areas.keys())
    if isinstance(found, QuestionFault):
        control = "desks" if found is QuestionFault.ODD_DESKS else "area"
        faults.append(Fault(control, str(FAULTS[found])))
        return None
    return found
