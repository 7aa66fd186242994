"""What is told of a person: what was done with an agreement, and how much of what."""

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.pola.rules.states import Step

STEPS = {
    Step.SUBMIT: _l("Sent"),
    Step.ABANDON: _l("Given up"),
    Step.APPROVE: _l("Approved, on to the next"),
    Step.APPROVE_LAST: _l("Approved"),
    Step.UNDO_APPROVAL: _l("Approval taken back"),
    Step.ASK_CHANGES: _l("Sent back"),
    Step.REFUSE: _l("Refused"),
    Step.SIGN_EMPLOYEE: _l("Signed by the employee"),
    Step.SIGN_MANAGER: _l("Signed by the manager"),
    Step.GIVE_NOTICE: _l("Notice given"),
    Step.TAKE_NOTICE_BACK: _l("Notice taken back"),
    Step.WITHDRAW_AT_ONCE: _l("Ended at once"),
    Step.END_NOTICE: _l("Ended after the notice"),
    Step.EXPIRE: _l("Expired"),
    Step.REVISE: _l("Replaced by a later version"),
    Step.TRANSFER: _l("Closed by a transfer"),
}


def halves_amount(halves: int) -> str:
    """Return so many halves as whole days where they make some."""
    if halves % 2:
        return str(ngettext("%(num)d half-day", "%(num)d half-days", halves))
    return str(ngettext("%(num)d day", "%(num)d days", halves // 2))
