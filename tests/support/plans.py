"""Agreements in force and planned halves, in one line each."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.auth.models import User
from app.core import clock
from app.core.db import connection, db, transaction
from app.core.half import Half
from app.pola.models import PlannedHalf
from app.pola.rules.day_kinds import DayKind, PlanSource
from app.pola.rules.terms import Duration, RemotePattern
from tests.support.agreements import make_agreement


@dataclass(frozen=True)
class Planned:
    """A planned half as it is stored."""

    kind: DayKind
    agreed: DayKind | None
    source: PlanSource


def in_force(user: User, pattern: RemotePattern, first: date, last: date | None) -> int:
    """Store an agreement that both have signed; return its id."""
    duration = Duration.FIXED if last else Duration.OPEN
    more = {"duration": duration, "starts_on": first, "ends_on": last}
    return make_agreement(user, pattern=pattern, rules_of=first, **more).id


def a_plan(
    user: User,
    day: date,
    half: Half,
    kind: DayKind,
    source: PlanSource = PlanSource.PERSON,
    agreed: DayKind | None = None,
) -> None:
    """Store one planned half."""
    with transaction():
        db.session.add(
            PlannedHalf(
                user_id=user.id,
                day=day,
                half=half,
                kind=kind,
                source=source,
                agreed=agreed,
                changed_at=clock.now(),
            )
        )


def planned(user: User) -> dict[tuple[date, Half], Planned]:
    """Return what is stored of a person's plan."""
    rows = connection().execute(
        sa.select(PlannedHalf.__table__).where(PlannedHalf.user_id == user.id)
    )
    return {(row.day, row.half): Planned(row.kind, row.agreed, row.source) for row in rows}
