"""Desks exchanged crosswise, and given back meanwhile: nobody sits twice, nobody nowhere."""

from collections import Counter
from datetime import date

import pytest
import sqlalchemy as sa

from app.booking.models import Exchange, Slot
from app.booking.queries.bookings import find_booking
from app.booking.queries.checks import problems
from app.booking.rules.exchanges import ExchangeState
from app.booking.services.exchanges import ask_exchange
from app.core.db import connection, db
from app.core.half import Half
from tests.concurrency.exchangers import accept, give_back
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace
from tests.support.racing import Runner

DAYS = [date(2026, 3, n) for n in (3, 4, 5)]
PEOPLE = 4


def seated():
    """Let four people sit at two workplaces on three days; return them with their bookings."""
    desks = [
        desk for code in ("LARGA", "PADOVA") for desk in desks_of(make_workplace(code, desks=2))
    ]
    people = [make_user() for _n in range(PEOPLE)]
    booked = [
        [make_booking(user, desk, day) for day in DAYS]
        for user, desk in zip(people, desks, strict=True)
    ]
    return people, desks, booked


def ring(people, desks, booked):
    """Let each ask for the next one's desk on each day; return who is asked what."""
    asked = {user.id: [] for user in people}
    for n, user in enumerate(people):
        other = (n + 1) % PEOPLE
        for day in range(len(DAYS)):
            number = ask_exchange(booked[n][day], desks[other].id, by=actor(user))
            asked[people[other].id].append(number)
    return asked


@pytest.mark.parametrize("turn", range(2))
def test_a_ring_of_exchanges_leaves_everybody_with_one_desk(arena, turn):
    people, desks, booked = seated()
    asked = ring(people, desks, booked)
    crew = [Runner(accept, {"user_id": u, "exchanges": numbers}) for u, numbers in asked.items()]
    arena.race(crew)
    db.session.rollback()
    slots = connection().execute(sa.select(Slot.user_id, Slot.day, Slot.half)).all()
    assert len(slots) == PEOPLE * len(DAYS) * len(Half)
    held = {
        (find_booking(one).desk_id, day)
        for row in booked
        for one, day in zip(row, DAYS, strict=True)
    }
    assert held == {(desk.id, day) for desk in desks for day in DAYS}
    done = Counter(connection().scalars(sa.select(Exchange.state)))
    # Of a ring of four two opposite exchanges can be made on a day; one at least is.
    assert len(DAYS) <= done[ExchangeState.ACCEPTED] <= 2 * len(DAYS)
    assert problems() == []


@pytest.mark.parametrize("turn", range(2))
def test_whoever_gives_a_desk_back_meanwhile_takes_nobodys(arena, turn):
    people, desks, booked = seated()
    asked = ring(people, desks, booked)
    anna = people[0]
    crew = [Runner(accept, {"user_id": u, "exchanges": numbers}) for u, numbers in asked.items()]
    crew.append(Runner(give_back, {"user_id": anna.id, "bookings": booked[0]}))
    arena.race(crew)
    db.session.rollback()
    by_person = Counter(connection().scalars(sa.select(Slot.user_id)))
    assert by_person[anna.id] == 0
    assert all(by_person[user.id] == len(DAYS) * len(Half) for user in people[1:])
    assert problems() == []
