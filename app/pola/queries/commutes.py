"""What a person said of the way to the office."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from app.auth.models import User
from app.core.db import connection
from app.pola.models import CommuteAnswer, PlannedHalf
from app.pola.rules.day_kinds import NEAR, REMOTE


@dataclass(frozen=True)
class CommuteFacts:
    """One person's answer."""

    mode: str
    band_km: int
    answered_at: datetime


def commute_of(user_id: int) -> CommuteFacts | None:
    """Return a person's answer, or None."""
    row = connection().execute(
        sa.select(CommuteAnswer.mode, CommuteAnswer.band_km, CommuteAnswer.answered_at).where(
            CommuteAnswer.user_id == user_id
        )
    )
    found = row.first()
    return CommuteFacts(**found._mapping) if found else None


@dataclass(frozen=True)
class CommuteHalves:
    """Halves without the usual way to the office, of all who gave the same answer."""

    mode: str
    band_km: int
    people: int
    home_halves: int
    near_halves: int


def commute_halves(first: date, last: date) -> list[CommuteHalves]:
    """Count the remote halves from day to day of those who may work remotely and told their way.

    The same people and halves as in the yearly indicators.
    """
    at_home = sa.case((PlannedHalf.kind.in_(sorted(REMOTE - NEAR)), 1))
    near = sa.case((PlannedHalf.kind.in_(sorted(NEAR)), 1))
    rows = connection().execute(
        sa.select(
            CommuteAnswer.mode,
            CommuteAnswer.band_km,
            sa.func.count(sa.distinct(PlannedHalf.user_id)),
            sa.func.count(at_home),
            sa.func.count(near),
        )
        .join(CommuteAnswer, CommuteAnswer.user_id == PlannedHalf.user_id)
        .join(User, User.id == PlannedHalf.user_id)
        .where(
            PlannedHalf.day.between(first, last),
            PlannedHalf.kind.in_(sorted(REMOTE | NEAR)),
            User.is_active,
            User.is_remote_capable,
        )
        .group_by(CommuteAnswer.mode, CommuteAnswer.band_km)
        .order_by(CommuteAnswer.mode, CommuteAnswer.band_km)
    )
    return [CommuteHalves(*row) for row in rows]
