import pytest

from app.booking.rules.moves import MoveCause
from app.booking.rules.places import CapFacts, ClosureFacts, OutageFacts
from app.booking.rules.relocation import Vacancies, assign, by_goal, extra_minutes, in_turn
from app.core.half import Half, Part
from tests.support.facts import desk_facts
from tests.support.relocation import (
    CENTRE,
    DURANDO,
    ENEL,
    LARGA,
    SILE,
    TUESDAY,
    WEDNESDAY,
    affected,
    closed_larga,
    place,
    taken,
    town,
)


def where(everybody, known, *others, cause=MoveCause.CLOSURE, **limits):
    """Return the desk that each booking gets."""
    plans = assign(everybody, taken(everybody, known, *others, **limits), known, cause)
    return {plan.affected.booking_id: plan.desk and plan.desk.id for plan in plans}


def test_accessible_needs_come_first_then_whoever_booked_first_day_by_day():
    everybody = [
        affected(3, 11, WEDNESDAY),
        affected(5, 12),
        affected(4, 13),
        affected(9, 14, needs=["accessible"]),
    ]
    assert [one.booking_id for one in in_turn(everybody)] == [9, 4, 5, 3]


@pytest.mark.parametrize(("who", "goal"), [
    ({}, 21),
    ({"area_code": "20122"}, 21),
    ({"area_code": "20162"}, 31),
    ({"area_code": "20122", "workplace_order": (DURANDO,)}, 31),
    ({"workplace_order": (LARGA, DURANDO)}, 31),
    ({"area_code": "unknown"}, 21),
])  # fmt: skip
def test_the_nearest_workplace_is_tried_first_unless_the_person_has_an_order(who, goal):
    known = town(closed_larga(), place(SILE, [21]), place(DURANDO, [31]))
    assert where([affected(1, 11, **who)], known) == {1: goal}


def test_somebody_at_a_workplace_that_is_no_longer_lent_goes_somewhere_too():
    known = town(place(DURANDO, [31]), place(SILE, [21]))
    [plan] = assign([affected(1, 11)], Vacancies(), known, MoveCause.CLOSURE)
    assert (plan.desk.id, plan.between, plan.extra_minutes) == (21, None, 0), "by name"


@pytest.mark.parametrize(("held", "offered", "goal"), [
    # The same things first.
    (["monitor", "dock"], {21: ["monitor"], 22: ["dock", "monitor"]}, 22),
    # Then most of them.
    (["monitor", "dock", "quiet"], {21: ["dock"], 22: ["monitor", "quiet"]}, 22),
    # What was not there is not missed.
    ([], {21: ["monitor"], 22: []}, 21),
    # A desk without any of it is better than none.
    (["window"], {21: []}, 21),
])  # fmt: skip
def test_the_desk_that_keeps_most_is_given(held, offered, goal):
    larga = closed_larga(desk_facts(11, equipment=held))
    sile = place(SILE, [desk_facts(id, equipment=equipment) for id, equipment in offered.items()])
    assert where([affected(1, 11)], town(larga, sile)) == {1: goal}


def test_an_accessible_need_is_never_given_up():
    durando = place(DURANDO, [desk_facts(31, is_accessible=True)])
    known = town(closed_larga(), place(SILE, [21]), durando)
    everybody = [affected(1, 11), affected(2, 12, needs=["accessible"]),
                 affected(3, 13, needs=["accessible"])]  # fmt: skip
    assert where(everybody, known) == {2: 31, 3: None, 1: 21}


def test_accessible_desks_are_left_to_those_who_need_them_as_long_as_others_are_free():
    sile = place(SILE, [desk_facts(21, is_accessible=True), desk_facts(22)])
    known = town(closed_larga(), sile)
    assert where([affected(1, 11), affected(2, 12)], known) == {1: 22, 2: 21}


def test_accessible_desks_that_still_wait_are_for_those_who_need_them_alone():
    sile = place(SILE, [desk_facts(n, is_accessible=True) for n in (21, 22)])
    known = town(closed_larga(), sile, place(DURANDO, [31]))
    everybody = [affected(1, 11), affected(2, 12, needs=["accessible"])]
    assert where(everybody, known) == {2: 21, 1: 22}
    assert where(everybody, known, kept_on=frozenset({TUESDAY})) == {2: 21, 1: 31}
    assert where(everybody, known, kept_on=frozenset({WEDNESDAY})) == {2: 21, 1: 22}


def test_a_desk_must_be_free_for_the_whole_part():
    known = town(closed_larga(), place(SILE, [21, 22]), place(DURANDO, [31]))
    others = [(21, TUESDAY, Half.PM), (22, TUESDAY, Half.AM)]
    everybody = [affected(1, 11), affected(2, 12, part=Part.AM)]
    assert where(everybody, known, *others) == {1: 31, 2: 21}


def test_a_morning_and_an_afternoon_may_share_a_desk():
    known = town(closed_larga(), place(SILE, [21]))
    everybody = [affected(1, 11, part=Part.AM), affected(2, 12, part=Part.PM)]
    assert where(everybody, known) == {1: 21, 2: 21}


def test_nobody_goes_over_a_cap_into_a_closed_workplace_or_to_a_broken_desk():
    sile = place(SILE, [21, 22], caps=(CapFacts(50, None, TUESDAY, None),))
    durando = place(DURANDO, [31, 32, 33], outages=(OutageFacts(31, TUESDAY, None, "Gamba rotta"),))
    everybody = [affected(n, 10 + n) for n in range(1, 5)]
    known = town(closed_larga(11, 12, 13, 14), sile, durando)
    assert where(everybody, known) == {1: 21, 2: 32, 3: 33, 4: None}
    shut = ClosureFacts(TUESDAY, Half.PM, TUESDAY, Half.PM, "Sciopero")
    known = town(closed_larga(11, 12), sile, place(DURANDO, [31], closures=(shut,)))
    everybody = [affected(1, 11), affected(2, 12), affected(3, 13, part=Part.AM)]
    assert where(everybody, known) == {1: 21, 2: None, 3: 31}


def test_a_workplace_that_is_skipped_takes_nobody():
    known = town(closed_larga(), place(ENEL, [41]))
    everybody = [affected(1, 11)]
    assert where(everybody, known, skipped=frozenset({ENEL})) == {1: None}
    assert where(everybody, known) == {1: 41}


def broken_larga(*desks, **more):
    outages = tuple(OutageFacts(id, TUESDAY, None, "Gamba rotta") for id in (11, 12))
    return place(LARGA, desks, outages=outages, **more)


def test_a_broken_desk_leads_to_another_in_the_same_building_first():
    known = town(broken_larga(11, 12, 13, 14), place(SILE, [21]))
    everybody = [affected(1, 11, area_code="20162"), affected(2, 12, workplace_order=(SILE,))]
    assert where(everybody, known, cause=MoveCause.DESK) == {1: 13, 2: 14}
    [plan] = assign([everybody[0]], Vacancies(), known, MoveCause.DESK)
    assert plan.extra_minutes == 0


def test_under_a_cap_whoever_has_not_left_yet_still_counts():
    cap = (CapFacts(None, 2, TUESDAY, None),)
    known = town(broken_larga(11, 12, 13, 14, 15, caps=cap), place(SILE, [21]))
    others = [(13, TUESDAY, Half.AM)]
    everybody = [affected(1, 11), affected(2, 12)]
    # Three are taken in the morning where two may be: the first leaves, then the second may stay.
    assert where(everybody, known, *others, cause=MoveCause.DESK) == {1: 21, 2: 14}


def test_whoever_finds_no_place_still_takes_theirs():
    cap = (CapFacts(None, 1, TUESDAY, None),)
    known = town(broken_larga(11, 12, 13, caps=cap))
    everybody = [affected(1, 11), affected(2, 12)]
    assert where(everybody, known, cause=MoveCause.DESK) == {1: None, 2: None}


@pytest.mark.parametrize(("area", "old", "new", "minutes"), [
    # Sile is a kilometre from Larga: 15 minutes on foot, half a kilometre is the least told.
    (CENTRE, LARGA, SILE, 15 - 5),
    (CENTRE, SILE, LARGA, 5 - 15),
    # Durando is five kilometres away: by bike, 25 minutes instead of 5.
    (CENTRE, LARGA, DURANDO, 25 - 5),
    (CENTRE, SILE, SILE, 0),
    # No area is known: the way between the two, which people walk or ride.
    (None, LARGA, SILE, 15),
    (None, LARGA, DURANDO, 25),
])  # fmt: skip
def test_how_much_longer_the_way_is(area, old, new, minutes):
    assert extra_minutes(area, place(old, []), place(new, [])) == minutes


def test_the_plans_stand_by_workplace_the_nearest_first_those_without_a_place_last():
    known = town(closed_larga(), place(DURANDO, [31]), place(SILE, [21]))
    everybody = [affected(1, 11, area_code="20162"), affected(2, 12), affected(3, 13)]
    planned = assign(everybody, taken(everybody, known), known, MoveCause.CLOSURE)
    groups = by_goal([planned[2], *planned[:2]])
    assert [(key, [p.affected.booking_id for p in plans]) for key, plans in groups.items()] == [
        (SILE, [2]), (DURANDO, [1]), (None, [3]),
    ]  # fmt: skip
    assert by_goal([]) == {}


def test_another_need_is_kept_where_it_can_be_and_its_desks_are_left_to_who_has_it():
    quiet = desk_facts(21, equipment=["quiet"], kept_for={"quiet"})
    sile = place(SILE, [quiet, desk_facts(22)])
    known = town(closed_larga(), sile)
    everybody = [affected(1, 11), affected(2, 12, needs=["quiet"])]
    assert where(everybody, known) == {1: 22, 2: 21}
    waits = {"kept_on": frozenset({TUESDAY})}
    assert where([*everybody, affected(3, 13)], known, **waits) == {1: 22, 2: 21, 3: None}
    # Without such a desk any other is better than none.
    assert where([everybody[1]], town(closed_larga(), place(SILE, [23]))) == {2: 23}
