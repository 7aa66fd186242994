"""The words of moves and closures."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.booking.rules.closures import ClosureRefusal
from app.booking.rules.moves import MoveRefusal, MoveState
from app.booking.rules.places import ClosureKind
from app.core.half import Half
from app.core.templating import day_long, weekday_names

STATES = {
    MoveState.ASKED: _l("Asked to move"),
    MoveState.MOVED: _l("Moved"),
    MoveState.NO_PLACE: _l("Without another desk"),
    MoveState.ACCEPTED: _l("Accepted"),
    MoveState.CHOSE_OTHER: _l("Chose another desk"),
    MoveState.CANCELLED: _l("Cancelled the booking"),
    MoveState.KEPT: _l("Kept their desk"),
    MoveState.WAY_BACK: _l("Offered the way back"),
    MoveState.RETURNED: _l("Back at their desk"),
}
MOVE_REFUSALS = {
    MoveRefusal.ALREADY_ANSWERED: _l(
        "This was answered before, or the booking has changed in the meantime."
    ),
    MoveRefusal.NO_PROPOSAL: _l("There is no desk to move to yet: choose one yourself."),
}
CLOSURE_KINDS = {
    ClosureKind.WORKS: _l("Works"),
    ClosureKind.STRIKE: _l("Strike"),
    ClosureKind.HEAT: _l("Heat"),
    ClosureKind.ENERGY: _l("Saving energy"),
    ClosureKind.OTHER: _l("Something else"),
}
CLOSURE_REFUSALS = {
    ClosureRefusal.BACKWARDS: _l("The closure ends before it begins: write the later day second."),
    ClosureRefusal.PAST: _l("A closure cannot begin in the past: begin today or later."),
    ClosureRefusal.TOO_LONG: _l("A closure lasts at most %(days)s days: choose an earlier end."),
    ClosureRefusal.NO_WORKING_DAY: _l(
        "There is no working day among these days: nobody could book then anyway."
    ),
    ClosureRefusal.NO_REASON: _l("Write the reason: people who had a desk will read it."),
    ClosureRefusal.NOT_CLOSED: _l("This workplace is open again already."),
}


def closed_words(closure: Any) -> str:
    """Return when a workplace is closed as a sentence, with the reason, on every page.

    `closure` is anything with from_day, from_half, to_day, to_half, weekdays and reason.
    """
    return f"{_when(closure)}: {closure.reason}"


def _when(closure: Any) -> str:
    first, last = day_long(closure.from_day), day_long(closure.to_day)
    half = _("morning") if closure.to_half == Half.AM else _("afternoon")
    is_half = closure.from_half == closure.to_half
    if closure.from_day == closure.to_day:
        return str(
            _("Closed on %(day)s, %(half)s", day=first, half=half if is_half else _("whole day"))
        )
    if closure.weekdays:
        days = weekday_names(closure.weekdays)
        said = _(
            "Closed every %(days)s from %(first)s to %(last)s", days=days, first=first, last=last
        )
        return f"{said}, {half}" if is_half else str(said)
    first += f" ({_('afternoon')})" if closure.from_half == Half.PM else ""
    last += f" ({_('morning')})" if closure.to_half == Half.AM else ""
    return str(_("Closed from %(first)s to %(last)s", first=first, last=last))
