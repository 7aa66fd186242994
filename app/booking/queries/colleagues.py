"""Find a colleague by name: what people type is a surname, a whole name or a mail address."""

from typing import NamedTuple

import sqlalchemy as sa

from app.auth.models import Office, User
from app.core.db import connection

# Fewer letters would list the whole city.
FEWEST_LETTERS = 3
MOST_FOUND = 10


class Named(NamedTuple):
    """Somebody who works here, as colleagues tell them apart."""

    id: int
    name: str
    office: str | None


_NAME = User.given_name + " " + User.surname
_NAME_BY_SURNAME = User.surname + " " + User.given_name


def find_by_name(text: str, limit: int = MOST_FOUND) -> list[Named]:
    """Return active people whose surname begins so, in the order of their names.

    Two words and more may be a whole name, either way round; a mail address must be
    written whole. Fewer than three letters find nobody.
    """
    wanted = " ".join(text.split())
    if len(wanted) < FEWEST_LETTERS:
        return []
    names = [User.surname, _NAME, _NAME_BY_SURNAME] if " " in wanted else [User.surname]
    # SQLite knows small letters without accents alone: a capital one is also tried as such.
    capital = " ".join(word.capitalize() for word in wanted.split())
    begins_so = [
        match
        for name in names
        for match in (
            sa.func.lower(name).startswith(wanted.lower(), autoescape=True),
            name.startswith(capital, autoescape=True),
        )
    ]
    select = (
        sa.select(User.id, _NAME, Office.name)
        .outerjoin(Office, Office.id == User.office_id)
        .where(
            User.is_active.is_(True),
            sa.or_(*begins_so, sa.func.lower(User.email) == wanted.lower()),
        )
        .order_by(User.surname, User.given_name, User.id)
        .limit(limit)
    )
    return [Named(*row) for row in connection().execute(select)]
