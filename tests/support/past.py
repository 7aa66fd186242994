"""Days long past, and what stands of them in the database."""

import random
from collections import Counter
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.booking.models import (
    Booking,
    BookingState,
    CommuteTotal,
    DayTotal,
    DeskTotal,
    LeadTotal,
    OriginTotal,
    Slot,
    WorkplaceDay,
)
from app.booking.services.totals import keep_totals
from app.core import clock
from app.core.audit import AuditLine
from app.core.db import connection, db, transaction
from app.core.half import Half, Part
from app.pola.models import PlannedHalf
from app.pola.rules.day_kinds import DayKind, PlanSource
from tests.support.factories import desks_of, make_area, make_user, make_workplace

TOTALS = (DayTotal, DeskTotal, OriginTotal, LeadTotal, CommuteTotal)


def at(day, hour=3, minute=0):
    """The instant of a wall clock in Italy."""
    return clock.at(day, time(hour, minute))


def everything_counted():
    """Return all that stands in the tables of totals."""
    return {
        model.__tablename__: sorted(map(tuple, db.session.execute(sa.select(model.__table__))))
        for model in TOTALS
    }


def bookings_of(day=None):
    """Return the bookings of a day, or all, as they are stored."""
    select = sa.select(Booking.__table__).order_by(Booking.id)
    return db.session.execute(select.where(Booking.day == day) if day else select).all()


def count(model, *where):
    """Return how many rows of a table are so."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(model).where(*where))


def make_town(people=12, areas=("20162", "20122"), desks=6):
    """Two workplaces, and people who start from these areas in turn."""
    for area in areas:
        make_area(area)
    places = [make_workplace("LARGA", desks), make_workplace("SILE", desks)]
    desks_there = [desk for place in places for desk in desks_of(place)]
    return desks_there, [make_user(area_code=areas[n % len(areas)]) for n in range(people)]


def write_past(first: date, last: date, desks, people, draw: random.Random) -> int:
    """Write what people did on past days, as if by clicks; return how many bookings."""
    rows, slots, plans, lines = [], [], [], []
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    start = 1 + (db.session.scalar(sa.select(sa.func.max(Booking.id))) or 0)
    for day in (day for day in days if day.weekday() < 5):
        for person, desk in zip(people, draw.sample(desks, len(desks)), strict=False):
            number, part = start + len(rows), draw.choice(list(Part))
            row = _row(number, person, desk, day, part, draw)
            rows.append(row)
            lines.append(_line(row, "book_desk", row["created_at"]))
            if row["state"] is BookingState.CANCELLED:
                lines.append(_line(row, "cancel_booking", row["cancelled_at"]))
                continue
            for half in part.halves:
                key = {"user_id": person.id, "day": day, "half": half}
                at_desk = {"desk_id": desk.id, "workplace_id": desk.workplace_id}
                slots.append(key | at_desk | {"booking_id": number})
                said = {"kind": DayKind.NEAR_MUNICIPAL, "source": PlanSource.DESK}
                plans.append(key | said | {"agreed": None, "changed_at": row["created_at"]})
    with transaction():
        run = connection().execute
        for model, found in ((Booking, rows), (Slot, slots), (PlannedHalf, plans)):
            run(sa.insert(model), found)
        run(sa.insert(AuditLine), lines)
        run(sa.insert(WorkplaceDay), _counters(rows))
        if db.engine.dialect.name == "postgresql":
            run(sa.text("SELECT setval('bookings_id_seq', (SELECT max(id) FROM bookings))"))
    return len(rows)


def _row(number, person, desk, day, part, draw):
    made = at(day - timedelta(days=draw.randint(0, 20)), draw.randint(0, 23), 37)
    is_kept = draw.random() < 0.8
    undone = at(day - timedelta(days=draw.randint(0, 2)), draw.randint(15, 21), 12)
    return {
        "id": number,
        "user_id": person.id,
        "desk_id": desk.id,
        "workplace_id": desk.workplace_id,
        "day": day,
        "part": part,
        "state": BookingState.ACTIVE if is_kept else BookingState.CANCELLED,
        "uid": f"past-{number}",
        "sequence": 0,
        "created_at": made,
        "changed_at": made if is_kept else undone,
        "cancelled_at": None if is_kept else undone,
        "is_confirmed": is_kept and draw.random() < 0.5,
        "is_no_show": not is_kept and draw.random() < 0.3,
        "reminded_of": day if draw.random() < 0.3 else None,
    }


def _line(row, action, moment):
    return {
        "at": moment,
        "actor_id": row["user_id"],
        "action": action,
        "subject_kind": "booking",
        "subject_id": row["id"],
        "before": None,
        "after": f'{{"day": "{row["day"]}"}}',
    }


def _counters(rows):
    taken = {}
    for row in rows:
        count = taken.setdefault((row["day"], row["workplace_id"]), Counter())
        if row["state"] is BookingState.ACTIVE:
            count.update(row["part"].halves)
    return [
        {
            "day": day, "workplace_id": place, "taken_am": count[Half.AM],
            "taken_pm": count[Half.PM], "cap_am": 6, "cap_pm": 6, "version": 1,
        }
        for (day, place), count in taken.items()
    ]  # fmt: skip


def count_all(now: datetime) -> None:
    """Do what is done every night before anything is forgotten."""
    with clock.frozen(now):
        keep_totals(by=SYSTEM)


def write_three_months():
    """Three and a half months of a town until yesterday, counted; return its people."""
    desks, people = make_town()
    write_past(
        date(2025, 11, 17), clock.today() - timedelta(days=1), desks, people, random.Random(3)
    )
    keep_totals(by=SYSTEM)
    return people
