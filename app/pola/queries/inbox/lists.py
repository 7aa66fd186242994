"""The lists of the inbox: how much each holds, and a page of one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from app.auth.models import Office
from app.core import clock
from app.core.db import connection
from app.core.errors import Reason
from app.pola.models import Agreement, Filing, WorkerNote
from app.pola.queries.inbox.lines import Lines, has_priority
from app.pola.queries.inbox.reach import lacks_director, manager, person
from app.pola.rules.checks import Standing, check_terms
from app.pola.rules.differences import Difference, differences
from app.pola.rules.filings import Act, FilingState
from app.pola.rules.inbox import Box, Trouble
from app.pola.rules.parameters import Programme, programme_on
from app.pola.rules.routes import Side
from app.pola.rules.states import OPEN, State
from app.pola.rules.ways import Party, Way, turn
from app.pola.rules.written import read_terms


@dataclass(frozen=True)
class Count:
    """How much a list holds, and its first day."""

    number: int
    first: date | None


@dataclass(frozen=True)
class InboxRow:
    """One line of a list: whom it is about, what it says, and by when."""

    agreement_id: int
    user_id: int
    full_name: str
    office_name: str
    state: State
    due: date | None
    waiting_since: datetime | None
    # True or False: managers learn no more than that.
    has_priority: bool
    # On whom it waits, and the manager's name.
    waits_for: Party | None
    manager_name: str
    # Only for requests: what they change, and every rule that they break.
    changes: tuple[Difference, ...]
    faults: tuple[Reason, ...]
    trouble: Trouble | None
    act: Act | None
    filing_state: FilingState | None
    message: str
    event_on: date | None
    # When the safety note was last read.
    read_at: datetime | None
    ended_by: Side | None
    # How far the next agreement has come, if one was asked for.
    renewal: State | None

    @property
    def is_request(self) -> bool:
        """Return True while somebody still has to act on it."""
        return self.state in OPEN

    @property
    def is_clean(self) -> bool:
        """Return True for a request that keeps every rule."""
        return not self.faults


def counts(lines: Lines, boxes: Iterable[Box]) -> dict[Box, Count]:
    """Return how much each list holds, in one question."""
    parts = []
    for box in boxes:
        held = lines.of(box)
        columns = (sa.literal(box.value), sa.func.count(), sa.func.min(held.c.due))
        parts.append(sa.select(*columns).select_from(held))
    found = connection().execute(sa.union_all(*parts))
    return {Box(name): Count(number, first) for name, number, first in found}


def page(lines: Lines, box: Box, limit: int, offset: int = 0) -> list[InboxRow]:
    """Return some lines of a list, the most urgent first."""
    held = lines.of(box)
    return _read(lines, sa.select(held).order_by(*_order(held)).limit(limit).offset(offset))


def requests(lines: Lines, agreement_ids: Iterable[int]) -> list[InboxRow]:
    """Return those of these requests on which it is the person's turn to decide."""
    held = lines.of(Box.APPROVE)
    return _read(lines, sa.select(held).where(held.c.agreement_id.in_(list(agreement_ids))))


def find_request(lines: Lines, agreement_id: int) -> InboxRow | None:
    """Return one request whatever its state, or None."""
    held = lines.one(agreement_id)
    return next(iter(_read(lines, sa.select(held))), None)


def names_of(lines: Lines, agreement_ids: Iterable[int]) -> dict[int, str]:
    """Return whose these agreements are; those that may not be seen are left out."""
    rows = connection().execute(
        sa.select(Agreement.id, person.given_name + " " + person.surname)
        .join(person, person.id == Agreement.user_id)
        .outerjoin(manager, manager.id == person.manager_id)
        .where(Agreement.id.in_(list(agreement_ids)), lines.reach.sees())
    )
    return {row[0]: row[1] for row in rows}


def _order(held: sa.Subquery) -> tuple[Any, ...]:
    return (held.c.at.asc().nulls_first(), held.c.due.asc().nulls_last(), held.c.agreement_id)


def _read(lines: Lines, select: sa.Select[Any]) -> list[InboxRow]:
    held = select.subquery()
    details = _details(lines, held).order_by(*_order(held))
    rules = cache(lambda day: programme_on(day, lines.rows))
    return [_row(row, rules(row.rules_of)) for row in connection().execute(details)]


def _row(row: Any, rules: Programme) -> InboxRow:
    is_open = row.state in OPEN
    return InboxRow(
        agreement_id=row.id,
        user_id=row.user_id,
        full_name=f"{row.given_name} {row.surname}",
        office_name=row.office_name,
        state=row.state,
        due=row.due,
        waiting_since=row.waiting_since and row.waiting_since.astimezone(clock.ROME),
        has_priority=bool(row.has_priority),
        waits_for=turn(_way(row, rules)),
        manager_name=row.manager_name,
        changes=_changes(row) if is_open else (),
        faults=_faults(row, rules) if is_open else (),
        trouble=Trouble(row.trouble) if row.trouble else None,
        act=row.act,
        filing_state=row.filing_state,
        message=row.message,
        event_on=row.event_on,
        read_at=row.at,
        ended_by=row.ended_by,
        renewal=row.renewal,
    )


def _changes(row: Any) -> tuple[Difference, ...]:
    before = read_terms(row.before) if row.before else None
    return tuple(differences(before, read_terms(row.written)))


def _faults(row: Any, rules: Programme) -> tuple[Reason, ...]:
    """Return the rules that a request breaks; that it had to wait is not its fault."""
    standing = Standing(bool(row.has_priority), bool(row.is_waived))
    sent = (row.submitted_at or row.created_at).astimezone(clock.ROME).date()
    return tuple(check_terms(read_terms(row.written), rules, standing, sent))


def _way(row: Any, rules: Programme) -> Way:
    vacant = {Party.MANAGER: row.lacks_manager, Party.DIRECTOR: row.lacks_director}
    return Way(
        state=row.state,
        route=rules.approval_route,
        approvals_given=row.approvals_given,
        vacant=frozenset(party for party, lacks in vacant.items() if lacks),
    )


def _details(lines: Lines, held: sa.Subquery) -> sa.Select[Any]:
    """Return what is told of some lines."""
    before, earlier, next_one = (sa.orm.aliased(Agreement) for _ in range(3))
    # What it revises or renews, else the last one that was signed.
    signed_before = sa.select(sa.func.max(earlier.id)).where(
        earlier.user_id == Agreement.user_id,
        earlier.id < Agreement.id,
        earlier.in_force_from.is_not(None),
    )
    renewal = sa.select(next_one.state).where(
        next_one.user_id == Agreement.user_id, next_one.state.in_(OPEN)
    )
    is_waived = sa.exists().where(
        WorkerNote.user_id == Agreement.user_id, WorkerNote.prevalence_waived_until >= lines.today
    )
    columns: tuple[Any, ...] = (
        Agreement.id,
        Agreement.user_id,
        person.given_name,
        person.surname,
        sa.func.coalesce(Office.name, "").label("office_name"),
        Agreement.state,
        Agreement.terms.label("written"),
        before.terms.label("before"),
        Agreement.rules_of,
        Agreement.approvals_given,
        Agreement.waiting_since,
        Agreement.submitted_at,
        Agreement.created_at,
        Agreement.ended_by,
        sa.func.coalesce(manager.given_name + " " + manager.surname, "").label("manager_name"),
        lines.reach.lacks_manager().label("lacks_manager"),
        lacks_director().label("lacks_director"),
        has_priority(lines.today).label("has_priority"),
        is_waived.label("is_waived"),
        renewal.scalar_subquery().label("renewal"),
        Filing.act,
        Filing.state.label("filing_state"),
        Filing.event_on,
        sa.func.coalesce(Filing.message, "").label("message"),
        held.c.due,
        held.c.at,
        held.c.trouble,
    )
    last = sa.func.coalesce(Agreement.parent_id, signed_before.scalar_subquery())
    return (
        sa.select(*columns)
        .select_from(held)
        .join(Agreement, Agreement.id == held.c.agreement_id)
        .join(person, person.id == Agreement.user_id)
        .outerjoin(manager, manager.id == person.manager_id)
        .outerjoin(Office, Office.id == Agreement.office_id)
        .outerjoin(Filing, Filing.id == held.c.filing_id)
        .outerjoin(before, before.id == last)
    )
