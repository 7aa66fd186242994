from collections import Counter
from dataclasses import replace
from datetime import date, time

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM, Actor, Grant
from app.auth.models import Role, User
from app.booking.models import Booking, CapDraw, Desk, Move
from app.booking.queries.bookings import find_booking
from app.booking.queries.caps import candidates, find_cap, surplus_of, surplus_of_cap
from app.booking.queries.checks import problems
from app.booking.queries.places import places
from app.booking.rules.draws import Candidate, draw_order
from app.booking.rules.moves import MoveCause, MoveState
from app.booking.rules.places import CapFacts
from app.booking.services import bookings, caps
from app.core import clock
from app.core.audit import AuditLine
from app.core.db import db, raise_revision, transaction
from app.core.errors import Forbidden
from app.core.half import Half, Part
from app.pola.models import PriorityNote
from app.pola.rules.priorities import Priority
from tests.support.counting import counted
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace

MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)
THREE = CapFacts(None, 3, TUESDAY, None, "", "Meno affollamento")


@pytest.fixture
def larga(app):
    return make_workplace("LARGA", desks=6)


@pytest.fixture
def sile(app):
    return make_workplace("SILE", desks=6, latitude=45.4708)


def full(place, day=TUESDAY, part=Part.DAY, people=None):
    """Fill a workplace; return its bookings in the order of its desks."""
    who = people or [make_user() for _ in desks_of(place)]
    return [
        make_booking(user, desk, day, part)
        for user, desk in zip(who, desks_of(place), strict=False)
    ]


def lower(place, cap=THREE, by=SYSTEM):
    return caps.start_cap(place.id, cap, by=by)


def moved_to(booking):
    return find_booking(booking).workplace_id


def moves():
    found = db.session.execute(sa.select(Move.booking_id, Move.state).order_by(Move.id))
    return {row.booking_id: row.state for row in found}


def draws():
    return list(db.session.scalars(sa.select(CapDraw).order_by(CapDraw.id)))


def prefer(user, until=date(2027, 1, 1)):
    """Note that the law hears a person first."""
    with transaction():
        db.session.add(
            PriorityNote(
                user_id=user.id,
                category=Priority.CAREGIVER,
                review_on=until,
                created_at=clock.now(),
            )
        )


def test_kept_bookings_stay_and_the_surplus_is_told(larga):
    full(larga)
    cap = lower(larga)
    found = surplus_of_cap(cap)
    assert [(one.half, one.taken, one.cap, one.above) for one in found] == [
        (Half.AM, 6, 3, 3),
        (Half.PM, 6, 3, 3),
    ]
    assert moves() == {}


def test_a_draw_moves_as_many_as_are_too_many_and_can_be_drawn_again(larga, sile):
    held = full(larga)
    cap = lower(larga)
    assert caps.draw(cap, by=SYSTEM) == Counter({MoveState.MOVED: 3})
    assert surplus_of_cap(cap) == []
    assert Counter(map(moved_to, held)) == {larga.id: 3, sile.id: 3}
    # Whole days moved out of the morning have left the afternoon, too: one draw was enough.
    (held_draw,) = draws()
    assert (held_draw.day, held_draw.half, held_draw.surplus) == (TUESDAY, Half.AM, 3)
    drawn = draw_order([Candidate(number) for number in held], held_draw.seed)
    assert held_draw.drawn == ",".join(map(str, drawn))
    assert set(moves()) == set(drawn[:3])
    assert problems() == []
    # Pressing again finds nothing left to do.
    assert caps.draw(cap, by=SYSTEM) == Counter()


def test_a_draw_that_stopped_goes_on_with_those_who_were_drawn(larga, sile):
    full(larga)
    cap = lower(larga)
    assert caps.draw(cap, by=SYSTEM, limit=1).total() == 1
    assert caps.draw(cap, by=SYSTEM, limit=1).total() == 1
    assert caps.draw(cap, by=SYSTEM).total() == 1
    (held_draw,) = draws()
    drawn = [int(number) for number in held_draw.drawn.split(",")]
    assert list(moves()) == drawn[:3]
    assert surplus_of_cap(cap) == []


def test_nobody_moves_once_somebody_has_made_room(larga, sile):
    people = [make_user() for _ in range(6)]
    held = full(larga, people=people)
    cap = lower(larga)
    drawn = caps.hold_draw(cap, TUESDAY, Half.AM, by=SYSTEM)
    other = next(n for n in range(6) if held[n] not in drawn)
    bookings.cancel_booking(held[other], by=actor(people[other]))
    assert caps.draw(cap, by=SYSTEM) == Counter({MoveState.MOVED: 2})
    assert caps.hold_draw(cap, TUESDAY, Half.PM, by=SYSTEM) == []
    assert list(moves()) == drawn[:2]


def test_who_was_moved_before_is_drawn_last(larga, sile):
    people = [make_user() for _ in range(6)]
    full(larga, TUESDAY, people=people)
    full(larga, WEDNESDAY, people=people)
    cap = lower(larga)
    caps.draw(cap, by=SYSTEM)
    owners = dict(db.session.execute(sa.select(Booking.id, Booking.user_id)).all())
    by_day = {day: set() for day in (TUESDAY, WEDNESDAY)}
    for move in db.session.scalars(sa.select(Move)):
        by_day[move.day].add(owners[move.booking_id])
    assert {len(who) for who in by_day.values()} == {3}
    assert by_day[TUESDAY].isdisjoint(by_day[WEDNESDAY])


def test_who_was_only_asked_or_found_no_place_has_not_moved(larga):
    people = [make_user() for _ in range(6)]
    (first, *_rest) = full(larga, TUESDAY, people=people)
    cap = lower(larga)
    place = places().by_id[larga.id]
    with transaction():
        db.session.add(
            Move(
                booking_id=first,
                cause=MoveCause.CAP,
                cap_id=cap,
                state=MoveState.NO_PLACE,
                from_desk_id=desks_of(larga)[0].id,
                day=TUESDAY,
                part=Part.DAY,
                sequence=0,
                created_at=clock.now(),
            )
        )
    key = (TUESDAY, Half.AM)
    assert {one.last_moved for one in candidates(place, [key])[key]} == {None}


def test_priorities_and_needs_are_exempt(larga, sile):
    people = [make_user() for _ in range(6)]
    prefer(people[0])
    # A priority to be looked at again before the day holds no longer.
    prefer(people[1], until=MONDAY)
    with transaction():
        db.session.get_one(User, people[2].id).desk_needs = "accessible"
    held = full(larga, people=people)
    with transaction():
        db.session.get_one(Desk, desks_of(larga)[3].id).is_accessible = True
        raise_revision()
    cap = lower(larga, replace(THREE, number=0))
    assert caps.draw(cap, by=SYSTEM) == Counter({MoveState.MOVED: 3})
    assert set(moves()) == {held[1], held[4], held[5]}
    (morning, afternoon) = draws()
    assert {int(n) for n in morning.drawn.split(",")} == {held[1], held[4], held[5]}
    # In the afternoon nobody is left who takes part: the surplus stays.
    assert (afternoon.half, afternoon.drawn, afternoon.surplus) == (Half.PM, "", 3)
    assert caps.draw(cap, by=SYSTEM) == Counter()
    assert [one.above for one in surplus_of_cap(cap)] == [3, 3]


def test_without_another_desk_the_drawn_stay_and_nobody_else_is_troubled(larga):
    full(larga)
    cap = lower(larga)
    assert caps.draw(cap, by=SYSTEM)[MoveState.NO_PLACE] == 3
    assert set(moves().values()) == {MoveState.NO_PLACE}
    # A whole day has one lot: the afternoon draws the same people.
    assert len({one.seed for one in draws()}) == 1
    assert len(draws()) == 2
    again = caps.draw(cap, by=SYSTEM)
    assert again == Counter()
    assert [one.above for one in surplus_of_cap(cap)] == [3, 3]


def test_everybody_is_asked_once_and_the_exempt_are_not(larga, sile):
    people = [make_user() for _ in range(6)]
    prefer(people[0])
    held = full(larga, people=people)
    cap = lower(larga)
    assert caps.ask_everybody(cap, by=SYSTEM, limit=2) == 2
    assert caps.ask_everybody(cap, by=SYSTEM) == 3
    assert caps.ask_everybody(cap, by=SYSTEM) == 0
    assert moves() == dict.fromkeys(held[1:], MoveState.ASKED)
    assert {moved_to(booking) for booking in held} == {larga.id}


def test_only_the_half_days_of_this_cap_are_looked_at(larga, sile):
    full(larga, TUESDAY, Part.AM)
    full(larga, WEDNESDAY, Part.PM)
    tuesdays = lower(larga, replace(THREE, weekdays="2"))
    lower(larga, replace(THREE, number=5, weekdays="3", from_day=WEDNESDAY))
    assert [(one.day, one.half) for one in surplus_of_cap(tuesdays)] == [(TUESDAY, Half.AM)]
    # A newer cap that stands over it takes its half-days over.
    newer = lower(larga, replace(THREE, number=2))
    assert surplus_of_cap(tuesdays) == []
    assert len(surplus_of_cap(newer)) == 2


def test_whoever_is_there_already_is_not_sent_away(larga, sile):
    people = [make_user() for _ in range(6)]
    full(larga, MONDAY, Part.DAY, people[:4])
    for user, desk in zip(people[4:], desks_of(larga)[4:], strict=True):
        make_booking(user, desk, MONDAY, Part.PM)
    cap = lower(larga, replace(THREE, from_day=MONDAY, number=1))
    place = places().by_id[larga.id]
    assert [(one.half, one.has_begun) for one in surplus_of(place, MONDAY)] == [
        (Half.AM, True),
        (Half.PM, False),
    ]
    assert caps.draw(cap, by=SYSTEM).total() == 2
    with clock.frozen(clock.at(MONDAY, time(14))):
        assert surplus_of_cap(cap) == []
        assert [one.half for one in surplus_of(place, MONDAY)] == [Half.PM]


def test_only_a_workplaces_own_managers_limit_it_and_draw(larga, sile):
    full(larga)
    grant = Grant(Role.FACILITY_MANAGER, workplace_id=sile.id)
    other = Actor(id=make_user().id, full_name="Paola", grants=frozenset({grant}))
    cap = lower(larga)
    for deed in (
        lambda: lower(larga, by=other),
        lambda: caps.hold_draw(cap, TUESDAY, Half.AM, by=other),
        lambda: caps.ask_everybody(cap, by=other),
        lambda: caps.draw(cap, by=other),
        lambda: caps.hold_draw(10**9, TUESDAY, Half.AM, by=SYSTEM),
        lambda: lower(larga, by=actor(make_user())),
    ):
        with pytest.raises(Forbidden):
            deed()
    assert moves() == {}


def test_a_cap_that_is_not_there_asks_and_draws_nothing(app):
    assert find_cap(10**20) is None
    assert caps.still_to_ask(10**9) == []
    assert caps.ask_everybody(10**9, by=SYSTEM) == 0
    assert caps.draw(10**9, by=SYSTEM) == Counter()


def test_a_draw_is_on_record_with_its_seed_and_without_names(larga, sile):
    full(larga)
    caps.draw(lower(larga), by=SYSTEM)
    (held_draw,) = draws()
    line = db.session.scalars(
        sa.select(AuditLine).where(AuditLine.action == "draw_who_moves")
    ).one()
    assert held_draw.seed in line.after
    assert len(held_draw.seed) == 32
    assert "D'Angelo" not in line.after + held_draw.drawn


def test_looking_costs_the_same_for_many_half_days(larga):
    place = places().by_id[larga.id]

    def queries(keys):
        with counted() as statements:
            candidates(place, keys)
        return len(statements)

    full(larga)
    assert queries([]) == 0
    few = queries([(TUESDAY, Half.AM)])
    full(larga, WEDNESDAY)
    keys = [(day, half) for day in (TUESDAY, WEDNESDAY) for half in Half]
    assert queries(keys) == few == 2
