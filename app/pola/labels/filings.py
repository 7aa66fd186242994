"""The words of what the Ministry is told."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.errors import Reason
from app.core.templating import sentence
from app.pola.rules.filing_faults import FilingFault
from app.pola.rules.filings import Act, FilingState

ACTS = {
    Act.START: _l("Start"),
    Act.CHANGE: _l("Change of the period"),
    Act.ANNULMENT: _l("Annulment"),
    Act.WITHDRAWAL: _l("Withdrawal"),
}
FILING_STATES = {
    FilingState.WAITING: _l("To be sent"),
    FilingState.SENDING: _l("Being sent"),
    FilingState.IN_DOUBT: _l("In doubt: looked up before it is sent again"),
    FilingState.ACCEPTED: _l("Accepted"),
    FilingState.REFUSED: _l("Refused by the Ministry"),
    FilingState.EXPORTED: _l("Written to a file"),
    FilingState.DROPPED: _l("No longer needed"),
}
FILING_FAULTS = {
    FilingFault.EMPLOYER_CODE: _l(
        "The city's fiscal code is not set: ask whoever runs Vicino to write it down."
    ),
    FilingFault.EMPLOYER_NAME: _l(
        "The city's name for the Ministry is not set: ask whoever runs Vicino to write it down."
    ),
    FilingFault.PAT: _l(
        "The city's INAIL position is not set, or has not 8 to 10 digits:"
        " ask whoever runs Vicino to write it down."
    ),
    FilingFault.TARIFF: _l(
        "The INAIL tariff is not set, or has not 4 digits:"
        " ask whoever runs Vicino to write it down."
    ),
    FilingFault.FISCAL_CODE: _l(
        "The person's fiscal code is missing or wrong: correct it in the staff file."
    ),
    FilingFault.BORN_ON: _l("The date of birth is missing: add it to the staff file."),
    FilingFault.HIRED_ON: _l("The day of hiring is missing: add it to the staff file."),
    FilingFault.RELATION: _l(
        "The kind of contract is missing: write A01, A02 or A03 in the staff file."
    ),
    FilingFault.START: _l("The first day of the period is missing: settle it by hand."),
    FilingFault.SIGNED_ON: _l("The signing date is missing: settle it by hand."),
    FilingFault.STARTS_BEFORE_SIGNING: _l(
        "The period begins on %(start)s, before it was signed on %(signed)s:"
        " the Ministry would refuse it (E037)."
    ),
    FilingFault.END: _l("The last day and the kind of term do not agree: settle it by hand."),
    FilingFault.END_BEFORE_START: _l(
        "The period would end on %(end)s, before it begins on %(start)s: settle it by hand."
    ),
    FilingFault.NOTHING_BEFORE: _l(
        "The start was not told by Vicino, so its code is not known:"
        " tell it on the Ministry's pages and write the new code here."
    ),
    FilingFault.GONE: _l("This communication no longer exists."),
    FilingFault.BEING_SENT: _l("It is being sent right now: look again in ten minutes."),
    FilingFault.NOT_NOW: _l("Nothing more can be done with this communication."),
    FilingFault.NO_CODE: _l("The Ministry's codes have 17 digits: copy it again."),
    FilingFault.CODE_TAKEN: _l(
        "Another communication has this code already: copy the one of this communication."
    ),
    FilingFault.NOT_CONFIGURED: _l(
        "The Ministry's interface is not set up: nothing was sent. Use the file meanwhile."
    ),
}
# What an answer means, where its code is known or is ours.
_ANSWERS = {
    "E037": _l("The period begins before the signing date."),
}


# Why there was no answer: a part of what the client noted, and what it means.
_TROUBLES = (
    ("no token", _l("the Ministry did not let us in (%(note)s)")),
    ("Timeout", _l("the Ministry did not answer in time (%(note)s)")),
    ("Connect", _l("the Ministry could not be reached (%(note)s)")),
    ("HTTP", _l("the Ministry's service did not work (%(note)s)")),
)


def fault_words(reasons: Iterable[Reason]) -> list[str]:
    """Return one sentence for each thing that is missing or wrong."""
    return [sentence(reason, FILING_FAULTS) for reason in reasons]


def answer_words(answer: str, message: str) -> str:
    """Return what the Ministry said last, or how it could not be reached; empty if nothing."""
    if not answer:
        return str(_("No answer: %(why)s.", why=_trouble(message))) if message else ""
    told = message or str(_ANSWERS.get(answer, ""))
    if told:
        return str(_("Answer %(code)s: %(message)s", code=answer, message=told))
    return str(_("Answer %(code)s.", code=answer))


def _trouble(note: str) -> str:
    words = (words for part, words in _TROUBLES if part in note)
    return str(next(words, "%(note)s")) % {"note": note}
