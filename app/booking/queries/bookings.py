"""A person's bookings."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from app.auth.models import User
from app.booking.models import Booking, BookingState, Move
from app.booking.queries.moves import IS_OPEN
from app.core import clock
from app.core.db import connection
from app.core.half import Part
from app.core.lookups import look_up
from app.core.numbers import LARGEST_ID

_COLUMNS = (
    Booking.id,
    Booking.user_id,
    Booking.desk_id,
    Booking.workplace_id,
    Booking.day,
    Booking.part,
    Booking.state,
    Booking.uid,
    Booking.sequence,
    Booking.created_at,
    Booking.changed_at,
    Booking.cancelled_at,
    Booking.is_confirmed,
    sa.select(User.given_name + " " + User.surname)
    .where(User.id == Booking.booked_by_id)
    .scalar_subquery(),
)
# One whose person was forgotten can be opened by nobody any more.
_bookings = sa.select(*_COLUMNS).where(
    Booking.id.in_(sa.bindparam("ids", expanding=True)), Booking.user_id.is_not(None)
)
# The move of a booking that its person has not answered yet.
_open_move = (
    sa.select(sa.func.max(Move.id)).where(Move.booking_id == Booking.id, IS_OPEN).scalar_subquery()
)
_mine = (
    sa.select(*_COLUMNS, _open_move)
    .where(
        Booking.user_id == sa.bindparam("user"),
        Booking.state == BookingState.ACTIVE,
        Booking.day >= sa.bindparam("first"),
        Booking.day <= sa.bindparam("last"),
    )
    .order_by(Booking.day, Booking.part)
)
# The columns of Held; queries/habits.py reads them together with more.
HELD_ROWS = sa.select(
    Booking.id,
    Booking.day,
    Booking.part,
    Booking.workplace_id,
    Booking.desk_id,
    Booking.is_confirmed,
    _open_move,
).where(
    Booking.user_id == sa.bindparam("user"),
    Booking.state == BookingState.ACTIVE,
    Booking.day >= sa.bindparam("first"),
)
_held = HELD_ROWS.order_by(Booking.day, Booking.part)
_open = (
    sa.select(sa.func.count())
    .select_from(Booking)
    .where(
        Booking.user_id == sa.bindparam("user"),
        Booking.state == BookingState.ACTIVE,
        Booking.day >= sa.bindparam("today"),
    )
)


@dataclass(frozen=True)
class BookingFacts:
    """A booking as it is stored, read without objects."""

    id: int
    user_id: int
    desk_id: int
    workplace_id: int
    day: date
    part: Part
    state: BookingState
    uid: str
    sequence: int
    created_at: datetime
    changed_at: datetime
    cancelled_at: datetime | None
    is_confirmed: bool
    # The name of whoever booked it for them; None when they did it themselves.
    booked_by: str | None
    # What the person may still answer: their desk had to move. Told of coming ones.
    move_id: int | None = None

    @property
    def is_active(self) -> bool:
        """Return True while it holds its desk."""
        return self.state is BookingState.ACTIVE


@dataclass(frozen=True, slots=True)
class Held:
    """A desk that a person holds or held, without the history of its booking."""

    id: int
    day: date
    part: Part
    workplace_id: int
    desk_id: int
    is_confirmed: bool
    # What the person may still answer: their desk had to move.
    move_id: int | None = None


def _facts(row: Any) -> BookingFacts:
    return BookingFacts(*row)


def find_booking(booking_id: int) -> BookingFacts | None:
    """Return one booking, or None; also for a number larger than the database can hold."""
    if booking_id > LARGEST_ID:
        return None
    return look_up(bookings_by_id, booking_id)


def bookings_by_id(booking_ids: Collection[int]) -> dict[int, BookingFacts]:
    """Return these bookings, by id."""
    rows = connection().execute(_bookings, {"ids": list(booking_ids)})
    return {row.id: _facts(row) for row in rows}


def bookings_between(user_id: int, first: date, last: date) -> list[BookingFacts]:
    """Return a person's bookings that hold a desk, both days included, in order of day."""
    rows = connection().execute(_mine, {"user": user_id, "first": first, "last": last})
    return [_facts(row) for row in rows]


def held_since(user_id: int, first: date) -> list[Held]:
    """Return the desks that a person holds from a day on, in order of day."""
    return [Held(*row) for row in connection().execute(_held, {"user": user_id, "first": first})]


def coming_bookings(user_id: int) -> list[BookingFacts]:
    """Return a person's bookings from today on."""
    return bookings_between(user_id, clock.today(), date.max)


def past_bookings(user_id: int, limit: int, offset: int = 0) -> list[BookingFacts]:
    """Return a person's bookings before today and all that are cancelled, the latest day first."""
    is_cancelled = Booking.state == BookingState.CANCELLED
    rows = connection().execute(
        sa.select(*_COLUMNS)
        .where(Booking.user_id == user_id, sa.or_(Booking.day < clock.today(), is_cancelled))
        .order_by(Booking.day.desc(), Booking.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [_facts(row) for row in rows]


def open_bookings(user_id: int) -> int:
    """Return how many bookings from today on a person holds."""
    found = connection().execute(_open, {"user": user_id, "today": clock.today()})
    return int(found.scalar_one())
