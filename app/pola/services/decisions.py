"""Send a request, and decide on it: each approver of the way in turn."""

from collections.abc import Iterable

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.permissions import Permission
from app.core import clock
from app.core.db import command, connection
from app.core.errors import Forbidden, Reason, Refused
from app.pola.models import Approval
from app.pola.queries.agreements import AgreementFacts
from app.pola.queries.documents import last_decision
from app.pola.queries.hurdles import hurdles
from app.pola.queries.people import office_of
from app.pola.queries.turns import principal_of, way_of
from app.pola.rules.hitches import Hitch, reason_bars
from app.pola.rules.routes import Approver, Verdict
from app.pola.rules.states import State, Step
from app.pola.rules.ways import Party, Way, approval_step, approver_now, may_undo, turn
from app.pola.services.letters import tell_director, tell_employee, tell_manager
from app.pola.services.steps import check_step, open_agreement, take_step

_INSERT_APPROVAL = sa.insert(Approval)


@command
def submit_request(agreement_id: int, *, by: Actor) -> None:
    """Send a request to whoever decides first; raises Refused with every rule that it breaks.

    From here on the programme of today holds for it until it is revised.
    """
    agreement = open_agreement(agreement_id, Permission.EDIT_AGREEMENT, by)
    check_step(agreement, Step.SUBMIT, by)
    today = clock.today()
    if reasons := hurdles(agreement, today):
        raise Refused(reasons)
    sent = take_step(
        agreement,
        Step.SUBMIT,
        by=by,
        rules_of=today,
        office_id=office_of(agreement.user_id),
        submitted_at=clock.now(),
        approvals_given=0,
    )
    _tell_next(sent)


@command
def approve_request(agreement_id: int, *, by: Actor) -> State:
    """Approve a request as the one whose turn it is; return where it stands then."""
    agreement = open_agreement(agreement_id, Permission.DECIDE_AGREEMENT, by)
    way = way_of(agreement)
    step = approval_step(way)
    check_step(agreement, step, by, way)
    _decide(agreement, way, Verdict.APPROVED, by=by)
    given = agreement.approvals_given + 1
    approved = take_step(agreement, step, by=by, approvals_given=given)
    if step is Step.APPROVE_LAST:
        tell_employee(approved, "agreement_to_sign")
    else:
        tell_employee(approved, "agreement_approved")
        _tell_next(approved)
    return approved.state


@command
def undo_approval(agreement_id: int, *, by: Actor) -> None:
    """Take one's own approval back within seconds, unless somebody acted upon it."""
    agreement = open_agreement(agreement_id, Permission.DECIDE_AGREEMENT, by)
    check_step(agreement, Step.UNDO_APPROVAL, by)
    last = last_decision(agreement_id)
    if last is None or last.verdict is not Verdict.APPROVED or last.decided_by != by.id:
        raise Refused([Reason(Hitch.NOT_YOUR_TURN, {"state": agreement.state})])
    if not may_undo(last.decided_at, clock.now()):
        raise Refused([Reason(Hitch.UNDO_TOO_LATE)])
    given = agreement.approvals_given - 1
    undone = take_step(agreement, Step.UNDO_APPROVAL, by=by, approvals_given=given)
    _decide(undone, way_of(undone), Verdict.UNDONE, by=by)


@command
def ask_changes(agreement_id: int, reason: str, *, by: Actor) -> None:
    """Give a request back to be changed, with the reason in writing."""
    agreement = open_agreement(agreement_id, Permission.DECIDE_AGREEMENT, by)
    _turn_down(agreement, Step.ASK_CHANGES, Verdict.CHANGES_ASKED, reason, by=by)


@command
def refuse_request(agreement_id: int, reason: str, *, by: Actor) -> None:
    """Refuse a request; L. 81/2017 art. 18 c. 3-ter wants the reason in writing."""
    agreement = open_agreement(agreement_id, Permission.DECIDE_AGREEMENT, by)
    _turn_down(agreement, Step.REFUSE, Verdict.REFUSED, reason, by=by)


def approve_requests(ids: Iterable[int], *, by: Actor) -> dict[int, Refused | None]:
    """Approve many, one transaction each, never in a caller's transaction.

    Returns why each one was not approved, or None for those that were; one that
    somebody may not decide about reads like one that does not exist.
    """
    outcome: dict[int, Refused | None] = {}
    for agreement_id in dict.fromkeys(ids):
        try:
            approve_request(agreement_id, by=by)
            outcome[agreement_id] = None
        except Refused as refused:
            outcome[agreement_id] = refused
        except Forbidden:
            outcome[agreement_id] = Refused([Reason(Hitch.GONE)])
    return outcome


def _turn_down(
    agreement: AgreementFacts, step: Step, verdict: Verdict, reason: str, *, by: Actor
) -> None:
    way = way_of(agreement)
    check_step(agreement, step, by, way)
    if bars := reason_bars(reason):
        raise Refused(bars)
    _decide(agreement, way, verdict, reason=reason, by=by)
    kinds = {Step.ASK_CHANGES: "agreement_returned", Step.REFUSE: "agreement_refused"}
    turned_down = take_step(agreement, step, by=by, note=reason, approvals_given=0)
    tell_employee(turned_down, kinds[step], reason=reason.strip())


def _decide(
    agreement: AgreementFacts, way: Way, verdict: Verdict, *, by: Actor, reason: str = ""
) -> None:
    """Write a decision down, and in whose place it was made."""
    approver = approver_now(way)
    principals = {
        Approver.MANAGER: agreement.manager_id,
        Approver.DIRECTOR: agreement.director_id,
        Approver.HR: None,
    }
    assert by.id is not None
    connection().execute(
        _INSERT_APPROVAL,
        {
            "agreement_id": agreement.id,
            "place": agreement.approvals_given + 1,
            "approver": approver,
            "decided_by": by.id,
            "deputy_of": principal_of(principals[approver], by),
            "decided_at": clock.now(),
            "verdict": verdict,
            "reason": reason.strip(),
        },
    )


def _tell_next(agreement: AgreementFacts) -> None:
    """Owe a mail to whoever's turn it is; human resources have their inbox."""
    tell = {Party.MANAGER: tell_manager, Party.DIRECTOR: tell_director}
    party = turn(way_of(agreement))
    if party in tell:
        tell[party](agreement, "agreement_submitted")
