"""How far the forgetting of past bookings has come."""

from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, short_enum


class Lost(StrEnum):
    """What is no longer there of past days."""

    # Whose each booking was.
    PEOPLE = "people"
    # The bookings themselves.
    BOOKINGS = "bookings"


class Forgotten(Model):
    """Up to which day something is forgotten: totals of those days are final (ADR 32)."""

    __tablename__ = "forgotten"
    what: Mapped[Lost] = mapped_column(short_enum(Lost), primary_key=True)
    until: Mapped[date] = mapped_column(sa.Date)
