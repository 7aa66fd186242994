"""Keep what-if questions under a name, with the answers that they got."""

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.booking.models import Scenario
from app.booking.rules.scenarios import name_fault
from app.core import audit, clock
from app.core.db import command, connection
from app.core.errors import Reason, Refused


@command
def keep_scenario(
    name: str, question: Mapping[str, Any], answer: Mapping[str, Any], *, by: Actor
) -> int:
    """Keep a question and its answer under a name; return the id of what is kept.

    Raises Refused without a name, or with one of more than 80 characters.
    """
    authorize(by, Permission.KEEP_SCENARIOS)
    if fault := name_fault(name):
        raise Refused([Reason(fault)])
    row = {
        "name": name.strip(),
        "user_id": by.id,
        "question": json.dumps(question, ensure_ascii=False),
        "answer": json.dumps(answer, ensure_ascii=False),
        "created_at": clock.now(),
    }
    kept = connection().execute(sa.insert(Scenario).returning(Scenario.id), row).scalar_one()
    audit.record(by.id, "keep_scenario", "scenario", kept, after={"name": row["name"]})
    return int(kept)


@command
def forget_scenario(scenario_id: int, *, by: Actor) -> None:
    """Delete a kept question, whoever kept it; one that is gone already stays gone."""
    authorize(by, Permission.KEEP_SCENARIOS)
    gone = sa.delete(Scenario).where(Scenario.id == scenario_id).returning(Scenario.name)
    name = connection().execute(gone).scalar()
    if name is not None:
        audit.record(by.id, "forget_scenario", "scenario", scenario_id, before={"name": name})
