"""The words of the line: where a wait stands, and why somebody cannot wait."""

from flask_babel import lazy_gettext as _l

from app.booking.rules.waiting import WaitRefusal, WaitState

WAIT_STATES = {
    WaitState.WAITING: _l("You are waiting"),
    WaitState.OFFERED: _l("A desk is offered to you"),
    WaitState.BOOKED: _l("The desk is booked"),
    WaitState.DECLINED: _l("You left it to the next in line"),
    WaitState.EXPIRED: _l("The offer ended without an answer"),
    WaitState.WITHDRAWN: _l("You left the line"),
    WaitState.OVER: _l("No desk became free"),
}
WAIT_REFUSALS = {
    WaitRefusal.ALREADY_WAITING: _l("You stand in a line for this day already: leave it first."),
    WaitRefusal.IS_FREE: _l("A desk is free: you need not wait, take it."),
    WaitRefusal.NO_AREA: _l("Say where you start from first: then we know what is near."),
    WaitRefusal.NOTHING_NEAR: _l("No workplace is so near: choose one to wait for."),
    WaitRefusal.NOT_WAITING: _l("You do not stand in this line any more."),
    WaitRefusal.NOT_OFFERED: _l("No desk is offered to you any more."),
    WaitRefusal.TOO_LATE: _l("The half hour is over: the desk went to the next in line."),
}
