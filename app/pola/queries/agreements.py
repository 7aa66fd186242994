"""Agreements as plain values, with who may act on them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from app.auth.models import Deputy, Office, Role, RoleGrant, User
from app.core import clock
from app.core.db import connection
from app.pola.models import Agreement
from app.pola.rules.routes import Origin, Side
from app.pola.rules.states import OPEN, State
from app.pola.rules.terms import Terms
from app.pola.rules.written import read_terms


@dataclass(frozen=True)
class AgreementFacts:
    """An agreement as it stands; `user_id` and `manager_ids` are what permissions look at."""

    id: int
    user_id: int
    full_name: str
    office_id: int | None
    office_name: str
    parent_id: int | None
    origin: Origin
    state: State
    version: int
    written: str
    rules_of: date
    approvals_given: int
    waiting_since: datetime | None
    created_at: datetime
    submitted_at: datetime | None
    in_force_from: date | None
    in_force_until: date | None
    ended_by: Side | None
    notice_ends_on: date | None
    protocol_number: str | None
    protocol_on: date | None
    # The line manager, and the line manager's own.
    manager_id: int | None
    director_id: int | None
    # Who may act as them today: they, their deputies, and the managers of the office.
    manager_ids: frozenset[int]
    director_ids: frozenset[int]

    @cached_property
    def terms(self) -> Terms:
        """Return the content that is, or will be, signed."""
        return read_terms(self.written)

    @property
    def is_unsent(self) -> bool:
        """Return True for what its author never sent: nobody else reads it."""
        return self.submitted_at is None and self.state in (State.DRAFT, State.ABANDONED)

    def is_in_force(self, day: date) -> bool:
        """Return True if both signed it and the day is within its period."""
        return (
            self.in_force_from is not None
            and self.in_force_from <= day
            and (self.in_force_until is None or day <= self.in_force_until)
        )


_person, _manager = sa.orm.aliased(User), sa.orm.aliased(User)
_SELECT = (
    sa.select(
        Agreement.id,
        Agreement.user_id,
        _person.given_name,
        _person.surname,
        Agreement.office_id,
        sa.func.coalesce(Office.name, "").label("office_name"),
        Agreement.parent_id,
        Agreement.origin,
        Agreement.state,
        Agreement.version,
        Agreement.terms.label("written"),
        Agreement.rules_of,
        Agreement.approvals_given,
        Agreement.waiting_since,
        Agreement.created_at,
        Agreement.submitted_at,
        Agreement.in_force_from,
        Agreement.in_force_until,
        Agreement.ended_by,
        Agreement.notice_ends_on,
        Agreement.protocol_number,
        Agreement.protocol_on,
        _person.manager_id,
        _manager.manager_id.label("director_id"),
    )
    .join(_person, _person.id == Agreement.user_id)
    .outerjoin(_manager, _manager.id == _person.manager_id)
    .outerjoin(Office, Office.id == Agreement.office_id)
)


def find_agreement(agreement_id: int) -> AgreementFacts | None:
    """Return an agreement, or None."""
    return next(iter(_read(_SELECT.where(Agreement.id == agreement_id))), None)


def agreements_of(user_id: int) -> list[AgreementFacts]:
    """Return all agreements and requests of a person, newest first."""
    return _read(_SELECT.where(Agreement.user_id == user_id).order_by(Agreement.id.desc()))


def agreement_on(user_id: int, day: date) -> AgreementFacts | None:
    """Return the agreement of a person that is in force on a day; there is one at most."""
    select = _SELECT.where(
        Agreement.user_id == user_id,
        Agreement.in_force_from <= day,
        sa.or_(Agreement.in_force_until.is_(None), Agreement.in_force_until >= day),
    )
    return next(iter(_read(select)), None)


def open_request_of(user_id: int) -> AgreementFacts | None:
    """Return the person's request that somebody still has to act on, or None."""
    select = _SELECT.where(Agreement.user_id == user_id, Agreement.state.in_(OPEN))
    return next(iter(_read(select)), None)


def _read(select: sa.Select[*tuple[Any, ...]]) -> list[AgreementFacts]:
    rows = connection().execute(select).all()
    stand_ins = deputies_of(
        {n for row in rows for n in (row.manager_id, row.director_id) if n}, clock.today()
    )
    chiefs = office_managers({row.office_id for row in rows if row.office_id})
    found = []
    for row in rows:
        values = dict(row._mapping)
        values["full_name"] = f"{values.pop('given_name')} {values.pop('surname')}"
        # Nobody decides about their own request, not even as a deputy.
        for role in ("manager", "director"):
            ids = {row._mapping[f"{role}_id"], *stand_ins.get(row._mapping[f"{role}_id"], ())}
            if role == "manager":
                ids |= chiefs.get(row.office_id, set())
            values[f"{role}_ids"] = frozenset(ids - {None, row.user_id})
        found.append(AgreementFacts(**values))
    return found


def office_managers(office_ids: Iterable[int]) -> dict[int, set[int]]:
    """Return who was given each of these offices, or one above it, to manage."""
    wanted = set(office_ids)
    if not wanted:
        return {}
    above = (
        sa.select(Office.id.label("below"), Office.id, Office.parent_id)
        .where(Office.id.in_(wanted))
        .cte(recursive=True)
    )
    above = above.union(
        sa.select(above.c.below, Office.id, Office.parent_id).join(
            above, Office.id == above.c.parent_id
        )
    )
    rows = connection().execute(
        sa.select(above.c.below, RoleGrant.user_id)
        .join(RoleGrant, RoleGrant.office_id == above.c.id)
        .where(RoleGrant.role == Role.MANAGER)
    )
    found: dict[int, set[int]] = {}
    for row in rows:
        found.setdefault(row.below, set()).add(row.user_id)
    return found


def deputies_of(user_ids: Iterable[int], day: date) -> dict[int, set[int]]:
    """Return who stands in for each of these people on a day; people without are left out."""
    wanted = set(user_ids)
    if not wanted:
        return {}
    rows = connection().execute(
        sa.select(Deputy.user_id, Deputy.deputy_id).where(
            Deputy.user_id.in_(wanted), Deputy.from_day <= day, Deputy.to_day >= day
        )
    )
    found: dict[int, set[int]] = {}
    for row in rows:
        found.setdefault(row.user_id, set()).add(row.deputy_id)
    return found
