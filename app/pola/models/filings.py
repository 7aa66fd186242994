"""What the Ministry was told, and what it answered."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, short_enum
from app.pola.rules.filings import Act, FilingState


class Filing(Model):
    """One communication to the Ministry about an agreement (DM 149/2022).

    At most one of each act for an agreement and event: nothing is told twice.
    """

    __tablename__ = "filings"
    __table_args__ = (
        sa.UniqueConstraint("agreement_id", "act", "event_on"),
        sa.Index(None, "state", "due_on"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(sa.ForeignKey("agreements.id"), index=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    act: Mapped[Act] = mapped_column(short_enum(Act))
    # The actual start, change or end; the deadline runs from it.
    event_on: Mapped[date]
    due_on: Mapped[date]
    state: Mapped[FilingState] = mapped_column(short_enum(FilingState))
    # What is sent, as facts; the code it refers to is read from the chain at sending.
    facts: Mapped[str] = mapped_column(sa.Text)
    # The filing whose code this one refers to: every M, A and R brings a new code.
    previous_id: Mapped[int | None] = mapped_column(sa.ForeignKey("filings.id"), index=True)
    # The 17 digits that the Ministry gave.
    code: Mapped[str | None] = mapped_column(sa.String(17))
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(sa.String(20), default="")
    message: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
