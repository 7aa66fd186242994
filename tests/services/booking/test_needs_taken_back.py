from datetime import date, time

import pytest

from app.booking.models import Booking, BookingState, Desk
from app.booking.queries.checks import problems
from app.booking.rules.needs import Need, is_lost
from app.booking.services import bookings, profiles
from app.core import clock
from app.core.db import db, raise_revision, transaction
from app.core.errors import Refused
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace

TUESDAY, WEDNESDAY, THURSDAY = date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 5)


@pytest.fixture
def larga(app):
    """Two desks, of which the first is kept for whoever needs a quiet one, or the lift."""
    place = make_workplace(desks=2)
    with transaction():
        kept = db.session.get_one(Desk, desks_of(place)[0].id)
        kept.kept_for = kept.equipment = "quiet|near-lift"
        raise_revision()
    return place


@pytest.fixture
def anna(larga):
    user = make_user()
    profiles.tell_needs([Need.QUIET], by=actor(user))
    return user


def state(number):
    db.session.expire_all()
    return db.session.get_one(Booking, number).state


def test_a_need_told_for_a_minute_keeps_no_kept_desk(larga, anna):
    kept, other = desks_of(larga)
    held, usual = make_booking(anna, kept, WEDNESDAY), make_booking(anna, other, THURSDAY)
    assert profiles.tell_needs([], by=actor(anna), gives_back=True) == []
    assert (state(held), state(usual)) == (BookingState.CANCELLED, BookingState.ACTIVE)
    with pytest.raises(Refused):
        bookings.restore_booking(held, by=actor(anna))
    assert problems() == []


def test_until_the_person_says_so_nothing_changes(larga, anna):
    held = make_booking(anna, desks_of(larga)[0], WEDNESDAY)
    [lost] = profiles.tell_needs([], by=actor(anna))
    assert (lost.id, state(held)) == (held, BookingState.ACTIVE)
    # The need is still told: another kept day can be booked.
    make_booking(anna, desks_of(larga)[0], THURSDAY)


def test_whoever_keeps_a_need_that_the_desk_serves_keeps_the_desk(larga, anna):
    held = make_booking(anna, desks_of(larga)[0], WEDNESDAY)
    assert profiles.tell_needs([Need.NEAR_LIFT], by=actor(anna)) == []
    assert state(held) is BookingState.ACTIVE


def test_a_desk_that_is_kept_no_more_stays(larga, anna):
    held = make_booking(anna, desks_of(larga)[0], TUESDAY)
    with clock.frozen(clock.at(clock.today(), time(18))):
        assert profiles.tell_needs([], by=actor(anna)) == []
    assert state(held) is BookingState.ACTIVE


def test_a_desk_that_came_without_the_need_is_not_asked_for(larga):
    assert not is_lost({"quiet"}, before=set(), after=set())
    assert not is_lost({"quiet"}, before={"accessible"}, after=set())
    assert is_lost({"quiet"}, before={"quiet", "accessible"}, after={"accessible"})
