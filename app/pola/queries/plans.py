"""Whose plan it is, who may decide about it, and which swaps wait for an answer."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from app.auth.models import User
from app.core import clock
from app.core.db import connection
from app.core.half import Half
from app.pola.models import Swap
from app.pola.queries.agreements import deputies_of, office_managers
from app.pola.rules.agreed import DayHalf
from app.pola.rules.swaps import SwapState


@dataclass(frozen=True)
class PlanOwner:
    """A person whose plan is looked at; `manager_ids` decide about it today."""

    user_id: int
    full_name: str
    office_id: int | None
    manager_id: int | None
    manager_ids: frozenset[int]


@dataclass(frozen=True)
class SwapFacts:
    """A request to swap, with the person who asks."""

    id: int
    owner: PlanOwner
    away: DayHalf
    instead: DayHalf
    state: SwapState
    asked_at: datetime


_people = sa.select(User.id, User.given_name, User.surname, User.office_id, User.manager_id)
_swaps = sa.select(Swap.__table__)


def owners(user_ids: Collection[int]) -> dict[int, PlanOwner]:
    """Return the people with these ids, each with those who may decide about the plan."""
    rows = connection().execute(_people.where(User.id.in_(user_ids))).all()
    return {owner.user_id: owner for owner in owners_of(rows)}


def owners_of(rows: Collection[Any]) -> list[PlanOwner]:
    """Return people who were read, with their managers, deputies and the office's managers."""
    stand_ins = deputies_of({r.manager_id for r in rows if r.manager_id}, clock.today())
    chiefs = office_managers({r.office_id for r in rows if r.office_id})
    found = []
    for row in rows:
        ids = {row.manager_id, *stand_ins.get(row.manager_id, ()), *chiefs.get(row.office_id, ())}
        # Nobody decides about themselves, not even as a deputy.
        found.append(
            PlanOwner(
                row.id,
                f"{row.given_name} {row.surname}",
                row.office_id,
                row.manager_id,
                frozenset(ids - {None, row.id}),
            )
        )
    return found


def owner_of(user_id: int) -> PlanOwner | None:
    """Return a person whose plan it is, or None."""
    return owners([user_id]).get(user_id)


def find_swap(swap_id: int) -> SwapFacts | None:
    """Return a request to swap, or None."""
    row = connection().execute(_swaps.where(Swap.id == swap_id)).first()
    return _facts(row, owners([row.user_id])) if row else None


def open_swaps(people: Iterable[PlanOwner], first: date) -> list[SwapFacts]:
    """Return what these people ask and nobody has answered, the nearest day first."""
    known = {person.user_id: person for person in people}
    rows = connection().execute(
        _swaps.where(
            Swap.user_id.in_(known), Swap.state == SwapState.ASKED, Swap.from_day >= first
        ).order_by(Swap.from_day, Swap.id)
    )
    return [_facts(row, known) for row in rows]


def _facts(row: Any, people: dict[int, PlanOwner]) -> SwapFacts:
    return SwapFacts(
        row.id,
        people[row.user_id],
        (row.from_day, Half(row.from_half)),
        (row.to_day, Half(row.to_half)),
        row.state,
        row.asked_at,
    )
