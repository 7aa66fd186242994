"""Screens on walls, and which of them a device's address opens."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.booking.models import Screen
from app.booking.queries.calendar import token_hash
from app.core.db import connection

_columns = sa.select(
    Screen.id, Screen.name, Screen.workplace_id, Screen.locale, Screen.created_at, Screen.revoked_at
)
_by_token = _columns.where(
    Screen.token_hash == sa.bindparam("token_hash"), Screen.revoked_at.is_(None)
)


@dataclass(frozen=True)
class ScreenFacts:
    """A screen as the pages know it; without a workplace it shows all of them."""

    id: int
    name: str
    workplace_id: int | None
    locale: str
    created_at: datetime
    revoked_at: datetime | None


def find_screen(token: str) -> ScreenFacts | None:
    """Return the screen behind an address, or None; a guess costs one point select."""
    row = connection().execute(_by_token, {"token_hash": token_hash(token)}).first()
    return ScreenFacts(**row._mapping) if row else None


def screens() -> list[ScreenFacts]:
    """Return every screen that was ever added, those that still work first, then the newest."""
    rows = connection().execute(_columns.order_by(Screen.revoked_at.is_not(None), Screen.id.desc()))
    return [ScreenFacts(**row._mapping) for row in rows]
