"""A person as human resources and managers see them: never desk by desk."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from app.auth.models import Office, User
from app.core import clock
from app.core.calendar import is_working_day
from app.core.db import connection
from app.core.half import Half
from app.pola.models import Agreement, Document, Filing, PlannedHalf
from app.pola.queries.agreed import subdivision
from app.pola.queries.agreements import deputies_of, office_managers
from app.pola.queries.documents import DocumentFacts
from app.pola.queries.names import named
from app.pola.rules.day_kinds import DayKind
from app.pola.rules.filings import Act, FilingState
from app.pola.rules.planned import month_of


@dataclass(frozen=True)
class PersonFacts:
    """Somebody; `user_id`, `manager_ids` and `director_ids` are what permissions look at."""

    user_id: int
    full_name: str
    staff_number: str | None
    office_name: str
    manager_name: str
    is_active: bool
    manager_ids: frozenset[int]
    director_ids: frozenset[int]


@dataclass(frozen=True)
class FilingFacts:
    """What the Ministry was told of a person, and what it answered."""

    agreement_id: int
    act: Act
    event_on: date
    due_on: date
    state: FilingState
    code: str | None
    message: str
    settled_at: datetime | None


@dataclass(frozen=True)
class Found:
    """Somebody who was looked for."""

    user_id: int
    full_name: str
    staff_number: str | None
    office_name: str
    is_active: bool


_manager = sa.orm.aliased(User)


def find_person(user_id: int) -> PersonFacts | None:
    """Return a person with those who lead them today, or None."""
    select = (
        sa.select(
            User.id,
            (User.given_name + " " + User.surname).label("full_name"),
            User.staff_number,
            User.office_id,
            User.manager_id,
            User.is_active,
            sa.func.coalesce(Office.name, "").label("office_name"),
            sa.func.coalesce(_manager.given_name + " " + _manager.surname, "").label(
                "manager_name"
            ),
            _manager.manager_id.label("director_id"),
        )
        .outerjoin(Office, Office.id == User.office_id)
        .outerjoin(_manager, _manager.id == User.manager_id)
        .where(User.id == user_id)
    )
    row = connection().execute(select).first()
    if row is None:
        return None
    above = {n for n in (row.manager_id, row.director_id) if n}
    stand_ins = deputies_of(above, clock.today())
    chiefs = office_managers([row.office_id] if row.office_id else [])
    managers = {row.manager_id, *stand_ins.get(row.manager_id, ()), *chiefs.get(row.office_id, ())}
    directors = {row.director_id, *stand_ins.get(row.director_id, ())}
    return PersonFacts(
        user_id=row.id,
        full_name=row.full_name,
        staff_number=row.staff_number,
        office_name=row.office_name,
        manager_name=row.manager_name,
        is_active=row.is_active,
        manager_ids=frozenset(managers - {None, row.id}),
        director_ids=frozenset(directors - {None, row.id}),
    )


def documents_by_agreement(agreement_ids: Collection[int]) -> dict[int, list[DocumentFacts]]:
    """Return the files of each agreement, oldest first, without their bytes."""
    columns = [getattr(Document, name) for name in DocumentFacts.__dataclass_fields__]
    rows = connection().execute(
        sa.select(*columns).where(Document.agreement_id.in_(agreement_ids)).order_by(Document.id)
    )
    found: dict[int, list[DocumentFacts]] = {}
    for row in rows:
        found.setdefault(row.agreement_id, []).append(DocumentFacts(*row))
    return found


def filings_of(user_id: int) -> list[FilingFacts]:
    """Return what the Ministry was told of a person, newest first."""
    columns = [getattr(Filing, name) for name in FilingFacts.__dataclass_fields__]
    select = sa.select(*columns).where(Filing.user_id == user_id).order_by(Filing.id.desc())
    return [FilingFacts(*row) for row in connection().execute(select)]


def metadata_of(agreement_id: int) -> str:
    """Return the register's metadata of an agreement; empty if none were filled in."""
    select = sa.select(Agreement.protocol_json).where(Agreement.id == agreement_id)
    return connection().execute(select).scalar() or ""


def month_totals(user_id: int, months: Iterable[date]) -> dict[date, Counter[DayKind]]:
    """Return how many halves of each kind a person's plan holds in each of these months.

    Months are named by their first day. A working half without a line is in the office.
    """
    days = [day for month in months for day in month_of(month)]
    rows = connection().execute(
        sa.select(PlannedHalf.day, PlannedHalf.half, PlannedHalf.kind).where(
            PlannedHalf.user_id == user_id, PlannedHalf.day.between(days[0], days[-1])
        )
    )
    kinds = {(day, half): kind for day, half, kind in rows}
    place = subdivision()
    totals: dict[date, Counter[DayKind]] = {}
    for day in days:
        plain = DayKind.OFFICE if is_working_day(day, place) else None
        held = (kinds.get((day, half), plain) for half in Half)
        totals.setdefault(day.replace(day=1), Counter()).update(kind for kind in held if kind)
    return totals


def people_named(words: str, limit: int, offset: int) -> list[Found]:
    """Return people whose names begin with these words, or whose staff number it is."""
    rows = connection().execute(
        sa.select(
            User.id,
            User.given_name + " " + User.surname,
            User.staff_number,
            sa.func.coalesce(Office.name, ""),
            User.is_active,
        )
        .outerjoin(Office, Office.id == User.office_id)
        .where(*named(words))
        .order_by(User.surname, User.given_name, User.id)
        .limit(limit)
        .offset(offset)
    )
    return [Found(*row) for row in rows]
