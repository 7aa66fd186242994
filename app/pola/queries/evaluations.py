"""What the activities of an agreement came to."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.core.db import connection
from app.pola.models import Evaluation

# The line of the whole agreement; activities count from 1 on.
WHOLE = 0


@dataclass(frozen=True)
class EvaluationFacts:
    """One line: what the employee reported, and what the manager thought of it."""

    place: int
    reported: str
    report: str
    reported_at: datetime | None
    is_met: bool | None
    judgement: str
    judged_at: datetime | None
    judged_by: int | None


_COLUMNS = [getattr(Evaluation, name) for name in EvaluationFacts.__dataclass_fields__]


def evaluation_of(agreement_id: int) -> dict[int, EvaluationFacts]:
    """Return the lines of an agreement's evaluation by place; the whole one is 0."""
    rows = connection().execute(
        sa.select(*_COLUMNS)
        .where(Evaluation.agreement_id == agreement_id)
        .order_by(Evaluation.place)
    )
    return {row.place: EvaluationFacts(**row._mapping) for row in rows}


def was_positive(agreement_id: int) -> bool | None:
    """Return how an agreement was judged as a whole; None until it is."""
    row = connection().execute(
        sa.select(Evaluation.is_met).where(
            Evaluation.agreement_id == agreement_id,
            Evaluation.place == WHOLE,
            Evaluation.judged_at.is_not(None),
        )
    )
    found: bool | None = row.scalar()
    return found
