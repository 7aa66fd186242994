"""What the rules must know of people besides their agreements."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from app.auth.models import Deputy, User
from app.core import clock
from app.core.db import connection
from app.pola.models import Acknowledgement, PriorityNote, WorkerNote
from app.pola.queries.programme import parameter_rows
from app.pola.rules.checks import Standing
from app.pola.rules.notices import Notice, safety_lasts_until, version_on
from app.pola.rules.parameters import programme_on
from app.pola.rules.priorities import Priority


@dataclass(frozen=True)
class Reading:
    """A notice as a person stands towards it."""

    notice: Notice
    # The version that stands now.
    version: date
    # When this version was acknowledged; None if it was not.
    acknowledged_at: datetime | None
    # Only for the safety note: the last day on which it is young enough.
    lasts_until: date | None = None

    def is_fresh(self, day: date) -> bool:
        """Return True if this version was read, and not too long ago."""
        if self.acknowledged_at is None:
            return False
        return self.lasts_until is None or day <= self.lasts_until


@dataclass(frozen=True)
class PriorityFacts:
    """A priority note, for HR's eyes only."""

    id: int
    user_id: int
    category: Priority
    review_on: date
    created_at: datetime
    checked_by: str


@dataclass(frozen=True)
class WorkerFacts:
    """What the law makes terms depend on, for HR's eyes only."""

    user_id: int
    is_disabled: bool = False
    prevalence_waived_until: date | None = None


@dataclass(frozen=True)
class DeputyFacts:
    """Who stands in for whom, and when."""

    id: int
    user_id: int
    deputy_id: int
    deputy_name: str
    from_day: date
    to_day: date


_DEPUTY = sa.select(
    Deputy.id,
    Deputy.user_id,
    Deputy.deputy_id,
    (User.given_name + " " + User.surname).label("deputy_name"),
    Deputy.from_day,
    Deputy.to_day,
).join(User, User.id == Deputy.deputy_id)


def office_of(user_id: int) -> int | None:
    """Return where a person works now."""
    found: int | None = (
        connection().execute(sa.select(User.office_id).where(User.id == user_id)).scalar()
    )
    return found


def has_priority(user_ids: Iterable[int], day: date) -> set[int]:
    """Return who of these people is heard first on a day; managers learn no more than that."""
    wanted = set(user_ids)
    if not wanted:
        return set()
    rows = connection().execute(
        sa.select(PriorityNote.user_id)
        .where(PriorityNote.user_id.in_(wanted), PriorityNote.review_on >= day)
        .distinct()
    )
    return set(rows.scalars())


def priority_until(user_ids: Iterable[int]) -> dict[int, date]:
    """Return the last day on which each of these people is heard first; others are left out."""
    wanted = set(user_ids)
    if not wanted:
        return {}
    rows = connection().execute(
        sa.select(PriorityNote.user_id, sa.func.max(PriorityNote.review_on).label("until"))
        .where(PriorityNote.user_id.in_(wanted))
        .group_by(PriorityNote.user_id)
    )
    return {row.user_id: row.until for row in rows}


def priority_notes_of(user_id: int) -> list[PriorityFacts]:
    """Return a person's priority notes, newest first."""
    rows = connection().execute(
        sa.select(
            PriorityNote.id,
            PriorityNote.user_id,
            PriorityNote.category,
            PriorityNote.review_on,
            PriorityNote.created_at,
            sa.func.coalesce(User.given_name + " " + User.surname, "").label("checked_by"),
        )
        .outerjoin(User, User.id == PriorityNote.checked_by)
        .where(PriorityNote.user_id == user_id)
        .order_by(PriorityNote.id.desc())
    )
    return [PriorityFacts(**row._mapping) for row in rows]


def worker_note(user_id: int) -> WorkerFacts:
    """Return what HR noted of a person; nothing noted reads like nothing to note."""
    row = connection().execute(
        sa.select(WorkerNote.is_disabled, WorkerNote.prevalence_waived_until).where(
            WorkerNote.user_id == user_id
        )
    )
    found = row.first()
    return WorkerFacts(user_id, *found) if found else WorkerFacts(user_id)


def standing_of(user_id: int, day: date) -> Standing:
    """Return what the rules must know of a person on a day."""
    note = worker_note(user_id)
    waived = note.prevalence_waived_until
    return Standing(
        has_priority=bool(has_priority([user_id], day)),
        is_prevalence_waived=waived is not None and day <= waived,
        is_disabled=note.is_disabled,
    )


def readings_of(user_id: int, day: date) -> dict[Notice, Reading]:
    """Return how a person stands towards every notice on a day."""
    rows = parameter_rows()
    months = programme_on(day, rows).safety_note_months
    last = acknowledged_of(user_id)
    found = {}
    for notice in Notice:
        version = version_on(notice, day, rows)
        at = last.get((notice, version))
        lasts = None
        if at is not None and notice is Notice.SAFETY:
            lasts = safety_lasts_until(at.astimezone(clock.ROME).date(), months)
        found[notice] = Reading(notice, version, at, lasts)
    return found


def acknowledged_of(user_id: int) -> dict[tuple[Notice, date], datetime]:
    """Return when a person last acknowledged each version of each notice."""
    rows = connection().execute(
        sa.select(
            Acknowledgement.notice,
            Acknowledgement.version,
            sa.func.max(Acknowledgement.acknowledged_at),
        )
        .where(Acknowledgement.user_id == user_id, Acknowledgement.acknowledged_at.is_not(None))
        .group_by(Acknowledgement.notice, Acknowledgement.version)
    )
    return {(notice, version): at for notice, version, at in rows if at is not None}


def deputies_named_by(user_id: int, day: date) -> list[DeputyFacts]:
    """Return who stands in for a person on a day or later, first come first."""
    coming = _DEPUTY.where(Deputy.user_id == user_id, Deputy.to_day >= day)
    rows = connection().execute(coming.order_by(Deputy.from_day, Deputy.id))
    return [DeputyFacts(**row._mapping) for row in rows]


def find_deputy(deputy_row_id: int) -> DeputyFacts | None:
    """Return one line of who stands in for whom, or None."""
    found = connection().execute(_DEPUTY.where(Deputy.id == deputy_row_id)).first()
    return DeputyFacts(**found._mapping) if found else None


def on_paper(user_id: int, day: date) -> dict[str, Any]:
    """Return what an agreement's document says of the person and of the manager."""
    manager = sa.orm.aliased(User)
    row = connection().execute(
        sa.select(
            User.fiscal_code,
            User.born_on,
            User.staff_number,
            User.grade,
            User.hours_percent,
            (manager.given_name + " " + manager.surname).label("manager_name"),
        )
        .outerjoin(manager, manager.id == User.manager_id)
        .where(User.id == user_id)
    )
    safety = readings_of(user_id, day)[Notice.SAFETY]
    return dict(row.one()._mapping) | {
        "safety_version": safety.version if safety.acknowledged_at else None,
        "safety_acknowledged_at": safety.acknowledged_at,
    }
