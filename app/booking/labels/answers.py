"""The words of links that answer from a mail."""

from flask_babel import lazy_gettext as _l

from app.booking.rules.answers import AnswerRefusal, Deed

# What the page asks, what its button says, and what it says afterwards.
QUESTIONS = {
    Deed.COMING: _l("Are you coming?"),
    Deed.RELEASE: _l("Give the desk back?"),
    Deed.ACCEPT_MOVE: _l("Take this desk?"),
    Deed.RETURN: _l("Go back to your desk?"),
    Deed.TAKE_OFFER: _l("Take the desk that you waited for?"),
    Deed.DECLINE_OFFER: _l("Leave the desk to the next in line?"),
    Deed.EXCHANGE: _l("Exchange your desk for this one?"),
    Deed.KEEP_DESK: _l("Keep your desk?"),
    Deed.JOIN: _l("Sit with your colleagues?"),
    Deed.STAY_AWAY: _l("Leave the desk to others?"),
}
BUTTONS = {
    Deed.COMING: _l("I am coming"),
    Deed.RELEASE: _l("Give the desk back"),
    Deed.ACCEPT_MOVE: _l("Take this desk"),
    Deed.RETURN: _l("Go back to this desk"),
    Deed.TAKE_OFFER: _l("Take this desk"),
    Deed.DECLINE_OFFER: _l("Leave it to the next"),
    Deed.EXCHANGE: _l("Exchange the desks"),
    Deed.KEEP_DESK: _l("Keep my desk"),
    Deed.JOIN: _l("I am coming"),
    Deed.STAY_AWAY: _l("I am not coming"),
}
DONE = {
    Deed.COMING: _l("Thank you: your desk is kept for you."),
    Deed.RELEASE: _l("The desk is free for others. Thank you."),
    Deed.ACCEPT_MOVE: _l("The desk is yours."),
    Deed.RETURN: _l("You are back at your desk."),
    Deed.TAKE_OFFER: _l("The desk is yours."),
    Deed.DECLINE_OFFER: _l("The desk goes to the next in line. Thank you."),
    Deed.EXCHANGE: _l("The desks are exchanged."),
    Deed.KEEP_DESK: _l("Your desk stays yours, and your colleague is told."),
    Deed.JOIN: _l("The desk is yours."),
    Deed.STAY_AWAY: _l("The desk is free for others. Thank you."),
}
ANSWER_REFUSALS = {
    AnswerRefusal.SPENT: _l(
        "This link no longer works: it was used, the booking has changed, or the day has passed."
    ),
}
