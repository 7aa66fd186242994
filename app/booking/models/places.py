"""Workplaces, their rooms and desks."""

from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.booking.rules.places import Owner
from app.core.db import Model, short_enum


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
    # A partner's own rules for guests; empty where the city's suffice.
    house_rules: Mapped[str] = mapped_column(sa.Text, default="")
    # Minutes after the beginning of a half by which people confirm that they come, or their
    # desk is freed; None where nobody has to (art. 4 L. 300/1970: after an agreement only).
    confirm_within: Mapped[int | None]
    # The first day on which that counts; None: on all.
    confirm_from: Mapped[date | None]
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
    # The room's inside, in metres; None until somebody has measured or drawn it.
    width_m: Mapped[float | None]
    depth_m: Mapped[float | None]


class RoomPicture(Model):
    """The plan of a room that lies under its desks: a cleaned drawing, or a picture."""

    __tablename__ = "room_pictures"
    room_id: Mapped[int] = mapped_column(sa.ForeignKey("rooms.id"), primary_key=True)
    media_type: Mapped[str] = mapped_column(sa.String(40))
    content: Mapped[bytes]
    # Names the picture in its address, so that browsers keep it for ever.
    sha256: Mapped[str] = mapped_column(sa.String(64))
    uploaded_at: Mapped[datetime]


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
    # Needs for which it is kept besides: codes of rules/needs.py joined by `|`.
    kept_for: Mapped[str] = mapped_column(sa.String(100), default="")
    is_active: Mapped[bool] = mapped_column(default=True)


class Outage(Model):
    """A desk out of order from a day to a day, both included; no last day means until mended."""

    __tablename__ = "outages"
    id: Mapped[int] = mapped_column(primary_key=True)
    desk_id: Mapped[int] = mapped_column(sa.ForeignKey("desks.id"), index=True)
    from_day: Mapped[date]
    to_day: Mapped[date | None]
    reason: Mapped[str] = mapped_column(sa.String(200))
