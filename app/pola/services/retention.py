"""Take desks near home out of plans long past; how many there were in a year stays."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from app.core import clock
from app.core.db import connection, is_postgresql
from app.pola.models import NearYear, PlannedHalf
from app.pola.rules.day_kinds import DayKind, PlanSource

_COLUMNS = {DayKind.NEAR_MUNICIPAL: "municipal_halves", DayKind.NEAR_PARTNER: "partner_halves"}


def forget_near_halves(user_ids: Collection[int], day: date) -> None:
    """Write the desks of a day as what they count as, inside the caller's transaction.

    A municipal desk was presence, a partner's was remote work (domain R19): only which
    of them it was, and so at which few desks to look for the person, is gone. The
    years' numbers grow by what goes. A second time does nothing.
    """
    gone = connection().execute(
        sa.delete(PlannedHalf)
        .where(
            PlannedHalf.user_id.in_(list(user_ids)),
            PlannedHalf.day == day,
            PlannedHalf.source == PlanSource.DESK,
        )
        .returning(PlannedHalf.user_id, PlannedHalf.half, PlannedHalf.kind, PlannedHalf.agreed)
    )
    rows: list[dict[str, Any]] = []
    numbers: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(_COLUMNS.values(), 0))
    for row in gone.all():
        numbers[row.user_id][_COLUMNS[row.kind]] += 1
        counts_as = DayKind.AGILE_OTHER if row.kind is DayKind.NEAR_PARTNER else DayKind.OFFICE
        # A plain half in the office needs no row.
        if counts_as is not DayKind.OFFICE or row.agreed is not None:
            key = {"user_id": row.user_id, "day": day, "half": row.half, "agreed": row.agreed}
            said = {"kind": counts_as, "source": PlanSource.PERSON, "changed_at": clock.now()}
            rows.append(key | said)
    if rows:
        connection().execute(sa.insert(PlannedHalf), rows)
    if numbers:
        _add([{"user_id": u, "year": day.year} | more for u, more in sorted(numbers.items())])


def _add(rows: list[dict[str, Any]]) -> None:
    insert = (postgresql if is_postgresql() else sqlite).insert(NearYear)
    grown = {name: getattr(NearYear, name) + insert.excluded[name] for name in _COLUMNS.values()}
    key = [NearYear.user_id, NearYear.year]
    connection().execute(insert.on_conflict_do_update(index_elements=key, set_=grown), rows)
