"""Whose agreements somebody deals with today, and whose turn each is, as conditions of SQL.

They say in bulk what queries/agreements and rules/ways say of one agreement.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.models import Deputy, Office, Role, RoleGrant, User
from app.core import clock
from app.core.db import connection
from app.pola.models import Agreement
from app.pola.rules.parameters import ParameterRow, Programme, programme_on
from app.pola.rules.routes import Approver

person, manager = sa.orm.aliased(User), sa.orm.aliased(User)
Condition = sa.ColumnElement[bool]


@dataclass(frozen=True)
class OfficeChoice:
    """An office to filter by."""

    id: int
    name: str
    parent_id: int | None


@dataclass(frozen=True)
class Reach:
    """Whose agreements somebody deals with today."""

    user_id: int | None
    is_hr: bool
    leads: bool
    # They, and whom they stand in for today.
    principals: frozenset[int]
    offices: Mapping[int, OfficeChoice]
    # Who was given each office to manage, or one above it.
    chiefs: Mapping[int, frozenset[int]] = field(default_factory=dict)

    @property
    def choices(self) -> list[OfficeChoice]:
        """Return the offices to filter by: all of them, or those given to this person."""
        return [
            one
            for one in self.offices.values()
            if self.is_hr or self.user_id in self.chiefs.get(one.id, ())
        ]

    def below(self, office_id: int) -> list[int]:
        """Return an office and all those below it."""
        found, here = [office_id], [office_id]
        while here:
            here = [one.id for one in self.offices.values() if one.parent_id in here]
            found += here
        return found

    def is_manager(self) -> Condition:
        """Hold for the agreements on which they act as the manager."""
        own = [n for n, chiefs in self.chiefs.items() if self.user_id in chiefs]
        return sa.and_(
            sa.or_(person.manager_id.in_(self.principals), Agreement.office_id.in_(own)),
            self._of_others(),
        )

    def is_director(self) -> Condition:
        """Hold for the agreements on which they act as the manager's manager."""
        return sa.and_(manager.manager_id.in_(self.principals), self._of_others())

    def sees(self) -> Condition:
        """Hold for the agreements that they may see, their own apart."""
        if self.is_hr:
            return self._of_others()
        return sa.or_(self.is_manager(), self.is_director())

    def has_turn(self, rows: Sequence[ParameterRow]) -> Condition:
        """Hold for the submitted requests on which it is their turn to decide."""
        turn = approver(rows)
        held = [
            sa.and_(turn == Approver.MANAGER, self.is_manager()),
            sa.and_(turn == Approver.DIRECTOR, self.is_director()),
        ]
        if self.is_hr:
            nobody = sa.or_(
                turn == Approver.HR,
                sa.and_(turn == Approver.MANAGER, self.lacks_manager()),
                sa.and_(turn == Approver.DIRECTOR, lacks_director()),
            )
            held.append(sa.and_(nobody, self._of_others()))
        return sa.or_(*held)

    def lacks_manager(self) -> Condition:
        """Hold where nobody stands above a person: neither a manager nor one of the office."""
        led = [n for n, chiefs in self.chiefs.items() if chiefs]
        by_oneself = [(n, *chiefs) for n, chiefs in self.chiefs.items() if len(chiefs) == 1]
        return sa.and_(
            sa.or_(person.manager_id.is_(None), person.manager_id == person.id),
            sa.or_(
                Agreement.office_id.is_(None),
                Agreement.office_id.not_in(led),
                sa.tuple_(Agreement.office_id, Agreement.user_id).in_(by_oneself),
            ),
        )

    def _of_others(self) -> Condition:
        return Agreement.user_id != (self.user_id or 0)


def reach_of(actor: Actor) -> Reach:
    """Return whose agreements somebody deals with today."""
    today = clock.today()
    run = connection().execute
    away = sa.select(Deputy.user_id).where(
        Deputy.deputy_id == actor.id, Deputy.from_day <= today, Deputy.to_day >= today
    )
    rows = run(sa.select(Office.id, Office.name, Office.parent_id).order_by(Office.name, Office.id))
    offices = {row.id: OfficeChoice(*row) for row in rows}
    given = sa.select(RoleGrant.office_id, RoleGrant.user_id).where(
        RoleGrant.role == Role.MANAGER, RoleGrant.office_id.is_not(None)
    )
    over: dict[int, set[int]] = {}
    for office_id, user_id in run(given):
        assert office_id is not None
        over.setdefault(office_id, set()).add(user_id)
    return Reach(
        user_id=actor.id,
        is_hr=actor.has(Role.HR),
        leads=actor.leads,
        principals=frozenset({*run(away).scalars(), actor.id or 0}),
        offices=offices,
        chiefs={n: frozenset(_above(n, offices, over)) for n in offices} if over else {},
    )


def _above(
    office_id: int, offices: Mapping[int, OfficeChoice], over: Mapping[int, set[int]]
) -> set[int]:
    found: set[int] = set()
    here: int | None = office_id
    while here is not None:
        found |= over.get(here, set())
        here = offices[here].parent_id
    return found


def lacks_director() -> Condition:
    """Hold where nobody stands above a person's manager."""
    return sa.or_(manager.manager_id.is_(None), manager.manager_id == person.id)


def approver(rows: Sequence[ParameterRow]) -> sa.ColumnElement[str]:
    """Return which step of its way a submitted request has come to (rules/ways.approver_now)."""

    def turn(rules: Programme) -> Any:
        *first, last = rules.approval_route
        given = {n: sa.literal(one.value) for n, one in enumerate(first)}
        whens = [(Agreement.approvals_given == n, one) for n, one in given.items()]
        return sa.case(*whens, else_=last.value) if whens else sa.literal(last.value)

    step: sa.ColumnElement[str] = by_rules(rows, turn)
    return step


def by_rules(rows: Sequence[ParameterRow], read: Callable[[Programme], Any]) -> Any:
    """Return a value of the programme that each agreement goes by, the one of its `rules_of`."""
    days = sorted({row.from_day for row in rows}, reverse=True)
    whens = [(Agreement.rules_of >= day, read(programme_on(day, rows))) for day in days]
    oldest = read(programme_on(date.min, rows))
    return sa.case(*whens, else_=oldest) if whens else oldest
