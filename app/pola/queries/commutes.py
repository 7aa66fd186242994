"""What a person said of the way to the office."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.core.db import connection
from app.pola.models import CommuteAnswer


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
