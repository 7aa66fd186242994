"""The words of what the Ministry is told."""

from flask_babel import lazy_gettext as _l

from app.pola.rules.filings import Act, FilingState

ACTS = {
    Act.START: _l("Start"),
    Act.CHANGE: _l("Change"),
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
