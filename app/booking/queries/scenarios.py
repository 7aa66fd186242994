"""What-if questions that were kept, the last one first."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.booking.models import Scenario
from app.core.db import connection

# What any engine of ours takes as a key.
_LARGEST = 2**31 - 1


@dataclass(frozen=True)
class KeptScenario:
    """A kept question in the list."""

    id: int
    name: str
    created_at: datetime


@dataclass(frozen=True)
class WholeScenario:
    """A kept question with the answer that it got."""

    id: int
    name: str
    created_at: datetime
    question: Mapping[str, Any]
    answer: Mapping[str, Any]


def scenarios() -> list[KeptScenario]:
    """Return everything that is kept."""
    rows = connection().execute(
        sa.select(Scenario.id, Scenario.name, Scenario.created_at).order_by(Scenario.id.desc())
    )
    return [KeptScenario(*row) for row in rows]


def find_scenarios(*ids: int) -> dict[int, WholeScenario]:
    """Return those of these that are kept, by id."""
    wanted = [number for number in ids if 0 < number <= _LARGEST]
    rows = connection().execute(sa.select(Scenario.__table__).where(Scenario.id.in_(wanted)))
    return {
        row.id: WholeScenario(
            row.id, row.name, row.created_at, json.loads(row.question), json.loads(row.answer)
        )
        for row in rows
    }
