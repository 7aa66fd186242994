"""Who may see that somebody holds a desk, and which one."""

from enum import StrEnum


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


def sees(viewer_office: int | None, own: SeenBy, shown_office: int | None, ceiling: SeenBy) -> bool:
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
    return "".join(word[0].upper() for word in [*words[:1], *words[1:][-1:]])
