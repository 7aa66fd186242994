"""What is counted of past days: about places, never about people (art. 4 L. 300/1970)."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, short_enum
from app.core.half import Half


class DayTotal(Model):
    """What became of a workplace's half-day; kept by a job, rebuilt from the bookings."""

    __tablename__ = "day_totals"
    day: Mapped[date] = mapped_column(primary_key=True)
    workplace_id: Mapped[int] = mapped_column(sa.ForeignKey("workplaces.id"), primary_key=True)
    half: Mapped[Half] = mapped_column(short_enum(Half), primary_key=True)
    # Desks not out of order, and how many of them could be taken; 0 when closed.
    desks: Mapped[int]
    cap: Mapped[int]
    booked: Mapped[int]
    confirmed: Mapped[int]
    no_shows: Mapped[int]
    # Given back: at any time, and of those after 18:00 of the day before.
    cancelled: Mapped[int]
    released: Mapped[int]


class DeskTotal(Model):
    """Half-days for which a desk was taken in a month."""

    __tablename__ = "desk_totals"
    # The first of the month.
    month: Mapped[date] = mapped_column(primary_key=True)
    desk_id: Mapped[int] = mapped_column(sa.ForeignKey("desks.id"), primary_key=True)
    halves: Mapped[int]


class OriginTotal(Model):
    """From which area people came to a workplace in a month; shown from five people on."""

    __tablename__ = "origin_totals"
    month: Mapped[date] = mapped_column(primary_key=True)
    workplace_id: Mapped[int] = mapped_column(sa.ForeignKey("workplaces.id"), primary_key=True)
    # Empty for people who have named none.
    area_code: Mapped[str] = mapped_column(sa.String(12), primary_key=True)
    people: Mapped[int]
    halves: Mapped[int]


class LeadTotal(Model):
    """How many days ahead the bookings of a month were made."""

    __tablename__ = "lead_totals"
    month: Mapped[date] = mapped_column(primary_key=True)
    workplace_id: Mapped[int] = mapped_column(sa.ForeignKey("workplaces.id"), primary_key=True)
    days_ahead: Mapped[int] = mapped_column(primary_key=True)
    bookings: Mapped[int]


class CommuteTotal(Model):
    """Days of a month without the usual way to the office, by what people said of that way."""

    __tablename__ = "commute_totals"
    month: Mapped[date] = mapped_column(primary_key=True)
    # As in the answers: the means, and where the band of kilometres begins.
    mode: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    band_km: Mapped[int] = mapped_column(primary_key=True)
    people: Mapped[int]
    # At home or elsewhere, and at a desk near home.
    home_halves: Mapped[int]
    near_halves: Mapped[int]


class UnmetDemand(Model):
    """Searches that ended without a desk near the area they started from; nobody is named."""

    __tablename__ = "unmet_demand"
    day: Mapped[date] = mapped_column(primary_key=True)
    half: Mapped[Half] = mapped_column(short_enum(Half), primary_key=True)
    area_code: Mapped[str] = mapped_column(sa.String(12), primary_key=True)
    searches: Mapped[int]
