"""What the Ministry was told of the demo's agreements, in every state of its queue."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.core import clock
from app.core.db import connection
from app.pola.models import Agreement, Filing
from app.pola.queries.filings import told_of
from app.pola.rules.communications import write_told
from app.pola.rules.filings import Act, FilingState, due_on
from app.pola.rules.routes import Origin
from app.pola.rules.states import SIGNED

# The Ministry has answered everything that began longer ago.
UNTOLD_DAYS = 40
# Of those, one in so many was refused, and one got no clear answer.
REFUSED_EVERY, IN_DOUBT_EVERY = 9, 14


def write_filings(today: date) -> None:
    """Write the start of each agreement: told long ago, waiting, refused or in doubt."""
    connection().execute(sa.insert(Filing), list(_starts(today)))


def _starts(today: date) -> Iterator[dict[str, Any]]:
    rows = connection().execute(
        sa.select(Agreement.id, Agreement.user_id, Agreement.in_force_from, Agreement.created_at)
        .where(Agreement.state.in_(SIGNED), Agreement.origin != Origin.REVISION)
        .order_by(Agreement.id)
    )
    recent = 0
    for row in rows:
        state = FilingState.ACCEPTED
        if row.in_force_from > today - timedelta(days=UNTOLD_DAYS):
            state, recent = _open_state(recent), recent + 1
        is_told = state is FilingState.ACCEPTED
        yield {
            "agreement_id": row.id,
            "user_id": row.user_id,
            "act": Act.START,
            "event_on": row.in_force_from,
            "due_on": due_on(row.in_force_from),
            "state": state,
            "facts": write_told(told_of(row.id)),
            "code": f"{row.in_force_from:%Y%m%d}{row.id:09}" if is_told else None,
            "attempts": int(state is not FilingState.WAITING),
            "answer": {FilingState.ACCEPTED: "E100", FilingState.REFUSED: "E037"}.get(state, ""),
            "created_at": row.created_at,
            "settled_at": clock.now() if is_told else None,
        }


def _open_state(place: int) -> FilingState:
    if place % REFUSED_EVERY == 1:
        return FilingState.REFUSED
    return FilingState.IN_DOUBT if place % IN_DOUBT_EVERY == 2 else FilingState.WAITING
