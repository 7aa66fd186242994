"""What the weekly mail to whoever runs workplaces tells: counts of places, never of people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.auth.models import Role, RoleGrant, User
from app.booking.queries.totals import day_totals, last_total, unmet_areas, unmet_halves
from app.booking.rules.places import Places, WorkplaceFacts
from app.core.calendar import next_working_day
from app.core.db import connection
from app.occupancy.rules.periods import Period
from app.occupancy.rules.summary import Ahead, ahead, last_week
from app.occupancy.rules.use import Unmet, Use, by_weekday, by_workplace, unmet


@dataclass(frozen=True)
class Summary:
    """What became of a week at some workplaces, and what is to come."""

    period: Period
    # All of them, also those that nobody could use.
    uses: tuple[tuple[WorkplaceFacts, Use], ...]
    ahead: tuple[Ahead, ...]
    # Of the whole city.
    unmet: Unmet


def summary(workplaces: Sequence[WorkplaceFacts], today: date) -> Summary:
    """Return last week and the coming two at some workplaces: three queries."""
    period = last_week(today)
    days = period.first, period.last
    uses = by_workplace(by_weekday(day_totals(*days, {one.id for one in workplaces})))
    return Summary(
        period=period,
        uses=tuple((one, uses.get(one.id, Use())) for one in workplaces),
        ahead=tuple(limit for one in workplaces for limit in ahead(one, today)),
        unmet=unmet(unmet_areas(*days), unmet_halves(*days)),
    )


def is_counted(period: Period, known: Places) -> bool | None:
    """Return True once every working day of a period is counted; None if none ever was."""
    counted = last_total()
    if counted is None:
        return None
    return next_working_day(counted, known.subdivision) > period.last


def facility_managers(known: Places) -> dict[int, tuple[WorkplaceFacts, ...]]:
    """Return who runs which workplaces, by person; who runs none that is open is left out."""
    rows = connection().execute(
        sa.select(RoleGrant.user_id, RoleGrant.workplace_id)
        .join(User, User.id == RoleGrant.user_id)
        .where(RoleGrant.role == Role.FACILITY_MANAGER, User.is_active)
        .order_by(RoleGrant.user_id)
    )
    found: dict[int, set[int]] = {}
    for user_id, workplace_id in rows:
        ids = known.by_id if workplace_id is None else [workplace_id]
        found.setdefault(user_id, set()).update(ids)
    runs = {
        user_id: tuple(one for one in known.workplaces if one.id in ids)
        for user_id, ids in found.items()
    }
    return {user_id: workplaces for user_id, workplaces in runs.items() if workplaces}
