"""The week plan: halves that differ from a plain day in the office."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, short_enum
from app.core.half import Half
from app.pola.rules.day_kinds import DayKind, PlanSource
from app.pola.rules.swaps import SwapState


class PlannedHalf(Model):
    """Half a day that is not simply the office; without a row a person is there."""

    __tablename__ = "planned_halves"
    __table_args__ = (sa.Index(None, "day", "kind", "user_id"),)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    half: Mapped[Half] = mapped_column(short_enum(Half), primary_key=True)
    kind: Mapped[DayKind] = mapped_column(short_enum(DayKind))
    # What the agreement says of this half, if anything: it comes back when a desk is freed.
    agreed: Mapped[DayKind | None] = mapped_column(short_enum(DayKind))
    source: Mapped[PlanSource] = mapped_column(short_enum(PlanSource))
    changed_at: Mapped[datetime]


class NearYear(Model):
    """Half-days of a year at desks near home that are no longer in the plan as such.

    The days are forgotten with the bookings; the yearly indicators need their number.
    """

    __tablename__ = "near_years"
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    # They were presence: the plan says the office now.
    municipal_halves: Mapped[int] = mapped_column(default=0)
    # They were remote work: the plan says that it was elsewhere.
    partner_halves: Mapped[int] = mapped_column(default=0)


class Swap(Model):
    """An agreed remote half that a person asks to move within its week."""

    __tablename__ = "swaps"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    from_day: Mapped[date]
    from_half: Mapped[Half] = mapped_column(short_enum(Half))
    to_day: Mapped[date]
    to_half: Mapped[Half] = mapped_column(short_enum(Half))
    state: Mapped[SwapState] = mapped_column(short_enum(SwapState), index=True)
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))


class Recall(Model):
    """A remote half for which the person was called to the office (CCNL FL art. 66)."""

    __tablename__ = "recalls"
    __table_args__ = (sa.UniqueConstraint("user_id", "day", "half"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    day: Mapped[date]
    half: Mapped[Half] = mapped_column(short_enum(Half))
    reason: Mapped[str] = mapped_column(sa.String(300))
    recalled_by: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    recalled_at: Mapped[datetime]
