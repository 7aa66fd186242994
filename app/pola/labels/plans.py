"""The words of the week plan."""

from flask_babel import lazy_gettext as _l

from app.pola.rules.day_kinds import DayKind, PlanSource
from app.pola.rules.swaps import SwapState

DAY_KINDS = {
    DayKind.OFFICE: _l("Office"),
    DayKind.NEAR_MUNICIPAL: _l("Near"),
    DayKind.NEAR_PARTNER: _l("Near, at a partner's"),
    DayKind.AGILE_HOME: _l("Remote"),
    DayKind.AGILE_OTHER: _l("Remote, elsewhere"),
    DayKind.REMOTE_TIMEBOUND: _l("Remote, with office hours"),
    DayKind.BUILDING_CLOSED: _l("Building closed"),
    DayKind.LEAVE: _l("Leave"),
    DayKind.HOLIDAY: _l("Holiday"),
}
SOURCES = {
    PlanSource.AGREEMENT: _l("from the agreement"),
    PlanSource.PERSON: _l("chosen by the person"),
    PlanSource.DESK: _l("a booked desk"),
    PlanSource.ABSENCE: _l("from the absences"),
    PlanSource.SWAP: _l("an accepted swap"),
    PlanSource.RECALL: _l("called to the office"),
}
SWAP_STATES = {
    SwapState.ASKED: _l("Waiting for an answer"),
    SwapState.ACCEPTED: _l("Accepted"),
    SwapState.DECLINED: _l("Declined"),
    SwapState.TAKEN_BACK: _l("Taken back"),
}
