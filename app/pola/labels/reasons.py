"""Why not, in words: what is wrong, and how to mend it."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.errors import Reason
from app.core.templating import sentence
from app.pola.labels.agreements import NOTICES, STATES
from app.pola.rules.faults import Fault
from app.pola.rules.hitches import Hitch

FAULTS = {
    Fault.END_MISSING: _l("A fixed-term agreement needs a last day: choose one."),
    Fault.END_NOT_WANTED: _l(
        "An open-ended agreement has no last day: remove it, or choose a fixed term."
    ),
    Fault.END_BEFORE_START: _l("The last day comes before the first: choose a later one."),
    Fault.TERM_TOO_LONG: _l(
        "An agreement lasts %(months)s months at most: choose a last day up to %(last)s."
    ),
    Fault.START_PAST: _l("%(day)s has passed: choose a first day from today on."),
    Fault.PATTERN_EMPTY: _l("Choose at least one half-day of remote work."),
    Fault.PATTERN_WEEKDAY: _l("Remote days are chosen from Monday to Friday."),
    Fault.PATTERN_TWICE: _l("The same half-day is there twice: leave it once."),
    Fault.TOO_MANY_A_WEEK: _l(
        "You chose %(count)s half-days a week: %(most)s at most are allowed."
    ),
    Fault.TOO_MANY_A_MONTH: _l(
        "This makes %(count)s half-days in an average month: %(most)s at most are allowed."
    ),
    Fault.PRESENCE_MUST_PREVAIL: _l(
        "Work on site must prevail: choose fewer remote half-days than half-days on site."
    ),
    Fault.CONTACT_MISSING: _l("Say when you can be reached: at least one contact band."),
    Fault.CONTACT_BACKWARDS: _l(
        "The contact band from %(start)s to %(end)s ends before it starts: correct its times."
    ),
    Fault.CONTACT_OVERLAPS: _l(
        "The contact band from %(start)s to %(end)s starts before the one above it ends:"
        " put the bands in order, one after the other."
    ),
    Fault.CONTACT_OUTSIDE: _l("Contact bands stay between %(start)s and %(end)s."),
    Fault.CONTACT_TOO_LONG: _l(
        "The contact bands last %(hours)s hours together: %(most)s at most,"
        " as long as an average working day."
    ),
    Fault.TOO_LITTLE_REST: _l(
        "From %(last)s to %(first)s of the next day there are only %(hours)s hours of rest:"
        " leave at least %(least)s, ending earlier or starting later."
    ),
    Fault.REST_WITHOUT_NIGHT: _l("The rest band must hold the whole night from 22:00 to 06:00."),
    Fault.REST_TOO_SHORT: _l("The rest band lasts %(hours)s hours: it needs at least %(least)s."),
    Fault.REST_MEETS_CONTACT: _l(
        "The contact band from %(start)s to %(end)s falls within the rest band:"
        " shorten one of the two."
    ),
    Fault.PLACE_MISSING: _l("Say where you will work: at least one place."),
    Fault.TOOL_NAMELESS: _l("A tool has no name: write it, or remove the line."),
    Fault.ACTIVITY_MISSING: _l("Write at least one activity that you will do remotely."),
    Fault.ACTIVITY_INCOMPLETE: _l(
        "Activity %(place)s is not complete: it needs a title, an expected result,"
        " an indicator and a target."
    ),
    Fault.TARGET_NOT_A_NUMBER: _l(
        "Activity %(place)s: “%(target)s” is not a number. Write one such as 120 or 12,5."
    ),
    Fault.TARGET_NOT_A_PERCENTAGE: _l(
        "Activity %(place)s: “%(target)s” is not a percentage. Write a number from 0 to 100."
    ),
    Fault.TARGET_NOT_A_DATE: _l(
        "Activity %(place)s: “%(target)s” is not a date. Write one such as 15/12/2026."
    ),
    Fault.PERCENTAGE_OF_WHAT: _l(
        "Activity %(place)s: say what the percentage counts, and out of what."
    ),
    Fault.COMPARISON_UNFIT: _l(
        "Activity %(place)s: “by” goes with a date, and a date only with “by”."
    ),
    Fault.NOTICE_TOO_SHORT: _l("The notice to withdraw is %(least)s days at least."),
    Fault.REASONS_MISSING: _l(
        "Write at least one reason that would justify withdrawing without notice."
    ),
    Fault.REASON_TOO_SHORT: _l(
        "A justified reason must be understandable: write at least %(least)s letters."
    ),
    Fault.TEXT_TOO_LONG: _l(
        "The text that begins “%(text)s” is too long: %(most)s letters at most."
    ),
}
HITCHES = {
    Hitch.GONE: _l("This no longer exists."),
    Hitch.NOT_NOW: _l("This cannot be done now: the agreement's state is “%(state)s”."),
    Hitch.NOT_YOUR_TURN: _l("It is not your turn: the agreement's state is “%(state)s”."),
    Hitch.CHANGED_MEANWHILE: _l(
        "Somebody changed this in the meantime. Look at it again, then repeat what you did."
    ),
    Hitch.REASON_NEEDED: _l("Write the reason: at least %(least)s letters."),
    Hitch.UNDO_TOO_LATE: _l("It is too late to take the approval back."),
    Hitch.NO_MANAGER: _l(
        "You have no manager on record who could decide: ask human resources to add one."
    ),
    Hitch.NOTICE_UNREAD: _l("Read and acknowledge this first: %(notice)s."),
    Hitch.SAFETY_NOTE_OLD: _l(
        "You acknowledged the safety note more than %(months)s months ago: read it again."
    ),
    Hitch.EVALUATION_MISSING: _l(
        "The agreement that you renew has not been evaluated yet:"
        " write your report, then your manager evaluates it."
    ),
    Hitch.EVALUATION_NEGATIVE: _l(
        "The agreement that you renew was not evaluated positively: talk to your manager."
    ),
    Hitch.OPEN_REQUEST: _l("There is a request already: finish it or give it up first."),
    Hitch.NOTHING_TO_REVISE: _l("There is no agreement in force to change."),
    Hitch.NOTHING_TO_RENEW: _l("There is no agreement to renew."),
    Hitch.OVERLAPS: _l(
        "Another agreement is in force from %(first)s to %(last)s: choose other days, or change it."
    ),
    Hitch.TERM_OVER: _l(
        "The last day, %(day)s, has passed before everybody signed: make a new request."
    ),
    Hitch.DOCUMENT_CHANGED: _l("This is not the document that you saw. Read it again, then sign."),
    Hitch.FILE_EMPTY: _l("The file is empty: choose another one."),
    Hitch.FILE_TOO_LARGE: _l("The file is too large: %(most)s MB at most."),
    Hitch.FILE_NOT_SIGNED: _l(
        "The file carries no digital signature: choose a .p7m file or a signed PDF."
    ),
    Hitch.NOT_THE_SIDE: _l("Only the side that gave notice can take it back."),
    Hitch.NOT_BEGUN: _l("The agreement has not begun: there is nothing to evaluate yet."),
    Hitch.REPORT_FIRST: _l("The employee has not reported the results yet."),
    Hitch.ALREADY_JUDGED: _l("The results have been evaluated: they can no longer be changed."),
    Hitch.ACTIVITY_UNKNOWN: _l("These are not the activities of this agreement."),
    Hitch.JUDGEMENT_INCOMPLETE: _l("Evaluate every activity and the agreement as a whole."),
    Hitch.DEPUTY_SELF: _l("Nobody stands in for themselves: choose somebody else."),
    Hitch.DEPUTY_DATES: _l("The last day comes before the first, or has passed: choose others."),
    Hitch.DEPUTY_GONE: _l("This person no longer works here: choose somebody else."),
    Hitch.REVIEW_PAST: _l("The day of the next review has passed: choose a later one."),
    Hitch.ENDS_FIRST: _l(
        "With %(days)s days of notice it would end after %(day)s, when it ends anyway."
        " There is nothing to withdraw from."
    ),
    Hitch.HR_GIVES_NOTICE: _l(
        "Human resources give notice of an open-ended agreement: tell them that you want to end it."
    ),
}
_OVERLAPS_OPEN = _l(
    "Another agreement is in force from %(first)s on, without a last day: change that one."
)


def reason_words(reasons: Iterable[Reason]) -> list[str]:
    """Return one sentence for each reason, the facts in it written for people."""
    return [_words(reason) for reason in reasons]


def _words(reason: Reason) -> str:
    words: dict[Any, Any] = FAULTS | HITCHES
    facts: dict[str, Any] = dict(reason.facts)
    if "state" in facts:
        facts["state"] = STATES[facts["state"]]
    if "notice" in facts:
        facts["notice"] = NOTICES[facts["notice"]]
    if reason.code is Hitch.OVERLAPS and facts["last"] is None:
        words = words | {reason.code: _OVERLAPS_OPEN}
    return sentence(Reason(reason.code, facts), words)
