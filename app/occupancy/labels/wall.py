"""The words of the screens on walls."""

from flask_babel import lazy_gettext as _l

from app.occupancy.rules.board import State
from app.occupancy.rules.wall import DeskSign

DESK_SIGNS = {
    DeskSign.FREE: _l("free"),
    DeskSign.TAKEN: _l("taken"),
    DeskSign.OFF: _l("out of order"),
    DeskSign.EMPTY: _l("kept empty"),
}
DESK_ICONS = {
    DeskSign.FREE: "check",
    DeskSign.TAKEN: "cross",
    DeskSign.OFF: "warning",
    DeskSign.EMPTY: "minus",
}

WALL_STATES = {
    State.ROOM: _l("There is room"),
    State.NEARLY: _l("Nearly full"),
    State.FULL: _l("Full"),
    State.CLOSED: _l("Closed"),
    State.OVER: _l("Closed"),
}
WALL_ICONS = {
    State.ROOM: "ring",
    State.NEARLY: "half",
    State.FULL: "square",
    State.CLOSED: "crossed",
    State.OVER: "crossed",
}
