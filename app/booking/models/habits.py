"""What a person likes and does every week, and which house notes they have read."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, short_enum
from app.core.half import Part


class Favourite(Model):
    """A desk that a person likes; the best one first."""

    __tablename__ = "favourites"
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)
    desk_id: Mapped[int] = mapped_column(sa.ForeignKey("desks.id"), primary_key=True)
    created_at: Mapped[datetime]


class UsualDay(Model):
    """A weekday on which a person usually wants a desk; ISO numbers, Monday is 1."""

    __tablename__ = "usual_days"
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True)
    part: Mapped[Part] = mapped_column(short_enum(Part))


class HouseNoteRead(Model):
    """A person who was shown a workplace's note; it is shown once."""

    __tablename__ = "house_notes_read"
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)
    workplace_id: Mapped[int] = mapped_column(sa.ForeignKey("workplaces.id"), primary_key=True)
    read_at: Mapped[datetime]
