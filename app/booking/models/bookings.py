"""Bookings, and the keys that keep every promise about them."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.booking.models.places import Desk
from app.booking.rules.moves import MoveCause, MoveState
from app.core.db import Model, short_enum
from app.core.half import Half, Part


class BookingState(StrEnum):
    """A booking is held or cancelled; its past is not a state."""

    ACTIVE = "active"
    CANCELLED = "cancelled"


class Booking(Model):
    """A person's desk for a day or half of it. Cancelled ones stay, their slots do not.

    Long past ones belong to nobody any more, and later they go (services/retention.py).
    """

    __tablename__ = "bookings"
    __table_args__ = (
        sa.Index(None, "user_id", "day"),
        sa.Index(None, "desk_id", "day"),
        sa.Index(None, "day"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    # None once its person was forgotten.
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    desk_id: Mapped[int] = mapped_column(sa.ForeignKey("desks.id"))
    workplace_id: Mapped[int] = mapped_column(sa.ForeignKey("workplaces.id"))
    day: Mapped[date]
    part: Mapped[Part] = mapped_column(short_enum(Part))
    state: Mapped[BookingState] = mapped_column(short_enum(BookingState))
    # RFC 5545 §3.8.4.7 and §3.8.7.4: the same event for life, one number up at each change.
    uid: Mapped[str] = mapped_column(sa.String(64), unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    # The person said that they come. No hour and no place is kept (art. 4 L. 300/1970).
    is_confirmed: Mapped[bool] = mapped_column(default=False)
    # The desk was freed because nobody came.
    is_no_show: Mapped[bool] = mapped_column(default=False)
    # Who booked it for them: a delegate, a manager, whoever called a group. None: they themselves.
    booked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    # The day of which its person was reminded: moved to another one, they are again.
    reminded_of: Mapped[date | None]
    # Where its person started from, kept without them when enough others did.
    area_code: Mapped[str | None] = mapped_column(sa.String(12))

    desk: Mapped[Desk] = relationship()


class Slot(Model):
    """Half a day held by a booking. The keys make double booking impossible."""

    __tablename__ = "slots"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "day", "half"),
        sa.Index(None, "workplace_id", "day"),
    )
    desk_id: Mapped[int] = mapped_column(sa.ForeignKey("desks.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    half: Mapped[Half] = mapped_column(short_enum(Half), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    workplace_id: Mapped[int] = mapped_column(sa.ForeignKey("workplaces.id"))
    booking_id: Mapped[int] = mapped_column(sa.ForeignKey("bookings.id"), index=True)


class Move(Model):
    """A booking that could not stay where it was, and what became of it."""

    __tablename__ = "moves"
    __table_args__ = (
        sa.UniqueConstraint("closure_id", "booking_id"),
        sa.UniqueConstraint("cap_id", "booking_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(sa.ForeignKey("bookings.id"), index=True)
    cause: Mapped[MoveCause] = mapped_column(short_enum(MoveCause))
    closure_id: Mapped[int | None] = mapped_column(sa.ForeignKey("closures.id"))
    cap_id: Mapped[int | None] = mapped_column(sa.ForeignKey("caps.id"))
    state: Mapped[MoveState] = mapped_column(short_enum(MoveState))
    from_desk_id: Mapped[int] = mapped_column(sa.ForeignKey("desks.id"))
    # The desk that was given or proposed; None when there was none.
    to_desk_id: Mapped[int | None] = mapped_column(sa.ForeignKey("desks.id"))
    day: Mapped[date] = mapped_column(index=True)
    part: Mapped[Part] = mapped_column(short_enum(Part))
    # The booking's own number after the move: a higher one means that somebody changed it since.
    sequence: Mapped[int]
    created_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]


class CalendarFeed(Model):
    """A person's private calendar address; making a new one revokes the old."""

    __tablename__ = "calendar_feeds"
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)
    # The address is derived from this and SECRET_KEY; only its hash is looked up.
    nonce: Mapped[str] = mapped_column(sa.String(43))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime]
