"""What a mail asks before it is sent: whether there is still something to say, and to whom."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from app.auth.models import Role, RoleGrant, User
from app.core.db import connection
from app.pola.models import Acknowledgement, Agreement, Swap
from app.pola.rules.notices import Notice
from app.pola.rules.states import State
from app.pola.rules.swaps import SwapState


def is_as_told(agreement_id: int, version: int) -> bool:
    """Return True while nobody has done anything with an agreement since a mail was owed."""
    return _is_there(Agreement.id == agreement_id, Agreement.version == version)


def is_draft(agreement_id: int) -> bool:
    """Return True while a request is not sent."""
    return _is_there(Agreement.id == agreement_id, Agreement.state == State.DRAFT)


def is_asked(swap_id: int) -> bool:
    """Return True while a request to swap waits for an answer."""
    return _is_there(Swap.id == swap_id, Swap.state == SwapState.ASKED)


def is_unread(user_id: int, notice: Notice, version: date) -> bool:
    """Return True while a person has not acknowledged a text that was handed to them."""
    return _is_there(
        Acknowledgement.user_id == user_id,
        Acknowledgement.notice == notice,
        Acknowledgement.version == version,
        Acknowledgement.acknowledged_at.is_(None),
    )


def hr_people() -> list[int]:
    """Return the people of human resources, by id."""
    people = (
        sa.select(RoleGrant.user_id)
        .distinct()
        .join(User, User.id == RoleGrant.user_id)
        .where(RoleGrant.role == Role.HR, User.is_active)
        .order_by(RoleGrant.user_id)
    )
    return list(connection().execute(people).scalars())


def _is_there(*conditions: Any) -> bool:
    return connection().execute(sa.select(sa.literal(1)).where(*conditions)).first() is not None
