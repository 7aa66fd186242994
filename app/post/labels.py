"""The words of what people choose to receive."""

from flask_babel import lazy_gettext as _l

from app.core.kinds import BookingMail, Topic

BOOKING_MAILS = {
    BookingMail.INVITATIONS: _l("Mails that put each booking into my calendar"),
    BookingMail.PLAIN: _l("Mails without a calendar entry"),
    BookingMail.FEED: _l("No mails about what I book myself: my calendar address shows it"),
    BookingMail.NOTHING: _l("No mails about desks: I look at the bell in Vicino"),
}
BOOKING_MAIL_HINTS = {
    BookingMail.INVITATIONS: _l(
        "Outlook, Google and Apple enter, move and remove the booking by themselves."
    ),
    BookingMail.PLAIN: _l("Entries that came by mail before are still moved and removed."),
    BookingMail.FEED: _l(
        "A mail still comes when somebody else moves or frees your desk, and when an entry"
        " that came by mail before has to move or go."
    ),
    BookingMail.NOTHING: _l(
        "Not even when a workplace closes and your desk moves: the bell tells you."
    ),
}
TOPICS = {
    Topic.BOOKINGS: _l("What you book, change and cancel yourself"),
    Topic.MOVES: _l("Your desk: moved, freed, or open again"),
    Topic.REMINDERS: _l(
        "A reminder on the working day before, with a button to give the desk back"
    ),
    Topic.COLLEAGUES: _l("What colleagues ask: groups, exchanges of desks, booking for others"),
    Topic.AGREEMENT: _l("Your agreement: decided, to sign, in force, ending"),
    Topic.APPROVALS: _l("What waits for you: agreements, swaps, standing in for somebody"),
    Topic.CAMPAIGNS: _l("The renewal of your agreement"),
    Topic.SUMMARY: _l("On Mondays: how your workplaces were used"),
    Topic.PROBLEMS: _l("What went wrong: with the Ministry, or in the nightly check"),
    Topic.DUTIES: _l("When you are called to the office"),
}
