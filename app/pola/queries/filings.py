"""What the Ministry was told and is still to be told."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from app.auth.models import User
from app.core import clock
from app.core.db import connection
from app.pola.models import Agreement, Filing, Signature
from app.pola.rules.communications import FIXED_TERM, OPEN_ENDED, Told, read_told
from app.pola.rules.filings import Act, FilingState
from app.pola.rules.routes import Origin
from app.pola.rules.terms import Duration


@dataclass(frozen=True)
class Entry:
    """A communication as it stands, with what is known today of the person."""

    id: int
    agreement_id: int
    user_id: int
    act: Act
    event_on: date
    due_on: date
    state: FilingState
    facts: str
    previous_id: int | None
    code: str | None
    attempts: int
    next_attempt_at: datetime | None
    claimed_at: datetime | None
    answer: str
    message: str
    created_at: datetime
    settled_at: datetime | None

    @property
    def told(self) -> Told:
        """Return what is, or was, told."""
        return read_told(self.facts)


COLUMNS = [getattr(Filing, name) for name in Entry.__dataclass_fields__]


def find_filing(filing_id: int, *, lock: bool = False, wait: bool = True) -> Entry | None:
    """Return a communication, or None.

    With `lock` it stays as it is until the transaction ends; without `wait` one that
    somebody else holds is not there.
    """
    select = sa.select(*COLUMNS).where(Filing.id == filing_id)
    if lock:
        select = select.with_for_update(skip_locked=not wait)
    row = connection().execute(select).first()
    return Entry(*row) if row else None


def filings_of_period(agreement_id: int, *, lock: bool = False) -> list[Entry]:
    """Return what was filed of a period, oldest first; what was dropped is left out.

    A period runs on through its revisions: they are one for the Ministry. With `lock`
    nobody begins to send them until the transaction ends.
    """
    select = (
        sa.select(*COLUMNS)
        .where(Filing.agreement_id.in_(revised_with(agreement_id)))
        .where(Filing.state != FilingState.DROPPED)
        .order_by(Filing.id)
    )
    rows = connection().execute(select.with_for_update() if lock else select)
    return [Entry(*row) for row in rows]


def revised_with(agreement_id: int) -> list[int]:
    """Return an agreement with what it revises and what revises it, by id."""
    user = sa.select(Agreement.user_id).where(Agreement.id == agreement_id).scalar_subquery()
    rows = connection().execute(
        sa.select(Agreement.id, Agreement.parent_id, Agreement.origin)
        .where(Agreement.user_id == user)
        .order_by(Agreement.id)
    )
    first: dict[int, int] = {}
    for row in rows:
        follows = row.origin is Origin.REVISION and row.parent_id in first
        first[row.id] = first[row.parent_id] if follows else row.id
    return [one for one, start in first.items() if start == first[agreement_id]]


def codes_besides(filing_id: int, user_id: int) -> set[str]:
    """Return the codes that a person's other communications were given."""
    codes = sa.select(Filing.code).where(
        Filing.user_id == user_id, Filing.id != filing_id, Filing.code.is_not(None)
    )
    return {code for code in connection().execute(codes).scalars() if code}


def told_of(agreement_id: int) -> Told:
    """Return what there is to tell of an agreement: person, relation, signing date and term."""
    signed = (
        sa.select(sa.func.max(Signature.at))
        .where(Signature.agreement_id == agreement_id)
        .scalar_subquery()
    )
    row = (
        connection()
        .execute(
            sa.select(
                *PERSON,
                Agreement.in_force_from,
                Agreement.starts_on,
                Agreement.ends_on,
                Agreement.duration,
                Agreement.origin,
                Agreement.rules_of,
                sa.type_coerce(signed, Signature.at.type).label("signed_at"),
            )
            .join(User, User.id == Agreement.user_id)
            .where(Agreement.id == agreement_id)
        )
        .one()
    )
    begins = row.in_force_from or row.starts_on
    # One that was taken over goes by the programme of the day on which it was signed.
    signed_on = min(row.rules_of, begins) if row.origin is Origin.IMPORT else begins
    return Told(
        **person_of(row),
        signed_on=row.signed_at.astimezone(clock.ROME).date() if row.signed_at else signed_on,
        starts_on=begins,
        ends_on=row.ends_on,
        duration=OPEN_ENDED if row.duration is Duration.OPEN else FIXED_TERM,
    )


PERSON = (
    User.fiscal_code,
    User.given_name,
    User.surname,
    User.born_on,
    User.hired_on,
    User.contract,
)


def person_of(row: Any) -> dict[str, Any]:
    """Return the facts about a person among those that are told."""
    return {
        "fiscal_code": row.fiscal_code or "",
        "given_name": row.given_name,
        "surname": row.surname,
        "born_on": row.born_on,
        "hired_on": row.hired_on,
        "contract": row.contract or "",
    }
