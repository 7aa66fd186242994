"""A draw is for those who entered, however many click when the hour strikes."""

import random
from collections import Counter
from datetime import date, datetime, time

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.booking.models import Booking, BookingState, Wait
from app.booking.queries.waiting import calls
from app.booking.rules.dated import DrawFacts
from app.booking.rules.waiting import WaitState
from app.booking.services.fairness import set_draw
from app.booking.services.serving import serve_waiting
from app.booking.services.waiting import wait_for
from app.core import clock
from app.core.db import connection, db
from app.core.half import Part
from app.core.mail import OutboxMail
from tests.concurrency.entrants import enter
from tests.concurrency.queuers import click, serve
from tests.support.factories import actor, desks_of, make_area, make_user, make_workplace
from tests.support.racing import Fall, Runner

TUESDAY = date(2026, 3, 3)
DESKS, ENTRANTS, SERVERS, CLICKERS = 6, 9, 3, 8
NOON = DrawFacts("", 1, time(12), date(2026, 3, 2))


def at_noon():
    return clock.frozen(datetime(2026, 3, 2, 12, tzinfo=clock.ROME))


@pytest.fixture
def larga(arena):
    place = make_workplace(desks=DESKS)
    set_draw(place.id, NOON, by=SYSTEM)
    return place


@pytest.fixture
def entered(larga):
    """More people than desks, all in time for the draw."""
    people = [make_user() for _n in range(ENTRANTS)]
    for user in people:
        wait_for(larga.id, TUESDAY, Part.DAY, by=actor(user))
    return [user.id for user in people]


def clickers(place, prefix=CLICKERS):
    wishes = [(desk.id, TUESDAY, Part.DAY) for desk in desks_of(place)]
    return [
        Runner(
            click,
            {
                "user_id": make_user().id,
                "wishes": random.Random(n).sample(wishes, len(wishes)) * 3,
            },
        )
        for n in range(prefix)
    ]


def holders():
    db.session.rollback()
    rows = sa.select(Booking.user_id).where(Booking.state == BookingState.ACTIVE)
    return sorted(connection().scalars(rows))


def waits():
    db.session.rollback()
    return connection().execute(sa.select(Wait.__table__).order_by(Wait.place)).all()


def check_drawn(entered):
    """All desks went to who entered, each knows one place, and who lost was told once."""
    found = waits()
    won = [row.user_id for row in found if row.state is WaitState.BOOKED]
    lost = [row.user_id for row in found if row.state is WaitState.WAITING]
    assert holders() == sorted(won)
    assert (len(won), len(lost)) == (DESKS, ENTRANTS - DESKS)
    assert set(won + lost) == set(entered)
    assert [row.place for row in found] == list(range(1, ENTRANTS + 1))
    assert [row.user_id for row in found] == won + lost
    assert {(row.waiting, row.desks) for row in found} == {(ENTRANTS, DESKS)}
    sent = connection().execute(sa.select(OutboxMail.user_id, OutboxMail.kind))
    told = Counter((row.user_id, row.kind) for row in sent)
    assert told == Counter(
        [(user, "wait_booked") for user in won] + [(user, "draw_lost") for user in lost]
    )
    assert calls() == []


@pytest.mark.parametrize("turn", range(2))
def test_at_the_hour_nobody_who_clicks_comes_before_who_entered(arena, larga, entered, turn):
    with at_noon():
        crew = clickers(larga) + [Runner(serve, {"seconds": 1.5}) for _n in range(SERVERS)]
        arena.race(crew)
        serve_waiting(by=SYSTEM)
    check_drawn(entered)


@pytest.mark.parametrize("turn", range(3))
def test_a_draw_whose_servers_are_killed_is_carried_on_and_nothing_is_done_twice(
    arena, larga, entered, turn
):
    draw = random.Random(turn)
    with at_noon():
        falls = [
            Fall(notes=draw.randrange(2), seconds=draw.uniform(0, 0.2)) for _n in range(SERVERS)
        ]
        arena.race(clickers(larga) + [Runner(serve, {"seconds": 1.5}, fall) for fall in falls])
        serve_waiting(by=SYSTEM)
    check_drawn(entered)


def test_before_the_hour_people_enter_and_leave_at_once_and_nobody_books(arena, larga):
    make_area()
    sile = make_workplace("SILE", desks=DESKS)
    set_draw(sile.id, NOON, by=SYSTEM)
    crew = clickers(larga, 4) + clickers(sile, 4)
    for n in range(12):
        goal = [larga.id, sile.id, None][n % 3]
        user = make_user(area_code="20162")
        facts = {"user_id": user.id, "workplace_id": goal, "day": TUESDAY, "leaves": n % 4 == 0}
        crew.append(Runner(enter, facts))
    crew += [Runner(serve, {"seconds": 1.0}) for _n in range(2)]
    lanes = arena.race(crew)
    said = {str(note) for lane in lanes[:8] for note in lane.notes}
    assert said == {"(['to_be_drawn'],)"}
    assert holders() == []
    staying = [row.user_id for row in waits() if row.state is WaitState.WAITING]
    assert len(staying) == 9
    with at_noon():
        arena.race([Runner(serve, {"seconds": 1.0}) for _n in range(2)])
        serve_waiting(by=SYSTEM)
    assert holders() == sorted(staying)
