"""The words of series: what can be done about each day, and why there is none."""

from flask_babel import lazy_gettext as _l

from app.booking.rules.series import SeriesRefusal, Way

WAYS = {
    Way.AS_WISHED: _l("Your desk is free"),
    Way.SAME_ROOM: _l("Another desk in the same room"),
    Way.SAME_WORKPLACE: _l("Another desk in the workplace"),
    Way.ELSEWHERE: _l("A desk at another workplace"),
    Way.WAIT: _l("No desk is free: you can wait for one"),
    Way.SKIP: _l("Left out"),
    Way.LATER: _l("Not open yet: placed by the draw of its day"),
}
SERIES_REFUSALS = {
    SeriesRefusal.NO_WEEKDAY: _l("Tick at least one day of the week."),
    SeriesRefusal.BACKWARDS: _l("The last day is before the first: write the later day second."),
    SeriesRefusal.PAST: _l("It cannot begin in the past: begin today or later."),
    SeriesRefusal.TOO_LONG: _l("It lasts at most %(days)s days: choose an earlier end."),
    SeriesRefusal.NO_WORKING_DAY: _l("None of these days is a working day."),
    SeriesRefusal.ENDED: _l("This has ended already."),
}
