"""The words of draws: why a desk came of one or not, and why a rule cannot be."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.booking.rules.fairness import DrawRefusal, Why
from app.core.errors import Reason

DRAW_REFUSALS = {
    DrawRefusal.PAST: _l("The first day has passed: choose today or a later day."),
    DrawRefusal.BACKWARDS: _l("The last day is before the first: write the later one second."),
    DrawRefusal.DAYS_BEFORE: _l("Write how many days before: from 1 to %(most)s."),
    DrawRefusal.NOT_OPEN_YET: _l(
        "People can ask for a desk %(days)s days ahead: draw later than that, so that they can"
        " enter."
    ),
    DrawRefusal.NO_SUCH_WEEKDAY: _l("Choose days from Monday to Friday."),
}


def why_words(reasons: Iterable[Reason]) -> list[str]:
    """Return a sentence for each reason why a desk came of a wait, or none did."""
    return [_why(reason.code, reason.facts) for reason in reasons]


def _why(code: Any, facts: Any) -> str:
    if code is Why.PLACE:
        return str(_("You were number %(place)s of %(waiting)s.", **facts))
    if code is Why.DESKS:
        return str(ngettext("%(num)d desk was free.", "%(num)d desks were free.", facts["desks"]))
    if code is Why.BEFORE:
        return _before(facts["before"], facts["halves"])
    if code is Why.FIRST:
        return str(_("Nobody stood before you."))
    if code is Why.NONE_LEFT:
        return str(
            _(
                "When it was your turn no desk was left that you could have: some are kept for a"
                " need or for offices, some were free for half a day only."
            )
        )
    return str(
        _(
            "The order is that of the house rules: priority, then the fewest half-days, then the"
            " lot."
        )
    )


def _before(before: int, halves: int) -> str:
    """Return what those before a person had more, without saying whose it was, or which."""
    if not halves:
        told = ngettext(
            "The one before you had priority by the house rules, or a better lot.",
            "The %(num)d before you had priority by the house rules, or a better lot.",
            before,
        )
        return str(told)
    told = ngettext(
        "The one before you had priority by the house rules, or fewer half-days than your"
        " %(halves)s, or a better lot.",
        "The %(num)d before you had priority by the house rules, or fewer half-days than your"
        " %(halves)s, or a better lot.",
        before,
        halves=halves,
    )
    return str(told)
