"""Exchanges of desks: asked, answered, and the bookings on both sides."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.auth.models import User
from app.booking.models import Booking, BookingState, Exchange, Slot
from app.booking.queries.bookings import BookingFacts, find_booking
from app.booking.queries.obstacles import obstacles
from app.booking.queries.places import places
from app.booking.rules.exchanges import ExchangeState, Side, can_be_answered
from app.booking.rules.refusals import Refusal, has_ended
from app.core import clock
from app.core.db import connection
from app.core.errors import Reason
from app.core.half import Part
from app.core.lookups import look_up
from app.core.numbers import LARGEST_ID
from app.pola.rules.planning import PlanRefusal

# What was answered stands on the page for so long.
SHOWN_DAYS = 7
# What bars a person from a desk even once its holder has left it.
_LASTING = frozenset(PlanRefusal) | {
    Refusal.DESK_GONE,
    Refusal.DESK_OUT_OF_ORDER,
    Refusal.WORKPLACE_CLOSED,
    Refusal.KEPT_FOR_NEEDS,
    Refusal.NEEDS_AGREEMENT,
    Refusal.ON_LEAVE,
    Refusal.RECALLED,
}


@dataclass(frozen=True)
class ExchangeFacts:
    """An exchange as it was asked for; `user_id` is whose answer it waits for."""

    id: int
    asker_id: int
    user_id: int
    booking_id: int
    sequence: int
    other_booking_id: int
    other_sequence: int
    state: ExchangeState
    created_at: datetime
    asker: str
    day: date
    part: Part
    # Where each sat when it was asked for, or sits now.
    desk_id: int
    other_desk_id: int
    # Whether each booking is still as it was when it was asked for.
    is_unchanged: bool
    is_other_unchanged: bool

    @property
    def is_asked(self) -> bool:
        """Return True while nobody has answered."""
        return self.state is ExchangeState.ASKED


_mine, _other = aliased(Booking), aliased(Booking)
_exchange = (
    sa.select(
        Exchange.id,
        Exchange.asker_id,
        Exchange.asked_id,
        Exchange.booking_id,
        Exchange.sequence,
        Exchange.other_booking_id,
        Exchange.other_sequence,
        Exchange.state,
        Exchange.created_at,
        User.given_name + " " + User.surname,
        _mine.day,
        _mine.part,
        _mine.desk_id,
        _other.desk_id,
        _mine.sequence == Exchange.sequence,
        _other.sequence == Exchange.other_sequence,
    )
    .join(User, User.id == Exchange.asker_id)
    .join(_mine, _mine.id == Exchange.booking_id)
    .join(_other, _other.id == Exchange.other_booking_id)
)


def find_exchange(exchange_id: int) -> ExchangeFacts | None:
    """Return one exchange, or None."""
    if exchange_id > LARGEST_ID:
        return None
    return look_up(exchanges_by_id, exchange_id)


def exchanges_by_id(exchange_ids: Collection[int]) -> dict[int, ExchangeFacts]:
    """Return these exchanges, by id."""
    rows = connection().execute(_exchange.where(Exchange.id.in_(exchange_ids)))
    return {row.id: _facts(row) for row in rows}


def exchanges_of(user_id: int) -> list[ExchangeFacts]:
    """Return what a person asked for or is asked, from a week ago on, the nearest day first."""
    is_theirs = sa.or_(Exchange.asker_id == user_id, Exchange.asked_id == user_id)
    since = clock.today() - timedelta(days=SHOWN_DAYS)
    rows = connection().execute(
        _exchange.where(is_theirs, _mine.day >= since).order_by(_mine.day, Exchange.id)
    )
    return [_facts(row) for row in rows]


def asked_by(user_id: int) -> int:
    """Return how many questions of a person wait for an answer."""
    found = connection().execute(
        sa.select(sa.func.count())
        .select_from(Exchange)
        .where(Exchange.asker_id == user_id, Exchange.state == ExchangeState.ASKED)
    )
    return int(found.scalar_one())


def asked_since(user_id: int, since: datetime) -> int:
    """Return how often a person has asked since then, whatever became of it."""
    is_theirs = Exchange.asker_id == user_id, Exchange.created_at >= since
    select = sa.select(sa.func.count()).select_from(Exchange)
    return int(connection().execute(select.where(*is_theirs)).scalar_one())


def open_question(booking_id: int) -> int | None:
    """Return the exchange in which a booking is offered now, or None."""
    select = sa.select(Exchange.id).where(
        Exchange.booking_id == booking_id, Exchange.state == ExchangeState.ASKED
    )
    found: int | None = connection().scalar(select)
    return found


def is_declined(mine: Side, other: Side | None) -> bool:
    """Return True when somebody said no to just this exchange, and neither booking changed."""
    if other is None:
        return False
    select = sa.select(Exchange.id).where(
        Exchange.booking_id == mine.booking_id,
        Exchange.sequence == mine.sequence,
        Exchange.other_booking_id == other.booking_id,
        Exchange.other_sequence == other.sequence,
        Exchange.state == ExchangeState.DECLINED,
    )
    return connection().execute(select.limit(1)).first() is not None


def bars(booking: BookingFacts, desk_id: int, needs: frozenset[str]) -> list[Reason]:
    """Return why a person who has these needs could not sit at a desk if its holder left it."""
    found = obstacles(booking, desk_id, booking.day, booking.part, needs=needs)
    return [reason for reason in found if reason.code in _LASTING]


def all_open() -> list[int]:
    """Return the exchanges that nobody has answered."""
    select = sa.select(Exchange.id).where(Exchange.state == ExchangeState.ASKED)
    return list(connection().scalars(select.order_by(Exchange.id)))


def holder_of(desk_id: int, day: date, part: Part) -> int | None:
    """Return the booking that holds a desk for just this part of a day, or None."""
    rows = connection().execute(
        sa.select(Slot.booking_id, Slot.half).where(Slot.desk_id == desk_id, Slot.day == day)
    )
    held: dict[int, set[str]] = {}
    for booking_id, half in rows:
        held.setdefault(booking_id, set()).add(half)
    return next((one for one, halves in held.items() if halves == set(part.halves)), None)


def exchangeable(booking: BookingFacts, workplace_id: int) -> set[int]:
    """Return the desks of a workplace that others hold for just the same part of the day."""
    rows = connection().execute(
        sa.select(Booking.desk_id).where(
            Booking.workplace_id == workplace_id,
            Booking.day == booking.day,
            Booking.part == booking.part,
            Booking.state == BookingState.ACTIVE,
            Booking.user_id != booking.user_id,
        )
    )
    return {row.desk_id for row in rows}


def side_of(booking_id: int | None) -> Side | None:
    """Return a booking as one side of an exchange, or None when it is not there."""
    booking = find_booking(booking_id) if booking_id else None
    return as_side(booking) if booking else None


def as_side(booking: BookingFacts) -> Side:
    """Return a booking as one side of an exchange."""
    place, now = places().by_id.get(booking.workplace_id), clock.wall()
    is_whole = place is not None and not any(
        has_ended(booking.day, half, place, now) for half in booking.part.halves
    )
    return Side(
        booking.id,
        booking.user_id,
        booking.desk_id,
        booking.day,
        booking.part,
        booking.sequence,
        booking.is_active,
        is_whole,
    )


def is_open(exchange: ExchangeFacts) -> bool:
    """Return True while an exchange can still be answered."""
    sides = (side_of(exchange.booking_id), side_of(exchange.other_booking_id))
    return can_be_answered(exchange.state, sides, (exchange.sequence, exchange.other_sequence))


def _facts(row: Any) -> ExchangeFacts:
    return ExchangeFacts(*row)
