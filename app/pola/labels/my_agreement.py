"""Where an agreement stands, as the person whom it binds reads it."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.templating import day_long
from app.pola.rules.routes import Side
from app.pola.rules.states import State
from app.pola.rules.ways import EXPIRING_DAYS, Party


@dataclass(frozen=True)
class Stand:
    """Where an agreement stands, and on whom it waits since which day."""

    state: State
    today: date
    # Its period, once both have signed.
    first: date | None = None
    last: date | None = None
    ended_by: Side | None = None
    notice_ends_on: date | None = None
    waits_for: Party | None = None
    since: date | None = None
    manager_name: str = ""


def state_words(stand: Stand) -> str:
    """Return the state of an agreement as one sentence."""
    if stand.state in (State.SUBMITTED, State.TO_SIGN_MANAGER):
        return _waiting(stand)
    if stand.state is State.ACTIVE:
        return _in_force(stand)
    if stand.state is State.WITHDRAWAL_NOTICE and stand.notice_ends_on:
        day = day_long(stand.notice_ends_on)
        if stand.ended_by is Side.EMPLOYEE:
            return str(_("You have withdrawn: it ends on %(day)s.", day=day))
        return str(_("The city has withdrawn: it ends on %(day)s.", day=day))
    return str(_SAY[stand.state]())


def _waiting(stand: Stand) -> str:
    day = day_long(stand.since) if stand.since else ""
    if stand.state is State.TO_SIGN_MANAGER:
        words = _("You have signed: it waits for your manager's signature since %(day)s.", day=day)
    elif stand.waits_for is Party.HR:
        words = _("Waiting for human resources since %(day)s.", day=day)
    elif stand.waits_for is Party.DIRECTOR:
        words = _("Waiting for your manager's director since %(day)s.", day=day)
    elif stand.manager_name:
        name = stand.manager_name
        words = _("Waiting for your manager, %(name)s, since %(day)s.", name=name, day=day)
    else:
        words = _("Waiting for your manager since %(day)s.", day=day)
    return str(words)


def _in_force(stand: Stand) -> str:
    first, last = stand.first, stand.last
    if first and first > stand.today:
        return str(_("Signed by both: it begins on %(day)s.", day=day_long(first)))
    if last is None:
        return str(_("In force, without a last day."))
    left = (last - stand.today).days
    if 0 <= left <= EXPIRING_DAYS:
        words = ngettext(
            "In force until %(day)s: %(num)d day left.",
            "In force until %(day)s: %(num)d days left.",
            left,
            day=day_long(last),
        )
        return str(words)
    return str(_("In force until %(day)s.", day=day_long(last)))


_SAY = {
    State.DRAFT: lambda: _("You have begun a request and not sent it yet."),
    State.CHANGES_ASKED: lambda: _("It has come back: something is to be changed."),
    State.TO_SIGN_EMPLOYEE: lambda: _("Approved: it waits for your signature."),
    State.ABANDONED: lambda: _("You gave it up."),
    State.REFUSED: lambda: _("Your request was refused."),
    State.WITHDRAWAL_NOTICE: lambda: _("Notice is running."),
    State.WITHDRAWN: lambda: _("It ended by withdrawal."),
    State.EXPIRED: lambda: _("It has run out."),
    State.REVISED: lambda: _("A later version has taken its place."),
    State.CLOSED_TRANSFER: lambda: _("It ended when you moved to another office."),
}
