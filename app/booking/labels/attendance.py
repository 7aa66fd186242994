"""The words of saying that one comes, and of desks freed because nobody came."""

from flask_babel import lazy_gettext as _l

from app.booking.rules.attendance import AttendanceRefusal
from app.booking.rules.releases import ConfirmationRefusal

ATTENDANCE_REFUSALS = {
    AttendanceRefusal.NOT_TODAY: _l("This can only be said of today."),
    AttendanceRefusal.TOO_EARLY: _l(
        "It is early: you can say that you come from the working day before."
    ),
    AttendanceRefusal.NOT_HELD: _l("Nobody holds this desk any more: look at it again."),
    AttendanceRefusal.NOT_BEGUN: _l(
        "This half-day has not begun yet: whoever booked the desk may still come."
    ),
    AttendanceRefusal.OVER: _l("This half-day is over: there is nothing left to free or confirm."),
    AttendanceRefusal.TOO_LATE: _l(
        "The hour to confirm has passed: your desk is free for others. Book again, if one is free."
    ),
    AttendanceRefusal.CONFIRMED: _l(
        "Whoever booked this desk has said that they are coming: it stays theirs."
    ),
}
CONFIRMATION_REFUSALS = {
    ConfirmationRefusal.NOT_IN_RANGE: _l("Write a number of minutes from %(least)s to %(most)s."),
}
