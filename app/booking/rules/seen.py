"""Who may see that somebody holds a desk, and which one."""

from collections.abc import Iterable
from enum import StrEnum
from math import hypot

from app.booking.rules.places import DeskFacts

# So many of the nearest desks are called next to a colleague.
NEXT_TO = 3


class SeenBy(StrEnum):
    """To whom a person shows their desks; from the fewest to the most. Words in labels/seen.py."""

    NOBODY = "nobody"
    # The people of their own office.
    TEAM = "team"
    # Everybody who holds a desk, or looks for one, at the same workplace.
    WORKPLACE = "workplace"


_FROM_FEWEST = tuple(SeenBy)


def allowed(ceiling: SeenBy) -> tuple[SeenBy, ...]:
    """Return what a person may choose where the house rules set this ceiling."""
    return _FROM_FEWEST[: _FROM_FEWEST.index(ceiling) + 1]


def counting(own: SeenBy, ceiling: SeenBy) -> SeenBy:
    """Return what counts of a person's choice: never more than the ceiling."""
    return min(own, ceiling, key=_FROM_FEWEST.index)


def sees(
    viewer_office: int | None, own: SeenBy, shown_office: int | None, ceiling: SeenBy
) -> bool:
    """Return True when somebody of one office may see the desks of a person of another.

    Whoever asks is signed in, and looks at the workplace or for the person. Two people
    without an office are no team.
    """
    match counting(own, ceiling):
        case SeenBy.WORKPLACE:
            return True
        case SeenBy.TEAM:
            return viewer_office is not None and viewer_office == shown_office
    return False


def initials(name: str) -> str:
    """Return the first letters of the first and the last word of a name, for a narrow place."""
    words = name.split()
    return "".join(word[0].upper() for word in (words if len(words) < 2 else words[:: len(words) - 1]))


def nearest_first(desks: Iterable[DeskFacts], to: DeskFacts) -> list[DeskFacts]:
    """Return the other desks of the same room, the nearest first, equals by their codes.

    Metres are counted inside a room alone: how far another room is nobody has measured.
    """
    others = [desk for desk in desks if desk.room_id == to.room_id and desk.id != to.id]
    return sorted(others, key=lambda desk: (metres(desk, to), desk.code))


def metres(one: DeskFacts, other: DeskFacts) -> float:
    """Return how far two desks of a room stand from each other, corner to corner."""
    return round(hypot(one.x_m - other.x_m, one.y_m - other.y_m), 2)
