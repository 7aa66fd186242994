"""The words of series: what can be done about each day, and why there is none."""

from flask_babel import lazy_gettext as _l

from app.booking.rules.refusals import Refusal
from app.booking.rules.series import SeriesRefusal, Way
from app.booking.rules.waiting import WaitRefusal

WAYS = {
    Way.AS_WISHED: _l("Your desk is free"),
    Way.SAME_ROOM: _l("Another desk in the same room"),
    Way.SAME_WORKPLACE: _l("Another desk in the workplace"),
    Way.ELSEWHERE: _l("A desk at another workplace"),
    Way.WAIT: _l("No desk is free: you can wait for one"),
    Way.DRAW: _l("Its desks are drawn: you take part"),
    Way.STAYS: _l("You keep the desk that you have"),
    Way.GIVEN_BACK: _l("Given back: not one of your days any more"),
    Way.SKIP: _l("Left out"),
    Way.LATER: _l("Not open yet: placed by the draw of its day"),
}
# Why a day was left out, where it was not the person's own choice.
DAY_REASONS = {
    Refusal.ON_LEAVE.value: _l("you are on leave"),
    Refusal.RECALLED.value: _l("you were called to your own office"),
    Refusal.ALREADY_BOOKED.value: _l("you had another desk"),
    Refusal.TOO_MANY_OPEN.value: _l("you held as many bookings as you may"),
    WaitRefusal.ALREADY_WAITING.value: _l("you were waiting for another desk"),
}
SERIES_REFUSALS = {
    SeriesRefusal.NO_WEEKDAY: _l("Tick at least one day of the week."),
    SeriesRefusal.BACKWARDS: _l("The last day is before the first: write the later day second."),
    SeriesRefusal.PAST: _l("It cannot begin in the past: begin today or later."),
    SeriesRefusal.TOO_LONG: _l("It lasts at most %(days)s days: choose an earlier end."),
    SeriesRefusal.NO_WORKING_DAY: _l("None of these days is a working day."),
    SeriesRefusal.TOO_MANY: _l(
        "You have %(most)s weekly bookings, and there can be no more: end or change one of them."
    ),
    SeriesRefusal.ENDED: _l("This has ended already."),
    SeriesRefusal.NOT_ITS_DAY: _l("%(day)s is not one of its days to come."),
    SeriesRefusal.NOTHING_TO_CHANGE: _l(
        "Nothing is different: change the days, the part or the desk."
    ),
}
