"""The words and shapes of desks on the screens of walls; workplaces have the board's."""

from flask_babel import lazy_gettext as _l

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
