"""Exchanging an agreed remote half for another of the same week."""

from datetime import date
from enum import StrEnum

from app.core.errors import Reason
from app.pola.rules.agreed import DayHalf
from app.pola.rules.day_kinds import REMOTE, DayKind, PlanSource
from app.pola.rules.planned import Planning, week_of
from app.pola.rules.planning import Answer, PlanRefusal, answer

# Halves that an agreement names and nothing else has taken since.
_AGREED = frozenset({PlanSource.AGREEMENT, PlanSource.SWAP})


class SwapState(StrEnum):
    """Where a request to swap stands."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"


def swap_answer(away: DayHalf, instead: DayHalf, facts: Planning) -> Answer:
    """Return what the rules say to working remotely in another half of the same week."""
    reasons = []
    if instead[0] not in week_of(away[0]):
        reasons.append(Reason(PlanRefusal.NOT_THE_SAME_WEEK, {"day": away[0]}))
    agreed, taken = facts.plan.get(away), facts.plan.get(instead)
    words = {"day": away[0], "halves": [away[1]]}
    if agreed is None or agreed.kind not in REMOTE or agreed.source not in _AGREED:
        reasons.append(Reason(PlanRefusal.NOTHING_TO_SWAP, words))
    words = {"day": instead[0], "halves": [instead[1]]}
    if taken and taken.source is PlanSource.DESK:
        reasons.append(Reason(PlanRefusal.HAS_DESK, words))
    elif taken and taken.kind in REMOTE:
        reasons.append(Reason(PlanRefusal.ALREADY_REMOTE, words))
    if reasons:
        return Answer(tuple(reasons))
    return answer({away: DayKind.OFFICE, instead: DayKind.AGILE_HOME}, facts, swap=True)


def can_be_swapped(key: DayHalf, facts: Planning, today: date) -> bool:
    """Return True for an agreed remote half that has not begun its day."""
    planned = facts.plan.get(key)
    return (
        planned is not None
        and planned.kind in REMOTE
        and planned.source in _AGREED
        and key[0] >= today
    )
