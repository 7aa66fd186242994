"""A desk is confirmed or freed, never both, whoever is faster."""

import random
from collections import Counter
from datetime import date

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.booking.models import Booking, Slot
from app.booking.services.releases import release_unconfirmed
from app.core.db import connection, db
from app.core.half import Part
from app.core.mail import OutboxMail
from tests.concurrency.releasers import free, give_up, look_and_take, say_so
from tests.support.factories import desks_of, make_booking, make_user, make_workplace
from tests.support.house import at, let_confirm
from tests.support.racing import Fall, Runner

MONDAY = date(2026, 3, 2)
DESKS = 12


@pytest.fixture
def held(arena):
    """A workplace that asks, and one booking at each desk that nobody has confirmed yet."""
    larga = make_workplace(desks=DESKS)
    let_confirm(larga)
    with at(7):
        people = [make_user() for _desk in desks_of(larga)]
        return [
            (user.id, desk.id, make_booking(user, desk, MONDAY))
            for user, desk in zip(people, desks_of(larga), strict=True)
        ]


def stored(number):
    row = sa.select(
        Booking.state, Booking.is_confirmed, Booking.is_no_show, Booking.sequence
    ).where(Booking.id == number)
    return tuple(connection().execute(row).one())


def slots_of(number):
    count = sa.select(sa.func.count()).select_from(Slot).where(Slot.booking_id == number)
    return connection().scalar(count)


def told_released():
    rows = sa.select(OutboxMail.user_id).where(OutboxMail.kind == "booking_released")
    return Counter(connection().scalars(rows))


KEPT, FREED, GIVEN_UP = (
    ("active", True, False, 0),
    ("cancelled", False, True, 1),
    ("cancelled", False, False, 1),
)


@pytest.mark.parametrize("turn", range(3))
def test_a_desk_is_either_confirmed_or_freed(arena, held, turn):
    crew = [Runner(say_so, {"user_id": user, "booking": number}) for user, _desk, number in held]
    crew += [Runner(free, {"turns": 2})] * 4
    lanes = arena.race(random.Random(turn).sample(crew, len(crew)))
    assert not any(lane.failure for lane in lanes)
    outcomes = {number: stored(number) for _user, _desk, number in held}
    assert set(outcomes.values()) <= {KEPT, FREED}
    assert all(slots_of(n) == (2 if outcome == KEPT else 0) for n, outcome in outcomes.items())
    freed = {user for user, _desk, number in held if outcomes[number] == FREED}
    assert told_released() == dict.fromkeys(freed, 1)
    # Whoever was not refused has the desk.
    answers = [note[0] for lane in lanes for note in lane.notes]
    assert answers.count([]) == DESKS - len(freed)
    assert sum(n for n in answers if isinstance(n, int)) == len(freed)


@pytest.mark.parametrize("turn", range(3))
def test_whoever_looks_finds_only_desks_that_are_free(arena, held, turn):
    crew = []
    for n, (user, desk, number) in enumerate(held):
        deed = (say_so, give_up)[n % 2]
        crew.append(Runner(deed, {"user_id": user, "booking": number}))
        wish = (desk, MONDAY, Part.DAY)
        crew += [Runner(look_and_take, {"user_id": make_user().id, "wish": wish})] * 2
    arena.race(random.Random(turn).sample(crew, len(crew)))
    for _user, desk, number in held:
        outcome = stored(number)
        assert outcome in {KEPT, FREED, GIVEN_UP}
        holders = set(connection().scalars(sa.select(Slot.booking_id).where(Slot.desk_id == desk)))
        # The first who looked frees all that is overdue: what is free then is taken.
        assert len(holders) == 1
        assert (number in holders) == (outcome == KEPT)


@pytest.mark.parametrize("turn", range(3))
def test_a_job_that_is_killed_frees_the_rest_later_and_tells_nobody_twice(arena, held, turn):
    draw = random.Random(turn)
    falls = [Fall(notes=0, seconds=draw.uniform(0, 0.1)) for _n in range(4)]
    arena.race([Runner(free, {"turns": 1}, fall) for fall in falls])
    db.session.rollback()
    with at(9):
        release_unconfirmed(by=SYSTEM)
    assert [stored(number) for _user, _desk, number in held] == [FREED] * DESKS
    assert told_released() == {user: 1 for user, _desk, _number in held}
