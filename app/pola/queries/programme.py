"""The programme's numbers and texts as they stand on a day, and how they came to be."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa

from app.auth.models import User
from app.core import clock
from app.core.db import connection, snapshot
from app.pola.models import Agreement, Parameter, PriorityNote, WorkerNote
from app.pola.rules.checks import Standing, check_terms
from app.pola.rules.parameters import (
    ParameterName,
    ParameterRow,
    Programme,
    parse_parameter,
    programme_on,
    write_parameter,
)
from app.pola.rules.states import OPEN, State
from app.pola.rules.terms import Terms
from app.pola.rules.timeline import Change, is_overtaken, next_change, standing
from app.pola.rules.written import read_terms

# Rows read at a time: what is counted may be all the agreements of a city.
AT_A_TIME = 1000
IN_FORCE = (State.ACTIVE, State.WITHDRAWAL_NOTICE)

DEFAULTS = {
    ParameterName(field.name): write_parameter(field.default) for field in fields(Programme)
}


@dataclass(frozen=True)
class Setting:
    """A parameter as it stands today, and what comes next."""

    name: ParameterName
    now: Change
    coming: Change | None


@dataclass(frozen=True)
class Decision:
    """One line of a parameter's history."""

    value: str
    from_day: date
    created_at: datetime
    # Empty when the system itself wrote it.
    decided_by: str
    # True if a later decision holds from its day on.
    is_overtaken: bool


@dataclass
class WhatIf:
    """What a value would break, counted before it is published."""

    in_force: int = 0
    in_force_broken: int = 0
    # Requests that somebody still has to act on, drafts included.
    requests: int = 0
    requests_broken: int = 0
    # To whom the broken ones belong.
    people_broken: int = 0


def parameter_rows() -> list[ParameterRow]:
    """Return every decision, in the order in which they were written."""
    rows = connection().execute(
        sa.select(Parameter.name, Parameter.value, Parameter.from_day).order_by(Parameter.id)
    )
    return [ParameterRow(ParameterName(row.name), row.value, row.from_day) for row in rows]


def programme(day: date) -> Programme:
    """Return the programme in force on a day."""
    return programme_on(day, parameter_rows())


def settings(day: date, rows: Sequence[ParameterRow]) -> list[Setting]:
    """Return every parameter as it stands on a day."""
    return [setting(name, day, rows) for name in ParameterName]


def setting(name: ParameterName, day: date, rows: Sequence[ParameterRow]) -> Setting:
    """Return one parameter as it stands on a day."""
    default = DEFAULTS[name]
    return Setting(name, standing(name, rows, day, default), next_change(name, rows, day, default))


def decisions(name: ParameterName) -> list[Decision]:
    """Return a parameter's history, the last decision first."""
    found = connection().execute(
        sa.select(
            Parameter.value,
            Parameter.from_day,
            Parameter.created_at,
            User.given_name,
            User.surname,
        )
        .outerjoin(User, User.id == Parameter.created_by)
        .where(Parameter.name == name)
        .order_by(Parameter.id)
    )
    lines = found.all()
    rows = [ParameterRow(name, line.value, line.from_day) for line in lines]
    history = [
        Decision(
            line.value,
            line.from_day,
            line.created_at,
            f"{line.given_name} {line.surname}" if line.surname else "",
            is_overtaken(row, rows[place + 1 :]),
        )
        for place, (line, row) in enumerate(zip(lines, rows, strict=True))
    ]
    return history[::-1]


_priority = sa.exists().where(
    PriorityNote.user_id == Agreement.user_id, PriorityNote.review_on >= sa.bindparam("day")
)
_waived = sa.exists().where(
    WorkerNote.user_id == Agreement.user_id,
    WorkerNote.prevalence_waived_until >= sa.bindparam("day"),
)
_concerned = sa.select(
    Agreement.user_id,
    Agreement.state,
    Agreement.terms,
    _priority.label("has_priority"),
    _waived.label("is_waived"),
).where(
    sa.or_(
        Agreement.state.in_(OPEN),
        sa.and_(
            Agreement.state.in_(IN_FORCE),
            sa.or_(
                Agreement.in_force_until.is_(None),
                Agreement.in_force_until >= sa.bindparam("day"),
            ),
        ),
    )
)


def what_if(name: ParameterName, value: str, from_day: date) -> WhatIf:
    """Return what a value would break from a day on; ValueError if it is none of this parameter.

    Those are broken that keep every rule as it stands on that day and would not then.
    """
    with snapshot():
        rows = parameter_rows()
        row = ParameterRow(name, write_parameter(parse_parameter(name, value)), from_day)
        before, after = programme_on(from_day, rows), programme_on(from_day, [*rows, row])
        return _effect(before, after, max(from_day, clock.today()))


def _effect(before: Programme, after: Programme, day: date) -> WhatIf:
    found, people = WhatIf(), set()
    streamed = {"yield_per": AT_A_TIME}
    for line in connection().execute(_concerned, {"day": day}, execution_options=streamed):
        terms = read_terms(line.terms)
        holder = Standing(bool(line.has_priority), bool(line.is_waived))
        faults = _faults(terms, after, holder)
        is_broken = bool(faults and faults - _faults(terms, before, holder))
        is_in_force = line.state in IN_FORCE
        found.in_force += is_in_force
        found.requests += not is_in_force
        found.in_force_broken += is_in_force and is_broken
        found.requests_broken += is_broken and not is_in_force
        if is_broken:
            people.add(line.user_id)
    found.people_broken = len(people)
    return found


def _faults(terms: Terms, numbers: Programme, holder: Standing) -> set[StrEnum]:
    # When it began is no fault of the programme's.
    return {fault.code for fault in check_terms(terms, numbers, holder, terms.starts_on)}
