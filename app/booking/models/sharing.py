"""Who books with others and for others: delegations, groups, exchanges of desks."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.booking.rules.exchanges import ExchangeState
from app.booking.rules.groups import InviteState
from app.core.db import Model, short_enum
from app.core.half import Part

_IS_ASKED = sa.text(f"state = '{ExchangeState.ASKED.value}'")


class Delegation(Model):
    """Somebody who may book desks for a person, or for everybody of an office."""

    __tablename__ = "delegations"
    id: Mapped[int] = mapped_column(primary_key=True)
    # One of the two: a person gives it for themselves, a manager for an office's people.
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    office_id: Mapped[int | None] = mapped_column(sa.ForeignKey("offices.id"), index=True)
    delegate_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    given_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    from_day: Mapped[date]
    # None: until it is taken back.
    to_day: Mapped[date | None]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Group(Model):
    """Desks near one another, on one day, for people who want to work together."""

    __tablename__ = "desk_groups"
    id: Mapped[int] = mapped_column(primary_key=True)
    organizer_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    workplace_id: Mapped[int] = mapped_column(sa.ForeignKey("workplaces.id"))
    day: Mapped[date] = mapped_column(index=True)
    part: Mapped[Part] = mapped_column(short_enum(Part))
    # What for, in the organizer's words; may be empty.
    title: Mapped[str] = mapped_column(sa.String(80), default="")
    created_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]


class Invite(Model):
    """A person asked into a group: their desk is held until they answer."""

    __tablename__ = "invites"
    __table_args__ = (
        sa.UniqueConstraint("group_id", "user_id"),
        sa.Index(None, "state", "held_until"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(sa.ForeignKey("desk_groups.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    state: Mapped[InviteState] = mapped_column(short_enum(InviteState))
    booking_id: Mapped[int | None] = mapped_column(sa.ForeignKey("bookings.id"), index=True)
    # Until when the desk is held for an answer.
    held_until: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]


class Exchange(Model):
    """Two people who would give each other their desks on a day."""

    __tablename__ = "exchanges"
    __table_args__ = (
        # A booking is offered in one exchange at a time.
        sa.Index(
            "uq_exchanges_asked",
            "booking_id",
            unique=True,
            sqlite_where=_IS_ASKED,
            postgresql_where=_IS_ASKED,
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    asker_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    asked_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    # The asker's booking and the other one, each as it was when it was asked for.
    booking_id: Mapped[int] = mapped_column(sa.ForeignKey("bookings.id"))
    sequence: Mapped[int]
    other_booking_id: Mapped[int] = mapped_column(sa.ForeignKey("bookings.id"), index=True)
    other_sequence: Mapped[int]
    state: Mapped[ExchangeState] = mapped_column(short_enum(ExchangeState))
    created_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
