"""A what-if question as its address spells it: read, refused with a reason, spelled again."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.occupancy.rules.changes import Change, What
from app.occupancy.rules.periods import Period

MOST_CHANGES = 6
MOST_DESKS = 500
LONGEST_DAYS = 366
_WEEKDAYS = "12345"
_NUMBER = re.compile("[0-9]{1,4}")


class QuestionFault(StrEnum):
    """Why a question gets no answer. The words are in labels."""

    NO_PLACE = "no_place"
    UNKNOWN_PLACE = "unknown_place"
    NO_WHAT = "no_what"
    ODD_DESKS = "odd_desks"
    ODD_PERCENT = "odd_percent"
    ODD_WEEKDAY = "odd_weekday"
    UNKNOWN_AREA = "unknown_area"
    NO_AREA = "no_area"
    NOTHING_CHANGES = "nothing_changes"
    TOO_LONG = "too_long"
    # The bookings of its first days were deleted.
    TOO_OLD = "too_old"
    TOO_FEW_PEOPLE = "too_few_people"


@dataclass(frozen=True)
class Written:
    """One change as it was written; all of it may be nonsense."""

    place: str = ""
    what: str = ""
    number: str = ""
    weekdays: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Return True if nobody has said where something changes, nor what."""
        return not self.place and not self.what


@dataclass(frozen=True)
class Ninth:
    """One more workplace: in which area, and with how many desks."""

    area: str
    desks: int


@dataclass(frozen=True)
class Question:
    """What would be different, and the days whose demand is replayed."""

    period: Period
    changes: tuple[Change, ...] = ()
    ninth: Ninth | None = None


def is_too_long(period: Period) -> bool:
    """Return True for more than a year."""
    return (period.last - period.first).days >= LONGEST_DAYS


def read_change(written: Written, ids: Mapping[str, int]) -> Change | QuestionFault:
    """Return the change that was written, or what is wrong with it; `ids` by workplace code."""
    if not written.place:
        return QuestionFault.NO_PLACE
    if written.place not in ids:
        return QuestionFault.UNKNOWN_PLACE
    if written.what not in set(What):
        return QuestionFault.NO_WHAT
    if not set(written.weekdays) <= set(_WEEKDAYS):
        return QuestionFault.ODD_WEEKDAY
    what = What(written.what)
    number = _number(written.number)
    if what is What.CAP and (number is None or number > 100):
        return QuestionFault.ODD_PERCENT
    if what in {What.MORE, What.FEWER} and not _is_desks(number):
        return QuestionFault.ODD_DESKS
    days = "".join(sorted(set(written.weekdays)))
    return Change(
        ids[written.place],
        what,
        0 if what is What.CLOSES else number or 0,
        # Every working day is no choice at all.
        "" if days == _WEEKDAYS else days,
    )


def read_ninth(area: str, desks: str, areas: Collection[str]) -> Ninth | QuestionFault | None:
    """Return the workplace that would be added, None without one, or what is wrong with it."""
    if not area and not desks:
        return None
    if not area:
        return QuestionFault.NO_AREA
    if area not in areas:
        return QuestionFault.UNKNOWN_AREA
    number = _number(desks)
    if number is None or not _is_desks(number):
        return QuestionFault.ODD_DESKS
    return Ninth(area, number)


def _number(text: str) -> int | None:
    return int(text) if _NUMBER.fullmatch(text) else None


def _is_desks(number: int | None) -> bool:
    return number is not None and 1 <= number <= MOST_DESKS


def spelled(question: Question, codes: Mapping[int, str]) -> dict[str, str | list[str]]:
    """Return the query of the address that asks this question; `codes` by workplace id."""
    words: dict[str, str | list[str]] = {
        "from": question.period.first.isoformat(),
        "to": question.period.last.isoformat(),
    }
    for n, change in enumerate(question.changes, start=1):
        words |= {f"place{n}": codes[change.workplace_id], f"what{n}": change.what.value}
        if change.what is not What.CLOSES:
            words[f"number{n}"] = str(change.number)
        if change.weekdays:
            words[f"days{n}"] = list(change.weekdays)
    if question.ninth:
        words |= {"area": question.ninth.area, "desks": str(question.ninth.desks)}
    return words
