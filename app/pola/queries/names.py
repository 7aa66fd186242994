"""People looked for by name, as it is typed."""

import sqlalchemy as sa

from app.auth.models import User

MOST_WORDS = 4


def named(words: str) -> list[sa.ColumnElement[bool]]:
    """Return conditions on User: each word begins a name, or is the staff number."""
    found = []
    for word in words.split()[:MOST_WORDS]:
        pattern = "".join(f"\\{c}" if c in "%_\\" else c for c in word.casefold()) + "%"
        # A second surname, or the part after an apostrophe, begins a word as well.
        later = [f"{mark}{pattern}" for mark in ("% ", "%'", "%-")]
        found.append(
            sa.or_(
                User.staff_number == word,
                *(
                    sa.func.lower(column).like(one, escape="\\")
                    for column in (User.surname, User.given_name)
                    for one in (pattern, *later)
                ),
            )
        )
    return found
