"""Ninety days after their day bookings are deleted; jobs that are killed go on where they were."""

import random
from datetime import date, timedelta

import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import Role
from app.booking.models import Booking, CapDraw, Move, WorkplaceDay
from app.booking.queries.checks import problems
from app.booking.queries.retention import Until, forgotten_until
from app.booking.rules.moves import MoveCause, MoveState
from app.booking.rules.places import CapFacts
from app.booking.services import retention
from app.booking.services.caps import start_cap
from app.booking.services.retention import delete_past, forget_people
from app.core import clock
from app.core.db import db, transaction
from app.core.half import Half
from app.pola.models import NearYear, PlannedHalf
from tests.support.factories import actor, make_user
from tests.support.past import bookings_of, count, everything_counted

TODAY = date(2026, 3, 2)
DUE, OLD = date(2026, 1, 30), date(2025, 12, 1)


def move_and_draw(booking):
    """Write that a booking was moved by a draw."""
    place = db.session.get(Booking, booking.id).workplace_id
    boss = actor(make_user(), Role.ADMINISTRATOR)
    cap_id = start_cap(place, CapFacts(None, 6, TODAY, None), by=boss)
    with transaction():
        db.session.add(
            CapDraw(
                cap_id=cap_id, day=booking.day, half=Half.AM, seed="s", drawn=str(booking.id),
                surplus=1, drawn_at=clock.now(),
            )
        )  # fmt: skip
        db.session.add(
            Move(
                booking_id=booking.id, cause=MoveCause.CAP, cap_id=cap_id, state=MoveState.ACCEPTED,
                from_desk_id=booking.desk_id, to_desk_id=booking.desk_id, day=booking.day,
                part=booking.part, sequence=0, created_at=clock.now(),
            )
        )  # fmt: skip


def test_ninety_days_after_their_day_bookings_are_gone_and_counts_are_not(long_past):
    move_and_draw(bookings_of(OLD)[0])
    move_and_draw(bookings_of(DUE)[0])
    counters = count(WorkplaceDay)
    old = count(Booking, Booking.day <= OLD)
    assert delete_past(by=SYSTEM) == 0, "somebody's booking is not deleted"
    forget_people(by=SYSTEM)
    assert delete_past(by=SYSTEM) == old > 0
    assert delete_past(by=SYSTEM) == 0
    assert count(Booking, Booking.day <= OLD) == 0
    assert count(Booking, Booking.day > OLD) > 500
    assert (count(Move), count(CapDraw)) == (1, 1)
    assert count(WorkplaceDay) == counters
    assert forgotten_until() == Until(DUE, OLD)
    assert problems() == []


class Killed(BaseException):
    pass


def test_a_job_that_is_killed_anywhere_goes_on_where_it_was(long_past, monkeypatch):
    before = everything_counted()
    monkeypatch.setattr(retention, "BATCH", 7)
    monkeypatch.setattr(retention, "_with_person", retention._with_person.limit(7))
    monkeypatch.setattr(retention, "_without_person", retention._without_person.limit(7))
    draw, deeds = random.Random(5), 0
    whole = retention.connection

    def fragile():
        nonlocal deeds
        deeds += 1
        if deeds % 97 == draw.randrange(97):
            raise Killed
        return whole()

    def until_done(job):
        kills = 0
        while True:
            try:
                job(by=SYSTEM)
            except Killed:
                kills += 1
                db.session.rollback()
                assert problems() == []
            else:
                return kills

    monkeypatch.setattr(retention, "connection", fragile)
    assert until_done(forget_people) > 5
    until_done(delete_past)
    assert count(Booking, Booking.day <= DUE, Booking.user_id.is_not(None)) == 0
    assert count(Booking, Booking.day <= OLD) == 0
    assert everything_counted() == before
    near = sa.select(sa.func.sum(NearYear.municipal_halves))
    planned = count(PlannedHalf, PlannedHalf.day > DUE)
    booked = sum(row[5] for row in before["day_totals"])
    assert db.session.scalar(near) + planned == booked


def test_the_city_chooses_after_how_many_days(long_past, app, monkeypatch):
    monkeypatch.setitem(app.config, "ANONYMISE_AFTER_DAYS", 60)
    monkeypatch.setitem(app.config, "DELETE_AFTER_DAYS", 60)
    forget_people(by=SYSTEM)
    delete_past(by=SYSTEM)
    assert bookings_of()[0].day == TODAY - timedelta(days=60)
    assert problems() == []
