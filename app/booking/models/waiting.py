"""People who wait for a desk, and the lots of their line."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from app.booking.rules.waiting import LIVE, WaitState
from app.core.db import Model, short_enum
from app.core.half import Part

_IS_LIVE = sa.text(f"state IN ({', '.join(repr(state.value) for state in sorted(LIVE))})")


class Wait(Model):
    """Somebody who waits for a desk on a day: at a workplace, or at any that is near."""

    __tablename__ = "waits"
    __table_args__ = (
        sa.Index(None, "day", "state"),
        # A person stands in one line for a day.
        sa.Index(
            "uq_waits_live",
            "user_id",
            "day",
            unique=True,
            sqlite_where=_IS_LIVE,
            postgresql_where=_IS_LIVE,
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    # None: any workplace at most `within_km` from where the person starts.
    workplace_id: Mapped[int | None] = mapped_column(sa.ForeignKey("workplaces.id"))
    within_km: Mapped[int | None]
    day: Mapped[date]
    part: Mapped[Part] = mapped_column(short_enum(Part))
    state: Mapped[WaitState] = mapped_column(short_enum(WaitState))
    created_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    # The booking that it led to; while it is only offered, it is held until then.
    booking_id: Mapped[int | None] = mapped_column(sa.ForeignKey("bookings.id"), index=True)
    held_until: Mapped[datetime | None]
    # How it stood in the line when it was served: its place, of how many.
    place: Mapped[int | None]
    waiting: Mapped[int | None]
    # The half-days that counted for it then.
    halves_had: Mapped[int | None]
    # The draw in which it took part: when it was held, and how many desks there were.
    drawn_at: Mapped[datetime | None]
    desks: Mapped[int | None]
    # When the person was told that the draw left them none.
    lost_at: Mapped[datetime | None]


class WaitCall(Model):
    """A workplace's day on which something became free while people wait: they come first."""

    __tablename__ = "wait_calls"
    day: Mapped[date] = mapped_column(primary_key=True)
    workplace_id: Mapped[int] = mapped_column(sa.ForeignKey("workplaces.id"), primary_key=True)
    # Grows with each call and is never used again, so the row outlives its calls: whoever
    # was slow to ask the line answers for what they heard, not for what freed meanwhile.
    number: Mapped[int] = mapped_column(default=1)
    # Up to which call the line has been asked.
    answered: Mapped[int] = mapped_column(default=0)

    @hybrid_property
    def is_open(self) -> bool:
        """Return True while what is free is for those who wait."""
        return self.answered < self.number


class WaitDraw(Model):
    """The lots of a day's line: with the seed anybody can draw again."""

    __tablename__ = "wait_draws"
    day: Mapped[date] = mapped_column(primary_key=True)
    seed: Mapped[str] = mapped_column(sa.String(64))
    drawn_at: Mapped[datetime]
