"""What a person reads and acknowledges before working remotely."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from app.pola.rules.months import months_after
from app.pola.rules.parameters import ParameterName, ParameterRow, Programme


class Notice(StrEnum):
    """A text with versions; SAFETY is handed over at least once a year (L. 81/2017 art. 22)."""

    SAFETY = "safety"
    PRIVACY = "privacy"
    TRAINING = "training"
    VPN = "vpn"


# A text that nobody has set yet is as old as the law that wants it.
FIRST_VERSION = date(2017, 6, 14)
# The law wants these whether the city has written them here or hands them over on paper.
_ALWAYS = (Notice.SAFETY, Notice.PRIVACY)
_TEXTS = {
    Notice.SAFETY: ParameterName.SAFETY_TEXT,
    Notice.PRIVACY: ParameterName.PRIVACY_TEXT,
    Notice.TRAINING: ParameterName.TRAINING_TEXT,
    Notice.VPN: ParameterName.VPN_TEXT,
}


def parameter_of(notice: Notice) -> ParameterName:
    """Return under which name a notice's text is set."""
    return _TEXTS[notice]


def text_of(notice: Notice, programme: Programme) -> str:
    """Return what a notice says under a programme; empty if it was never written."""
    return str(getattr(programme, _TEXTS[notice]))


def needed_notices(programme: Programme) -> list[Notice]:
    """Return what must have been read before a request is sent."""
    return [notice for notice in Notice if notice in _ALWAYS or text_of(notice, programme)]


def version_on(notice: Notice, day: date, rows: Iterable[ParameterRow]) -> date:
    """Return which version of a notice stands on a day: the day from which it is valid.

    Rows come in the order in which they were written; the last valid one stands.
    """
    days = [row.from_day for row in rows if row.name is _TEXTS[notice] and row.from_day <= day]
    return days[-1] if days else FIRST_VERSION


def safety_lasts_until(acknowledged: date, months: int) -> date:
    """Return the last day on which a safety note is young enough (L. 81/2017 art. 22 c. 1)."""
    return months_after(acknowledged, months)
