"""People, offices, roles and sign-ins."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model, short_enum
from app.core.kinds import BookingMail


class Office(Model):
    """A directorate, area or unit; a tree with one root."""

    __tablename__ = "offices"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(20), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    level: Mapped[str] = mapped_column(sa.String(40))
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("offices.id"), index=True)
    workplace_id: Mapped[int | None] = mapped_column(sa.ForeignKey("workplaces.id"), index=True)
    minimum_presence_percent: Mapped[int] = mapped_column(default=0)

    parent: Mapped["Office | None"] = relationship(remote_side=[id])


class User(Model):
    """A person who works for the city.

    No address and no position: `area` is the postal code or district that the
    person chose, or nothing.
    """

    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    staff_number: Mapped[str | None] = mapped_column(sa.String(20), unique=True)
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    given_name: Mapped[str] = mapped_column(sa.String(100))
    surname: Mapped[str] = mapped_column(sa.String(100))
    sex: Mapped[str | None] = mapped_column(sa.String(1))
    born_on: Mapped[date | None]
    fiscal_code: Mapped[str | None] = mapped_column(sa.String(16), unique=True)
    office_id: Mapped[int | None] = mapped_column(sa.ForeignKey("offices.id"), index=True)
    manager_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    grade: Mapped[str | None] = mapped_column(sa.String(60))
    hired_on: Mapped[date | None]
    contract: Mapped[str | None] = mapped_column(sa.String(3))
    is_remote_capable: Mapped[bool] = mapped_column(default=False)
    hours_percent: Mapped[int] = mapped_column(default=100)
    is_active: Mapped[bool] = mapped_column(default=True)

    password_hash: Mapped[str | None] = mapped_column(sa.String(128))
    # Only accounts made for the demo; refused everywhere else.
    is_demo: Mapped[bool] = mapped_column(default=False)

    locale: Mapped[str | None] = mapped_column(sa.String(2))
    area_code: Mapped[str | None] = mapped_column(sa.ForeignKey("areas.code"), index=True)
    # True once the first question was answered or skipped.
    was_asked_area: Mapped[bool] = mapped_column(default=False)
    # What they need of a desk: codes of booking/rules/needs.py joined by `|`. The person says
    # so themselves, takes it back when they like, and nobody else sees it (GDPR art. 9).
    desk_needs: Mapped[str] = mapped_column(sa.String(100), default="")
    # What a desk should have, if one is free: codes joined by `|`. A wish, not a need.
    wished_equipment: Mapped[str] = mapped_column(sa.String(100), default="")
    # To whom the person shows their desks: a code of booking/rules/seen.py.
    seen_by: Mapped[str] = mapped_column(sa.String(20), default="nobody")
    # Ids of workplaces in the person's own order, comma separated; empty means by distance.
    workplace_order: Mapped[str] = mapped_column(sa.String(400), default="")
    booking_mail: Mapped[BookingMail] = mapped_column(
        short_enum(BookingMail), default=BookingMail.INVITATIONS
    )

    office: Mapped[Office | None] = relationship()

    @property
    def full_name(self) -> str:
        """Return given name and surname."""
        return f"{self.given_name} {self.surname}"


class Role(StrEnum):
    """What a person may do besides being an employee, which everybody is."""

    MANAGER = "manager"
    HR = "hr"
    FACILITY_MANAGER = "facility_manager"
    # The emergency staff of a workplace (D.Lgs. 81/2008, artt. 18 and 43).
    WARDEN = "warden"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class RoleGrant(Model):
    """A role given to a person: over an office and all below it, or over a workplace."""

    __tablename__ = "role_grants"
    __table_args__ = (sa.UniqueConstraint("user_id", "role", "office_id", "workplace_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    role: Mapped[Role] = mapped_column(short_enum(Role))
    office_id: Mapped[int | None] = mapped_column(sa.ForeignKey("offices.id"), index=True)
    workplace_id: Mapped[int | None] = mapped_column(sa.ForeignKey("workplaces.id"), index=True)


class Deputy(Model):
    """Who decides and signs for somebody who is away."""

    __tablename__ = "deputies"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    deputy_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    from_day: Mapped[date]
    to_day: Mapped[date]


class SignIn(Model):
    """A browser that is signed in; without this row its cookie opens nothing."""

    __tablename__ = "sign_ins"
    id: Mapped[int] = mapped_column(primary_key=True)
    # SHA-256 of the cookie's secret: a copy of the table lets nobody in.
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)


class Throttle(Model):
    """How often signing in failed lately, for an account or for a network address."""

    __tablename__ = "throttles"
    # A keyed hash: the table tells neither who nor from where.
    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)
