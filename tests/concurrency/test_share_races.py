from collections import Counter
from datetime import date

import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import User
from app.booking.models import Booking, BookingState, CapDraw, Move, Slot
from app.booking.queries.caps import surplus_of_cap
from app.booking.rules.dated import ShareFacts
from app.booking.rules.moves import MoveState
from app.booking.rules.places import CapFacts
from app.booking.rules.refusals import Refusal
from app.booking.services import caps
from app.core.db import db
from app.core.half import Half, Part
from tests.concurrency.movers import draw_who_moves
from tests.concurrency.players import book
from tests.support.factories import (
    desks_of,
    make_booking,
    make_office,
    make_user,
    make_workplace,
)
from tests.support.racing import Fall, Runner

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
RUNNERS = 20


def share(place, office, guaranteed=0, maximum=None):
    wanted = ShareFacts(office.id, frozenset(), guaranteed, maximum, MONDAY, None)
    caps.set_share(place.id, wanted, by=SYSTEM)


def race(arena, place, offices):
    """Let colleagues of these offices want a desk each, all at once."""
    runners = [
        Runner(
            book,
            {
                "user_id": make_user(office_id=office.id).id,
                "wishes": [(desk.id, TUESDAY, Part.DAY)],
            },
        )
        for office, desk in zip(offices, desks_of(place), strict=True)
    ]
    lanes = arena.race(runners)
    return Counter(code for lane in lanes for (codes,) in lane.notes for code in codes)


def held():
    """Return how many desks each office holds in the morning."""
    select = (
        sa.select(User.office_id, sa.func.count())
        .join(Slot, Slot.user_id == User.id)
        .where(Slot.half == Half.AM)
        .group_by(User.office_id)
    )
    return dict(db.session.execute(select).all())


def test_of_twenty_people_of_two_offices_no_more_than_the_maximum_get_in(arena):
    place = make_workplace(desks=RUNNERS)
    staff, works = make_office("RU"), make_office("LL")
    share(place, staff, maximum=5)
    refused = race(arena, place, [staff, works] * (RUNNERS // 2))
    assert held() == {staff.id: 5, works.id: 10}
    assert refused == {Refusal.OFFICE_FULL: 5}


def test_of_twenty_colleagues_of_one_office_just_the_maximum_get_in(arena):
    place = make_workplace(desks=RUNNERS)
    staff = make_office("RU")
    share(place, staff, maximum=5)
    refused = race(arena, place, [staff] * RUNNERS)
    assert held() == {staff.id: 5}
    assert refused == {Refusal.OFFICE_FULL: RUNNERS - 5}


def test_two_offices_with_a_maximum_of_five_take_five_each(arena):
    place = make_workplace(desks=RUNNERS)
    staff, works = make_office("RU"), make_office("LL")
    share(place, staff, maximum=5)
    share(place, works, maximum=5)
    race(arena, place, [staff, works] * (RUNNERS // 2))
    assert held() == {staff.id: 5, works.id: 5}


def test_what_an_office_is_sure_of_is_there_for_it_however_many_press(arena):
    place = make_workplace(desks=RUNNERS)
    staff, works = make_office("RU"), make_office("LL")
    share(place, staff, guaranteed=4)
    caps.start_cap(place.id, CapFacts(None, 9, MONDAY, None), by=SYSTEM)
    race(arena, place, [staff] * 4 + [works] * (RUNNERS - 4))
    # All four of the office, and the five that were left for everybody.
    assert held() == {staff.id: 4, works.id: 5}


def crowded(desks=12, most=7):
    """A workplace with more bookings than it may have, and room enough elsewhere."""
    place = make_workplace("LARGA", desks=desks)
    make_workplace("SILE", desks=desks, latitude=45.4708)
    booked = [make_booking(make_user(), desk, TUESDAY) for desk in desks_of(place)]
    cap = caps.start_cap(place.id, CapFacts(None, most, TUESDAY, TUESDAY), by=SYSTEM)
    return place, booked, cap


def moved():
    return {
        row.booking_id
        for row in db.session.scalars(sa.select(Move))
        if row.state is MoveState.MOVED
    }


def test_two_managers_who_draw_at_once_hold_one_draw(arena):
    _place, booked, cap = crowded()
    arena.race([Runner(draw_who_moves, {"cap_id": cap}) for _n in range(3)])
    (draw,) = db.session.scalars(sa.select(CapDraw)).all()
    drawn = [int(number) for number in draw.drawn.split(",")]
    assert moved() == set(drawn[:5])
    assert surplus_of_cap(cap) == []
    active = sa.select(Booking.id).where(Booking.state == BookingState.ACTIVE)
    assert set(db.session.scalars(active)) == set(booked)


def test_a_draw_that_is_killed_half_way_goes_on_with_the_same_people(arena):
    _place, _booked, cap = crowded()
    runner = Runner(draw_who_moves, {"cap_id": cap}, Fall(notes=2, seconds=0.005))
    arena.race([runner])
    caps.draw(cap, by=SYSTEM)
    (draw,) = db.session.scalars(sa.select(CapDraw)).all()
    assert moved() == {int(number) for number in draw.drawn.split(",")[:5]}
    assert surplus_of_cap(cap) == []
