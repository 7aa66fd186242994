"""Calling somebody to the office on a remote half (CCNL FL art. 66, domain R15)."""

from collections.abc import Iterable
from datetime import date, timedelta

from app.core.errors import Reason
from app.core.half import Half
from app.pola.rules.day_kinds import REMOTE
from app.pola.rules.planned import Planning
from app.pola.rules.planning import PlanRefusal


def recall_reasons(day: date, halves: Iterable[Half], reason: str, facts: Planning) -> list[Reason]:
    """Return why a person cannot be called to the office then; none means they can.

    For a need of the service the call arrives at least the day before.
    """
    today = facts.now.date()
    told = []
    if not reason.strip():
        told.append(Reason(PlanRefusal.REASON_MISSING))
    if day <= today:
        words = {"day": day, "first": today + timedelta(days=1)}
        told.append(Reason(PlanRefusal.TOO_LATE_TO_RECALL, words))
    if present := [half for half in halves if facts.kind(day, half) not in REMOTE]:
        told.append(Reason(PlanRefusal.NOT_REMOTE, {"day": day, "halves": present}))
    return told
