"""Every agreement and request, for human resources: filtered, searched, page by page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.auth.models import Office, User
from app.core import clock
from app.core.db import connection
from app.pola.models import Agreement
from app.pola.queries.names import named
from app.pola.rules.states import State
from app.pola.rules.terms import Duration

PAGE = 50
EXPIRING_DAYS = 60
IN_FORCE = (State.ACTIVE, State.WITHDRAWAL_NOTICE)


@dataclass(frozen=True)
class Wanted:
    """What of the register is looked for; nothing means all."""

    name: str = ""
    state: State | None = None
    office_id: int | None = None
    # In force, and ending within so many days.
    is_expiring: bool = False


@dataclass(frozen=True)
class Entry:
    """A line of the register."""

    id: int
    user_id: int
    staff_number: str | None
    surname: str
    given_name: str
    office: str
    state: State
    duration: Duration
    starts_on: date
    ends_on: date | None
    halves_a_month: int
    protocol_number: str | None
    protocol_on: date | None

    @property
    def full_name(self) -> str:
        """Return surname and given name, as registers have it."""
        return f"{self.surname} {self.given_name}"


# What was or will be: the period in force where there is one, else the one asked for.
_first = sa.func.coalesce(Agreement.in_force_from, Agreement.starts_on)
_last = sa.case(
    (Agreement.in_force_from.is_not(None), Agreement.in_force_until), else_=Agreement.ends_on
)
_entries = (
    sa.select(
        Agreement.id,
        Agreement.user_id,
        User.staff_number,
        User.surname,
        User.given_name,
        sa.func.coalesce(Office.name, "").label("office"),
        Agreement.state,
        Agreement.duration,
        _first.label("starts_on"),
        _last.label("ends_on"),
        Agreement.halves_a_month,
        Agreement.protocol_number,
        Agreement.protocol_on,
    )
    .join(User, User.id == Agreement.user_id)
    .outerjoin(Office, Office.id == Agreement.office_id)
)
_order = (User.surname, User.given_name, User.id, Agreement.id.desc())


def count_entries(wanted: Wanted) -> int:
    """Return how many agreements and requests match."""
    matching = (
        sa.select(sa.func.count())
        .select_from(Agreement)
        .join(User, User.id == Agreement.user_id)
        .where(*_conditions(wanted))
    )
    return int(connection().execute(matching).scalar_one())


def entries(wanted: Wanted, offset: int = 0, limit: int | None = PAGE) -> Iterator[Entry]:
    """Yield one page of what matches, by surname; all of it with `limit` None."""
    page = _entries.where(*_conditions(wanted)).order_by(*_order).offset(offset)
    rows = connection().execute(page.limit(limit) if limit else page)
    return (Entry(**row._mapping) for row in rows)


def offices_with_agreements() -> list[tuple[int, str]]:
    """Return the offices that the register can be filtered by."""
    used = sa.select(Agreement.office_id)
    rows = connection().execute(
        sa.select(Office.id, Office.name).where(Office.id.in_(used)).order_by(Office.name)
    )
    return [(row.id, row.name) for row in rows]


def _conditions(wanted: Wanted) -> list[Any]:
    found: list[Any] = list(named(wanted.name))
    if wanted.state is not None:
        found.append(Agreement.state == wanted.state)
    else:
        # What was never sent is nobody's business yet.
        found.append(Agreement.state.not_in((State.DRAFT, State.ABANDONED)))
    if wanted.office_id is not None:
        found.append(Agreement.office_id == wanted.office_id)
    if wanted.is_expiring:
        today = clock.today()
        found += [
            Agreement.state.in_(IN_FORCE),
            Agreement.in_force_until >= today,
            Agreement.in_force_until <= today + timedelta(days=EXPIRING_DAYS),
        ]
    return found
