"""The totals against a plain recount, one booking at a time."""

import random
from collections import Counter
from datetime import date, time, timedelta

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import Role
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
from app.booking.queries.checks import problems
from app.booking.queries.places import places
from app.booking.queries.totals import (
    day_totals,
    last_total,
)
from app.booking.services.bookings import book_desk
from app.booking.services.totals import keep_totals, rebuild_totals
from app.core import clock
from app.core.db import connection, db, transaction
from app.core.errors import Forbidden
from app.core.half import Half, Part
from tests.support.factories import (
    actor,
    desks_of,
    make_area,
    make_user,
    make_workplace,
)

TODAY = date(2026, 3, 2)
FRIDAY = date(2026, 2, 27)
FEBRUARY, MARCH = date(2026, 2, 1), date(2026, 3, 1)


def moment(day, hour, minute=0):
    return clock.at(day, time(hour, minute))


def write_past(desks, people, draw, *, days=40):
    """Write random bookings of past days, as many as the keys allow, and return them."""
    rows, slots = [], []
    for n in range(1, days):
        day = TODAY - timedelta(days=n)
        if day.weekday() > 4:
            continue
        for person, desk in zip(people, draw.sample(desks, len(desks)), strict=False):
            part = draw.choice(list(Part))
            made = moment(day - timedelta(days=draw.randint(0, 20)), draw.randint(0, 23), 30)
            is_kept = draw.random() < 0.7
            undone = moment(day - timedelta(days=draw.randint(0, 2)), draw.randint(15, 21))
            row = {
                "id": len(rows) + 1,
                "user_id": person.id,
                "desk_id": desk.id,
                "workplace_id": desk.workplace_id,
                "day": day,
                "part": part,
                "state": BookingState.ACTIVE if is_kept else BookingState.CANCELLED,
                "uid": f"past-{len(rows)}",
                "sequence": 0,
                "created_at": made,
                "changed_at": made,
                "cancelled_at": None if is_kept else undone,
                "is_confirmed": is_kept and draw.random() < 0.5,
                "is_no_show": not is_kept and draw.random() < 0.3,
            }
            rows.append(row)
            for half in part.halves if is_kept else ():
                slots.append({
                    "desk_id": desk.id, "day": day, "half": half, "user_id": person.id,
                    "workplace_id": desk.workplace_id, "booking_id": row["id"],
                })  # fmt: skip
    counters = {}
    for row in rows:
        key = (row["day"], row["workplace_id"])
        taken = counters.setdefault(key, Counter())
        if row["state"] is BookingState.ACTIVE:
            taken.update(row["part"].halves)
    with transaction():
        connection().execute(sa.insert(Booking), rows)
        connection().execute(sa.insert(Slot), slots)
        connection().execute(
            sa.insert(WorkplaceDay),
            [
                {
                    "day": day, "workplace_id": workplace, "taken_am": taken[Half.AM],
                    "taken_pm": taken[Half.PM], "cap_am": 6, "cap_pm": 5, "version": 1,
                }
                for (day, workplace), taken in counters.items()
            ],
        )  # fmt: skip
    return rows


def plain_days(rows):
    """Count the halves of bookings one by one."""
    found = {}
    for row in rows:
        late = moment(row["day"] - timedelta(days=1), 18)
        for half in row["part"].halves:
            count = found.setdefault((row["day"], row["workplace_id"], half), Counter())
            if row["state"] is BookingState.ACTIVE:
                count["booked"] += 1
                count["confirmed"] += row["is_confirmed"]
            elif row["is_no_show"]:
                count["no_shows"] += 1
            else:
                count["cancelled"] += 1
                count["released"] += row["cancelled_at"] >= late
    return found


NAMES = ("booked", "confirmed", "no_shows", "cancelled", "released")


def everything():
    """Return all that stands in the tables of totals."""
    return {
        model.__tablename__: sorted(map(tuple, db.session.execute(sa.select(model.__table__))))
        for model in (DayTotal, DeskTotal, OriginTotal, LeadTotal, CommuteTotal)
    }


@pytest.fixture
def past(app):
    make_area("20162")
    make_area("20122")
    desks = [
        *desks_of(make_workplace("LARGA", 6)),
        *desks_of(make_workplace("SILE", 6)),
    ]
    areas = [None, "20162", "20122"]
    people = [make_user(area_code=areas[n % 3]) for n in range(12)]
    return write_past(desks, people, random.Random(7))


def test_totals_are_what_one_counts_by_hand(past):
    assert rebuild_totals(date.min, date.max, by=SYSTEM) == [
        date(2026, 1, 1), FEBRUARY, MARCH,
    ]  # fmt: skip
    plain = plain_days(past)
    found = day_totals(date.min, date.max)
    assert {
        (one.day, one.workplace_id, one.half): tuple(getattr(one, name) for name in NAMES)
        for one in found
        if any(getattr(one, name) for name in NAMES)
    } == {key: tuple(count[name] for name in NAMES) for key, count in plain.items()}
    assert {one.cap for one in found} == {6, 5}
    assert {one.desks for one in found} == {6}
    assert last_total() == FRIDAY
    assert problems() == []


def test_months_are_what_one_counts_by_hand(past):
    rebuild_totals(date.min, TODAY, by=SYSTEM)
    area_of = dict(db.session.execute(sa.text("SELECT id, area_code FROM users")).all())
    held, made, halves, people = Counter(), Counter(), Counter(), {}
    for row in past:
        month = row["day"].replace(day=1)
        ahead = (row["day"] - row["created_at"].astimezone(clock.ROME).date()).days
        made[month, row["workplace_id"], ahead] += 1
        if row["state"] is BookingState.ACTIVE:
            number = len(row["part"].halves)
            held[month, row["desk_id"]] += number
            origin = (month, row["workplace_id"], area_of[row["user_id"]] or "")
            halves[origin] += number
            people.setdefault(origin, set()).add(row["user_id"])
    stored = everything()
    assert {row[:2]: row[2] for row in stored["desk_totals"]} == held
    assert {row[:3]: row[3] for row in stored["lead_totals"]} == made
    assert {row[:3]: row[3:] for row in stored["origin_totals"]} == {
        key: (len(people[key]), number) for key, number in halves.items()
    }


def test_counting_twice_changes_nothing(past):
    rebuild_totals(date.min, TODAY, by=SYSTEM)
    first = everything()
    rebuild_totals(date.min, TODAY, by=SYSTEM)
    keep_totals(by=SYSTEM)
    assert everything() == first


def test_keeping_counts_what_is_new_since_the_last_time(past):
    with clock.frozen(moment(FEBRUARY, 3)):
        assert keep_totals(by=SYSTEM) == [date(2026, 1, 1)]
        assert last_total() == date(2026, 1, 30)
    with clock.frozen(moment(FEBRUARY + timedelta(days=5), 3)):
        assert keep_totals(by=SYSTEM) == [date(2026, 1, 1), FEBRUARY]
        assert last_total() == date(2026, 2, 5)
    assert keep_totals(by=SYSTEM) == [FEBRUARY, MARCH]
    kept = everything()
    rebuild_totals(date.min, TODAY, by=SYSTEM)
    assert everything() == kept


def test_a_town_without_bookings_has_nothing_to_count(app):
    make_workplace()
    assert keep_totals(by=SYSTEM) == []
    assert rebuild_totals(date.min, date.max, by=SYSTEM) == []
    assert last_total() is None
    assert problems() == []


def test_a_total_that_disagrees_is_found(past):
    rebuild_totals(date.min, TODAY, by=SYSTEM)
    row = db.session.scalars(sa.select(DayTotal).where(DayTotal.booked > 0)).first()
    gone = db.session.scalars(sa.select(DayTotal).where(DayTotal.booked > 1)).all()[-1]
    desk = db.session.scalars(sa.select(DeskTotal).where(DeskTotal.month == FEBRUARY)).first()
    codes = {w.id: w.code for w in places().workplaces}
    wrong = f"{codes[row.workplace_id]} on {row.day} {row.half}"
    missing = f"{codes[gone.workplace_id]} on {gone.day} {gone.half}"
    with transaction():
        row.booked += 1
        db.session.delete(gone)
        desk.halves += 1
    said = problems()
    assert any(line.startswith(f"totals of {wrong}: booked") for line in said)
    assert any(line.startswith(f"totals of {missing}: booked 0") for line in said)
    assert any("totals of 2026-02" in line for line in said)
    rebuild_totals(date.min, TODAY, by=SYSTEM)
    assert problems() == []


def test_only_an_administrator_counts(app):
    with pytest.raises(Forbidden):
        keep_totals(by=actor(make_user(), Role.HR))
    with pytest.raises(Forbidden):
        rebuild_totals(TODAY, TODAY, by=actor(make_user(), Role.FACILITY_MANAGER))


def test_todays_bookings_wait_for_tomorrow(desk, sofia):
    book_desk(desk.id, TODAY, Part.DAY, by=sofia)
    assert keep_totals(by=SYSTEM) == []
    with clock.frozen(moment(TODAY + timedelta(days=1), 3)):
        assert keep_totals(by=SYSTEM) == [MARCH]
        assert [one.booked for one in day_totals(TODAY, TODAY)] == [1, 1]
