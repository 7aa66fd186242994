"""The programme: its numbers with validity dates, calls to renew, and the yearly figures."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model


class Parameter(Model):
    """A number or text of the programme, valid from a day on; the last one written wins."""

    __tablename__ = "parameters"
    id: Mapped[int] = mapped_column(primary_key=True)
    # rules/parameters.ParameterName
    name: Mapped[str] = mapped_column(sa.String(60), index=True)
    value: Mapped[str] = mapped_column(sa.Text)
    from_day: Mapped[date]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))


class Campaign(Model):
    """A call to make agreements for a period: `agreements for 2027, from 1 to 30 November`."""

    __tablename__ = "campaigns"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(120))
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    # The period of the agreements that it asks for.
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))


class CampaignOffice(Model):
    """An office that a campaign calls, with all below it."""

    __tablename__ = "campaign_offices"
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaigns.id"), primary_key=True)
    office_id: Mapped[int] = mapped_column(sa.ForeignKey("offices.id"), primary_key=True)


class CampaignPerson(Model):
    """A person whom a campaign calls, and the agreement that answers it."""

    __tablename__ = "campaign_people"
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaigns.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), primary_key=True, index=True)
    agreement_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agreements.id"), index=True)
    # `no, thank you` is an answer too.
    declined_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]


class IndicatorValue(Model):
    """A figure of a year that HR fills in, or the target for it (DFP guidelines, Dec 2020)."""

    __tablename__ = "indicator_values"
    __table_args__ = (sa.UniqueConstraint("name", "year"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    year: Mapped[int]
    value: Mapped[str] = mapped_column(sa.String(60), default="")
    target: Mapped[str] = mapped_column(sa.String(60), default="")
    changed_at: Mapped[datetime]
    changed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
