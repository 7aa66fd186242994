from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.auth.actors import Actor
from app.booking.models import Booking, BookingState, UsualDay
from app.booking.queries.bookings import held_since
from app.booking.queries.checks import problems
from app.booking.queries.habits import favourites_of, habits_of
from app.booking.queries.home import home_facts
from app.booking.queries.places import places
from app.booking.queries.proposal import Wanted
from app.booking.rules.habits import MOST_FAVOURITES
from app.booking.services import habits as service
from app.booking.services.bookings import cancel_booking
from app.booking.services.habits import (
    add_favourite,
    book_usual_week,
    remove_favourite,
    set_usual_week,
    tell_wishes,
)
from app.booking.services.waiting import wait_for
from app.core import clock
from app.core.db import connection, db, transaction
from app.core.errors import Reason, Refused
from app.core.half import Part
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace
from tests.support.town import fill

TUESDAY, THURSDAY = date(2026, 3, 3), date(2026, 3, 5)
NEXT = date(2026, 3, 9)
NEXT_TUESDAY, NEXT_THURSDAY = date(2026, 3, 10), date(2026, 3, 12)


@pytest.fixture
def larga(app):
    return make_workplace(desks=4)


@pytest.fixture
def sofia(app):
    return make_user()


def proposed(user, day=TUESDAY, wished=()):
    by = Actor(id=user.id, full_name="", wished_equipment=frozenset(wished))
    return home_facts(by, places(), Wanted(day=day)).proposal.desk.id


def held(user):
    rows = connection().execute(
        sa.select(Booking.day, Booking.part, Booking.desk_id)
        .where(Booking.user_id == user.id, Booking.state == BookingState.ACTIVE)
        .order_by(Booking.day, Booking.part)
    )
    return [tuple(row) for row in rows]


def test_a_favourite_is_proposed_before_the_usual_desk_and_the_latest_first(larga, sofia):
    usual, old, new, _other = desks_of(larga)
    with clock.frozen(clock.now() - timedelta(days=7)):
        make_booking(sofia, usual, date(2026, 2, 24))
    assert proposed(sofia) == usual.id
    add_favourite(old.id, by=actor(sofia))
    assert proposed(sofia) == old.id
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        add_favourite(new.id, by=actor(sofia))
    assert proposed(sofia) == new.id
    make_booking(make_user(), new, TUESDAY)
    assert proposed(sofia) == old.id
    remove_favourite(new.id, by=actor(sofia))
    remove_favourite(old.id, by=actor(sofia))
    assert proposed(sofia) == usual.id


def test_whoever_sits_there_in_the_other_half_stays_though_a_favourite_is_free(larga, sofia):
    first, second, *_rest = desks_of(larga)
    make_booking(sofia, first, TUESDAY, Part.AM)
    add_favourite(second.id, by=actor(sofia))
    assert proposed(sofia) == first.id


def test_a_favourite_is_one_however_often_it_is_added(larga, sofia):
    desk = desks_of(larga)[0].id
    add_favourite(desk, by=actor(sofia))
    add_favourite(desk, by=actor(sofia))
    assert favourites_of(sofia.id) == [desk]


def test_there_are_so_many_favourites_and_no_more(app, sofia):
    desks = desks_of(make_workplace(desks=MOST_FAVOURITES + 1))
    for desk in desks[:-1]:
        add_favourite(desk.id, by=actor(sofia))
    with pytest.raises(Refused) as refused:
        add_favourite(desks[-1].id, by=actor(sofia))
    assert refused.value.codes == ["too_many_favourites"]
    add_favourite(desks[0].id, by=actor(sofia))
    assert len(favourites_of(sofia.id)) == MOST_FAVOURITES


def test_a_desk_that_is_not_lent_is_nobodys_favourite(larga, sofia):
    with pytest.raises(Refused) as refused:
        add_favourite(9999, by=actor(sofia))
    assert refused.value.codes == ["desk_gone"]


def test_of_what_a_person_likes_more_comes_first(larga, sofia):
    bare, window, both, _monitor = desks_of(larga)
    with transaction():
        for desk, equipment in ((bare, ""), (window, "window"), (both, "window|quiet")):
            db.session.merge(desk).equipment = equipment
        db.session.merge(desks_of(larga)[3]).equipment = "monitor|dock|window"
    places_of = {code: proposed(sofia, wished=code) for code in [("quiet",), ("quiet", "dock")]}
    assert places_of[("quiet",)] == both.id
    assert proposed(sofia, wished=("window", "dock")) == desks_of(larga)[3].id


def test_only_what_a_desk_can_have_is_wished_for(larga, sofia):
    tell_wishes(["quiet", "window"], by=actor(sofia))
    db.session.refresh(sofia)
    assert sofia.wished_equipment == "window|quiet"
    with pytest.raises(ValueError, match="a sofa"):
        tell_wishes(["a sofa"], by=actor(sofia))
    tell_wishes([], by=actor(sofia))
    db.session.refresh(sofia)
    assert sofia.wished_equipment == ""


def test_a_usual_week_is_booked_once_on_the_desks_that_home_proposes(larga, sofia):
    set_usual_week({2: Part.DAY, 4: Part.AM}, by=actor(sofia))
    favourite = desks_of(larga)[2].id
    add_favourite(favourite, by=actor(sofia))
    assert book_usual_week(NEXT, by=actor(sofia)) == 2
    assert book_usual_week(NEXT, by=actor(sofia)) == 0
    assert held(sofia) == [
        (NEXT_TUESDAY, Part.DAY, favourite),
        (NEXT_THURSDAY, Part.AM, favourite),
    ]
    assert problems() == []


def test_only_what_is_missing_of_the_usual_week_is_booked(larga, sofia):
    set_usual_week({2: Part.DAY, 4: Part.AM}, by=actor(sofia))
    first = desks_of(larga)[0]
    make_booking(sofia, first, NEXT_TUESDAY, Part.AM)
    make_booking(sofia, first, NEXT_THURSDAY, Part.PM)
    assert book_usual_week(NEXT, by=actor(sofia)) == 2
    assert [(day, part) for day, part, _desk in held(sofia)] == [
        (NEXT_TUESDAY, Part.AM),
        (NEXT_TUESDAY, Part.PM),
        (NEXT_THURSDAY, Part.AM),
        (NEXT_THURSDAY, Part.PM),
    ]


def test_a_day_that_cannot_be_had_does_not_stop_the_rest_of_the_week(larga, sofia):
    set_usual_week({2: Part.DAY, 4: Part.DAY}, by=actor(sofia))
    fill(larga, NEXT_TUESDAY)
    assert book_usual_week(NEXT, by=actor(sofia)) == 1
    assert [day for day, *_rest in held(sofia)] == [NEXT_THURSDAY]
    assert book_usual_week(date(2026, 6, 1), by=actor(sofia)) == 0


def test_where_what_is_free_is_for_those_who_wait_the_usual_week_goes_elsewhere(larga, sofia):
    set_usual_week({2: Part.DAY}, by=actor(sofia))
    fill(larga, NEXT_TUESDAY, but=1)
    anna = make_user()
    booking = make_booking(anna, desks_of(larga)[3], NEXT_TUESDAY)
    wait_for(larga.id, NEXT_TUESDAY, Part.DAY, by=actor(make_user()))
    cancel_booking(booking, by=actor(anna))
    assert book_usual_week(NEXT, by=actor(sofia)) == 0
    far = make_workplace("SILE", desks=1, latitude=45.6)
    assert proposed(sofia, NEXT_TUESDAY) == desks_of(larga)[3].id
    assert book_usual_week(NEXT, by=actor(sofia)) == 1
    assert held(sofia) == [(NEXT_TUESDAY, Part.DAY, desks_of(far)[0].id)]


def test_a_desk_that_others_take_at_the_last_moment_leaves_the_day_after_a_few_tries(
    larga, sofia, monkeypatch
):
    def taken(*_words, **_more):
        raise Refused([Reason("desk_taken")])

    set_usual_week({2: Part.DAY}, by=actor(sofia))
    # Opens the window between looking and taking.
    monkeypatch.setattr(service, "book_desk", taken)
    assert book_usual_week(NEXT, by=actor(sofia)) == 0


def test_a_usual_week_is_written_anew_as_a_whole(larga, sofia):
    set_usual_week({2: Part.DAY, 4: Part.AM}, by=actor(sofia))
    set_usual_week({1: Part.PM}, by=actor(sofia))
    assert dict(habits_of(sofia.id, TUESDAY).usual_days) == {1: Part.PM}
    set_usual_week({}, by=actor(sofia))
    assert connection().scalar(sa.select(sa.func.count()).select_from(UsualDay)) == 0


def test_habits_are_read_with_the_desks_that_are_held_and_nobody_elses(larga, sofia):
    luca = make_user()
    set_usual_week({2: Part.DAY}, by=actor(luca))
    add_favourite(desks_of(larga)[0].id, by=actor(luca))
    make_booking(luca, desks_of(larga)[0], TUESDAY)
    make_booking(sofia, desks_of(larga)[1], THURSDAY, Part.PM)
    make_booking(sofia, desks_of(larga)[1], THURSDAY, Part.AM)
    habits = habits_of(sofia.id, TUESDAY)
    assert (habits.favourites, dict(habits.usual_days)) == ((), {})
    assert habits.held == held_since(sofia.id, TUESDAY)
    assert [one.part for one in habits.held] == [Part.AM, Part.PM]
