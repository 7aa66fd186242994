"""What a person's week plan says to a desk."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.booking.rules.places import Owner, WorkplaceFacts
from app.core.errors import Reason
from app.core.half import Half, Part
from app.pola.queries.planning import planning
from app.pola.rules.day_kinds import ABSENCE, DayKind, PlanSource
from app.pola.rules.planned import Planning
from app.pola.rules.planning import PlanRefusal, answer

DESK_KINDS = {
    Owner.MUNICIPAL: DayKind.NEAR_MUNICIPAL,
    Owner.PARTNER: DayKind.NEAR_PARTNER,
}
# The rules of desks say these in their own words.
_TOLD_BY_DESKS = frozenset(
    {
        PlanRefusal.DAY_PAST,
        PlanRefusal.HALF_ENDED,
        PlanRefusal.NOT_A_WORKING_DAY,
        PlanRefusal.ON_LEAVE,
        PlanRefusal.RECALLED,
        PlanRefusal.NO_AGREEMENT,
    }
)


@dataclass(frozen=True)
class PartnerAnswer:
    """Whether an agreement covers a day at a partner's, and what else stands against it."""

    has_agreement: bool
    reasons: tuple[Reason, ...]

    @property
    def is_yes(self) -> bool:
        """Return True if nothing stands against it."""
        return self.has_agreement and not self.reasons


def partner_answer(facts: Planning, day: date, part: Part) -> PartnerAnswer:
    """Return what the plan says to a partner's desk: it counts as remote work (domain R19)."""
    wish = {(day, half): DayKind.NEAR_PARTNER for half in part.halves}
    reasons = answer(wish, facts).reasons
    return PartnerAnswer(
        facts.agreement(day) is not None,
        tuple(reason for reason in reasons if reason.code not in _TOLD_BY_DESKS),
    )


def needs_agreement(workplaces: Iterable[WorkplaceFacts], *, rule_is_on: bool) -> bool:
    """Return True when a desk at one of these needs an agreement that covers the day."""
    return rule_is_on and any(one.owner is Owner.PARTNER for one in workplaces)


def plan_of(user_id: int, day: date) -> Planning:
    """Return what a person's plan depends on, over a day's week and month."""
    return planning(user_id, day, day)


def leave_halves(facts: Planning, day: date) -> frozenset[Half]:
    """Return the halves of a day on which the person does not work."""
    return frozenset(half for half in Half if facts.kind(day, half) in ABSENCE)


def recalled_halves(facts: Planning, day: date) -> frozenset[Half]:
    """Return the halves of a day for which the person was called to their own office."""
    return frozenset(
        half
        for half in Half
        if (one := facts.plan.get((day, half))) and one.source is PlanSource.RECALL
    )
