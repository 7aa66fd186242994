from datetime import date, time

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM, Actor
from app.auth.models import User
from app.auth.rules import read_codes
from app.booking.models import Desk
from app.booking.queries.checks import problems
from app.booking.queries.home import home_facts
from app.booking.queries.places import places
from app.booking.queries.proposal import Wanted
from app.booking.rules.needs import Need
from app.booking.rules.refusals import Refusal
from app.booking.services import bookings, profiles
from app.core import clock
from app.core.audit import AuditLine
from app.core.db import db, raise_revision, transaction
from app.core.errors import Refused
from app.core.half import Part
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace

MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)


def make_accessible(*desks):
    with transaction():
        for desk in desks:
            db.session.get_one(Desk, desk.id).is_accessible = True
        raise_revision()


@pytest.fixture
def larga(app):
    """Three desks, of which the first can be reached in a wheelchair."""
    place = make_workplace(desks=3)
    make_accessible(desks_of(place)[0])
    return place


def who_needs_it():
    user = make_user()
    profiles.tell_needs([Need.ACCESSIBLE], by=actor(user))
    return user


def needs(user):
    return db.session.scalar(sa.select(User.desk_needs).where(User.id == user.id))


def seen_by(user, **wanted):
    by = Actor(id=user.id, full_name="Sofia", desk_needs=read_codes(needs(user)))
    return home_facts(by, places(), Wanted(day=WEDNESDAY, **wanted))


def test_an_accessible_desk_waits_until_the_evening_before_for_those_who_need_it(larga):
    desk = desks_of(larga)[0]
    with pytest.raises(Refused) as refused:
        make_booking(make_user(), desk, WEDNESDAY)
    assert refused.value.codes == [Refusal.KEPT_FOR_NEEDS]
    assert dict(refused.value.reasons[0].facts) == {
        "desk": "0A-01", "hour": time(18), "day": TUESDAY, "needs": ["accessible"],
    }  # fmt: skip
    with clock.frozen(clock.at(TUESDAY, time(17, 59))), pytest.raises(Refused):
        make_booking(make_user(), desk, WEDNESDAY)
    with clock.frozen(clock.at(TUESDAY, time(18))):
        make_booking(make_user(), desk, WEDNESDAY)
    assert problems() == []


def test_whoever_needs_it_books_it_whenever_they_like(larga):
    make_booking(who_needs_it(), desks_of(larga)[0], WEDNESDAY)
    # They may take any other desk just as well.
    make_booking(who_needs_it(), desks_of(larga)[1], WEDNESDAY)


def test_whoever_does_not_need_it_any_more_is_like_anybody_else(larga):
    user = who_needs_it()
    profiles.tell_needs([], by=actor(user))
    with pytest.raises(Refused):
        make_booking(user, desks_of(larga)[0], WEDNESDAY)


def test_whoever_sits_at_an_accessible_desk_may_change_to_another(larga):
    sile = make_workplace("SILE", desks=1)
    user = make_user()
    desk, other = desks_of(larga)[0], desks_of(sile)[0]
    with clock.frozen(clock.at(MONDAY, time(18))):
        held = make_booking(user, desk, TUESDAY)
        make_accessible(other)
        bookings.change_booking(held, other.id, WEDNESDAY, Part.DAY, by=actor(user))
    assert problems() == []


def test_each_is_offered_a_desk_that_they_may_have(larga):
    assert seen_by(who_needs_it()).proposal.desk.is_accessible
    for desk in desks_of(larga)[1:]:
        assert not seen_by(make_user()).proposal.desk.is_accessible
        make_booking(make_user(), desk, WEDNESDAY)
    home = seen_by(make_user())
    assert home.proposal is None
    assert seen_by(who_needs_it()).proposal.desk.is_accessible
    with clock.frozen(clock.at(TUESDAY, time(18))):
        assert seen_by(make_user()).proposal.desk.is_accessible


def test_a_workplace_whose_last_desks_wait_is_passed_over_and_says_until_when(larga):
    sile = make_workplace("SILE", desks=1)
    for desk in desks_of(larga)[1:]:
        make_booking(make_user(), desk, WEDNESDAY)
    home = seen_by(make_user(), workplace="LARGA")
    assert home.proposal.workplace.id == sile.id
    assert home.waiting == {larga.id}
    assert home.waits_until.isoformat() == "2026-03-03T18:00:00"


def test_whoever_needs_an_accessible_desk_gets_one_rather_than_their_usual_one(larga):
    user = make_user()
    with clock.frozen(clock.at(date(2026, 2, 27), time(9))):
        make_booking(user, desks_of(larga)[1], MONDAY)
    profiles.tell_needs([Need.ACCESSIBLE], by=actor(user))
    assert seen_by(user).proposal.desk.is_accessible


def test_an_accessible_need_is_nobody_elses_business(larga):
    user = who_needs_it()
    assert needs(user) == "accessible"
    lines = db.session.scalars(sa.select(AuditLine).where(AuditLine.subject_id == user.id)).all()
    assert [(line.action, line.before, line.after) for line in lines] == [
        ("tell_needs", None, None)
    ]
    assert SYSTEM.desk_needs == frozenset()
