"""What a mail asks before it is sent: whether there is still something to say, and to whom."""

from collections.abc import Collection
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.auth.models import Role, RoleGrant, User
from app.core.db import connection
from app.core.lookups import look_up
from app.pola.models import Acknowledgement, Agreement, Swap
from app.pola.rules.notices import Notice
from app.pola.rules.states import State
from app.pola.rules.swaps import SwapState


def is_as_told(agreement_id: int, version: int) -> bool:
    """Return True while nobody has done anything with an agreement since a mail was owed."""
    found = look_up(agreements_by_id, agreement_id)
    return found is not None and found.version == version


def is_draft(agreement_id: int) -> bool:
    """Return True while a request is not sent."""
    found = look_up(agreements_by_id, agreement_id)
    return found is not None and found.state == State.DRAFT


def is_asked(swap_id: int) -> bool:
    """Return True while a request to swap waits for an answer."""
    return look_up(swap_states, swap_id) == SwapState.ASKED


def is_unread(user_id: int, notice: Notice, version: date) -> bool:
    """Return True while a person has not acknowledged a text that was handed to them."""
    return (notice, version) in (look_up(unread_by_person, user_id) or ())


def agreements_by_id(agreement_ids: Collection[int]) -> dict[int, Any]:
    """Return the state and the version of these agreements, by id."""
    select = sa.select(Agreement.id, Agreement.state, Agreement.version)
    rows = connection().execute(select.where(Agreement.id.in_(agreement_ids)))
    return {row.id: row for row in rows}


def swap_states(swap_ids: Collection[int]) -> dict[int, SwapState]:
    """Return how these requests to swap stand, by id."""
    rows = connection().execute(sa.select(Swap.id, Swap.state).where(Swap.id.in_(swap_ids)))
    return {row.id: row.state for row in rows}


def unread_by_person(user_ids: Collection[int]) -> dict[int, set[tuple[Notice, date]]]:
    """Return the texts that these people have not acknowledged, each with its version."""
    rows = connection().execute(
        sa.select(Acknowledgement.user_id, Acknowledgement.notice, Acknowledgement.version).where(
            Acknowledgement.user_id.in_(user_ids), Acknowledgement.acknowledged_at.is_(None)
        )
    )
    found: dict[int, set[tuple[Notice, date]]] = {}
    for row in rows:
        found.setdefault(row.user_id, set()).add((row.notice, row.version))
    return found


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
