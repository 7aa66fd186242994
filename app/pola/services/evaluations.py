"""What an agreement came to: the employee reports, the manager judges."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.permissions import Permission
from app.core import audit, clock
from app.core.db import command, connection
from app.core.errors import Reason, Refused
from app.pola.models import Evaluation
from app.pola.queries.agreements import AgreementFacts
from app.pola.queries.evaluations import WHOLE, evaluation_of
from app.pola.rules.hitches import Hitch
from app.pola.rules.states import SIGNED
from app.pola.services.letters import tell_employee, tell_manager
from app.pola.services.steps import open_agreement


@dataclass(frozen=True)
class Report:
    """What an activity came to, as the employee says: `place` 1 is the first one, 0 the whole."""

    place: int
    # What was measured, as it was typed; a percentage as its two counts, `95/100`.
    reported: str = ""
    report: str = ""


@dataclass(frozen=True)
class Judgement:
    """Whether an activity's target was met, as the manager says; 0 decides about a renewal."""

    place: int
    is_met: bool
    judgement: str = ""


@command
def report_results(agreement_id: int, reports: Iterable[Report], *, by: Actor) -> None:
    """Write down what the activities came to; again until they have been judged.

    Raises Refused before the agreement has begun, or for an activity that it does not have.
    """
    agreement = open_agreement(agreement_id, Permission.EDIT_AGREEMENT, by)
    _check_begun(agreement)
    lines = list(reports)
    _check_places(agreement, [line.place for line in lines])
    stored = evaluation_of(agreement_id)
    if any(line.judged_at for line in stored.values()):
        raise Refused([Reason(Hitch.ALREADY_JUDGED)])
    for line in lines:
        words = {"reported": line.reported.strip(), "report": line.report.strip()}
        _write(agreement_id, line.place, words | {"reported_at": clock.now()}, stored)
    audit.record(by.id, "report_results", "agreement", agreement_id, after={"lines": len(lines)})
    tell_manager(agreement, "agreement_reported")


@command
def judge_results(agreement_id: int, judgements: Iterable[Judgement], *, by: Actor) -> None:
    """Judge every activity and the agreement as a whole; again until a renewal was signed.

    Raises Refused before the employee has reported, or while a line is missing.
    """
    agreement = open_agreement(agreement_id, Permission.JUDGE_AGREEMENT, by)
    _check_begun(agreement)
    lines = list(judgements)
    places = [line.place for line in lines]
    _check_places(agreement, places)
    if set(places) != set(range(len(agreement.terms.activities) + 1)):
        raise Refused([Reason(Hitch.JUDGEMENT_INCOMPLETE)])
    stored = evaluation_of(agreement_id)
    if not any(line.reported_at for line in stored.values()):
        raise Refused([Reason(Hitch.REPORT_FIRST)])
    for line in lines:
        verdict = {"is_met": line.is_met, "judgement": line.judgement.strip()}
        judged = {"judged_at": clock.now(), "judged_by": by.id}
        _write(agreement_id, line.place, verdict | judged, stored)
    whole = next(line for line in lines if line.place == WHOLE)
    words = {"is_positive": whole.is_met}
    audit.record(by.id, "judge_results", "agreement", agreement_id, after=words)
    tell_employee(agreement, "agreement_judged", is_positive=whole.is_met)


def _check_begun(agreement: AgreementFacts) -> None:
    first = agreement.in_force_from
    if agreement.state not in SIGNED or first is None or first > clock.today():
        raise Refused([Reason(Hitch.NOT_BEGUN)])


def _check_places(agreement: AgreementFacts, places: Collection[int]) -> None:
    """Refuse a line for an activity that the agreement does not have, or two for one."""
    known = range(len(agreement.terms.activities) + 1)
    if len(set(places)) != len(places) or not set(places) <= set(known):
        raise Refused([Reason(Hitch.ACTIVITY_UNKNOWN)])


def _write(agreement_id: int, place: int, values: dict[str, Any], stored: Collection[int]) -> None:
    if place in stored:
        key = sa.and_(Evaluation.agreement_id == agreement_id, Evaluation.place == place)
        connection().execute(sa.update(Evaluation).where(key).values(values))
    else:
        row = {"agreement_id": agreement_id, "place": place} | values
        connection().execute(sa.insert(Evaluation).values(row))
