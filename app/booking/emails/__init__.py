"""What is said in the messages about bookings: one function for each kind."""

from app.booking.emails.delegations import (
    booked_for_you,
    cancelled_for_you,
    delegation_ended,
    delegation_given,
    office_delegation,
)
from app.booking.emails.draws import draw_lost
from app.booking.emails.exchanges import exchange_asked, exchange_declined, exchange_made
from app.booking.emails.groups import (
    group_answered,
    group_called_off,
    group_ended,
    group_expired,
    group_invited,
    group_without_desk,
)
from app.booking.emails.others import (
    booking_away,
    booking_freed,
    booking_moved,
    booking_released,
    booking_reminder,
    booking_without_place,
    move_asked,
    move_way_back,
)
from app.booking.emails.own import booking_cancelled, booking_changed, booking_made
from app.booking.emails.waiting import wait_booked, wait_expired, wait_offered
from app.core.letters import Build

LETTERS: dict[str, Build] = {
    "booking_made": booking_made,
    "booking_changed": booking_changed,
    "booking_cancelled": booking_cancelled,
    "booking_freed": booking_freed,
    "booking_away": booking_away,
    "booking_released": booking_released,
    "booking_moved": booking_moved,
    "booking_without_place": booking_without_place,
    "move_asked": move_asked,
    "move_way_back": move_way_back,
    "booking_reminder": booking_reminder,
    "wait_booked": wait_booked,
    "wait_offered": wait_offered,
    "wait_expired": wait_expired,
    "draw_lost": draw_lost,
    "booked_for_you": booked_for_you,
    "cancelled_for_you": cancelled_for_you,
    "delegation_given": delegation_given,
    "office_delegation": office_delegation,
    "delegation_ended": delegation_ended,
    "group_invited": group_invited,
    "group_without_desk": group_without_desk,
    "group_expired": group_expired,
    "group_called_off": group_called_off,
    "group_ended": group_ended,
    "group_answered": group_answered,
    "exchange_asked": exchange_asked,
    "exchange_declined": exchange_declined,
    "exchange_made": exchange_made,
}
