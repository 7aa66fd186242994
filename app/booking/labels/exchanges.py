"""The words of exchanges of desks."""

from flask_babel import lazy_gettext as _l

from app.booking.rules.exchanges import ExchangeRefusal, ExchangeState

EXCHANGE_STATES = {
    ExchangeState.ASKED: _l("Waiting for an answer"),
    ExchangeState.ACCEPTED: _l("Exchanged"),
    ExchangeState.DECLINED: _l("Declined"),
    ExchangeState.WITHDRAWN: _l("Taken back"),
    ExchangeState.OVERTAKEN: _l("Overtaken: one of the desks has changed"),
}
# A shape beside each word.
EXCHANGE_ICONS = {
    ExchangeState.ASKED: "half",
    ExchangeState.ACCEPTED: "check",
    ExchangeState.DECLINED: "cross",
    ExchangeState.WITHDRAWN: "undo",
    ExchangeState.OVERTAKEN: "minus",
}
EXCHANGE_REFUSALS = {
    ExchangeRefusal.NOT_ALIKE: _l(
        "Nobody holds this desk for the same part of the day as yours. Choose another."
    ),
    ExchangeRefusal.OWN_DESK: _l("This desk is yours already."),
    ExchangeRefusal.HAS_BEGUN: _l(
        "The booking is over or cancelled: there is nothing to exchange."
    ),
    ExchangeRefusal.ALREADY_ASKED: _l(
        "You have already asked for an exchange of this booking. Take it back to ask for another."
    ),
    ExchangeRefusal.TOO_MANY_ASKED: _l(
        "You are waiting for %(most)s answers: take one question back to ask another."
    ),
    ExchangeRefusal.ASKED_OFTEN: _l(
        "You have asked for an exchange %(most)s times today, as often as one may. "
        "Try again tomorrow."
    ),
    ExchangeRefusal.DECLINED_BEFORE: _l(
        "Whoever has this desk keeps it: they have already answered. Choose another."
    ),
    ExchangeRefusal.COLLEAGUE_CANNOT: _l(
        "Your colleague cannot sit at your desk then. Both desks stay as they are."
    ),
    ExchangeRefusal.NOT_OPEN: _l(
        "This question is closed: it was answered or taken back, or one of the bookings changed."
    ),
}
