from dataclasses import replace
from datetime import date, time

import pytest

from app.auth.actors import SYSTEM
from app.booking.queries.home import home_facts
from app.booking.queries.places import places
from app.booking.queries.proposal import Wanted
from app.booking.rules.policies import PolicyName
from app.booking.rules.refusals import Refusal
from app.booking.services import limits
from app.core import clock
from app.core.half import Half, Part
from tests.support.counting import counted
from tests.support.factories import (
    actor,
    desks_of,
    make_booking,
    make_user,
    make_workplace,
)
from tests.support.town import (
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    fill,
    make_neighbour,
    make_town,
)


@pytest.fixture
def town(app):
    return make_town()


@pytest.fixture
def user(town):
    return make_neighbour()


@pytest.fixture
def sofia(user):
    return replace(actor(user), area_code="20162")


def facts(by, **wanted):
    return home_facts(by, places(), Wanted(**wanted))


def test_the_strip_counts_the_proposed_workplace_day_by_day(town, sofia):
    fill(town[0], WEDNESDAY, Part.AM, but=1)
    found = facts(sofia)
    assert found.days_at.code == "DURANDO"
    assert len(found.days) == 10
    counts = {one.day: one.counts for one in found.days}
    assert (counts[TUESDAY].am.free, counts[TUESDAY].pm.free) == (4, 4)
    assert (counts[WEDNESDAY].am.free, counts[WEDNESDAY].pm.free) == (1, 4)


def test_desks_that_are_half_taken_are_not_counted_for_a_whole_day(town, sofia):
    desks = desks_of(town[0])
    make_booking(make_user(), desks[0], TUESDAY, Part.AM)
    make_booking(make_user(), desks[1], TUESDAY, Part.PM)
    make_booking(make_user(), desks[2], TUESDAY, Part.AM)
    make_booking(make_user(), desks[2], TUESDAY, Part.PM)
    free = {part: facts(sofia, part=part).sites[0].free for part in Part}
    assert free == {Part.DAY: 1, Part.AM: 2, Part.PM: 2}


def test_a_broken_desk_that_somebody_still_holds_is_counted_once(town, sofia):
    desk = desks_of(town[0])[0]
    make_booking(make_user(), desk, TUESDAY)
    limits.put_out_of_order(desk, MONDAY, None, "Lampada rotta", by=SYSTEM)
    assert facts(sofia).sites[0].counts.whole == 3


def test_when_all_desks_are_half_taken_the_page_still_asks_as_often(town, sofia):
    """Mornings of some desks, afternoons of the others: room everywhere, no whole day."""
    known = places()
    home_facts(sofia, known, Wanted())
    with counted() as few:
        home_facts(sofia, known, Wanted())
    for workplace in town:
        for n, desk in enumerate(desks_of(workplace)):
            make_booking(make_user(), desk, TUESDAY, Part.AM if n % 2 else Part.PM)
    with counted() as many:
        found = home_facts(sofia, known, Wanted())
    assert found.proposal is None
    assert [site.free for site in found.sites] == [0, 0, 0]
    assert facts(sofia, part=Part.AM).proposal is not None
    assert len(many) <= len(few) <= 4


def test_the_next_free_day_is_one_on_which_the_person_has_nothing(town, user, sofia):
    for workplace in town:
        fill(workplace, TUESDAY)
    make_booking(user, desks_of(town[0])[0], WEDNESDAY)
    assert facts(sofia).next_free_day == date(2026, 3, 5)


def test_the_next_free_day_is_free_for_the_same_part(town, sofia):
    for workplace in town:
        fill(workplace, TUESDAY, Part.AM)
        fill(workplace, WEDNESDAY, Part.AM)
    assert facts(sofia, part=Part.AM).next_free_day == date(2026, 3, 5)


def test_without_any_free_day_none_is_promised(town, sofia):
    for workplace in town:
        limits.set_cap(workplace, from_day=MONDAY, number=0, by=SYSTEM)
    found = facts(sofia)
    assert (found.proposal, found.next_free_day) == (None, None)


def test_full_ones_before_the_proposed_are_named_in_order(town, sofia):
    fill(town[0], TUESDAY)
    fill(town[1], TUESDAY)
    found = facts(sofia)
    assert [site.workplace.code for site in found.full_before] == ["DURANDO", "PADOVA"]
    assert found.proposal.workplace.code == "LARGA"
    assert found.proposal.is_nearest


def test_a_workplace_asked_for_is_not_called_the_nearest(sofia):
    found = facts(sofia, workplace="LARGA")
    assert found.proposal.workplace.code == "LARGA"
    assert not found.proposal.is_nearest
    assert found.asked.workplace.code == "LARGA"
    assert facts(sofia, workplace="NOWHERE").asked is None


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2026, 2, 27), Refusal.DAY_PAST),
        (date(2026, 3, 7), Refusal.NOT_A_WORKING_DAY),
        (date(2026, 3, 31), Refusal.TOO_FAR_AHEAD),
    ],
)
def test_a_wrong_day_says_why_or_gives_way_to_the_next(sofia, day, code):
    found = facts(sofia, day=day)
    assert [reason.code for reason in found.day_reasons] == [code]
    assert (found.day, found.proposal) == (day, None)
    found = facts(sofia, day=day, falls_back=True)
    assert (found.day, found.day_reasons) == (TUESDAY, [])
    assert found.proposal is not None


def test_today_a_workplace_that_has_closed_for_the_day_is_passed_over(town, sofia):
    make_workplace("SILE", latitude=45.518, longitude=9.198, midday=time(12), closes=time(16))
    with clock.frozen(clock.at(MONDAY, time(16, 30))):
        found = facts(sofia, day=MONDAY)
        assert found.part is Part.PM
        assert found.sites[0].workplace.code == "SILE"
        assert not found.sites[0].is_bookable
        assert found.proposal.workplace.code == "DURANDO"


@pytest.mark.parametrize(
    ("moment", "can"),
    [
        (clock.at(MONDAY, time(17, 59)), True),
        (clock.at(MONDAY, time(18)), False),
        (clock.at(date(2026, 3, 7), time(10)), False),
    ],
)
def test_today_is_offered_until_the_house_rules_say_stop(sofia, moment, can):
    with clock.frozen(moment):
        assert facts(sofia).can_book_today is can


def test_the_week_shows_what_the_person_holds(town, user, sofia):
    booking = make_booking(user, desks_of(town[0])[0], WEDNESDAY, Part.PM)
    week = facts(sofia).week
    assert [one.day.day for one in week] == [2, 3, 4, 5, 6]
    assert [b.id for b in week[2][2]] == [booking]
    assert facts(sofia, day=WEDNESDAY).halves_left == (Half.AM,)


def test_too_many_bookings_are_counted_from_today_on(town, user, sofia):
    limits.set_policy(PolicyName.OPEN_BOOKINGS, "2", MONDAY, by=SYSTEM)
    with clock.frozen(clock.at(date(2026, 2, 26), time(9))):
        make_booking(user, desks_of(town[0])[0], date(2026, 2, 27))
    make_booking(user, desks_of(town[0])[0], MONDAY)
    found = facts(sofia)
    assert (found.open_bookings, found.may_open, found.has_too_many) == (1, 2, False)
    make_booking(user, desks_of(town[0])[0], WEDNESDAY)
    assert facts(sofia).has_too_many


def test_a_workplace_without_desks_is_not_offered_yet(app):
    make_workplace("LARGA", desks=0)
    sile = make_workplace("SILE")
    home = home_facts(actor(make_user()), places(), Wanted())
    assert [site.workplace.id for site in home.sites] == [sile.id]
