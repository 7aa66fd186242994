"""Remind those whose agreement ends while its renewal waits to be sent."""

import json
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.models import User
from app.auth.permissions import Permission, authorize
from app.auth.services.turns import lock_person
from app.core import audit, clock, mail
from app.core.audit import AuditLine
from app.core.db import command, connection
from app.pola.models import Agreement
from app.pola.rules.renewals import REMIND_DAYS, reminder_due
from app.pola.rules.routes import Origin
from app.pola.rules.states import State

_REMIND = "remind_renewal"
_parent = sa.orm.aliased(Agreement)


def remind_renewals(*, by: Actor) -> int:
    """Remind people 21 and 7 days before their agreement ends, once each; return how many.

    One transaction for each person, never in a caller's transaction.
    """
    authorize(by, Permission.RUN_PROGRAMME)
    today = clock.today()
    return sum(_remind_one(row.id, by=by) for row in _waiting(today) if _due(row, today))


@command
def _remind_one(draft_id: int, *, by: Actor) -> int:
    """Owe a person one reminder unless they sent the renewal or have had it; return 1 or 0."""
    authorize(by, Permission.RUN_PROGRAMME)
    user = sa.select(Agreement.user_id).where(Agreement.id == draft_id)
    lock_person(connection().execute(user).scalar_one())
    today = clock.today()
    row = next((one for one in _waiting(today) if one.id == draft_id), None)
    days = _due(row, today) if row else None
    if row is None or days is None or days in _reminded(draft_id):
        return 0
    audit.record(by.id, _REMIND, "agreement", draft_id, after={"days": days})
    words = {"agreement_id": draft_id, "ends_on": row.ends_on, "days": days}
    mail.enqueue(row.user_id, "renewal_reminder", words)
    return 1


def _waiting(today: date) -> list[Any]:
    """Return the renewals that are not sent, of agreements that end soon."""
    rows = connection().execute(
        sa.select(
            Agreement.id,
            Agreement.user_id,
            Agreement.created_at,
            _parent.in_force_until.label("ends_on"),
        )
        .join(_parent, _parent.id == Agreement.parent_id)
        .join(User, User.id == Agreement.user_id)
        .where(
            Agreement.origin == Origin.RENEWAL,
            Agreement.state == State.DRAFT,
            _parent.state == State.ACTIVE,
            _parent.in_force_until.between(today, today + timedelta(days=max(REMIND_DAYS))),
            User.is_active,
        )
        .order_by(Agreement.id)
    )
    return list(rows)


def _due(row: Any, today: date) -> int | None:
    prepared_on = row.created_at.astimezone(clock.ROME).date()
    return reminder_due(row.ends_on, prepared_on, today)


def _reminded(draft_id: int) -> set[int]:
    """Return which reminders a person has had."""
    lines = sa.select(AuditLine.after).where(
        AuditLine.subject_kind == "agreement",
        AuditLine.subject_id == draft_id,
        AuditLine.action == _REMIND,
    )
    return {json.loads(str(after))["days"] for after in connection().execute(lines).scalars()}
