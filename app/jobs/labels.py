"""The words of the jobs."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.mail import MailState
from app.core.templating import hm, weekday_name
from app.jobs.rules import Often, Turn

JOB_NAMES = {
    "send-mails": _l("Send mails"),
    "serve-waiting": _l("Give free desks to those who wait"),
    "release-unconfirmed": _l("Free desks that nobody confirmed"),
    "end-unanswered": _l("End questions that nobody answered"),
    "file-with-ministry": _l("File with the Ministry of Labour"),
    "open-days": _l("Open the next day for weekly bookings"),
    "agreements": _l("Start and end agreements"),
    "keep-totals": _l("Count the days that are over"),
    "forget-people": _l("Take the person off old bookings"),
    "delete-past": _l("Delete bookings that are older still"),
    "prune": _l("Delete old mails and sign-ins"),
    "check": _l("Count everything again"),
    "weekly-summary": _l("Write the weekly summaries"),
    "remind-renewals": _l("Remind of renewals"),
    "remind": _l("Remind of desks"),
}
MAIL_STATES = {
    MailState.OWED: _l("Waiting"),
    MailState.SENT: _l("Sent"),
    MailState.UNWANTED: _l("Not wanted"),
    MailState.FAILED: _l("Given up"),
}


def turn_words(turn: Turn) -> str:
    """Return how often a job is due."""
    if isinstance(turn, Often):
        if turn.seconds < 60:
            return str(_("every %(seconds)s seconds", seconds=turn.seconds))
        minutes = turn.seconds // 60
        return str(_("every minute") if minutes == 1 else _("every %(n)s minutes", n=minutes))
    hour = hm(turn.hour)
    if turn.weekday is None:
        return str(_("every day at %(hour)s", hour=hour))
    return str(_("on %(weekday)s at %(hour)s", weekday=weekday_name(turn.weekday), hour=hour))
