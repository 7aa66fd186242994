from datetime import date, time

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.booking.models import Desk, Wait
from app.booking.queries.checks import problems
from app.booking.queries.home import home_facts
from app.booking.queries.obstacles import hurdles
from app.booking.queries.places import places
from app.booking.queries.proposal import Wanted
from app.booking.rules.needs import Need
from app.booking.rules.refusals import Refusal
from app.booking.rules.waiting import WaitState
from app.booking.services import bookings, profiles
from app.booking.services.serving import serve_day, serve_waiting
from app.booking.services.waiting import wait_for
from app.core import clock
from app.core.db import db, raise_revision, transaction
from app.core.errors import Refused
from app.core.half import Part
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace
from tests.support.people_who_need import with_needs

MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)


def keep(desk, *needs, equipment=""):
    with transaction():
        stored = db.session.get_one(Desk, desk.id)
        stored.kept_for, stored.equipment = "|".join(needs), equipment or "|".join(needs)
        raise_revision()


@pytest.fixture
def larga(app):
    """Three desks, of which the first is kept for people who need a quiet one."""
    place = make_workplace(desks=3)
    keep(desks_of(place)[0], "quiet")
    return place


def who_needs(*needs):
    user = make_user()
    profiles.tell_needs(needs, by=actor(user))
    return user


def offered(user, **wanted):
    return home_facts(with_needs(user), places(), Wanted(day=WEDNESDAY, **wanted)).proposal


def test_a_kept_desk_waits_until_the_evening_before_for_those_who_need_it(larga):
    desk = desks_of(larga)[0]
    for user in (make_user(), who_needs(Need.ACCESSIBLE, Need.NEAR_LIFT)):
        with pytest.raises(Refused) as refused:
            make_booking(user, desk, WEDNESDAY)
        assert refused.value.codes == [Refusal.KEPT_FOR_NEEDS]
        assert refused.value.reasons[0].facts["needs"] == [Need.QUIET]
    with clock.frozen(clock.at(TUESDAY, time(17, 59))), pytest.raises(Refused):
        make_booking(make_user(), desk, WEDNESDAY)
    with clock.frozen(clock.at(TUESDAY, time(18))):
        make_booking(make_user(), desk, WEDNESDAY)
    assert problems() == []


def test_whoever_has_one_of_its_needs_books_it_whenever_they_like(larga):
    desk = desks_of(larga)[1]
    keep(desk, "quiet", "near-lift")
    make_booking(who_needs(Need.NEAR_LIFT), desk, WEDNESDAY)
    make_booking(who_needs(Need.QUIET, Need.ACCESSIBLE), desks_of(larga)[0], WEDNESDAY)
    assert problems() == []


def test_a_desk_is_never_kept_for_what_it_does_not_have(larga):
    desk = desks_of(larga)[1]
    keep(desk, "near-lift", equipment="monitor")
    assert places().by_code["LARGA"].desks[desk.id].kept_for == frozenset()
    make_booking(make_user(), desk, WEDNESDAY)


def test_whoever_has_the_need_is_offered_it_first_and_nobody_else_is(larga):
    kept, *others = desks_of(larga)
    assert offered(who_needs(Need.QUIET)).desk.id == kept.id
    for desk in others:
        assert offered(make_user()).desk.id != kept.id
        make_booking(make_user(), desk, WEDNESDAY)
    assert offered(make_user()) is None
    assert offered(who_needs(Need.QUIET)).desk.id == kept.id


def test_before_booking_a_page_learns_whether_the_desk_is_kept(larga):
    kept = desks_of(larga)[0]
    [reason] = hurdles(with_needs(make_user()), kept.id, WEDNESDAY, Part.DAY)
    assert reason.code is Refusal.KEPT_FOR_NEEDS
    assert hurdles(with_needs(who_needs(Need.QUIET)), kept.id, WEDNESDAY, Part.DAY) == []


def test_whoever_sits_at_a_kept_desk_may_change_to_another_of_its_kind(larga):
    sile = make_workplace("SILE", desks=1)
    user = make_user()
    with clock.frozen(clock.at(MONDAY, time(18))):
        held = make_booking(user, desks_of(larga)[0], TUESDAY)
        keep(desks_of(sile)[0], "quiet")
        bookings.change_booking(held, desks_of(sile)[0].id, WEDNESDAY, Part.DAY, by=actor(user))
    assert problems() == []


def test_a_kept_desk_that_frees_goes_to_whoever_needs_it_though_others_came_first(larga):
    held = [make_booking(make_user(), desk, WEDNESDAY) for desk in desks_of(larga)[1:]]
    holder = who_needs(Need.QUIET)
    kept = make_booking(holder, desks_of(larga)[0], WEDNESDAY)
    first, needing = make_user(), who_needs(Need.QUIET)
    for user in (first, needing):
        wait_for(larga.id, WEDNESDAY, Part.DAY, by=actor(user))
    bookings.cancel_booking(kept, by=actor(holder))
    serve_waiting(by=SYSTEM)
    states = dict(db.session.execute(sa.select(Wait.user_id, Wait.state)).all())
    assert states == {first.id: WaitState.WAITING, needing.id: WaitState.BOOKED}
    assert held
    assert problems() == []


def test_after_the_hour_a_kept_desk_goes_to_the_first_in_line(larga):
    for desk in desks_of(larga)[1:]:
        make_booking(make_user(), desk, WEDNESDAY)
    waiting = make_user()
    wait_for(larga.id, WEDNESDAY, Part.DAY, by=actor(waiting))
    serve_day(WEDNESDAY, by=SYSTEM)
    assert db.session.scalar(sa.select(Wait.state)) is WaitState.WAITING
    with clock.frozen(clock.at(TUESDAY, time(18))):
        serve_day(WEDNESDAY, by=SYSTEM)
    assert db.session.scalar(sa.select(Wait.state)) is WaitState.OFFERED
    assert problems() == []
