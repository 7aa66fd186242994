"""The words of the week plan."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.core.errors import Reason
from app.core.half import Half
from app.core.templating import day_long, sentence
from app.pola.rules.day_kinds import DayKind
from app.pola.rules.planning import PlanRefusal

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
HALVES = {Half.AM: _l("morning"), Half.PM: _l("afternoon")}
PLAN_REFUSALS = {
    PlanRefusal.DAY_PAST: _l("%(day)s has passed: what was planned stays as it was."),
    PlanRefusal.HALF_ENDED: _l("%(day)s, %(halves)s, is over: what was planned stays as it was."),
    PlanRefusal.KIND_NOT_OFFERED: _l("This cannot be chosen here."),
    PlanRefusal.ON_LEAVE: _l("You are on leave on %(day)s (%(halves)s)."),
    PlanRefusal.RECALLED: _l("You have been called to the office on %(day)s (%(halves)s)."),
    PlanRefusal.HAS_DESK: _l("You hold a desk on %(day)s (%(halves)s). Cancel it first."),
    PlanRefusal.NOT_A_WORKING_DAY: _l("%(day)s is not a working day."),
    PlanRefusal.NO_AGREEMENT: _l("No agreement of yours is in force on %(day)s."),
    PlanRefusal.NOT_AN_AGREED_HALF: _l(
        "Your agreement does not name %(day)s (%(halves)s) as remote."
        " You can ask to swap it for an agreed half of that week."
    ),
    PlanRefusal.WEEK_USED_UP: _l(
        "Your remote half-days of that week are used up: %(used)s of %(most)s."
    ),
    PlanRefusal.MONTH_USED_UP: _l(
        "Your remote half-days of that month are used up: %(used)s of %(most)s."
    ),
    PlanRefusal.TOO_FEW_IN_OFFICE: _l(
        "%(office)s needs %(needed)s of %(working)s people present on %(day)s (%(halves)s);"
        " %(there)s would be left."
    ),
    PlanRefusal.PRESENCE_MUST_PREVAIL: _l(
        "In a month presence must outweigh remote work: it would be %(present)s half-days against"
        " %(remote)s."
    ),
    PlanRefusal.SAFETY_NOTE_MISSING: _l(
        "You have not yet read the safety note, which remote work needs."
    ),
    PlanRefusal.SAFETY_NOTE_OLD: _l(
        "Your safety note is valid until %(last)s. Read the new one to work remotely later."
    ),
    PlanRefusal.NOTHING_TO_SWAP: _l(
        "%(day)s (%(halves)s) is not an agreed remote half that could be swapped."
    ),
    PlanRefusal.NOT_THE_SAME_WEEK: _l("A swap stays within the week of %(day)s."),
    PlanRefusal.ALREADY_REMOTE: _l("%(day)s (%(halves)s) is remote already."),
    PlanRefusal.ALREADY_ASKED: _l("You have already asked to swap %(day)s (%(halves)s)."),
    PlanRefusal.ALREADY_ANSWERED: _l("This request was answered or taken back in the meantime."),
    PlanRefusal.NOT_REMOTE: _l("%(day)s (%(halves)s) is not remote: nobody need be called."),
    PlanRefusal.TOO_LATE_TO_RECALL: _l(
        "A call to the office arrives at least the day before: the first day is now %(first)s."
    ),
    PlanRefusal.REASON_MISSING: _l("Write the reason: the person will read it."),
}


def plan_words(reasons: Iterable[Reason]) -> list[str]:
    """Return one sentence for each reason, with what would work at the end of the last."""
    told = list(reasons)
    words = [plan_sentence(reason) for reason in told]
    days = next((one.facts["possible"] for one in told if one.facts.get("possible")), ())
    return [*words, possible_words(days)] if days else words


def plan_sentence(reason: Reason) -> str:
    """Return a reason in words, its facts written for people."""
    facts: dict[str, Any] = dict(reason.facts)
    if "halves" in facts:
        facts["halves"] = halves_words(facts["halves"])
    said = sentence(Reason(reason.code, facts), PLAN_REFUSALS)
    return said[:1].upper() + said[1:]


def possible_words(days: Iterable[date]) -> str:
    """Return on which days of the same week it would work."""
    chosen = list(days)
    words = ", ".join(day_long(day) for day in chosen)
    return str(
        ngettext(
            "In that week it would work on %(days)s.",
            "In that week it would work on one of these days: %(days)s.",
            len(chosen),
            days=words,
        )
    )


def halves_words(halves: Iterable[Half]) -> str:
    """Return `morning`, `afternoon` or `whole day`."""
    chosen = list(halves)
    return str(HALVES[chosen[0]]) if len(chosen) == 1 else str(_("whole day"))
