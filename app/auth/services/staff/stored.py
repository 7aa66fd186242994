"""The people who are stored already, and which line of a file is about whom."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.auth.models import User
from app.core.db import connection
from app.core.tables.table import Row


class Stored(NamedTuple):
    """A person as the database knows them."""

    id: int
    staff_number: str | None
    email: str
    given_name: str
    surname: str
    sex: str | None
    born_on: date | None
    fiscal_code: str | None
    office_id: int | None
    grade: str | None
    hired_on: date | None
    contract: str | None
    is_remote_capable: bool
    hours_percent: int
    is_active: bool
    is_demo: bool
    manager_number: str | None


_manager = aliased(User)
_people = sa.select(
    *(getattr(User, name) for name in Stored._fields[:-1]), _manager.staff_number
).outerjoin(_manager, _manager.id == User.manager_id)


def stored_people() -> list[Stored]:
    """Return everybody who has an account, in one query."""
    return [Stored._make(row) for row in connection().execute(_people)]


def match(wanted: Mapping[str, Row], people: Iterable[Stored]) -> dict[str, Stored]:
    """Return whom each staff number of a file is about; a new person is about nobody."""
    everybody = list(people)
    by_number = {p.staff_number: p for p in everybody if p.staff_number is not None}
    # Those whom the file does not list under the number that they have here.
    loose = [p for p in everybody if p.staff_number not in wanted and not p.is_demo]
    by_code = {p.fiscal_code: p for p in loose if p.fiscal_code is not None}
    by_hand = {p.email: p for p in loose if p.staff_number is None}
    found: dict[str, Stored] = {}
    for number, row in wanted.items():
        person = by_number.get(number) or by_code.get(row["fiscal_code"])
        person = person or by_hand.get(row["email"])
        if person is not None:
            found[number] = person
    return found
