"""What a person's agreements name as remote, from the tables."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import current_app

from app.core.db import connection
from app.core.half import Half
from app.pola.models import Agreement, Swap
from app.pola.rules.agreed import DayHalf, Period
from app.pola.rules.swaps import SwapState
from app.pola.rules.written import read_terms


def subdivision() -> str:
    """Return the place whose holidays the city keeps."""
    return str(current_app.config["HOLIDAYS_SUBDIVISION"])


def periods_of(user_id: int, first: date) -> list[Period]:
    """Return the agreements of a person that are in force on a day from `first` on."""
    rows: Any = connection().execute(
        sa.select(Agreement.in_force_from, Agreement.in_force_until, Agreement.terms)
        .where(
            Agreement.user_id == user_id,
            Agreement.in_force_from.is_not(None),
            sa.or_(Agreement.in_force_until.is_(None), Agreement.in_force_until >= first),
        )
        .order_by(Agreement.in_force_from)
    )
    return [Period(begins, ends, read_terms(terms).pattern) for begins, ends, terms in rows]


def accepted_swaps(user_id: int, first: date) -> list[tuple[DayHalf, DayHalf]]:
    """Return the halves that a person's accepted swaps move, in the order of the answers."""
    rows: Any = connection().execute(
        sa.select(Swap.from_day, Swap.from_half, Swap.to_day, Swap.to_half)
        .where(
            Swap.user_id == user_id,
            Swap.state == SwapState.ACCEPTED,
            sa.or_(Swap.from_day >= first, Swap.to_day >= first),
        )
        .order_by(Swap.answered_at, Swap.id)
    )
    return [((row[0], Half(row[1])), (row[2], Half(row[3]))) for row in rows]
