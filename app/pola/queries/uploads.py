"""The file that somebody has looked at and not imported yet."""

from dataclasses import dataclass

import sqlalchemy as sa

from app.core.db import connection
from app.pola.models import Upload


@dataclass(frozen=True)
class Kept:
    """A file as it came."""

    name: str
    content: bytes
    sha256: str


def kept_upload(user_id: int | None) -> Kept | None:
    """Return a person's file, or None."""
    found = sa.select(Upload.name, Upload.content, Upload.sha256).where(Upload.user_id == user_id)
    row = connection().execute(found).first()
    return Kept(row.name, row.content, row.sha256) if row else None
