from datetime import date

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import Role
from app.booking.models import Cap, Move, WaitCall, WorkplaceDay
from app.booking.queries.places import places
from app.booking.rules.caps import CapRefusal
from app.booking.rules.moves import MoveState
from app.booking.rules.places import CapFacts
from app.booking.services import caps
from app.booking.services.waiting import wait_for
from app.core.db import db
from app.core.errors import Forbidden, Refused
from app.core.half import Half, Part
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace
from tests.support.house import grant
from tests.support.traces import audit_actions, rows

MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)


@pytest.fixture
def larga(app):
    return make_workplace("LARGA", desks=4)


def limit(place, number, first=TUESDAY, last=None):
    return caps.start_cap(place.id, CapFacts(None, number, first, last), by=SYSTEM)


def crowd(place, number, day=TUESDAY):
    for desk in desks_of(place)[:number]:
        make_booking(make_user(), desk, day)


def capacities(day):
    db.session.rollback()
    return db.session.scalars(sa.select(WorkplaceDay.cap_am).where(WorkplaceDay.day == day)).all()


def test_without_another_limit_every_desk_may_be_taken_again_and_who_waits_is_called(larga):
    crowd(larga, 2)
    cap = limit(larga, 2)
    wait_for(larga.id, TUESDAY, Part.DAY, by=actor(make_user()))
    assert caps.end_cap(cap, MONDAY, by=SYSTEM) == {}
    assert places().by_id[larga.id].caps == ()
    assert capacities(TUESDAY) == [4]
    assert db.session.scalars(sa.select(WaitCall.is_open)).all() == [True]


def test_who_waits_for_a_day_on_which_nobody_has_booked_is_called_when_its_limit_ends(larga):
    cap = limit(larga, 0)
    wait_for(larga.id, TUESDAY, Part.DAY, by=actor(make_user()))
    assert caps.end_cap(cap, MONDAY, by=SYSTEM) == {}
    with pytest.raises(Refused):
        make_booking(make_user(), desks_of(larga)[0], TUESDAY)


def test_it_counts_until_the_day_before_and_who_ended_it_is_kept(larga):
    cap = limit(larga, 2, MONDAY)
    caps.end_cap(cap, WEDNESDAY, by=SYSTEM)
    place = places().by_id[larga.id]
    assert (place.cap(TUESDAY), place.cap(WEDNESDAY)) == (2, 4)
    assert [action for action, _by in audit_actions("workplace", larga.id)][-1] == "end_cap"


def test_a_lower_limit_under_it_leaves_bookings_above_to_be_asked_or_drawn(larga):
    make_workplace("SILE", desks=4)
    low = limit(larga, 1)
    high = limit(larga, 4)
    crowd(larga, 3)
    crowd(larga, 3, WEDNESDAY)
    under = caps.end_cap(high, WEDNESDAY, by=SYSTEM)
    assert under == {low: {(WEDNESDAY, Half.AM), (WEDNESDAY, Half.PM)}}
    assert capacities(WEDNESDAY) == [1]
    assert db.session.scalars(sa.select(Move.id)).all() == [], "nobody moves before they choose"
    assert caps.draw(low, by=SYSTEM, only=under[low]) == {MoveState.MOVED: 2}


def test_only_the_half_days_that_were_revealed_are_asked_about(larga):
    low = limit(larga, 1, TUESDAY, WEDNESDAY)
    high = limit(larga, 4)
    crowd(larga, 3)
    crowd(larga, 3, WEDNESDAY)
    assert caps.end_cap(high, WEDNESDAY, by=SYSTEM).keys() == {low}
    under = caps.end_cap(high, MONDAY, by=SYSTEM)
    assert caps.still_to_ask(low, frozenset()) == []
    assert caps.ask_everybody(low, by=SYSTEM, only=under[low]) == 3


def test_pressing_twice_ends_it_once(larga):
    cap = limit(larga, 2, MONDAY)
    caps.end_cap(cap, WEDNESDAY, by=SYSTEM)
    caps.end_cap(cap, WEDNESDAY, by=SYSTEM)
    assert db.session.scalars(sa.select(Cap.to_day)).all() == [TUESDAY]
    told = [action for action, _by in audit_actions("workplace", larga.id)]
    assert told.count("end_cap") == 1


@pytest.mark.parametrize(("day", "code"), [
    (date(2026, 3, 1), CapRefusal.PAST),
    (date(2026, 3, 9), CapRefusal.ENDED),
])  # fmt: skip
def test_an_end_that_cannot_be_is_refused_and_changes_nothing(larga, day, code):
    cap = limit(larga, 2, TUESDAY, WEDNESDAY)
    before = rows()
    with pytest.raises(Refused) as refused:
        caps.end_cap(cap, day, by=SYSTEM)
    assert refused.value.codes == [code]
    assert rows() == before


def test_one_that_was_taken_off_before_it_began_is_no_limit_any_more(larga):
    cap = limit(larga, 2, WEDNESDAY)
    caps.end_cap(cap, TUESDAY, by=SYSTEM)
    assert places().by_id[larga.id].caps == ()
    assert db.session.scalars(sa.select(Cap.to_day)).all() == [TUESDAY]
    with pytest.raises(Refused) as refused:
        caps.end_cap(cap, TUESDAY, by=SYSTEM)
    assert refused.value.codes == [CapRefusal.GONE]


def test_others_end_no_limit(larga):
    cap = limit(larga, 2)
    elsewhere = grant(make_user(), Role.FACILITY_MANAGER, make_workplace("SILE"))
    for person in (actor(make_user()), actor(elsewhere)):
        with pytest.raises(Forbidden):
            caps.end_cap(cap, TUESDAY, by=person)
    with pytest.raises(Forbidden):
        caps.end_cap(10**6, TUESDAY, by=SYSTEM)
