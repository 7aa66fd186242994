"""The words of caps and shares."""

from flask_babel import lazy_gettext as _l

from app.booking.rules.caps import CapRefusal, Way

WAYS = {
    Way.KEEP: _l("Nobody moves: whoever has booked comes, and nobody else is added"),
    Way.ASK: _l("Ask everybody whether they would take another desk"),
    Way.DRAW: _l("Draw who moves to another workplace"),
}
CAP_REFUSALS = {
    CapRefusal.ONE_MEASURE: _l("Write a percentage or a number of desks, not both."),
    CapRefusal.PERCENT: _l("A percentage is a whole number from 0 to 100."),
    CapRefusal.NUMBER: _l("A number of desks is 0 or more."),
    CapRefusal.PAST: _l("The first day has passed: choose one from today on."),
    CapRefusal.BACKWARDS: _l("The last day is before the first: write the later one second."),
    CapRefusal.NO_SUCH_WEEKDAY: _l(
        "None of these days of the week is a working day between the first day and the last."
    ),
    CapRefusal.GUARANTEES: _l(
        "%(cap)s desks may be taken, and other offices are sure of %(others)s:"
        " %(left)s at most can be guaranteed here."
    ),
    CapRefusal.MAXIMUM: _l("The most that an office may take is not below what it is sure of."),
    CapRefusal.NO_OFFICE: _l("Choose an office from the list."),
}
