"""The words of a request that is being written: beside which field, and how to mend it."""

import re

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.pola.rules.faults import Fault
from app.pola.rules.hitches import Hitch

# Beside a number: from where to where it may go.
NUMBER_WORDS = {
    Fault.PATTERN_EMPTY: _l("Write a number from 1 to %(most)s."),
    Fault.TOO_MANY_A_WEEK: _l(
        "%(count)s half-days are more than the most. Write a number from 1 to %(most)s."
    ),
    Fault.TOO_MANY_A_MONTH: _l(
        "%(count)s half-days in an average month are more than the most:"
        " %(most)s are allowed. Write a lower number."
    ),
}
# Beside a field of an activity, whose number its label says.
ACTIVITY_WORDS = {
    Fault.ACTIVITY_INCOMPLETE: _l("Write it: without it the activity is not complete."),
    Fault.TARGET_NOT_A_NUMBER: _l("“%(target)s” is not a number. Write one such as 120 or 12,5."),
    Fault.TARGET_NOT_A_PERCENTAGE: _l(
        "“%(target)s” is not a percentage. Write a number from 0 to 100."
    ),
    Fault.TARGET_NOT_A_DATE: _l("“%(target)s” is not a date. Write one such as 15/12/2026."),
    Fault.PERCENTAGE_OF_WHAT: _l("Say what the percentage counts, and out of what."),
}
# Beside a box to tick.
READING_WORDS = {
    Hitch.NOTICE_UNREAD: _l("Read it, then tick the box."),
    Hitch.SAFETY_NOTE_OLD: _l(
        "You read it on a day that is more than %(months)s months ago. Read it again, then tick."
    ),
}
# Which page a message leads to, when it is told on another one.
PAGE_TITLES = {
    "period": _l("Period and days"),
    "content": _l("Activities and hours"),
    "clauses": _l("Notes and sending"),
}
_ACTIVITY = re.compile("activity([0-9]{1,2})_")


def name_in_row(field: str, label: str) -> str:
    """Return what a field is called where its row is not seen."""
    found = _ACTIVITY.match(field)
    if found is None:
        return label
    return str(_("Activity %(number)d, %(field)s", number=int(found[1]), field=label.lower()))
