"""The demo's past, counted: who confirmed and who never came, and searches that found nothing."""

import random
from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.booking.models import Area, Booking, BookingState, UnmetDemand
from app.booking.services.totals import rebuild_totals
from app.cli.demo.plan import BY_WEEKDAY, PAST_DAYS
from app.core import clock
from app.core.audit import AuditLine
from app.core.calendar import is_working_day
from app.core.db import connection
from app.core.half import Half

# Of ten people who keep their desk so many confirm; one desk in so many given back was a no-show.
CONFIRM_OF_TEN, NO_SHOW_EVERY = 8, 4
FREED_AT = time(9, 40)
# The west of the city has no workplace: searches there on a busy morning, at most.
UNMET = {
    "20153": 7,
    "20152": 6,
    "20147": 4,
    "20151": 3,
    "20142": 3,
    "20148": 2,
    "20128": 2,
    "20134": 1,
}
# Fewer look for a desk for the afternoon alone.
AFTERNOON = 0.6


def write_use(today: date, subdivision: str) -> None:
    """Let the past weeks be confirmed, invent searches that found nothing, and count it all."""
    _confirm(today)
    _free_unused(today)
    draw = random.Random(f"unmet {today.isoformat()}")  # noqa: S311 - the same twice a day
    searches = list(_searches(today, subdivision, draw))
    if searches:
        connection().execute(sa.insert(UnmetDemand), searches)
    rebuild_totals(today - timedelta(days=PAST_DAYS), today, by=SYSTEM)


def _confirm(today: date) -> None:
    connection().execute(
        sa.update(Booking)
        .where(
            Booking.day < today,
            Booking.state == BookingState.ACTIVE,
            Booking.id % 10 < CONFIRM_OF_TEN,
        )
        .values(is_confirmed=True)
    )


def _free_unused(today: date) -> None:
    """Turn some desks that were given back into desks to which nobody came."""
    rows = connection().execute(
        sa.select(Booking.id, Booking.day)
        .where(
            Booking.day < today,
            Booking.state == BookingState.CANCELLED,
            Booking.id % NO_SHOW_EVERY == 0,
        )
        .order_by(Booking.id)
    )
    for booking_id, day in rows.all():
        freed = clock.at(day, FREED_AT)
        connection().execute(
            sa.update(Booking)
            .where(Booking.id == booking_id)
            .values(is_no_show=True, cancelled_at=freed, changed_at=freed)
        )
        connection().execute(
            sa.update(AuditLine)
            .where(
                AuditLine.subject_kind == "booking",
                AuditLine.subject_id == booking_id,
                AuditLine.action == "cancel_booking",
            )
            .values(action="free_unused", at=freed, actor_id=None)
        )


def _searches(today: date, subdivision: str, draw: random.Random) -> Iterator[dict[str, Any]]:
    known = set(connection().execute(sa.select(Area.code)).scalars())
    for ago in range(PAST_DAYS, -1, -1):
        day = today - timedelta(days=ago)
        if not is_working_day(day, subdivision):
            continue
        for area, most in UNMET.items():
            for half in Half:
                busy = BY_WEEKDAY[day.weekday()] * (AFTERNOON if half is Half.PM else 1)
                number = round(most * busy * draw.uniform(0.2, 1))
                if number and area in known:
                    yield {"day": day, "half": half, "area_code": area, "searches": number}
