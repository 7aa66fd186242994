"""How a person would otherwise travel: told freely, in bands, and taken back at will."""

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.core import audit, clock
from app.core.db import command, connection
from app.pola.models import CommuteAnswer
from app.pola.rules.commute import BANDS, Mode


@command
def answer_commute(mode: Mode, band_km: int, *, by: Actor) -> None:
    """Say how one would travel, and in which band of kilometres; the last answer stands.

    ValueError if there is no such band.
    """
    authorize(by, Permission.EDIT_OWN_PROFILE)
    if band_km not in BANDS:
        raise ValueError("there is no such band")
    _forget(by)
    row = {"user_id": by.id, "mode": mode.value, "band_km": band_km, "answered_at": clock.now()}
    connection().execute(sa.insert(CommuteAnswer), row)
    # What was answered is not repeated in the audit: it has to be deletable.
    audit.record(by.id, "answer_commute", "user", by.id)


@command
def forget_commute(*, by: Actor) -> None:
    """Delete one's answer; without one nothing happens."""
    authorize(by, Permission.EDIT_OWN_PROFILE)
    if _forget(by):
        audit.record(by.id, "forget_commute", "user", by.id)


def _forget(by: Actor) -> int:
    mine = sa.delete(CommuteAnswer).where(CommuteAnswer.user_id == by.id)
    return connection().execute(mine).rowcount
