"""The list of communications, by the day on which they are due: filtered, page by page."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.auth.models import User
from app.core import clock
from app.core.db import connection
from app.pola.models import Filing
from app.pola.queries.filings import COLUMNS, PERSON, Entry, person_of, revised_with
from app.pola.queries.names import named
from app.pola.rules.communications import Told
from app.pola.rules.filings import Act, FilingState, target_on

PAGE = 50
TO_SETTLE = (
    FilingState.WAITING,
    FilingState.SENDING,
    FilingState.IN_DOUBT,
    FilingState.REFUSED,
    FilingState.EXPORTED,
)


@dataclass(frozen=True)
class Sought:
    """What is looked for: nothing means all that is not settled."""

    name: str = ""
    states: tuple[FilingState, ...] = TO_SETTLE
    act: Act | None = None
    # Due on this day or earlier.
    due_by: date | None = None
    agreement_id: int | None = None


@dataclass(frozen=True)
class Line:
    """A communication in the list, whose it is, and what stands before it."""

    entry: Entry
    full_name: str
    # With what is known of the person today.
    told: Told
    # None for what refers to nothing.
    previous_state: FilingState | None

    @property
    def due_on(self) -> date:
        """Return the last day by law."""
        return self.entry.due_on

    @property
    def settled_on(self) -> date | None:
        """Return the day in Italy on which it was settled."""
        settled = self.entry.settled_at
        return settled.astimezone(clock.ROME).date() if settled else None

    @property
    def target_on(self) -> date:
        """Return the day by which we mean to have told it."""
        return target_on(self.entry.event_on)


_before = sa.orm.aliased(Filing)


def count_filings(sought: Sought) -> int:
    """Return how many communications match."""
    matching = (
        sa.select(sa.func.count())
        .select_from(Filing)
        .join(User, User.id == Filing.user_id)
        .where(*_conditions(sought))
    )
    return int(connection().execute(matching).scalar_one())


def filing_lines(sought: Sought, offset: int = 0, limit: int | None = PAGE) -> list[Line]:
    """Return one page of what matches, the most urgent first; all of it with `limit` None."""
    select = (
        sa.select(*COLUMNS, *PERSON, _before.state.label("previous_state"))
        .join(User, User.id == Filing.user_id)
        .outerjoin(_before, _before.id == Filing.previous_id)
        .where(*_conditions(sought))
        .order_by(Filing.due_on, Filing.id)
        .offset(offset)
    )
    rows = connection().execute(select.limit(limit) if limit else select)
    return [_line(row) for row in rows]


def exported_acts() -> list[Act]:
    """Return the acts of which something was written to a file and is not settled."""
    select = sa.select(Filing.act).where(Filing.state == FilingState.EXPORTED).distinct()
    found = set(connection().execute(select).scalars())
    return [act for act in Act if act in found]


def _line(row: Any) -> Line:
    entry = Entry(*row[: len(COLUMNS)])
    told = entry.told
    if entry.state is not FilingState.ACCEPTED:
        told = replace(told, **person_of(row))
    return Line(entry, f"{row.surname} {row.given_name}", told, row.previous_state)


def _conditions(sought: Sought) -> list[Any]:
    found: list[Any] = list(named(sought.name))
    if sought.agreement_id is not None:
        return [Filing.agreement_id.in_(revised_with(sought.agreement_id))]
    found.append(Filing.state.in_(sought.states))
    if sought.act is not None:
        found.append(Filing.act == sought.act)
    if sought.due_by is not None:
        found.append(Filing.due_on <= sought.due_by)
    return found
