"""What one version of an agreement changes in the one before it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from app.pola.rules.terms import Activity, Duration, RemotePattern, Rhythm, Terms


class Part(StrEnum):
    """What of an agreement differs. The words are in labels/differences.py."""

    # There is nothing to compare with: the whole agreement is new.
    FIRST = "first"
    STARTS_ON = "starts_on"
    # How long it lasts: until a day, or open-ended.
    TERM = "term"
    PATTERN = "pattern"
    CONTACT = "contact"
    REST = "rest"
    PLACE = "place"
    TOOL = "tool"
    ACTIVITY = "activity"
    NOTICE_DAYS = "notice_days"
    JUSTIFIED_REASONS = "justified_reasons"
    WAYS = "ways"
    DIRECTION = "direction"
    DISCONNECTION = "disconnection"


# A renewal changes these and is the same agreement for longer.
PERIOD = frozenset({Part.STARTS_ON, Part.TERM})


@dataclass(frozen=True)
class Difference:
    """Something that changes; a new line of a list has no `before`, one left out no `after`."""

    part: Part
    before: Any
    after: Any


def differences(old: Terms | None, new: Terms) -> list[Difference]:
    """Return what new terms change in old ones, in the order in which an agreement tells it.

    The order of places, tools, activities and of fixed halves says nothing.
    """
    if old is None:
        return [Difference(Part.FIRST, None, new)]
    return [
        *_values(_FRAME, old, new),
        *_lines(Part.PLACE, old.places, new.places, str),
        *_lines(Part.TOOL, old.tools, new.tools, lambda tool: tool.name),
        *_lines(Part.ACTIVITY, old.activities, new.activities, lambda one: one.title),
        *_values(_CLAUSES, old, new),
    ]


def changed_fields(before: Activity, after: Activity) -> list[str]:
    """Return which fields of an activity differ, in their order."""
    names = [field.name for field in fields(Activity)]
    return [name for name in names if getattr(before, name) != getattr(after, name)]


_Read = Callable[[Terms], Any]
_FRAME: dict[Part, _Read] = {
    Part.STARTS_ON: lambda terms: terms.starts_on,
    Part.TERM: lambda terms: None if terms.duration is Duration.OPEN else terms.ends_on,
    Part.PATTERN: lambda terms: terms.pattern,
    Part.CONTACT: lambda terms: terms.contact,
    Part.REST: lambda terms: terms.rest,
}
_CLAUSES: dict[Part, _Read] = {
    Part.NOTICE_DAYS: lambda terms: terms.notice_days,
    Part.JUSTIFIED_REASONS: lambda terms: terms.justified_reasons,
    Part.WAYS: lambda terms: terms.ways,
    Part.DIRECTION: lambda terms: terms.direction,
    Part.DISCONNECTION: lambda terms: terms.disconnection,
}


def _values(parts: Mapping[Part, _Read], old: Terms, new: Terms) -> list[Difference]:
    return [
        Difference(part, before, after)
        for part, read in parts.items()
        for before, after in [(read(old), read(new))]
        if _settled(before) != _settled(after)
    ]


def _settled(value: Any) -> Any:
    """Return a value without what says nothing: an order, or what a pattern's rhythm ignores."""
    if not isinstance(value, RemotePattern):
        return value
    is_fixed = value.rhythm is Rhythm.WEEKDAYS
    return (value.rhythm, tuple(sorted(value.halves)) if is_fixed else value.count)


def _lines(
    part: Part, old: Iterable[Any], new: Iterable[Any], name: Callable[[Any], str]
) -> list[Difference]:
    """Return which lines of a list are new, changed or left out; a line is known by its name."""
    gone, come = list(old), []
    for line in new:
        if line in gone:
            gone.remove(line)
        else:
            come.append(line)
    found = []
    for line in come:
        before = next((one for one in gone if name(one) == name(line)), None)
        if before is not None:
            gone.remove(before)
        found.append(Difference(part, before, line))
    return found + [Difference(part, line, None) for line in gone]
