"""Count past days from the bookings themselves: for the totals, and for their check."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.booking.models import Booking, BookingState
from app.booking.rules.retention import RELEASED_FROM
from app.core import clock
from app.core.db import connection
from app.core.half import Half, Part

# Fewer conditions than any engine allows in one statement.
DAYS_AT_ONCE = 31

HalfKey = tuple[date, int, Half]


@dataclass
class HalfCount:
    """What became of the bookings of a workplace's half-day."""

    booked: int = 0
    confirmed: int = 0
    no_shows: int = 0
    cancelled: int = 0
    released: int = 0


def recount(first: date, last: date) -> dict[HalfKey, HalfCount]:
    """Count the bookings of each day, workplace and half; halves without any are left out."""
    found: dict[HalfKey, HalfCount] = defaultdict(HalfCount)
    while first <= last:
        until = min(last, first + timedelta(days=DAYS_AT_ONCE - 1))
        for row in connection().execute(_select(first, until)):
            for half in Part(row.part).halves:
                count = found[row.day, row.workplace_id, half]
                count.booked += row.booked
                count.confirmed += row.confirmed
                count.no_shows += row.no_shows
                count.cancelled += row.cancelled
                count.released += row.released
            for half in set(Half) - set(Part(row.part).halves):
                # Its morning was kept, to the afternoon nobody came.
                found[row.day, row.workplace_id, half].no_shows += row.half_no_shows
        first = until + timedelta(days=1)
    return {key: count for key, count in found.items() if count != HalfCount()}


def _select(first: date, last: date) -> Any:
    is_held = Booking.state == BookingState.ACTIVE
    is_no_show = sa.and_(~is_held, Booking.is_no_show)
    is_cancelled = sa.and_(~is_held, ~Booking.is_no_show)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    is_late = sa.or_(
        *(
            sa.and_(
                Booking.day == day,
                Booking.cancelled_at >= clock.at(day - timedelta(days=1), RELEASED_FROM),
            )
            for day in days
        )
    )
    return (
        sa.select(
            Booking.day,
            Booking.workplace_id,
            Booking.part,
            _number(is_held).label("booked"),
            _number(sa.and_(is_held, Booking.is_confirmed)).label("confirmed"),
            _number(is_no_show).label("no_shows"),
            _number(sa.and_(is_held, Booking.is_no_show)).label("half_no_shows"),
            _number(is_cancelled).label("cancelled"),
            _number(sa.and_(is_cancelled, is_late)).label("released"),
        )
        .where(Booking.day.between(first, last))
        .group_by(Booking.day, Booking.workplace_id, Booking.part)
    )


def _number(condition: Any) -> Any:
    return sa.func.count(sa.case((condition, 1)))
