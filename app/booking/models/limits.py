"""How much of a workplace may be taken, and when."""

from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.booking.rules.places import ClosureKind
from app.booking.rules.policies import PolicyName
from app.core.db import Model, short_enum
from app.core.half import Half


class Cap(Model):
    """How many desks of a workplace may be taken, from a day to a day.

    Rows are only added, or ended: among those valid on a day the last one written wins.
    One that ended before it began has its last day before the first.
    """

    __tablename__ = "caps"
    __table_args__ = (sa.CheckConstraint("(percent IS NULL) <> (number IS NULL)", "one_measure"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    workplace_id: Mapped[int] = mapped_column(sa.ForeignKey("workplaces.id"), index=True)
    percent: Mapped[int | None]
    number: Mapped[int | None]
    from_day: Mapped[date]
    to_day: Mapped[date | None]
    # ISO numbers of the weekdays on which it holds, Monday is 1; empty for every day.
    weekdays: Mapped[str] = mapped_column(sa.String(7), default="")
    reason: Mapped[str] = mapped_column(sa.String(200), default="")
    created_at: Mapped[datetime]


class CapDraw(Model):
    """A draw of who moves when a cap was lowered: with its seed anybody can draw again."""

    __tablename__ = "cap_draws"
    __table_args__ = (sa.UniqueConstraint("cap_id", "day", "half"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    cap_id: Mapped[int] = mapped_column(sa.ForeignKey("caps.id"))
    day: Mapped[date]
    half: Mapped[Half] = mapped_column(short_enum(Half))
    seed: Mapped[str] = mapped_column(sa.String(64))
    # Ids of the bookings that took part, in the order in which they were drawn; comma separated.
    drawn: Mapped[str] = mapped_column(sa.Text)
    # How many of the first ones had to move.
    surplus: Mapped[int]
    drawn_at: Mapped[datetime]


class OfficeShare(Model):
    """Desks of a workplace that an office is sure of, and the most that it may take.

    It counts for the office and all below it. Rows are only added: among those
    valid on a day the last one written wins.
    """

    __tablename__ = "office_shares"
    id: Mapped[int] = mapped_column(primary_key=True)
    workplace_id: Mapped[int] = mapped_column(sa.ForeignKey("workplaces.id"), index=True)
    office_id: Mapped[int] = mapped_column(sa.ForeignKey("offices.id"))
    guaranteed: Mapped[int] = mapped_column(default=0)
    # None: as many as there are.
    maximum: Mapped[int | None]
    from_day: Mapped[date]
    to_day: Mapped[date | None]
    created_at: Mapped[datetime]


class Closure(Model):
    """A workplace closed from a half-day to a half-day, both included.

    With `weekdays` it is closed on those days of the range only, on each of them
    from `from_half` to `to_half`.
    """

    __tablename__ = "closures"
    id: Mapped[int] = mapped_column(primary_key=True)
    workplace_id: Mapped[int] = mapped_column(sa.ForeignKey("workplaces.id"), index=True)
    from_day: Mapped[date]
    from_half: Mapped[Half] = mapped_column(short_enum(Half))
    to_day: Mapped[date]
    to_half: Mapped[Half] = mapped_column(short_enum(Half))
    weekdays: Mapped[str] = mapped_column(sa.String(7), default="")
    kind: Mapped[ClosureKind] = mapped_column(short_enum(ClosureKind), default=ClosureKind.OTHER)
    reason: Mapped[str] = mapped_column(sa.String(200))
    created_at: Mapped[datetime]
    # Taken back: it holds no longer, and stays to be read.
    reopened_at: Mapped[datetime | None]


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


class DrawRule(Model):
    """A workplace whose desks are drawn among those who asked, at an hour before the day.

    Of the rows that cover a day the last one written counts.
    """

    __tablename__ = "draw_rules"
    id: Mapped[int] = mapped_column(primary_key=True)
    workplace_id: Mapped[int] = mapped_column(sa.ForeignKey("workplaces.id"), index=True)
    # ISO numbers of the weekdays on which demand exceeds desks; empty means all.
    weekdays: Mapped[str] = mapped_column(sa.String(7), default="")
    # So many calendar days before, at this hour on the wall clock.
    days_before: Mapped[int]
    hour: Mapped[time]
    from_day: Mapped[date]
    to_day: Mapped[date | None]
    created_at: Mapped[datetime]
