"""The words of the inbox: its lists, what is wrong with a line, and stock reasons."""

from collections.abc import Iterable
from typing import NamedTuple

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.core.errors import Reason
from app.core.templating import sentence
from app.pola.rules.faults import Fault
from app.pola.rules.inbox import Box, Trouble, Urgency
from app.pola.rules.routes import Side
from app.pola.rules.ways import Party


class BoxWords(NamedTuple):
    """A list's title, the words beside its count, and what to say when it is empty."""

    title: LazyString
    counted: LazyString
    empty: LazyString


BOXES = {
    Box.APPROVE: BoxWords(
        _l("Requests to approve"), _l("to approve"), _l("No request waits for you.")
    ),
    Box.SIGN: BoxWords(_l("Agreements to sign"), _l("to sign"), _l("No agreement waits for you.")),
    Box.WAITING: BoxWords(
        _l("Requests that wait for others"),
        _l("with managers and employees"),
        _l("No request waits for a manager or an employee."),
    ),
    Box.FILE: BoxWords(
        _l("To file with the Ministry"),
        _l("to file with the Ministry"),
        _l("The Ministry knows everything that it must know."),
    ),
    Box.EXPIRING: BoxWords(
        _l("Agreements that expire"),
        _l("agreements that expire"),
        _l("No agreement expires in the next 60 days."),
    ),
    Box.SAFETY: BoxWords(
        _l("Safety notes to read again"),
        _l("safety notes to read again"),
        _l("Everybody with an agreement has read the safety note lately."),
    ),
    Box.TROUBLE: BoxWords(
        _l("Problems to look into"), _l("problems to look into"), _l("There are no problems.")
    ),
}
# Later days stand under their month.
URGENCIES = {
    Urgency.PAST: _l("Late"),
    Urgency.TODAY: _l("Today"),
    Urgency.THIS_WEEK: _l("This week"),
    Urgency.NEXT_WEEK: _l("Next week"),
    Urgency.NEVER: _l("Without a date"),
}
# Requests are sorted by the day on which they want to begin.
STARTS = {
    Urgency.PAST: _l("Should have begun already"),
    Urgency.TODAY: _l("To begin today"),
    Urgency.THIS_WEEK: _l("To begin this week"),
    Urgency.NEXT_WEEK: _l("To begin next week"),
    Urgency.NEVER: _l("Without a date"),
}
PARTIES = {
    Party.EMPLOYEE: _l("the employee"),
    Party.MANAGER: _l("the manager"),
    Party.DIRECTOR: _l("the director"),
    Party.HR: _l("human resources"),
    Party.SYSTEM: _l("a date"),
}
TROUBLES = {
    Trouble.RULE_BROKEN: _l("More is asked for than is allowed: send it back."),
    Trouble.FILING_REFUSED: _l("The Ministry refused a filing."),
    Trouble.NO_MANAGER: _l("Nobody is on record who could decide and sign: add a manager."),
    Trouble.NOTICE_RUNNING: _l("Notice is running."),
}
# Rules as whoever decides reads them; labels/reasons.py says them to whoever asks.
BROKEN = {
    Fault.END_MISSING: _l("A fixed term without a last day."),
    Fault.END_NOT_WANTED: _l("Open-ended, and yet with a last day."),
    Fault.END_BEFORE_START: _l("The last day comes before the first."),
    Fault.TERM_TOO_LONG: _l("Longer than %(months)s months, the longest term."),
    Fault.START_PAST: _l("The first day, %(day)s, had passed when it was sent."),
    Fault.PATTERN_EMPTY: _l("No half-day of remote work."),
    Fault.PATTERN_WEEKDAY: _l("A remote day that is none from Monday to Friday."),
    Fault.PATTERN_TWICE: _l("The same half-day twice."),
    Fault.TOO_MANY_A_WEEK: _l("%(count)s half-days a week are more than the most, %(most)s."),
    Fault.TOO_MANY_A_MONTH: _l("%(count)s half-days a month are more than the most, %(most)s."),
    Fault.PRESENCE_MUST_PREVAIL: _l("Presence does not prevail over remote work."),
    Fault.CONTACT_MISSING: _l("No hours within reach."),
    Fault.CONTACT_BACKWARDS: _l("The hours from %(start)s to %(end)s end before they start."),
    Fault.CONTACT_OVERLAPS: _l("The hours from %(start)s to %(end)s overlap with others."),
    Fault.CONTACT_OUTSIDE: _l("Hours within reach before %(start)s or after %(end)s."),
    Fault.CONTACT_TOO_LONG: _l("%(hours)s hours within reach are more than the most, %(most)s."),
    Fault.TOO_LITTLE_REST: _l("%(hours)s hours of rest between two days: at least %(least)s."),
    Fault.REST_WITHOUT_NIGHT: _l("The hours without work leave out part of the night."),
    Fault.REST_TOO_SHORT: _l("%(hours)s hours without work: at least %(least)s."),
    Fault.REST_MEETS_CONTACT: _l("Hours within reach during the hours without work."),
    Fault.PLACE_MISSING: _l("No place of work."),
    Fault.TOOL_NAMELESS: _l("A tool without a name."),
    Fault.ACTIVITY_MISSING: _l("No activity."),
    Fault.ACTIVITY_INCOMPLETE: _l("Activity %(place)s is not complete."),
    Fault.TARGET_NOT_A_NUMBER: _l("Activity %(place)s: the target “%(target)s” is not a number."),
    Fault.TARGET_NOT_A_PERCENTAGE: _l(
        "Activity %(place)s: the target “%(target)s” is not a percentage."
    ),
    Fault.TARGET_NOT_A_DATE: _l("Activity %(place)s: the target “%(target)s” is not a date."),
    Fault.PERCENTAGE_OF_WHAT: _l("Activity %(place)s: a percentage of what?"),
    Fault.COMPARISON_UNFIT: _l("Activity %(place)s: indicator and comparison do not fit."),
    Fault.NOTICE_TOO_SHORT: _l("Less than %(least)s days of notice."),
    Fault.REASONS_MISSING: _l("No justified reason for withdrawing."),
    Fault.REASON_TOO_SHORT: _l("A justified reason that cannot be understood."),
    Fault.TEXT_TOO_LONG: _l("A text that is too long: “%(text)s”…"),
}
NOTICES_GIVEN = {
    Side.EMPLOYEE: _l("The employee gave notice."),
    Side.EMPLOYER: _l("The city gave notice."),
}
# What is most often asked for when a request is sent back.
STOCK_REASONS = {
    "measure": _l("Say for each activity how its result will be measured."),
    "days": _l("These days do not fit the presence that the office needs: choose others."),
    "bands": _l("These hours within reach do not fit the service: choose others."),
}


def broken_words(faults: Iterable[Reason]) -> list[str]:
    """Return each rule that a request breaks, as whoever decides reads it."""
    return [sentence(fault, BROKEN) for fault in faults]
