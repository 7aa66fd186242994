"""The words of caps, draws and offices' shares."""

from collections import Counter

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.booking.rules.caps import CapRefusal, Way
from app.booking.rules.moves import MoveState

WAYS = {
    Way.KEEP: _l("Nobody moves: whoever has booked comes, and nobody else can book"),
    Way.ASK: _l("Ask everybody to take another desk: each one decides"),
    Way.DRAW: _l("Draw who moves to another workplace"),
}
CAP_REFUSALS = {
    CapRefusal.ONE_MEASURE: _l("Write a percentage or a number of desks: one of the two."),
    CapRefusal.PERCENT: _l("The percentage is not right: write a whole number from 0 to 100."),
    CapRefusal.NUMBER: _l("The number of desks is not right: write 0 or more."),
    CapRefusal.PAST: _l("The first day has passed: choose today or a later day."),
    CapRefusal.BACKWARDS: _l("The last day is before the first: write the later one second."),
    CapRefusal.NO_SUCH_WEEKDAY: _l(
        "Between the first day and the last none of these days of the week is worked: choose"
        " others, or a later end."
    ),
    CapRefusal.GUARANTEES: _l(
        "On %(day)s %(cap)d desks may be taken, and other offices are sure of %(others)d of them:"
        " at most %(left)d are left for this office to be sure of."
    ),
    CapRefusal.NEGATIVE: _l("A number of desks is not right: write 0 or more."),
    CapRefusal.MAXIMUM: _l(
        "The office may take fewer desks than it is sure of: write a maximum that is as high."
    ),
    CapRefusal.ENDED: _l("This limit ends earlier already, on %(day)s: choose a day before."),
    CapRefusal.GONE: _l("This limit has been taken off already."),
    CapRefusal.NO_OFFICE: _l("Choose an office from the list."),
}


def outcome_words(way: Way, done: Counter[MoveState]) -> list[str]:
    """Return what came of asking or drawing, a sentence each; nothing is said, too."""
    said = []
    if number := done[MoveState.ASKED]:
        said.append(ngettext("%(num)d person is asked.", "%(num)d people are asked.", number))
    if number := done[MoveState.MOVED]:
        said.append(
            ngettext(
                "%(num)d booking was drawn and moved; its person is told.",
                "%(num)d bookings were drawn and moved; their people are told.",
                number,
            )
        )
    if number := done[MoveState.NO_PLACE]:
        said.append(
            ngettext(
                "%(num)d booking was drawn, but finds no other desk: it stays.",
                "%(num)d bookings were drawn, but find no other desk: they stay.",
                number,
            )
        )
    if not said and way is Way.ASK:
        said.append(_("There is nobody to ask who was not asked before."))
    elif not said:
        said.append(_("There is nobody to draw: the bookings above the limit stay."))
    return [str(words) for words in said]
