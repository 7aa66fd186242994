"""The words and shapes of the board of all workplaces, and of the desks of one."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.core.half import Half
from app.core.templating import day_long, hm
from app.occupancy.rules.board import Moment, State, Tile
from app.occupancy.rules.desks import DeskNow

STATES = {
    State.ROOM: _l("There is room"),
    State.NEARLY: _l("Nearly full"),
    State.FULL: _l("Full"),
    State.CLOSED: _l("Closed"),
    State.OVER: _l("Day over"),
}
STATE_ICONS = {
    State.ROOM: "ring",
    State.NEARLY: "half",
    State.FULL: "square",
    State.CLOSED: "crossed",
    State.OVER: "clock",
}
MOMENTS = {
    Moment.BEFORE: _l("The numbers are of the morning, which has not begun."),
    Moment.AM: _l("The numbers are of this morning."),
    Moment.PM: _l("The numbers are of this afternoon."),
    Moment.OVER: _l("The day is over: the numbers are of the afternoon."),
}
DESKS = {
    DeskNow.FREE: _l("Free"),
    DeskNow.TAKEN: _l("Taken"),
    DeskNow.CONFIRMED: _l("Confirmed"),
    DeskNow.OFF: _l("Out of order"),
}
DESK_ICONS = {
    DeskNow.FREE: "ring",
    DeskNow.TAKEN: "cross",
    DeskNow.CONFIRMED: "check",
    DeskNow.OFF: "warning",
}
# One of the five blues each, from the lightest.
LEVELS = (
    (1, _l("less than 40")),
    (2, "40-64"),
    (3, "65-84"),
    (4, "85-99"),
    (5, _l("full")),
)


def reopens_words(tile: Tile) -> str:
    """Return when a closed workplace can be booked again."""
    if tile.reopens is None:
        return str(_("No day is known on which it opens again."))
    day, half = tile.reopens
    if tile.reopens_at:
        return str(_("Opens again today at %(hour)s", hour=hm(tile.reopens_at)))
    words = day_long(day)
    is_tomorrow = (day - tile.day).days == 1
    if half is Half.PM and is_tomorrow:
        return str(_("Opens again tomorrow afternoon, %(day)s", day=words))
    if half is Half.PM:
        return str(_("Opens again on %(day)s, in the afternoon", day=words))
    if is_tomorrow:
        return str(_("Opens again tomorrow, %(day)s", day=words))
    return str(_("Opens again on %(day)s", day=words))


def closed_words(tile: Tile) -> str:
    """Return why a workplace is closed."""
    if tile.closure:
        return tile.closure.reason
    if not tile.is_worked:
        return str(_("Nobody works today."))
    return str(_("No desk may be taken today."))


def still_booked_words(tile: Tile) -> str:
    """Return how many bookings a closed workplace has in the half that is told."""
    number = tile.now.booked
    if not number:
        return str(_("No bookings."))
    return str(ngettext("%(num)d booking still stands.", "%(num)d bookings still stand.", number))
