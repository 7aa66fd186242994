"""Every kind of message that Vicino owes to people: its topic, and whether the bell rings.

The words are in each feature's `emails`; here is only what holds for all of them.
"""

from dataclasses import dataclass
from enum import StrEnum


class BookingMail(StrEnum):
    """How a person wants to be told of their own bookings."""

    # Mails that put the booking into the calendar (RFC 6047).
    INVITATIONS = "invitations"
    PLAIN = "plain"
    # The private calendar address tells it; mails come only of what others changed.
    FEED = "feed"
    # No mail about desks: the bell tells what others changed.
    NOTHING = "nothing"


class Topic(StrEnum):
    """What a mail is about: what a person stops receiving when they unsubscribe."""

    BOOKINGS = "bookings"
    MOVES = "moves"
    REMINDERS = "reminders"
    # What colleagues ask: groups, exchanges of desks, delegations.
    COLLEAGUES = "colleagues"
    AGREEMENT = "agreement"
    APPROVALS = "approvals"
    CAMPAIGNS = "campaigns"
    SUMMARY = "summary"
    PROBLEMS = "problems"
    # What somebody has to know on the day: it cannot be unsubscribed from.
    DUTIES = "duties"


# Which ways of being told of bookings still bring mails of these topics.
BOOKING_TOPICS = {
    Topic.BOOKINGS: frozenset({BookingMail.INVITATIONS, BookingMail.PLAIN}),
    Topic.MOVES: frozenset({BookingMail.INVITATIONS, BookingMail.PLAIN, BookingMail.FEED}),
}
# Whose mails may put something into a diary, change it there, or take it out.
DIARY_TOPICS = frozenset({*BOOKING_TOPICS, Topic.COLLEAGUES})
# Sent only to who asked for them; all others until somebody unsubscribes.
OPT_IN = frozenset({Topic.REMINDERS})
ALWAYS = frozenset({Topic.DUTIES})
# What each person chooses one by one.
CHOOSABLE = tuple(topic for topic in Topic if topic not in BOOKING_TOPICS and topic not in ALWAYS)


@dataclass(frozen=True)
class Kind:
    """What holds for every message of a kind."""

    topic: Topic
    # Shown under the bell: not what the person has just done themselves.
    is_notice: bool = True


KINDS = {
    "booking_made": Kind(Topic.BOOKINGS, is_notice=False),
    "booking_changed": Kind(Topic.BOOKINGS, is_notice=False),
    "booking_cancelled": Kind(Topic.BOOKINGS, is_notice=False),
    "booking_freed": Kind(Topic.MOVES),
    # Its person is on leave then.
    "booking_away": Kind(Topic.MOVES),
    # Nobody confirmed it in time, where that is asked for.
    "booking_released": Kind(Topic.MOVES),
    "booking_moved": Kind(Topic.MOVES),
    "booking_without_place": Kind(Topic.MOVES),
    "move_asked": Kind(Topic.MOVES),
    "move_way_back": Kind(Topic.MOVES),
    # Whoever waited has a desk, is offered one, or did not answer in time.
    "wait_booked": Kind(Topic.BOOKINGS),
    "wait_offered": Kind(Topic.MOVES),
    "wait_expired": Kind(Topic.MOVES),
    "draw_lost": Kind(Topic.MOVES),
    # Somebody else did it in their name.
    "booked_for_you": Kind(Topic.MOVES),
    "cancelled_for_you": Kind(Topic.MOVES),
    "delegation_given": Kind(Topic.COLLEAGUES),
    "office_delegation": Kind(Topic.COLLEAGUES),
    "delegation_ended": Kind(Topic.COLLEAGUES),
    # Colleagues want to sit together: invited, over, answered.
    "group_invited": Kind(Topic.COLLEAGUES),
    "group_without_desk": Kind(Topic.COLLEAGUES),
    "group_expired": Kind(Topic.COLLEAGUES),
    "group_called_off": Kind(Topic.COLLEAGUES),
    "group_ended": Kind(Topic.COLLEAGUES),
    "group_answered": Kind(Topic.COLLEAGUES),
    # Two colleagues exchange desks: asked, declined, done.
    "exchange_asked": Kind(Topic.COLLEAGUES),
    "exchange_declined": Kind(Topic.COLLEAGUES),
    "exchange_made": Kind(Topic.MOVES),
    "booking_reminder": Kind(Topic.REMINDERS, is_notice=False),
    "agreement_submitted": Kind(Topic.APPROVALS),
    "agreement_reported": Kind(Topic.APPROVALS),
    "agreement_approved": Kind(Topic.AGREEMENT),
    "agreement_returned": Kind(Topic.AGREEMENT),
    "agreement_refused": Kind(Topic.AGREEMENT),
    "agreement_to_sign": Kind(Topic.AGREEMENT),
    "agreement_active": Kind(Topic.AGREEMENT),
    "agreement_expiring": Kind(Topic.AGREEMENT),
    "agreement_withdrawn": Kind(Topic.AGREEMENT),
    "agreement_judged": Kind(Topic.AGREEMENT),
    "notice_to_read": Kind(Topic.AGREEMENT),
    "deputy_named": Kind(Topic.APPROVALS),
    "swap_asked": Kind(Topic.APPROVALS),
    "swap_answered": Kind(Topic.AGREEMENT),
    # CCNL FL art. 66: whoever is called to the office has to know it the day before at the latest.
    "recalled": Kind(Topic.DUTIES),
    "campaign_opened": Kind(Topic.CAMPAIGNS),
    "campaign_reminder": Kind(Topic.CAMPAIGNS),
    "renewal_prepared": Kind(Topic.CAMPAIGNS),
    "renewal_reminder": Kind(Topic.CAMPAIGNS),
    "filing_failed": Kind(Topic.PROBLEMS),
    "check_failed": Kind(Topic.PROBLEMS),
    "weekly_summary": Kind(Topic.SUMMARY, is_notice=False),
}
