"""Days and bookings that are counted in their own way."""

from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.booking.models import CommuteTotal
from app.booking.queries.checks import problems
from app.booking.queries.totals import (
    commute_totals,
    day_totals,
    desk_totals,
    lead_totals,
    origin_totals,
)
from app.booking.services import limits
from app.booking.services.attendance import free_unused
from app.booking.services.bookings import cancel_booking
from app.booking.services.totals import rebuild_totals
from app.core import clock
from app.core.db import db, raise_revision, transaction
from app.core.half import Half
from app.pola.models import CommuteAnswer, PlannedHalf
from app.pola.rules.commute import CommuteCount, Mode
from app.pola.rules.day_kinds import DayKind, PlanSource
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace

TODAY = date(2026, 3, 2)
FRIDAY = date(2026, 2, 27)
FEBRUARY, MARCH = date(2026, 2, 1), date(2026, 3, 1)


def moment(day, hour, minute=0):
    return clock.at(day, time(hour, minute))


def test_a_closed_half_counts_as_closed_and_a_day_that_nobody_wanted_as_empty(app):
    larga, sile = make_workplace("LARGA", 4), make_workplace("SILE", 3)
    monday = date(2026, 2, 23)
    with clock.frozen(moment(date(2026, 2, 20), 9)):
        for place in (larga, sile):
            make_booking(make_user(), desks_of(place)[0], monday)
        tuesday, wednesday = monday + timedelta(days=1), monday + timedelta(days=2)
        limits.close_workplace(larga, tuesday, wednesday, "Lavori", by=SYSTEM, to_half=Half.AM)
        limits.put_out_of_order(desks_of(sile)[2], tuesday, tuesday, "Guasto", by=SYSTEM)
    rebuild_totals(monday, FRIDAY, by=SYSTEM)
    caps = {(one.workplace_id, one.day, one.half): one.cap for one in day_totals(monday, FRIDAY)}
    assert [caps[larga.id, tuesday, half] for half in Half] == [0, 0]
    assert [caps[larga.id, wednesday, half] for half in Half] == [0, 4]
    assert caps[sile.id, tuesday, Half.AM] == 2
    assert [one.desks for one in day_totals(tuesday, tuesday, [sile.id])] == [2, 2]
    # A weekend is no working day, and nobody knew of these workplaces before.
    assert min(one.day for one in day_totals(date.min, FRIDAY)) == monday
    assert {one.day for one in day_totals(monday, FRIDAY)} == {
        monday + timedelta(days=n) for n in range(5)
    }
    assert len(day_totals(monday, monday)) == 4


def test_a_retired_workplace_keeps_what_was_counted_of_it(app):
    larga = make_workplace()
    with clock.frozen(moment(FRIDAY, 7)):
        make_booking(make_user(), desks_of(larga)[0], FRIDAY)
    with transaction():
        larga.is_active = False
        raise_revision()
    rebuild_totals(FRIDAY, FRIDAY, by=SYSTEM)
    (morning, _afternoon) = day_totals(FRIDAY, FRIDAY)
    assert (morning.booked, morning.cap, morning.desks) == (1, 4, 4)


def test_a_booking_made_around_midnight_is_of_the_italian_day(app):
    larga = make_workplace()
    desks = desks_of(larga)
    summer, winter = date(2026, 7, 1), date(2026, 2, 3)
    for desk, made, day in (
        # 23:30 in UTC is the next day in Italy, in summer as in winter.
        (desks[0], datetime(2026, 6, 30, 22, 30, tzinfo=clock.UTC), summer),
        (desks[1], datetime(2026, 6, 30, 21, 30, tzinfo=clock.UTC), summer),
        (desks[2], datetime(2026, 2, 2, 23, 30, tzinfo=clock.UTC), winter),
        (desks[3], datetime(2026, 2, 2, 22, 30, tzinfo=clock.UTC), winter),
    ):
        with clock.frozen(made):
            make_booking(make_user(), desk, day)
    with clock.frozen(moment(date(2026, 8, 1), 9)):
        rebuild_totals(date.min, date.max, by=SYSTEM)
        assert lead_totals(date(2026, 7, 1), date(2026, 7, 1)) == {0: 1, 1: 1}
        assert lead_totals(FEBRUARY, FEBRUARY, [larga.id]) == {0: 1, 1: 1}
        assert lead_totals(FEBRUARY, FEBRUARY, []) == {}


def test_a_desk_that_was_given_back_is_counted_by_when(app):
    larga = make_workplace()
    desks = desks_of(larga)
    with clock.frozen(moment(date(2026, 2, 20), 9)):
        ids = [(make_booking(u := make_user(), desk, FRIDAY), u) for desk in desks[:3]]
    for (booking, user), hour in zip(ids, ((26, 17), (26, 18), (27, 8)), strict=True):
        with clock.frozen(moment(date(2026, 2, hour[0]), hour[1])):
            cancel_booking(booking, by=actor(user))
    rebuild_totals(FRIDAY, FRIDAY, by=SYSTEM)
    for one in day_totals(FRIDAY, FRIDAY):
        assert (one.booked, one.cancelled, one.released) == (0, 3, 2)


def test_a_person_who_left_at_noon_is_a_no_show_of_the_afternoon_alone(app):
    larga = make_workplace()
    desk = desks_of(larga)[0]
    with clock.frozen(moment(FRIDAY, 7)):
        make_booking(make_user(), desk, FRIDAY)
    with clock.frozen(moment(FRIDAY, 14)):
        free_unused(desk.id, FRIDAY, Half.PM, by=SYSTEM)
    rebuild_totals(FRIDAY, FRIDAY, by=SYSTEM)
    morning, afternoon = day_totals(FRIDAY, FRIDAY)
    assert (morning.booked, morning.no_shows) == (1, 0)
    assert (afternoon.booked, afternoon.no_shows, afternoon.cancelled) == (0, 1, 0)
    assert problems() == []


def test_desks_are_listed_also_if_nobody_took_them(app):
    larga = make_workplace()
    desks = desks_of(larga)
    with clock.frozen(moment(FRIDAY, 7)):
        make_booking(make_user(), desks[1], FRIDAY)
    rebuild_totals(FRIDAY, FRIDAY, by=SYSTEM)
    found = desk_totals(FEBRUARY, FEBRUARY, [larga.id])
    assert [(one.code, one.halves) for one in found] == [
        ("LAR-0A-01", 0), ("LAR-0A-02", 2), ("LAR-0A-03", 0), ("LAR-0A-04", 0),
    ]  # fmt: skip
    assert [one.people for one in origin_totals(FEBRUARY, MARCH)] == [1]


def test_days_without_the_usual_way_are_counted_by_month(app):
    drivers = [make_user(is_remote_capable=True) for _ in range(2)]
    silent = make_user(is_remote_capable=True)
    with transaction():
        for user in drivers:
            db.session.add(
                CommuteAnswer(user_id=user.id, mode="car", band_km=10, answered_at=clock.now())
            )
        for user, kind in zip(
            (*drivers, silent),
            (DayKind.AGILE_HOME, DayKind.NEAR_MUNICIPAL, DayKind.AGILE_HOME),
            strict=True,
        ):
            db.session.add(
                PlannedHalf(
                    user_id=user.id,
                    day=FRIDAY,
                    half=Half.AM,
                    kind=kind,
                    source=PlanSource.PERSON,
                    changed_at=clock.now(),
                )
            )
    assert rebuild_totals(date.min, TODAY, by=SYSTEM) == [FEBRUARY, MARCH]
    assert commute_totals(FEBRUARY, MARCH) == {
        FEBRUARY: [CommuteCount(Mode.CAR, 10, people=2, home_days=0.5, near_days=0.5)]
    }
    with transaction():
        db.session.execute(sa.update(CommuteTotal).values(mode="rocket"))
    assert commute_totals(FEBRUARY, MARCH) == {}
