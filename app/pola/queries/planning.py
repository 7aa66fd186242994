"""All that a person's plan depends on, in one question to the database."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.auth.models import Office, User
from app.core import clock
from app.core.db import UTCDateTime, connection
from app.core.half import Half
from app.pola.models import (
    Acknowledgement,
    Agreement,
    Parameter,
    PlannedHalf,
    PriorityNote,
    WorkerNote,
)
from app.pola.queries.agreed import subdivision
from app.pola.rules.agreed import DayHalf, Period
from app.pola.rules.day_kinds import ABSENCE, PRESENCE, DayKind, PlanSource
from app.pola.rules.notices import Notice
from app.pola.rules.parameters import ParameterName, ParameterRow, programme_on
from app.pola.rules.planned import Covered, OfficePresence, Planned, Planning, month_of, week_of
from app.pola.rules.written import read_terms

# The numbers on which a plan depends; texts are long and not read here.
_NUMBERS = (
    ParameterName.MOST_HALVES_A_WEEK,
    ParameterName.MOST_HALVES_A_MONTH,
    ParameterName.EXTRA_HALVES_FOR_PRIORITY,
    ParameterName.PREVALENCE_RULE_ON,
    ParameterName.SAFETY_NOTE_MONTHS,
)
# The columns that every part of the statement fills, or leaves empty.
_COLUMNS: dict[str, Any] = {
    "day": sa.Date(),
    "until": sa.Date(),
    "rules_of": sa.Date(),
    "at": UTCDateTime(),
    "half": sa.String(),
    "one": sa.String(),
    "two": sa.String(),
    "three": sa.String(),
    "number": sa.Integer(),
    "more": sa.Integer(),
}
_me: sa.BindParameter[int] = sa.bindparam("me")
_first: sa.BindParameter[date] = sa.bindparam("first")
_last: sa.BindParameter[date] = sa.bindparam("last")


def _part(what: str, **columns: Any) -> sa.Select[Any]:
    """Return a part of the statement: what it tells of, and the columns that it fills."""
    filled = [
        sa.type_coerce(columns[name], kind).label(name)
        if name in columns
        else sa.cast(sa.null(), kind).label(name)
        for name, kind in _COLUMNS.items()
    ]
    return sa.select(sa.literal(what).label("what"), *filled)


def _text(column: Any) -> Any:
    return sa.cast(column, sa.String)


_others = sa.orm.aliased(User)
_mine = sa.select(User.office_id).where(User.id == _me).scalar_subquery()
_people = (
    sa.select(sa.func.count())
    .select_from(_others)
    .where(_others.office_id == Office.id, _others.is_active.is_(True))
    .scalar_subquery()
)
_FACTS = sa.union_all(
    _part(
        "agreement",
        day=Agreement.in_force_from,
        until=Agreement.in_force_until,
        rules_of=Agreement.rules_of,
        one=Agreement.terms,
    ).where(
        Agreement.user_id == _me,
        Agreement.in_force_from <= _last,
        sa.or_(Agreement.in_force_until.is_(None), Agreement.in_force_until >= _first),
    ),
    _part(
        "plan",
        day=PlannedHalf.day,
        half=_text(PlannedHalf.half),
        one=_text(PlannedHalf.kind),
        two=_text(PlannedHalf.source),
        three=_text(PlannedHalf.agreed),
    ).where(PlannedHalf.user_id == _me, PlannedHalf.day.between(_first, _last)),
    _part("note", at=sa.func.max(Acknowledgement.acknowledged_at)).where(
        Acknowledgement.user_id == _me, Acknowledgement.notice == Notice.SAFETY
    ),
    _part(
        "number",
        day=Parameter.from_day,
        one=Parameter.name,
        two=Parameter.value,
        number=Parameter.id,
    ).where(Parameter.name.in_([str(name) for name in _NUMBERS])),
    _part("priority", day=sa.func.max(PriorityNote.review_on)).where(PriorityNote.user_id == _me),
    _part("waiver", day=WorkerNote.prevalence_waived_until).where(WorkerNote.user_id == _me),
    _part("office", one=Office.name, number=Office.minimum_presence_percent, more=_people).where(
        Office.id == _mine
    ),
    _part(
        "others",
        day=PlannedHalf.day,
        half=_text(PlannedHalf.half),
        number=sa.func.sum(sa.case((PlannedHalf.kind.in_(ABSENCE), 1), else_=0)),
        more=sa.func.sum(
            sa.case((PlannedHalf.kind.not_in(ABSENCE | PRESENCE), 1), else_=0),
        ),
    )
    .join(_others, _others.id == PlannedHalf.user_id)
    .where(
        _others.office_id == _mine,
        _others.is_active.is_(True),
        _others.id != _me,
        PlannedHalf.day.between(_first, _last),
    )
    .group_by(PlannedHalf.day, PlannedHalf.half),
)


def planning(user_id: int, first: date, last: date) -> Planning:
    """Return what the plan of a person depends on, over the weeks and months of these days."""
    first = min(week_of(first)[0], month_of(first)[0])
    last = max(week_of(last)[-1], month_of(last)[-1])
    told: dict[str, list[Any]] = {}
    for row in connection().execute(_FACTS, {"me": user_id, "first": first, "last": last}):
        told.setdefault(row.what, []).append(row)
    [note], [priority] = told["note"], told["priority"]
    waiver = next(iter(told.get("waiver", ())), None)
    return Planning(
        now=clock.wall(),
        subdivision=subdivision(),
        covered=_covered(told.get("agreement", ()), told.get("number", ())),
        plan={(row.day, Half(row.half)): _planned(row) for row in told.get("plan", ())},
        office=_office(told.get("office", ()), told.get("others", ())),
        has_priority=priority.day is not None and priority.day >= clock.today(),
        prevalence_waived_until=waiver.day if waiver else None,
        safety_note_on=note.at.astimezone(clock.ROME).date() if note.at else None,
    )


def _planned(row: Any) -> Planned:
    agreed = DayKind(row.three) if row.three else None
    return Planned(DayKind(row.one), PlanSource(row.two), agreed)


def _covered(agreements: Iterable[Any], numbers: Iterable[Any]) -> tuple[Covered, ...]:
    """Return each agreement with the programme as of the day whose rules it keeps."""
    parameters = [
        ParameterRow(ParameterName(row.one), row.two, row.day)
        for row in sorted(numbers, key=lambda row: int(row.number))
    ]
    return tuple(
        Covered(
            Period(row.day, row.until, read_terms(row.one).pattern),
            programme_on(row.rules_of, parameters),
        )
        for row in agreements
    )


def _office(offices: Iterable[Any], others: Iterable[Any]) -> OfficePresence:
    """Return the person's office; a person without one weighs on nobody."""
    office = next(iter(offices), None)
    if office is None:
        return OfficePresence()
    absent: dict[DayHalf, int] = {}
    away: dict[DayHalf, int] = {}
    for row in others:
        absent[row.day, Half(row.half)] = int(row.number)
        away[row.day, Half(row.half)] = int(row.more)
    return OfficePresence(office.one, office.number, office.more, away, absent)
