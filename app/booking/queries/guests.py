"""Who comes to a workplace on a day: as much as its reception needs, and nothing else."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.auth.models import User
from app.booking.models import Slot
from app.core.db import connection
from app.core.half import Half, Part

_guests = (
    sa.select(User.id, User.surname, User.given_name, Slot.half)
    .join(User, User.id == Slot.user_id)
    .where(Slot.workplace_id == sa.bindparam("workplace"), Slot.day == sa.bindparam("day"))
    .order_by(User.surname, User.given_name, User.id)
)


@dataclass(frozen=True)
class Guest:
    """A person who is expected, and for which part of the day."""

    surname: str
    given_name: str
    part: Part


def guests_on(workplace_id: int, day: date) -> list[Guest]:
    """Return the people who hold a desk of a workplace on a day, by surname; one query."""
    halves: dict[int, set[Half]] = {}
    names: dict[int, tuple[str, str]] = {}
    for user_id, surname, given_name, half in connection().execute(
        _guests, {"workplace": workplace_id, "day": day}
    ):
        names[user_id] = (surname, given_name)
        halves.setdefault(user_id, set()).add(half)
    return [Guest(*name, Part.of(halves[user_id])) for user_id, name in names.items()]
