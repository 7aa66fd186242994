"""Desks exchanged crosswise, changed and given back meanwhile: nobody sits twice or nowhere."""

import random
from collections import Counter
from datetime import date

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.booking.models import Booking, BookingState, Exchange, Slot
from app.booking.queries.bookings import find_booking
from app.booking.queries.checks import problems
from app.booking.rules.exchanges import ExchangeRefusal, ExchangeState
from app.booking.rules.groups import GroupRefusal
from app.booking.services.exchanges import ask_exchange, end_exchanges
from app.core.db import connection, db
from app.core.half import Half, Part
from app.pola.rules.day_kinds import DayKind, PlanSource
from tests.concurrency.callers import call
from tests.concurrency.exchangers import accept, cancel_and_restore, change, end, give_back
from tests.concurrency.queuers import click
from tests.support.factories import (
    actor,
    desks_of,
    make_booking,
    make_office,
    make_user,
    make_workplace,
)
from tests.support.plans import a_plan
from tests.support.racing import Runner

DAYS = [date(2026, 3, n) for n in (3, 4, 5)]
PEOPLE, PAIRS = 4, 3


def seated(number=PEOPLE):
    """Let people sit at two workplaces on three days; return them with their bookings."""
    desks = [
        desk for code in ("LARGA", "PADOVA") for desk in desks_of(make_workplace(code, desks=2))
    ][:number]
    people = [make_user() for _n in desks]
    booked = [
        [make_booking(user, desk, day) for day in DAYS]
        for user, desk in zip(people, desks, strict=True)
    ]
    return people, desks, booked


def ring(people, desks, booked):
    """Let each ask for the next one's desk on each day; return who is asked what."""
    asked = {user.id: [] for user in people}
    for n, user in enumerate(people):
        other = (n + 1) % len(people)
        for day in range(len(DAYS)):
            number = ask_exchange(booked[n][day], desks[other].id, by=actor(user))
            asked[people[other].id].append(number)
    return asked


def pairs(new_person=make_user):
    """Let Annas ask Brunos for their desks; return who they are, where they sit, what is asked."""
    desks = desks_of(make_workplace(desks=3 * PAIRS))
    found = []
    for n in range(PAIRS):
        seats, two = desks[3 * n : 3 * n + 3], [new_person(), new_person()]
        rows = [
            [make_booking(user, desk, day) for day in DAYS]
            for user, desk in zip(two, seats, strict=False)
        ]
        asked = [ask_exchange(booking, seats[1].id, by=actor(two[0])) for booking in rows[0]]
        found.append((two, seats, rows, asked))
    return found


def states():
    db.session.rollback()
    return dict(connection().execute(sa.select(Exchange.id, Exchange.state)).all())


def check_answers(lanes, asked):
    """Check that just those are accepted whose answer was not refused; return which."""
    said = [note for lane in lanes for (note,) in lane.notes]
    assert len(said) == len(asked)
    now = states()
    for number, codes in zip(asked, said, strict=True):
        assert codes in ([], [ExchangeRefusal.NOT_OPEN])
        assert (now[number] is ExchangeState.ACCEPTED) == (codes == [])
    return {number for number in asked if now[number] is ExchangeState.ACCEPTED}


def place_of(user, day):
    """Return the one desk that a person holds on a day, or None."""
    rows = sa.select(Booking.desk_id).where(
        Booking.user_id == user.id, Booking.day == day, Booking.state == BookingState.ACTIVE
    )
    return connection().scalars(rows).one_or_none()


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


@pytest.mark.parametrize("turn", range(2))
def test_of_three_who_ask_in_a_ring_just_two_exchange_on_a_day(arena, turn):
    people, desks, booked = seated(3)
    asked = ring(people, desks, booked)
    crew = [Runner(accept, {"user_id": u, "exchanges": numbers}) for u, numbers in asked.items()]
    lanes = arena.race(crew)
    done = check_answers(lanes, [one for numbers in asked.values() for one in numbers])
    for n, day in enumerate(DAYS):
        # Any two of the three share a booking: the first one overtakes the others.
        assert len(done & {numbers[n] for numbers in asked.values()}) == 1
        assert {place_of(user, day) for user in people} == {desk.id for desk in desks}
    assert end_exchanges(by=SYSTEM) == 2 * len(DAYS)


@pytest.mark.parametrize("who", [0, 1], ids=["asker", "asked"])
@pytest.mark.parametrize("deed", [give_back, change])
def test_a_yes_and_a_change_of_either_booking_come_one_after_the_other(arena, deed, who):
    found = pairs()
    yes, no = [], []
    for two, seats, rows, asked in found:
        yes.append(Runner(accept, {"user_id": two[1].id, "exchanges": asked}))
        mine = list(reversed(rows[who]))
        goals = [(seats[2].id, day, Part.DAY) for day in reversed(DAYS)]
        what = {"goals": list(zip(mine, goals, strict=True))}
        plan = what if deed is change else {"bookings": mine}
        no.append(Runner(deed, {"user_id": two[who].id} | plan))
    lanes = arena.race([*yes, *no, Runner(end, {"turns": 3})])
    done = check_answers(lanes[:PAIRS], [one for *_rest, asked in found for one in asked])
    # Whoever changes their own booking may do so before and after.
    assert [lane.notes for lane in lanes[PAIRS:-1]] == [[([],)] * len(DAYS)] * PAIRS
    end_exchanges(by=SYSTEM)
    assert set(states().values()) <= {ExchangeState.ACCEPTED, ExchangeState.OVERTAKEN}
    for two, seats, _rows, asked in found:
        for day, number in zip(DAYS, asked, strict=True):
            other = 1 - who
            kept = seats[who] if number in done else seats[other]
            assert place_of(two[other], day) == kept.id
            assert place_of(two[who], day) == (seats[2].id if deed is change else None)
    assert problems() == []


@pytest.mark.parametrize("turn", range(3))
def test_people_of_one_office_with_an_agreement_never_wait_for_each_other(arena, turn):
    office = make_office()

    def new_person():
        user = make_user(office_id=office.id)
        for day in DAYS:
            for half in Half:
                kind = DayKind.AGILE_HOME
                a_plan(user, day, half, kind, PlanSource.AGREEMENT, agreed=kind)
        return user

    found = pairs(new_person)
    crew = [
        Runner(accept, {"user_id": two[1].id, "exchanges": asked})
        for two, _seats, _rows, asked in found
    ]
    for _two, seats, _rows, _asked in found:
        user = new_person()
        mine = [make_booking(user, seats[2], day) for day in DAYS]
        plan = {"user_id": user.id, "bookings": mine, "turns": 3}
        crew.append(Runner(cancel_and_restore, plan))
    lanes = arena.race(crew)
    asked = [one for *_rest, numbers in found for one in numbers]
    assert check_answers(lanes[:PAIRS], asked) == set(asked)
    assert all(note == ([],) for lane in lanes[PAIRS:] for note in lane.notes)


@pytest.mark.parametrize("turn", range(3))
def test_of_two_groups_for_the_last_desks_one_has_all_and_the_other_none(arena, turn):
    number, clickers = 4, 2
    larga = make_workplace(desks=number + clickers)
    wishes = [(desk.id, DAYS[0], Part.DAY) for desk in desks_of(larga)]
    groups = [[make_user().id for _n in range(number)] for _group in range(2)]
    crew = []
    for organizer, *colleagues in groups:
        plan = {"colleagues": colleagues, "workplace_ids": [larga.id], "day": DAYS[0]}
        crew.append(Runner(call, {"user_id": organizer} | plan))
    for n in range(clickers):
        tried = random.Random(turn * clickers + n).sample(wishes, len(wishes))
        crew.append(Runner(click, {"user_id": make_user().id, "wishes": tried}))
    lanes = arena.race(crew)
    said = [lane.notes[0][0] for lane in lanes[:2]]
    assert said.count([]) == 1
    # Whoever asks once not one desk is left is told so.
    assert max(said) in ([GroupRefusal.NOT_ENOUGH_DESKS], [GroupRefusal.NO_DESK_LEFT])
    db.session.rollback()
    holders = set(connection().scalars(sa.select(Slot.user_id)))
    assert [len(holders & set(group)) for group in groups] == [0 if no else number for no in said]
    assert len(holders) == number + clickers
