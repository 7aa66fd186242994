"""What the programme must know of a person besides the agreement."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, short_enum
from app.pola.rules.notices import Notice
from app.pola.rules.priorities import Priority


class PriorityNote(Model):
    """Why a person's request is heard first. HR alone reads it; never a diagnosis."""

    __tablename__ = "priority_notes"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    category: Mapped[Priority] = mapped_column(short_enum(Priority))
    # After this day it no longer holds unless it was looked at again.
    review_on: Mapped[date]
    checked_by: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    created_at: Mapped[datetime]


class WorkerNote(Model):
    """Facts on which the law makes terms depend; HR alone reads them."""

    __tablename__ = "worker_notes"
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)
    # L. 68/1999 art. 1: the employer gives 90 days of notice (L. 81/2017 art. 19 c. 2).
    is_disabled: Mapped[bool] = mapped_column(default=False)
    # Directive of 29 Dec 2023: presence need not prevail for this person until that day.
    prevalence_waived_until: Mapped[date | None]


class Acknowledgement(Model):
    """A text that was handed over, and when the person said so (L. 81/2017 art. 22)."""

    __tablename__ = "acknowledgements"
    __table_args__ = (sa.Index(None, "user_id", "notice", "acknowledged_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    notice: Mapped[Notice] = mapped_column(short_enum(Notice))
    # Which text: the day from which that version was valid.
    version: Mapped[date]
    delivered_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]


class CommuteAnswer(Model):
    """How a person would otherwise travel, if they chose to say; deletable, only ever summed up."""

    __tablename__ = "commute_answers"
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)
    mode: Mapped[str] = mapped_column(sa.String(20))
    # One way, in bands of kilometres: the lower end.
    band_km: Mapped[int]
    answered_at: Mapped[datetime]
