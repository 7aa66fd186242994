"""The weekly mail to whoever runs workplaces: owed once for each person and week."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import time, timedelta
from typing import Any

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.auth.services.turns import lock_person
from app.booking.queries.places import places
from app.booking.rules.places import Places, WorkplaceFacts
from app.core import clock, mail
from app.core.db import command, connection
from app.core.mail import OutboxMail
from app.occupancy.queries.summary import Summary, facility_managers, is_counted, summary
from app.occupancy.rules.summary import last_week
from app.occupancy.rules.use import together

KIND = "weekly_summary"
# More workplaces or areas are left to the page.
MOST_WORKPLACES, MOST_AREAS = 20, 3


class NotCounted(Exception):
    """Last week is not counted yet: a summary would say that nobody came."""


def owe_summaries(*, by: Actor) -> int:
    """Owe everybody who runs workplaces the summary of last week; return how many it was.

    Each person once in an ISO week. Raises NotCounted while the day totals of that week
    are missing. One transaction for each person, never in a caller's transaction.
    """
    authorize(by, Permission.RUN_JOBS)
    known, today = places(), clock.today()
    counted = is_counted(last_week(today), known)
    if counted is None:
        return 0
    if not counted:
        raise NotCounted("the totals of last week are missing: run keep-totals first")
    managers = facility_managers(known)
    return sum(_owe_one(user_id, runs, known, by=by) for user_id, runs in managers.items())


@command
def _owe_one(
    user_id: int, workplaces: Sequence[WorkplaceFacts], known: Places, *, by: Actor
) -> int:
    """Owe one person the summary, unless they were owed it this week; return 1 or 0."""
    authorize(by, Permission.RUN_JOBS)
    lock_person(user_id)
    today = clock.today()
    monday = clock.at(today - timedelta(days=today.weekday()), time(0))
    owed = sa.select(OutboxMail.id).where(
        OutboxMail.user_id == user_id, OutboxMail.kind == KIND, OutboxMail.created_at >= monday
    )
    if connection().execute(owed).first() is not None:
        return 0
    runs_all = len(workplaces) == len(known.workplaces)
    words = _words(summary(workplaces, today), known) | {"is_everything": runs_all}
    mail.enqueue(user_id, KIND, words)
    return 1


def _words(found: Summary, known: Places) -> dict[str, Any]:
    """Return a summary as a mail's facts."""
    whole = together(use for _workplace, use in found.uses)
    shown = found.uses[:MOST_WORKPLACES]
    told = [(code, number) for code, number in found.unmet.areas.items() if number is not None]
    names = {code: area.name for code, area in known.areas.items()}
    return {
        "first": found.period.first,
        "last": found.period.last,
        "workplaces": [
            {
                "code": one.code,
                "name": one.name,
                "available": use.available,
                "booked": use.booked,
                "no_shows": use.no_shows,
            }
            for one, use in shown
        ],
        "more": len(found.uses) - len(shown),
        "whole": {"available": whole.available, "booked": whole.booked, "no_shows": whole.no_shows},
        "ahead": [asdict(one) for one in found.ahead[:MOST_WORKPLACES]],
        "unmet": found.unmet.total,
        "areas": [[code, names.get(code, ""), number] for code, number in told[:MOST_AREAS]],
    }
