"""Desks that come back every week, and days that open."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.booking.rules.series import SeriesDayState
from app.core.db import Model, short_enum
from app.core.half import Part


class Series(Model):
    """A desk on the same weekdays, week after week; each day is a booking of its own."""

    __tablename__ = "series"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    # The desk to have if it is free; another of its workplace will do.
    desk_id: Mapped[int] = mapped_column(sa.ForeignKey("desks.id"))
    # ISO numbers of the weekdays, Monday is 1.
    weekdays: Mapped[str] = mapped_column(sa.String(7))
    part: Mapped[Part] = mapped_column(short_enum(Part))
    from_day: Mapped[date]
    # None: until somebody ends it.
    to_day: Mapped[date | None]
    # Where no desk is free the person waits for one, without asking again.
    waits: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SeriesDay(Model):
    """What became of a series on one of its days; without a row nothing was tried yet."""

    __tablename__ = "series_days"
    series_id: Mapped[int] = mapped_column(sa.ForeignKey("series.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    state: Mapped[SeriesDayState] = mapped_column(short_enum(SeriesDayState))
    booking_id: Mapped[int | None] = mapped_column(sa.ForeignKey("bookings.id"), index=True)
    # The line in which the person stands for this day; what it led to is told there.
    wait_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("waits.id", ondelete="SET NULL"), index=True
    )
    # The code of the refusal for want of which there is no desk.
    reason: Mapped[str] = mapped_column(sa.String(40), default="")


class Opening(Model):
    """A day that came within reach: series were placed in an order drawn for it."""

    __tablename__ = "openings"
    day: Mapped[date] = mapped_column(primary_key=True)
    # With it anybody can draw the order again.
    seed: Mapped[str] = mapped_column(sa.String(64))
    opened_at: Mapped[datetime]
    # Until then nobody else takes a desk of that day.
    ended_at: Mapped[datetime | None]
