"""Whose turn it is, and who may take which step of an agreement's life."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.pola.rules.hitches import Hitch
from app.pola.rules.routes import Approver
from app.pola.rules.states import OPEN, State, Step, next_state

# How long an approval can be taken back: a hand that slipped, not a change of mind.
UNDO_FOR = timedelta(seconds=15)
# How long before its end an agreement is told to be ending.
EXPIRING_DAYS = 60


class Party(StrEnum):
    """In which quality somebody stands before an agreement."""

    EMPLOYEE = "employee"
    MANAGER = "manager"
    DIRECTOR = "director"
    HR = "hr"
    # A date, or the personnel file: no person decides.
    SYSTEM = "system"


_DECIDERS = frozenset({Party.MANAGER, Party.DIRECTOR, Party.HR})
_EMPLOYER = frozenset({Party.MANAGER, Party.HR})

# Who may take a step, besides its turn; approvals follow the way (`turn`).
TAKERS: dict[Step, frozenset[Party]] = {
    Step.SUBMIT: frozenset({Party.EMPLOYEE}),
    # A transfer ends what was asked of the old office.
    Step.ABANDON: frozenset({Party.EMPLOYEE, Party.SYSTEM}),
    Step.APPROVE: _DECIDERS,
    Step.APPROVE_LAST: _DECIDERS,
    Step.UNDO_APPROVAL: _DECIDERS,
    Step.ASK_CHANGES: _DECIDERS,
    Step.REFUSE: _DECIDERS,
    Step.SIGN_EMPLOYEE: frozenset({Party.EMPLOYEE}),
    Step.SIGN_MANAGER: frozenset({Party.MANAGER}),
    # L. 81/2017 art. 19 c. 2: either side.
    Step.GIVE_NOTICE: _EMPLOYER | {Party.EMPLOYEE},
    Step.TAKE_NOTICE_BACK: _EMPLOYER | {Party.EMPLOYEE},
    Step.WITHDRAW_AT_ONCE: _EMPLOYER | {Party.EMPLOYEE},
    Step.END_NOTICE: frozenset({Party.SYSTEM}),
    Step.EXPIRE: frozenset({Party.SYSTEM}),
    # The second signature under the new version closes the old one.
    Step.REVISE: frozenset({Party.MANAGER}),
    Step.TRANSFER: frozenset({Party.SYSTEM}),
}
_APPROVERS = {
    Approver.MANAGER: Party.MANAGER,
    Approver.DIRECTOR: Party.DIRECTOR,
    Approver.HR: Party.HR,
}
# These wait for whoever's turn it is; the others for anybody in TAKERS.
_IN_TURN = frozenset(
    {
        Step.SUBMIT,
        Step.APPROVE,
        Step.APPROVE_LAST,
        Step.ASK_CHANGES,
        Step.REFUSE,
        Step.SIGN_EMPLOYEE,
        Step.SIGN_MANAGER,
    }
)


@dataclass(frozen=True)
class Way:
    """Where an agreement stands on its way, and through whose hands it goes."""

    state: State
    route: tuple[Approver, ...]
    approvals_given: int
    # Parties that nobody embodies: a top manager has no director.
    vacant: frozenset[Party] = frozenset()


@dataclass(frozen=True)
class Stand:
    """What must be known of a person to say in which quality they stand before an agreement."""

    user_id: int | None
    is_hr: bool


def parties(
    stand: Stand, employee_id: int, manager_ids: frozenset[int], director_ids: frozenset[int]
) -> frozenset[Party]:
    """Return the qualities in which somebody may act; about oneself, only as the employee."""
    if stand.user_id is None:
        return frozenset({Party.SYSTEM, Party.HR}) if stand.is_hr else frozenset()
    if stand.user_id == employee_id:
        return frozenset({Party.EMPLOYEE})
    held = {
        Party.MANAGER: stand.user_id in manager_ids,
        Party.DIRECTOR: stand.user_id in director_ids,
        Party.HR: stand.is_hr,
    }
    return frozenset(party for party, holds in held.items() if holds)


def turn(way: Way) -> Party | None:
    """Return whose turn it is; None when nothing waits on anybody.

    Where nobody is above, human resources decide.
    """
    if way.state not in OPEN:
        return None
    if way.state is State.SUBMITTED:
        approver = approver_now(way)
        party = _APPROVERS[approver]
        return Party.HR if party in way.vacant else party
    return Party.MANAGER if way.state is State.TO_SIGN_MANAGER else Party.EMPLOYEE


def approver_now(way: Way) -> Approver:
    """Return which step of the way a request has come to; the manager once it is to be signed."""
    if way.state is State.TO_SIGN_MANAGER:
        return Approver.MANAGER
    return way.route[min(way.approvals_given, len(way.route) - 1)]


def approval_step(way: Way) -> Step:
    """Return whether the next approval is the last one of the way."""
    is_last = way.approvals_given + 1 >= len(way.route)
    return Step.APPROVE_LAST if is_last else Step.APPROVE


def hitch(way: Way, step: Step, held: frozenset[Party]) -> Hitch | None:
    """Return why somebody in these qualities may not take a step now; None if they may."""
    if next_state(way.state, step) is None:
        return Hitch.NOT_NOW
    if step in {Step.APPROVE, Step.APPROVE_LAST} and step is not approval_step(way):
        return Hitch.NOT_NOW
    if not held & TAKERS[step]:
        return Hitch.NOT_YOUR_TURN
    if step in _IN_TURN and turn(way) not in held:
        return Hitch.NOT_YOUR_TURN
    return None


def may_undo(decided_at: datetime, now: datetime) -> bool:
    """Return True while an approval can still be taken back."""
    return now - decided_at <= UNDO_FOR
