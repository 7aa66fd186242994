"""Workplaces, desks, bookings, and the keys that keep every promise about them."""

from datetime import date, datetime, time
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.booking.rules.places import Owner
from app.booking.rules.policies import PolicyName
from app.core.db import Model, short_enum
from app.core.half import Half, Part


class Area(Model):
    """A postal code or district: all that is known of where a person starts from."""

    __tablename__ = "areas"
    # `20162` for a postal code, `M9` for Milan's ninth district.
    code: Mapped[str] = mapped_column(sa.String(12), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(100))
    is_district: Mapped[bool] = mapped_column(default=False)
    is_in_city: Mapped[bool] = mapped_column(default=False)
    latitude: Mapped[float]
    longitude: Mapped[float]


class Workplace(Model):
    """A building that lends desks to people who normally work elsewhere."""

    __tablename__ = "workplaces"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(20), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    address: Mapped[str] = mapped_column(sa.String(200))
    postal_code: Mapped[str] = mapped_column(sa.String(10))
    district: Mapped[str | None] = mapped_column(sa.String(10))
    latitude: Mapped[float]
    longitude: Mapped[float]
    owner: Mapped[Owner] = mapped_column(short_enum(Owner))
    is_cooled: Mapped[bool] = mapped_column(default=False)
    opens: Mapped[time] = mapped_column(default=time(8))
    # Where the morning ends and the afternoon begins.
    midday: Mapped[time] = mapped_column(default=time(13, 30))
    closes: Mapped[time] = mapped_column(default=time(19))
    guest_note: Mapped[str] = mapped_column(sa.Text, default="")
    is_active: Mapped[bool] = mapped_column(default=True)


class Floor(Model):
    """A storey of a workplace: 0 is the ground floor, -1 the one below."""

    __tablename__ = "floors"
    __table_args__ = (sa.UniqueConstraint("workplace_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    workplace_id: Mapped[int] = mapped_column(sa.ForeignKey("workplaces.id"))
    number: Mapped[int]


class Room(Model):
    """A room on a floor."""

    __tablename__ = "rooms"
    __table_args__ = (sa.UniqueConstraint("floor_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    floor_id: Mapped[int] = mapped_column(sa.ForeignKey("floors.id"))
    name: Mapped[str] = mapped_column(sa.String(60))


class Desk(Model):
    """One desk; its code is printed on it."""

    __tablename__ = "desks"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(30), unique=True)
    room_id: Mapped[int] = mapped_column(sa.ForeignKey("rooms.id"), index=True)
    workplace_id: Mapped[int] = mapped_column(sa.ForeignKey("workplaces.id"), index=True)
    # Metres from the room's north-west corner.
    x_m: Mapped[float]
    y_m: Mapped[float]
    # Equipment codes joined by `|`, as in the import file.
    equipment: Mapped[str] = mapped_column(sa.String(200), default="")
    is_accessible: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)


class Outage(Model):
    """A desk out of order from a day to a day, both included; no last day means until mended."""

    __tablename__ = "outages"
    id: Mapped[int] = mapped_column(primary_key=True)
    desk_id: Mapped[int] = mapped_column(sa.ForeignKey("desks.id"), index=True)
    from_day: Mapped[date]
    to_day: Mapped[date | None]
    reason: Mapped[str] = mapped_column(sa.String(200))


class Cap(Model):
    """How many desks of a workplace may be taken, from a day to a day.

    Rows are only added: among those valid on a day the last one written wins.
    """

    __tablename__ = "caps"
    __table_args__ = (sa.CheckConstraint("(percent IS NULL) <> (number IS NULL)", "one_measure"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    workplace_id: Mapped[int] = mapped_column(sa.ForeignKey("workplaces.id"), index=True)
    percent: Mapped[int | None]
    number: Mapped[int | None]
    from_day: Mapped[date]
    to_day: Mapped[date | None]
    reason: Mapped[str] = mapped_column(sa.String(200), default="")
    created_at: Mapped[datetime]


class Closure(Model):
    """A workplace closed from a half-day to a half-day, both included."""

    __tablename__ = "closures"
    id: Mapped[int] = mapped_column(primary_key=True)
    workplace_id: Mapped[int] = mapped_column(sa.ForeignKey("workplaces.id"), index=True)
    from_day: Mapped[date]
    from_half: Mapped[Half] = mapped_column(short_enum(Half))
    to_day: Mapped[date]
    to_half: Mapped[Half] = mapped_column(short_enum(Half))
    reason: Mapped[str] = mapped_column(sa.String(200))
    created_at: Mapped[datetime]


class Policy(Model):
    """A rule's number, valid from a day on; among those valid the last one written wins."""

    __tablename__ = "policies"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[PolicyName] = mapped_column(short_enum(PolicyName))
    value: Mapped[str] = mapped_column(sa.String(40))
    from_day: Mapped[date]
    created_at: Mapped[datetime]


class WorkplaceDay(Model):
    """What is taken of a workplace on a day, and how much may be.

    A command that takes or frees a desk changes this row first and so waits its
    turn: everything it reads afterwards stays true until it commits (ADR 6).
    """

    __tablename__ = "workplace_days"
    __table_args__ = (
        sa.CheckConstraint("taken_am >= 0 AND taken_pm >= 0", "never_negative"),
        sa.CheckConstraint("cap_am >= 0 AND cap_pm >= 0", "caps_not_negative"),
    )
    day: Mapped[date] = mapped_column(primary_key=True)
    workplace_id: Mapped[int] = mapped_column(sa.ForeignKey("workplaces.id"), primary_key=True)
    taken_am: Mapped[int] = mapped_column(default=0)
    taken_pm: Mapped[int] = mapped_column(default=0)
    # 0 while the workplace is closed.
    cap_am: Mapped[int]
    cap_pm: Mapped[int]
    # Grows with every change of the day: an unchanged page costs one point select.
    version: Mapped[int] = mapped_column(default=1)


class BookingState(StrEnum):
    """A booking is held or cancelled; its past is not a state."""

    ACTIVE = "active"
    CANCELLED = "cancelled"


class Booking(Model):
    """A person's desk for a day or half of it. Cancelled ones stay, their slots do not."""

    __tablename__ = "bookings"
    __table_args__ = (
        sa.Index(None, "user_id", "day"),
        sa.Index(None, "desk_id", "day"),
        sa.Index(None, "day"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
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


class CalendarFeed(Model):
    """A person's private calendar address; making a new one revokes the old."""

    __tablename__ = "calendar_feeds"
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)
    # The address is derived from this and SECRET_KEY; only its hash is looked up.
    nonce: Mapped[str] = mapped_column(sa.String(43))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime]
