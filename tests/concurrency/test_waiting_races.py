"""Whoever waits is served first, however many give back and click at once."""

import random
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.booking.models import Booking, BookingState, Wait
from app.booking.queries.bookings import find_booking
from app.booking.queries.checks import problems
from app.booking.queries.waiting import calls, find_wait
from app.booking.rules.waiting import WaitState
from app.booking.services.bookings import cancel_booking
from app.booking.services.serving import serve_waiting
from app.booking.services.waiting import wait_for
from app.core import clock
from app.core.db import connection, db
from app.core.half import Part
from tests.concurrency.exchangers import change
from tests.concurrency.exchangers import give_back as give_back_all
from tests.concurrency.queuers import expire, give_back, keep_clicking, serve
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace
from tests.support.racing import Fall, Runner

TUESDAY = date(2026, 3, 3)
DESKS, SERVERS, CLICKERS = 8, 3, 8


@pytest.fixture
def line(arena):
    """A full workplace and a line as long as it has desks: holders, and who waits."""
    larga = make_workplace(desks=DESKS)
    holders = []
    for desk in desks_of(larga):
        user = make_user()
        holders.append((user.id, make_booking(user, desk, TUESDAY)))
    people = [make_user() for _n in range(DESKS)]
    waits = [wait_for(larga.id, TUESDAY, Part.DAY, by=actor(user)) for user in people]
    return larga, holders, [user.id for user in people], waits


def runners(line, falls=()):
    larga, holders, _people, _waits = line
    wishes = [(desk.id, TUESDAY, Part.DAY) for desk in desks_of(larga)]
    crew = [Runner(give_back, {"user_id": u, "booking_id": b, "seconds": 0.8}) for u, b in holders]
    for _n in range(CLICKERS):
        facts = {"user_id": make_user().id, "wishes": wishes, "seconds": 1.2}
        crew.append(Runner(keep_clicking, facts))
    fall = list(falls) or [None] * SERVERS
    crew += [Runner(serve, {"seconds": 1.5}, one) for one in fall]
    return crew


def states():
    db.session.rollback()
    return list(connection().scalars(sa.select(Wait.state).order_by(Wait.id)))


def holders_now():
    rows = sa.select(Booking.user_id).where(Booking.state == BookingState.ACTIVE)
    return sorted(connection().scalars(rows))


@pytest.mark.parametrize("turn", range(3))
def test_everybody_in_the_line_gets_a_desk_before_anybody_who_clicks(arena, line, turn):
    arena.race(runners(line))
    serve_waiting(by=SYSTEM)
    assert states() == [WaitState.BOOKED] * DESKS
    assert holders_now() == sorted(line[2])
    assert calls() == []


@pytest.mark.parametrize("turn", range(3))
def test_servers_that_are_killed_lose_no_turn(arena, line, turn):
    draw = random.Random(turn)
    falls = [Fall(notes=draw.randrange(2), seconds=draw.uniform(0, 0.2)) for _n in range(SERVERS)]
    arena.race(runners(line, falls))
    serve_waiting(by=SYSTEM)
    assert states() == [WaitState.BOOKED] * DESKS
    assert holders_now() == sorted(line[2])


@pytest.mark.parametrize("deed", [change, give_back_all])
@pytest.mark.parametrize("turn", range(2))
def test_an_offer_that_ends_while_its_desk_is_changed_frees_it_or_leaves_it(arena, deed, turn):
    larga = make_workplace("LARGA", desks=DESKS)
    there = desks_of(make_workplace("SILE", desks=DESKS))
    evening = datetime(2026, 3, 2, 19, tzinfo=clock.ROME)
    holders = [(make_user(), desk) for desk in desks_of(larga)]
    held = [(user, make_booking(user, desk, TUESDAY)) for user, desk in holders]
    people = [make_user() for _n in range(DESKS)]
    waits = [wait_for(larga.id, TUESDAY, Part.DAY, by=actor(user)) for user in people]
    with clock.frozen(evening):
        for user, booking in held:
            cancel_booking(booking, by=actor(user))
        serve_waiting(by=SYSTEM)
    offered = [find_wait(wait).booking_id for wait in waits]
    crew = [Runner(expire, {"later": evening + timedelta(minutes=31), "turns": 2})] * 2
    for user, booking, desk in zip(people, offered, there, strict=True):
        goals = {"goals": [(booking, (desk.id, TUESDAY, Part.DAY))]}
        plan = goals if deed is change else {"bookings": [booking]}
        crew.append(Runner(deed, {"user_id": user.id} | plan))
    said = [codes for lane in arena.race(crew)[2:] for (codes,) in lane.notes]
    with clock.frozen(evening + timedelta(minutes=31)):
        serve_waiting(by=SYSTEM)
    assert set(map(tuple, said)) <= {(), ("already_cancelled",)}
    answered = WaitState.BOOKED if deed is change else WaitState.DECLINED
    assert states() == [WaitState.EXPIRED if codes else answered for codes in said]
    kept = [find_booking(one) for one in offered]
    assert [one.is_active for one in kept] == [deed is change and not codes for codes in said]
    assert problems() == []
