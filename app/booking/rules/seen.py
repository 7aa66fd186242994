"""Who may see that somebody holds a desk, and which one."""

from enum import StrEnum


class SeenBy(StrEnum):
    """To whom a person shows their desks; from the fewest to the most. Words in labels/seen.py."""

    NOBODY = "nobody"
    # The people of their own office.
    TEAM = "team"
    # Everybody who holds a desk, or looks for one, at the same workplace.
    WORKPLACE = "workplace"
