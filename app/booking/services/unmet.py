"""Count searches that found nothing near: an area, a day and a half, and nobody's name."""

import logging
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.booking.models import UnmetDemand
from app.core.db import command, connection, is_postgresql
from app.core.half import Half

log = logging.getLogger(__name__)


def try_to_count(area_code: str, day: date, halves: Collection[Half], *, by: Actor) -> bool:
    """Count a search and return True; False if the database would not, which breaks no page.

    Never in a caller's transaction.
    """
    try:
        count_unmet(area_code, day, halves, by=by)
    except SQLAlchemyError as error:
        # A statistic is no reason to fail: the person looks for a desk.
        log.warning("a search was not counted: %s", error)
        return False
    return True


@command
def count_unmet(area_code: str, day: date, halves: Collection[Half], *, by: Actor) -> None:
    """Count one more search for each of these halves; who searched is not written down."""
    authorize(by, Permission.SEE_DESKS)
    for half in sorted(halves):
        connection().execute(
            _one_more(), {"day": day, "half": half, "area_code": area_code, "searches": 1}
        )


def _one_more() -> Any:
    insert: Any = (postgresql if is_postgresql() else sqlite).insert(UnmetDemand)
    return insert.on_conflict_do_update(
        index_elements=["day", "half", "area_code"],
        set_={"searches": UnmetDemand.searches + 1},
    )
