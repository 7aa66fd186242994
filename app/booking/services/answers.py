"""Do what a link in a mail was made for, as the person to whom it was sent."""

from collections.abc import Callable

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.models import User
from app.auth.permissions import Permission, authorize
from app.auth.services.turns import lock_people
from app.booking.models import BookingState
from app.booking.queries.bookings import BookingFacts, find_booking
from app.booking.queries.exchanges import find_exchange, is_open
from app.booking.queries.groups import find_invite
from app.booking.queries.links import Link
from app.booking.queries.moves import find_move
from app.booking.queries.waiting import find_wait
from app.booking.rules.answers import AnswerRefusal, Deed, Standing
from app.booking.rules.exchanges import ExchangeState
from app.booking.rules.groups import InviteState
from app.booking.rules.moves import MoveAnswer, MoveState
from app.booking.rules.waiting import WaitState
from app.booking.services.attendance import confirm_booking
from app.booking.services.bookings import cancel_booking
from app.booking.services.exchanges import answer_exchange
from app.booking.services.invites import answer_invite
from app.booking.services.moves import answer_move
from app.booking.services.waiting import answer_offer
from app.core import clock
from app.core.db import command, connection
from app.core.errors import Reason, Refused

_ANSWERS = {Deed.ACCEPT_MOVE: MoveAnswer.ACCEPT, Deed.RETURN: MoveAnswer.RETURN}
_AFTERWARDS = {Deed.ACCEPT_MOVE: MoveState.ACCEPTED, Deed.RETURN: MoveState.RETURNED}
_OFFERS = {Deed.TAKE_OFFER: WaitState.BOOKED, Deed.DECLINE_OFFER: WaitState.DECLINED}
_EXCHANGES = {
    Deed.EXCHANGE: ExchangeState.ACCEPTED,
    Deed.KEEP_DESK: ExchangeState.DECLINED,
}
_INVITES = {Deed.JOIN: InviteState.ACCEPTED, Deed.STAY_AWAY: InviteState.DECLINED}
_person = sa.select(User.id, User.given_name, User.surname, User.locale).where(
    User.id == sa.bindparam("user"), User.is_active
)


def find_person(link: Link) -> Actor | None:
    """Return the person of a link with no role at all, or None once they have left."""
    row = connection().execute(_person, {"user": link.user_id}).first()
    if row is None:
        return None
    name = f"{row.given_name} {row.surname}"
    return Actor(id=row.id, full_name=name, given_name=row.given_name, locale=row.locale)


def standing(link: Link, booking: BookingFacts | None) -> Standing:
    """Return whether a link can still be used, was used, or ended with a later change."""
    if booking is None or booking.user_id != link.user_id or clock.today() > link.day:
        return Standing.SPENT
    if link.deed in _STANDINGS:
        return _STANDINGS[link.deed](link)
    if link.deed is Deed.RELEASE and booking.state is BookingState.CANCELLED:
        return Standing.DONE
    if not booking.is_active or booking.day != link.day:
        return Standing.SPENT
    # To say so confirms a desk that was only held, which is a change of its own.
    if link.deed is Deed.COMING and booking.is_confirmed:
        return Standing.DONE
    return Standing.OPEN if booking.sequence == link.sequence else Standing.SPENT


def _move_standing(link: Link) -> Standing:
    """Return whether a move still waits for this answer."""
    move = find_move(link.move_id or 0)
    if move is None or move.booking_id != link.booking_id:
        return Standing.SPENT
    if move.state is _AFTERWARDS[link.deed]:
        return Standing.DONE
    return Standing.OPEN if move.is_untouched else Standing.SPENT


def _offer_standing(link: Link) -> Standing:
    """Return whether an offered desk still waits for an answer; `move_id` names the wait."""
    wait = find_wait(link.move_id or 0)
    if wait is None or wait.booking_id != link.booking_id:
        return Standing.SPENT
    if wait.state is _OFFERS[link.deed]:
        return Standing.DONE
    is_open = wait.state is WaitState.OFFERED and (wait.held_until or clock.now()) > clock.now()
    return Standing.OPEN if is_open else Standing.SPENT


def _exchange_standing(link: Link) -> Standing:
    """Return whether an exchange still waits for an answer; `move_id` names it."""
    exchange = find_exchange(link.move_id or 0)
    if exchange and exchange.state is _EXCHANGES[link.deed]:
        return Standing.DONE
    return Standing.OPEN if exchange and is_open(exchange) else Standing.SPENT


def _invite_standing(link: Link) -> Standing:
    """Return whether an invitation still waits for an answer; `move_id` names it."""
    invite = find_invite(link.move_id or 0)
    if invite and invite.state is _INVITES[link.deed]:
        return Standing.DONE
    return Standing.OPEN if invite and invite.is_open else Standing.SPENT


_STANDINGS: dict[Deed, Callable[[Link], Standing]] = {
    **dict.fromkeys(_ANSWERS, _move_standing),
    **dict.fromkeys(_OFFERS, _offer_standing),
    **dict.fromkeys(_EXCHANGES, _exchange_standing),
    **dict.fromkeys(_INVITES, _invite_standing),
}


@command
def give_answer(link: Link, *, by: Actor) -> None:
    """Do what a link says, through the same services as the pages.

    Raises Refused when it was used before, the booking has changed since, or the
    service itself says no; nothing is changed then.
    """
    authorize(by, Permission.CHANGE_BOOKING, link)
    exchange = find_exchange(link.move_id or 0) if link.deed in _EXCHANGES else None
    lock_people({link.user_id} | ({exchange.asker_id} if exchange else set()))
    booking = find_booking(link.booking_id)
    if standing(link, booking) is not Standing.OPEN:
        raise Refused([Reason(AnswerRefusal.SPENT)])
    if link.deed is Deed.COMING:
        confirm_booking(link.booking_id, by=by)
    elif link.deed is Deed.RELEASE:
        cancel_booking(link.booking_id, by=by)
    elif link.deed in _OFFERS:
        answer_offer(link.move_id or 0, accept=link.deed is Deed.TAKE_OFFER, by=by)
    elif link.deed in _INVITES:
        answer_invite(link.move_id or 0, accept=link.deed is Deed.JOIN, by=by)
    elif link.deed in _EXCHANGES:
        answer_exchange(link.move_id or 0, accept=link.deed is Deed.EXCHANGE, by=by)
    else:
        answer_move(link.move_id or 0, _ANSWERS[link.deed], by=by)
