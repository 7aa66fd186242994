"""Files that wait between a preview and its confirmation."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model


class Upload(Model):
    """A file that somebody has looked at and may import; one a person, for a day at most."""

    __tablename__ = "uploads"
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    content: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    # Told to the page, and back: only what was seen is imported.
    sha256: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[datetime]
