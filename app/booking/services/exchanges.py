"""Exchange desks with a colleague: ask, answer, and both sit elsewhere in one transaction."""

from typing import Any

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.auth.services.turns import lock_offices_of, lock_people, lock_person
from app.booking.models import Exchange, Slot
from app.booking.queries.bookings import BookingFacts, find_booking
from app.booking.queries.exchanges import (
    ExchangeFacts,
    all_open,
    as_side,
    asked_by,
    asked_since,
    bars,
    find_exchange,
    holder_of,
    is_declined,
    is_open,
    open_question,
    side_of,
)
from app.booking.queries.places import places
from app.booking.rules.exchanges import ExchangeRefusal, ExchangeState, ask_refusals
from app.booking.rules.moves import MoveState
from app.booking.services.claims import Wish, claim, hold
from app.booking.services.days import count_back, lock_days
from app.booking.services.offers import settle_held
from app.booking.services.transfers import end_moves, swap
from app.core import audit, clock, mail
from app.core.db import command, connection
from app.core.errors import Forbidden, Reason, Refused
from app.pola.services.plans import forget_desk


@command
def ask_exchange(booking_id: int, other_desk_id: int, *, by: Actor) -> int:
    """Ask whoever holds a desk at the same time to exchange it; return the exchange's id.

    They are told who asks; who they are is not told back. Raises Refused.
    """
    booking = _own(booking_id, Permission.ASK_EXCHANGE, by)
    lock_person(booking.user_id)
    booking = find_booking(booking_id) or booking
    mine, other = as_side(booking), side_of(holder_of(other_desk_id, booking.day, booking.part))
    reasons = ask_refusals(
        mine,
        other,
        has_asked=open_question(booking_id) is not None,
        asked=asked_by(booking.user_id),
        asked_today=asked_since(booking.user_id, clock.midnight()),
        is_declined=is_declined(mine, other),
    )
    # Nobody is asked for what could not be.
    reasons = reasons or bars(booking, other_desk_id, by.desk_needs | _left_by(booking))
    if reasons:
        raise Refused(reasons)
    assert other is not None
    row = {
        "asker_id": mine.user_id,
        "asked_id": other.user_id,
        "booking_id": mine.booking_id,
        "sequence": mine.sequence,
        "other_booking_id": other.booking_id,
        "other_sequence": other.sequence,
        "state": ExchangeState.ASKED,
        "created_at": clock.now(),
    }
    made = connection().execute(sa.insert(Exchange).values(row).returning(Exchange.id))
    exchange_id = int(made.scalar_one())
    words = {"desk_id": mine.desk_id, "for_desk_id": other.desk_id}
    audit.record(by.id, "ask_exchange", "booking", booking_id, after=words)
    note = {
        "exchange": exchange_id,
        "booking_id": other.booking_id,
        "sequence": other.sequence,
        "from_desk_id": mine.desk_id,
        "desk_id": other.desk_id,
        "day": mine.day,
        "part": mine.part,
        "name": by.full_name,
    }
    mail.enqueue(other.user_id, "exchange_asked", note)
    return exchange_id


@command
def answer_exchange(exchange_id: int, *, accept: bool, by: Actor) -> None:
    """Exchange the two desks, or leave them; raises Refused when that can be no more.

    Every rule is asked for both people anew: if one of them may not sit there, both stay.
    """
    exchange = _theirs(exchange_id, Permission.ANSWER_EXCHANGE, by)
    if not is_open(exchange):
        raise Refused([Reason(ExchangeRefusal.NOT_OPEN)])
    if accept:
        _exchange(exchange, by)
    else:
        note = {"day": exchange.day, "part": exchange.part, "desk_id": exchange.other_desk_id}
        note |= {"exchange": exchange_id, "booking_id": exchange.booking_id}
        mail.enqueue(exchange.asker_id, "exchange_declined", note)
    _end(exchange_id, ExchangeState.ACCEPTED if accept else ExchangeState.DECLINED)
    subject = exchange.other_booking_id
    audit.record(by.id, "answer_exchange", "booking", subject, after={"accept": accept})


@command
def withdraw_exchange(exchange_id: int, *, by: Actor) -> None:
    """Ask no more; raises Refused when it was answered meanwhile."""
    exchange = _mine(exchange_id, Permission.ASK_EXCHANGE, by)
    _lock(exchange)
    exchange = find_exchange(exchange_id) or exchange
    if not exchange.is_asked:
        raise Refused([Reason(ExchangeRefusal.NOT_OPEN)])
    _end(exchange_id, ExchangeState.WITHDRAWN)
    audit.record(by.id, "withdraw_exchange", "booking", exchange.booking_id)


def end_exchanges(*, by: Actor) -> int:
    """End the questions whose bookings changed, or are over; return how many.

    Never in a caller's transaction: each is ended in one of its own.
    """
    authorize(by, Permission.RUN_JOBS)
    return sum(_overtake(exchange_id, by=by) for exchange_id in all_open())


@command
def _overtake(exchange_id: int, *, by: Actor) -> bool:
    """End one question if nobody can answer it any more."""
    exchange = _theirs(exchange_id, Permission.RUN_JOBS, by)
    is_over = exchange.is_asked and not is_open(exchange)
    if is_over:
        _end(exchange_id, ExchangeState.OVERTAKEN)
        audit.record(by.id, "overtake_exchange", "booking", exchange.booking_id)
    return is_over


def _own(booking_id: int, permission: Permission, by: Actor) -> BookingFacts:
    """Return a booking of one's own; Forbidden for any other."""
    booking = find_booking(booking_id)
    authorize(by, permission, booking)
    assert booking is not None
    return booking


def _mine(exchange_id: int, permission: Permission, by: Actor) -> ExchangeFacts:
    """Return an exchange that the actor asked for; Forbidden for any other."""
    exchange = find_exchange(exchange_id)
    if exchange is None:
        raise Forbidden(permission)
    _own(exchange.booking_id, permission, by)
    return exchange


def _theirs(exchange_id: int, permission: Permission, by: Actor) -> ExchangeFacts:
    """Return an exchange that the actor may settle, once both people's commands have ended."""
    exchange = find_exchange(exchange_id)
    if exchange is None:
        raise Forbidden(permission)
    authorize(by, permission, exchange)
    _lock(exchange)
    return find_exchange(exchange_id) or exchange


def _lock(exchange: ExchangeFacts) -> None:
    lock_people({exchange.asker_id, exchange.user_id})


def _end(exchange_id: int, state: ExchangeState) -> None:
    connection().execute(
        sa.update(Exchange)
        .where(Exchange.id == exchange_id)
        .values(state=state, answered_at=clock.now())
    )


def _exchange(exchange: ExchangeFacts, by: Actor) -> None:
    """Let both people sit at each other's desk, inside the caller's transaction."""
    one, other = find_booking(exchange.booking_id), find_booking(exchange.other_booking_id)
    assert one is not None
    assert other is not None
    _redirect(one, other)
    _redirect(other, one)
    lock_days([(one.day, one.workplace_id), (other.day, other.workplace_id)])
    lock_offices_of([one.user_id, other.user_id])
    # Both desks are left before either is taken: a slot must be gone before it changes hands.
    for booking in (one, other):
        connection().execute(sa.delete(Slot).where(Slot.booking_id == booking.id))
        count_back(booking.workplace_id, booking.day, booking.part)
        # What the agreement says returns, which counts the office: its turn comes after the days'.
        forget_desk(booking.user_id, booking.day, booking.part.halves, by=by)
    wishes = [_seat_asker(one, other, by), _sit(other, one, by)]
    kinds = ("exchange_made", "booking_changed")
    for booking, wish, kind in zip((one, other), wishes, kinds, strict=True):
        end_moves(booking.id, MoveState.CHOSE_OTHER)
        settle_held(booking.id, by=by, user_id=booking.user_id)
        before = {"desk_id": booking.desk_id, "day": booking.day, "part": booking.part}
        words = wish.words()
        audit.record(by.id, "exchange_desk", "booking", booking.id, before=before, after=words)
        note = {"booking_id": booking.id, "sequence": booking.sequence + 1} | words
        mail.enqueue(booking.user_id, kind, note)


def _redirect(booking: BookingFacts, goal: BookingFacts) -> None:
    """Say where a booking goes, one number up."""
    change: dict[str, Any] = {
        "desk_id": goal.desk_id,
        "workplace_id": goal.workplace_id,
        "changed_at": clock.now(),
        "sequence": booking.sequence + 1,
    }
    swap(booking, change)


def _seat_asker(booking: BookingFacts, goal: BookingFacts, by: Actor) -> Wish:
    """Let the asker sit; whoever accepts is not told what bars them: leave, need, agreement."""
    try:
        return _sit(booking, goal, by)
    except Refused as refused:
        raise Refused([Reason(ExchangeRefusal.COLLEAGUE_CANNOT)]) from refused


def _left_by(booking: BookingFacts) -> frozenset[str]:
    """Return what the desk is kept for that a booking leaves: whoever has one may have another."""
    held = places().by_desk.get(booking.desk_id)
    return held.desks[booking.desk_id].kept_for if held else frozenset()


def _sit(booking: BookingFacts, goal: BookingFacts, by: Actor) -> Wish:
    """Take the desk that the other one left: nobody in line comes in between."""
    wish, _own = claim(
        goal.desk_id,
        booking.day,
        booking.part,
        user_id=booking.user_id,
        except_for=booking.id,
        is_held=True,
        is_served=True,
        holds_one_here=True,
        leaves=_left_by(booking),
    )
    hold(booking.id, booking.user_id, wish, by=by)
    return wish
