"""The words of moves and closures."""

from flask_babel import lazy_gettext as _l

from app.booking.rules.closures import ClosureRefusal
from app.booking.rules.moves import MoveRefusal, MoveState
from app.booking.rules.places import ClosureKind

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
