"""What a group hears that finds no desks, and what is possible for it."""

from datetime import date, time

import pytest

from app.auth.actors import SYSTEM
from app.booking.queries.places import places
from app.booking.queries.spots import instead_for
from app.booking.rules.dated import DrawFacts
from app.booking.rules.groups import GroupRefusal
from app.booking.rules.policies import PolicyName
from app.booking.rules.refusals import Refusal
from app.booking.services import limits
from app.booking.services.fairness import set_draw
from app.booking.services.groups import call_group
from app.booking.services.limits import set_policy
from app.booking.services.waiting import wait_for
from app.core import clock
from app.core.errors import Refused
from app.core.half import Part
from tests.support.counting import counted
from tests.support.factories import actor, desks_of, make_booking, make_user
from tests.support.town import MONDAY, TUESDAY, WEDNESDAY, fill, make_town

THURSDAY, FRIDAY = date(2026, 3, 5), date(2026, 3, 6)


@pytest.fixture
def town(app):
    return make_town(desks=3)


@pytest.fixture
def anna(app):
    return make_user(given_name="Anna", surname="Rossi", locale="en")


@pytest.fixture
def colleagues(app):
    return [make_user() for _n in range(2)]


def refused(anna, colleagues, place, day=TUESDAY, part=Part.DAY):
    with pytest.raises(Refused) as refusal:
        call_group([one.id for one in colleagues], place.id, day, part, by=actor(anna))
    return refusal.value.reasons


def instead(anna, number=3, day=TUESDAY, part=Part.DAY):
    return instead_for(actor(anna), number, day, part, places())


def test_where_all_is_taken_a_group_hears_of_desks_not_of_one_persons_wish(town, anna, colleagues):
    fill(town[0], TUESDAY)
    (reason,) = refused(anna, colleagues, town[0])
    assert reason.code is GroupRefusal.NO_DESK_LEFT
    assert reason.facts == {"workplace": "Uffici di via Durando"}


def test_where_too_few_are_left_it_hears_how_many(town, anna, colleagues):
    fill(town[0], TUESDAY, but=2)
    (reason,) = refused(anna, colleagues, town[0])
    assert reason.code is GroupRefusal.NOT_ENOUGH_DESKS
    assert reason.facts == {"workplace": "Uffici di via Durando", "free": 2, "people": 3}


def test_what_a_limit_leaves_is_what_it_hears(town, anna, colleagues):
    limits.set_cap(town[0], from_day=MONDAY, number=1, by=SYSTEM)
    assert refused(anna, colleagues, town[0])[0].facts["free"] == 1
    fill(town[0], TUESDAY, but=2)
    assert refused(anna, colleagues, town[0])[0].code is GroupRefusal.NO_DESK_LEFT


def test_what_stands_against_its_organizer_is_told_as_before(town, anna, colleagues):
    set_draw(town[0].id, DrawFacts("", 1, time(12), MONDAY), by=SYSTEM)
    assert refused(anna, colleagues, town[0])[0].code is Refusal.TO_BE_DRAWN
    make_booking(anna, desks_of(town[1])[0], WEDNESDAY)
    fill(town[2], WEDNESDAY)
    assert refused(anna, colleagues, town[2], WEDNESDAY)[0].code is Refusal.ALREADY_BOOKED


def test_a_smaller_group_is_told_where_most_desks_are(town, anna):
    fill(town[0], TUESDAY)
    fill(town[1], TUESDAY, but=2)
    fill(town[2], TUESDAY, but=1)
    found = instead(anna)
    assert (found.most, found.workplace.code) == (2, "PADOVA")


def test_where_nothing_is_left_no_smaller_group_is_promised(town, anna):
    for place in town:
        fill(place, TUESDAY)
    found = instead(anna)
    assert (found.most, found.workplace, found.parts) == (0, None, ())
    assert found.day == WEDNESDAY


def test_half_the_day_is_told_where_all_would_have_a_desk(town, anna):
    for place in town:
        fill(place, TUESDAY, Part.AM)
    assert instead(anna).parts == (Part.PM,)
    assert instead(anna, part=Part.AM).parts == ()
    with clock.frozen(clock.at(TUESDAY, time(15))):
        assert instead(anna).parts == (), "it has begun"


def test_the_next_day_is_one_on_which_all_fit_and_the_organizer_has_no_desk(town, anna):
    for place in town:
        fill(place, TUESDAY)
        fill(place, WEDNESDAY, but=2)
    assert instead(anna).day == THURSDAY
    make_booking(anna, desks_of(town[0])[0], THURSDAY)
    assert instead(anna).day == FRIDAY
    assert instead(anna, number=9).day is None


def test_desks_to_be_drawn_or_waited_for_are_promised_to_no_group(town, anna):
    for place in town[1:]:
        limits.set_cap(place, from_day=MONDAY, number=0, by=SYSTEM)
    set_draw(town[0].id, DrawFacts("2", 1, time(12), MONDAY), by=SYSTEM)
    found = instead(anna)
    assert (found.most, found.day) == (0, WEDNESDAY)
    # Somebody stands in the line of Wednesday, and a desk frees.
    set_draw(town[0].id, DrawFacts("3", 1, time(12), MONDAY), by=SYSTEM)
    wait_for(town[0].id, WEDNESDAY, Part.DAY, by=actor(make_user()))
    with clock.frozen(clock.at(TUESDAY, time(12))):
        assert instead(anna, day=WEDNESDAY).most == 0


def test_beyond_the_days_that_can_be_booked_nothing_is_promised(town, anna):
    set_policy(PolicyName.DAYS_AHEAD, "2", MONDAY, by=SYSTEM)
    for place in town:
        fill(place, TUESDAY)
    assert instead(anna).day == WEDNESDAY
    for place in town:
        fill(place, WEDNESDAY)
    assert instead(anna).day is None


def test_what_is_possible_is_asked_in_as_many_queries_for_many_desks(town, anna):
    by, known = actor(anna), places()
    with counted() as few:
        instead_for(by, 3, TUESDAY, Part.DAY, known)
    for place in town:
        fill(place, TUESDAY)
        fill(place, WEDNESDAY)
    known = places()
    with counted() as many:
        instead_for(by, 3, TUESDAY, Part.DAY, known)
    assert len(many) == len(few) == 3
