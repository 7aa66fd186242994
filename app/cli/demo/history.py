"""The demo's bookings, written in bulk as if each had been made by a click."""

import json
import random
import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from app.booking.models import Booking, BookingState, HouseNoteRead, Slot, WorkplaceDay
from app.booking.queries.places import places
from app.cli.demo.plan import Planner, Seat
from app.core import clock
from app.core.audit import AuditLine
from app.core.db import connection
from app.core.half import Half

# Of today's seats whose half has begun.
CONFIRMED = 0.85


# Whoever has had a desk somewhere has read what there is to know.
_been_there = (
    sa.select(Booking.user_id, Booking.workplace_id, sa.func.min(Booking.created_at))
    .where(Booking.user_id.is_not(None))
    .group_by(Booking.user_id, Booking.workplace_id)
)


def write_history(people: Sequence[int], sofia: int, today: date) -> int:
    """Write bookings, slots, counters and audit lines that agree; return how many bookings."""
    planner = Planner(places(), people, sofia, today)
    seats = list(planner.seats())
    rows = [_booking(seat, planner.draw) for seat in seats]
    run = connection().execute
    run(sa.insert(Booking), rows)
    ids = dict(run(sa.select(Booking.uid, Booking.id)).all())
    numbered = [(ids[row["uid"]], row, seat) for row, seat in zip(rows, seats, strict=True)]
    run(sa.insert(Slot), [slot for n, _row, seat in numbered for slot in _slots(n, seat)])
    run(sa.insert(WorkplaceDay), _counters(seats))
    run(sa.insert(HouseNoteRead).from_select(["user_id", "workplace_id", "read_at"], _been_there))
    run(sa.insert(AuditLine), [line for n, row, seat in numbered for line in _lines(n, row, seat)])
    return len(rows)


def _booking(seat: Seat, draw: random.Random) -> dict[str, Any]:
    """Return a booking made in office hours, up to two weeks before its day and before now."""
    last = min(seat.day, clock.today())
    made = _moment(last - timedelta(days=draw.randint(1, 14)), draw)
    undone = _moment(last - timedelta(days=1), draw)
    cancelled_at = max(made, undone) if seat.is_cancelled else None
    return {
        "user_id": seat.user_id,
        "desk_id": seat.desk.id,
        "workplace_id": seat.workplace.id,
        "day": seat.day,
        "part": seat.part,
        "state": BookingState.CANCELLED if seat.is_cancelled else BookingState.ACTIVE,
        "uid": f"{uuid.UUID(int=draw.getrandbits(128), version=4)}@vicino",
        "sequence": int(seat.is_cancelled),
        "created_at": made,
        "changed_at": cancelled_at or made,
        "cancelled_at": cancelled_at,
        "is_confirmed": _is_confirmed(seat, draw),
    }


def _is_confirmed(seat: Seat, draw: random.Random) -> bool:
    """Return True for most of today's seats whose half has begun: they said that they come."""
    # Drawn for everybody: the hour of loading changes nothing else.
    says_so = draw.random() < CONFIRMED
    begins = clock.at(seat.day, seat.workplace.half_hours(seat.part.halves[0])[0])
    is_now = seat.day == clock.today() and begins <= clock.now()
    return says_so and is_now and not seat.is_cancelled


def _moment(day: date, draw: random.Random) -> datetime:
    return clock.at(day, time(draw.randint(7, 18), draw.randint(0, 59), draw.randint(0, 59)))


def _slots(booking_id: int, seat: Seat) -> list[dict[str, Any]]:
    if seat.is_cancelled:
        return []
    return [
        {
            "desk_id": seat.desk.id,
            "day": seat.day,
            "half": half,
            "user_id": seat.user_id,
            "workplace_id": seat.workplace.id,
            "booking_id": booking_id,
        }
        for half in seat.part.halves
    ]


def _counters(seats: Sequence[Seat]) -> list[dict[str, Any]]:
    """Return the row of each workplace's day with what is taken of it."""
    taken: dict[tuple[date, int], dict[Half, int]] = defaultdict(lambda: dict.fromkeys(Half, 0))
    sites = {seat.workplace.id: seat.workplace for seat in seats}
    for seat in seats:
        counts = taken[seat.day, seat.workplace.id]
        for half in () if seat.is_cancelled else seat.part.halves:
            counts[half] += 1
    return [
        {
            "day": day,
            "workplace_id": site,
            "taken_am": counts[Half.AM],
            "taken_pm": counts[Half.PM],
            "cap_am": sites[site].capacity(day, Half.AM),
            "cap_pm": sites[site].capacity(day, Half.PM),
            "version": 1 + counts[Half.AM] + counts[Half.PM],
        }
        for (day, site), counts in taken.items()
    ]


def _lines(booking_id: int, row: dict[str, Any], seat: Seat) -> list[dict[str, Any]]:
    """Return the audit lines of a booking, and of its cancellation."""
    words = {
        "workplace": seat.workplace.code,
        "desk": seat.desk.code,
        "day": seat.day,
        "part": seat.part,
    }
    said = json.dumps(words, default=str, ensure_ascii=False)
    line = {
        "actor_id": seat.user_id,
        "subject_kind": "booking",
        "subject_id": booking_id,
    }
    made = line | {"at": row["created_at"], "action": "book_desk", "before": None, "after": said}
    if not seat.is_cancelled:
        return [made]
    undone = {"at": row["cancelled_at"], "action": "cancel_booking", "before": said, "after": None}
    return [made, line | undone]
