"""Screens on walls, and what-if questions that were kept."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model


class Screen(Model):
    """A device that shows today without names, at an address of its own that can be revoked."""

    __tablename__ = "screens"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    # None: all workplaces on one screen.
    workplace_id: Mapped[int | None] = mapped_column(sa.ForeignKey("workplaces.id"))
    # Only its hash is kept: the address is shown once, when it is made.
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    locale: Mapped[str] = mapped_column(sa.String(2), default="it")
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Scenario(Model):
    """A what-if question with the answer that it got, under a name."""

    __tablename__ = "scenarios"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    # The question and the answer, as JSON.
    question: Mapped[str] = mapped_column(sa.Text)
    answer: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[datetime]
