"""The words of booking for somebody else."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l

from app.booking.labels import halves_words, refusal_words
from app.booking.rules.delegations import DelegationRefusal
from app.booking.rules.refusals import Refusal
from app.core.errors import Reason
from app.core.templating import sentence

DELEGATION_REFUSALS = {
    DelegationRefusal.TO_ONESELF: _l("Choose somebody else: for yourself you book already."),
    DelegationRefusal.NOT_HERE: _l(
        "This person does not work here any more. Choose somebody else."
    ),
    DelegationRefusal.DAYS_RUN_BACKWARDS: _l("The last day comes before the first one."),
    DelegationRefusal.DAYS_PAST: _l("The last day has passed. Choose one from today on."),
    DelegationRefusal.ALREADY_GIVEN: _l("This person has it already in these days."),
    DelegationRefusal.ALREADY_ENDED: _l("It has ended already."),
    DelegationRefusal.CANNOT_SIT_THERE: _l(
        "This person cannot have this desk then. Ask them, or try another day or workplace."
    ),
    DelegationRefusal.NOT_FOR_YOU: _l("This booking is not there for you to cancel any more."),
}
# Reasons that speak of `your` office or bookings, said of somebody else.
_OF_ANOTHER = {
    Refusal.OFFICE_FULL: _l(
        "Their office has as many desks at %(workplace)s as it may take (%(halves)s)."
    ),
}


def delegation_words(reasons: Iterable[Reason]) -> list[str]:
    """Return one sentence for each reason, said to whoever books for another."""
    return [_words(reason) for reason in reasons]


def _words(reason: Reason) -> str:
    own: dict[Any, Any] = {**DELEGATION_REFUSALS, **_OF_ANOTHER}
    if reason.code not in own:
        return refusal_words([reason])[0]
    facts = dict(reason.facts)
    if "halves" in facts:
        facts["halves"] = halves_words(facts["halves"])
    return sentence(Reason(reason.code, facts), own)
