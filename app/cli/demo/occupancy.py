"""The demo's past, counted: who confirmed and who never came, and searches that found nothing."""

import random
from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import User
from app.booking.models import Area, Booking, BookingState, UnmetDemand
from app.booking.queries.places import places
from app.booking.rules.nearness import Point, distance_km
from app.booking.rules.places import WorkplaceFacts
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
# Of ten people so many start near the workplace that they go to most, the others have not said.
NAMED_OF_TEN, NEAREST = 8, 3
# Fewer look for a desk for the afternoon alone.
AFTERNOON = 0.6


def write_use(today: date, subdivision: str) -> None:
    """Let the past weeks be confirmed, invent searches that found nothing, and count it all."""
    draw = random.Random(f"use {today.isoformat()}")  # noqa: S311 - the same twice a day
    _name_areas(draw)
    _confirm(today)
    _free_unused(today)
    searches = list(_searches(today, subdivision, draw))
    if searches:
        connection().execute(sa.insert(UnmetDemand), searches)
    rebuild_totals(today - timedelta(days=PAST_DAYS), today, by=SYSTEM)


def _name_areas(draw: random.Random) -> None:
    """Let people start from an area near the workplace where they book most often."""
    near = {
        site.id: [area for _km, area in sorted(_ways(site))[:NEAREST]]
        for site in places().workplaces
    }
    rows = connection().execute(
        sa.select(Booking.user_id, Booking.workplace_id, sa.func.count().label("times"))
        .join(User, User.id == Booking.user_id)
        .where(User.area_code.is_(None))
        .group_by(Booking.user_id, Booking.workplace_id)
        .order_by(Booking.user_id, sa.desc("times"), Booking.workplace_id)
    )
    usual: dict[int, int] = {}
    for row in rows:
        usual.setdefault(row.user_id, row.workplace_id)
    named = [
        {"b_id": user_id, "area_code": draw.choice(near[workplace_id])}
        for user_id, workplace_id in usual.items()
        if draw.randrange(10) < NAMED_OF_TEN
    ]
    if named:
        connection().execute(
            sa.update(User)
            .where(User.id == sa.bindparam("b_id"))
            .values(area_code=sa.bindparam("area_code")),
            named,
        )


def _ways(site: WorkplaceFacts) -> Iterator[tuple[float, str]]:
    """Yield each postal code of the city and how far its centre is from a workplace."""
    here = Point(site.latitude, site.longitude)
    for area in places().areas.values():
        if area.is_in_city and not area.is_district:
            yield distance_km(here, Point(area.latitude, area.longitude)), area.code


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
