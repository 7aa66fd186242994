"""The life of an agreement as one table: whatever is not in it cannot happen.

CCNL Funzioni Locali 16 Nov 2022 art. 65; L. 81/2017 art. 19.
"""

from enum import StrEnum


class State(StrEnum):
    """Where an agreement stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CHANGES_ASKED = "changes_asked"
    TO_SIGN_EMPLOYEE = "to_sign_employee"
    TO_SIGN_MANAGER = "to_sign_manager"
    # Signed by both: in force between its first and last day.
    ACTIVE = "active"
    WITHDRAWAL_NOTICE = "withdrawal_notice"
    ABANDONED = "abandoned"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    REVISED = "revised"
    CLOSED_TRANSFER = "closed_transfer"


class Step(StrEnum):
    """What somebody does with an agreement."""

    SUBMIT = "submit"
    ABANDON = "abandon"
    # One of several approvals; the last one is a step of its own.
    APPROVE = "approve"
    APPROVE_LAST = "approve_last"
    UNDO_APPROVAL = "undo_approval"
    ASK_CHANGES = "ask_changes"
    REFUSE = "refuse"
    SIGN_EMPLOYEE = "sign_employee"
    SIGN_MANAGER = "sign_manager"
    GIVE_NOTICE = "give_notice"
    TAKE_NOTICE_BACK = "take_notice_back"
    WITHDRAW_AT_ONCE = "withdraw_at_once"
    END_NOTICE = "end_notice"
    EXPIRE = "expire"
    REVISE = "revise"
    TRANSFER = "transfer"


NEXT = {
    (State.DRAFT, Step.SUBMIT): State.SUBMITTED,
    (State.DRAFT, Step.ABANDON): State.ABANDONED,
    (State.SUBMITTED, Step.APPROVE): State.SUBMITTED,
    (State.SUBMITTED, Step.APPROVE_LAST): State.TO_SIGN_EMPLOYEE,
    (State.SUBMITTED, Step.UNDO_APPROVAL): State.SUBMITTED,
    (State.SUBMITTED, Step.ASK_CHANGES): State.CHANGES_ASKED,
    (State.SUBMITTED, Step.REFUSE): State.REFUSED,
    (State.SUBMITTED, Step.ABANDON): State.ABANDONED,
    (State.CHANGES_ASKED, Step.SUBMIT): State.SUBMITTED,
    (State.CHANGES_ASKED, Step.ABANDON): State.ABANDONED,
    (State.TO_SIGN_EMPLOYEE, Step.UNDO_APPROVAL): State.SUBMITTED,
    (State.TO_SIGN_EMPLOYEE, Step.SIGN_EMPLOYEE): State.TO_SIGN_MANAGER,
    (State.TO_SIGN_EMPLOYEE, Step.ABANDON): State.ABANDONED,
    (State.TO_SIGN_MANAGER, Step.SIGN_MANAGER): State.ACTIVE,
    (State.TO_SIGN_MANAGER, Step.REFUSE): State.REFUSED,
    (State.TO_SIGN_MANAGER, Step.ABANDON): State.ABANDONED,
    # L. 81/2017 art. 19 c. 2: with notice, or at once for a justified reason.
    (State.ACTIVE, Step.GIVE_NOTICE): State.WITHDRAWAL_NOTICE,
    (State.ACTIVE, Step.WITHDRAW_AT_ONCE): State.WITHDRAWN,
    (State.ACTIVE, Step.EXPIRE): State.EXPIRED,
    (State.ACTIVE, Step.REVISE): State.REVISED,
    (State.ACTIVE, Step.TRANSFER): State.CLOSED_TRANSFER,
    (State.WITHDRAWAL_NOTICE, Step.TAKE_NOTICE_BACK): State.ACTIVE,
    (State.WITHDRAWAL_NOTICE, Step.WITHDRAW_AT_ONCE): State.WITHDRAWN,
    (State.WITHDRAWAL_NOTICE, Step.END_NOTICE): State.WITHDRAWN,
    (State.WITHDRAWAL_NOTICE, Step.EXPIRE): State.EXPIRED,
    (State.WITHDRAWAL_NOTICE, Step.TRANSFER): State.CLOSED_TRANSFER,
}

# A request that somebody still has to act on; a person may hold one of these.
OPEN = frozenset(
    {
        State.DRAFT,
        State.SUBMITTED,
        State.CHANGES_ASKED,
        State.TO_SIGN_EMPLOYEE,
        State.TO_SIGN_MANAGER,
    }
)
# Signed by both: its period is, or was, in force.
SIGNED = frozenset(
    {
        State.ACTIVE,
        State.WITHDRAWAL_NOTICE,
        State.WITHDRAWN,
        State.EXPIRED,
        State.REVISED,
        State.CLOSED_TRANSFER,
    }
)


def next_state(state: State, step: Step) -> State | None:
    """Return where a step leads from a state; None when it cannot be taken."""
    return NEXT.get((state, step))
