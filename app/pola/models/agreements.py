"""Agreements: their terms, and everything that was done with them."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, short_enum
from app.pola.rules.routes import Approver, Origin, Side, Signer, Verdict
from app.pola.rules.states import OPEN, State, Step
from app.pola.rules.terms import Duration

_IS_OPEN = sa.text("state IN ({})".format(", ".join(f"'{state}'" for state in sorted(OPEN))))


class Agreement(Model):
    """One version of a person's individual agreement (CCNL FL art. 65).

    At any date one agreement of a person at most is in force: the migration's
    exclusion constraint (PostgreSQL) and triggers (SQLite) have the last word.
    """

    __tablename__ = "agreements"
    __table_args__ = (
        # One open request a person.
        sa.Index(
            "uq_agreements_open_request",
            "user_id",
            unique=True,
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        ),
        sa.Index(None, "user_id", "in_force_from"),
        sa.Index(None, "state", "ends_on"),
        sa.CheckConstraint(
            "in_force_until IS NULL OR in_force_until >= in_force_from", "ends_after_it_begins"
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    # The person's office when it was asked for; a transfer ends the agreement.
    office_id: Mapped[int | None] = mapped_column(sa.ForeignKey("offices.id"), index=True)
    # What it revises or renews.
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agreements.id"), index=True)
    origin: Mapped[Origin] = mapped_column(short_enum(Origin))
    state: Mapped[State] = mapped_column(short_enum(State))
    # Grows with every change: of two who act at once, one finds it changed.
    version: Mapped[int] = mapped_column(default=1)
    # rules/terms.Terms as JSON; the four columns below repeat what is searched for.
    terms: Mapped[str] = mapped_column(sa.Text)
    duration: Mapped[Duration] = mapped_column(short_enum(Duration))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    # Halves of remote work in an average month.
    halves_a_month: Mapped[int] = mapped_column(default=0)
    # The parameters as of this day hold for it until it is revised.
    rules_of: Mapped[date]
    # How many approvals of its way have been given.
    approvals_given: Mapped[int] = mapped_column(default=0)
    # When something last waited on somebody.
    waiting_since: Mapped[datetime | None]
    created_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    # Empty until both have signed; moved when it ends early.
    in_force_from: Mapped[date | None]
    in_force_until: Mapped[date | None]
    # While notice runs: who gave it, when it takes effect.
    ended_by: Mapped[Side | None] = mapped_column(short_enum(Side))
    notice_ends_on: Mapped[date | None]
    # When the two people were told that it is about to end.
    expiry_told_at: Mapped[datetime | None]
    # The public register's number and the document's metadata: filled in, never invented.
    protocol_number: Mapped[str | None] = mapped_column(sa.String(60))
    protocol_on: Mapped[date | None]
    protocol_json: Mapped[str | None] = mapped_column(sa.Text)


class AgreementStep(Model):
    """One line of an agreement's history. Lines are only ever added."""

    __tablename__ = "agreement_steps"
    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(sa.ForeignKey("agreements.id"), index=True)
    at: Mapped[datetime]
    # Empty when a date alone made it happen.
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    step: Mapped[Step] = mapped_column(short_enum(Step))
    from_state: Mapped[State] = mapped_column(short_enum(State))
    to_state: Mapped[State] = mapped_column(short_enum(State))
    # The written reason of a refusal, a return or a withdrawal.
    note: Mapped[str] = mapped_column(sa.Text, default="")


class Approval(Model):
    """A decision at one step of the way."""

    __tablename__ = "approvals"
    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(sa.ForeignKey("agreements.id"), index=True)
    place: Mapped[int]
    approver: Mapped[Approver] = mapped_column(short_enum(Approver))
    decided_by: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    # Whom the decider stood in for, if anybody.
    deputy_of: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    decided_at: Mapped[datetime]
    verdict: Mapped[Verdict] = mapped_column(short_enum(Verdict))
    reason: Mapped[str] = mapped_column(sa.Text, default="")


class Document(Model):
    """A file of an agreement: the PDF that was signed, or one signed elsewhere."""

    __tablename__ = "documents"
    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(sa.ForeignKey("agreements.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    media_type: Mapped[str] = mapped_column(sa.String(100))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    content: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))


class Signature(Model):
    """An act of a signed-in person over one exact document."""

    __tablename__ = "signatures"
    __table_args__ = (sa.UniqueConstraint("agreement_id", "signer"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(sa.ForeignKey("agreements.id"))
    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id"))
    signer: Mapped[Signer] = mapped_column(short_enum(Signer))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    deputy_of: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    # The name as it was then.
    name: Mapped[str] = mapped_column(sa.String(200))
    at: Mapped[datetime]
    sha256: Mapped[str] = mapped_column(sa.String(64))


class Evaluation(Model):
    """What an activity came to: the employee's report, then the manager's judgement.

    `place` is the activity's number within the terms; the line of the whole
    agreement has none.
    """

    __tablename__ = "evaluations"
    __table_args__ = (sa.UniqueConstraint("agreement_id", "place"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(sa.ForeignKey("agreements.id"))
    # 0 for the whole agreement, else the activity's number from 1 on.
    place: Mapped[int]
    # For a percentage: the two counts, `95/100`.
    reported: Mapped[str] = mapped_column(sa.String(200), default="")
    report: Mapped[str] = mapped_column(sa.Text, default="")
    reported_at: Mapped[datetime | None]
    is_met: Mapped[bool | None]
    judgement: Mapped[str] = mapped_column(sa.Text, default="")
    judged_at: Mapped[datetime | None]
    judged_by: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
