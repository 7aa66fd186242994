"""Small cities whose replays can be followed with a finger."""

from collections import Counter
from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.booking.rules.places import (
    AreaFacts,
    CapFacts,
    ClosureFacts,
    DeskFacts,
    Owner,
    RoomFacts,
    WorkplaceFacts,
)
from app.core.half import Half, Part
from app.occupancy.rules.changes import Change, What, World, with_ninth
from app.occupancy.rules.simulator import Demand, halves_lent, replay, share, surplus

MONDAY, FRIDAY, SATURDAY = date(2026, 3, 2), date(2026, 3, 6), date(2026, 3, 7)
NORTH, SOUTH = 1, 2
NEAR_KM = 5


def area(code, latitude):
    return AreaFacts(code, "Milano", is_district=False, is_in_city=True,
                     latitude=latitude, longitude=9.19)  # fmt: skip


# A tenth of a degree of latitude is 11.1 km: N lies at the northern workplace, S at the
# southern one, M between them, 5.56 km from each and so near neither.
AREAS = {"N": area("N", 45.5), "M": area("M", 45.45), "S": area("S", 45.4)}


def workplace(number, name, latitude, desks, **more):
    room = RoomFacts(
        number, 0, "0A",
        tuple(DeskFacts(number * 100 + n, f"{name}-{n}", str(n), number, 0, 0, (), False)
              for n in range(desks)),
    )  # fmt: skip
    return WorkplaceFacts(
        id=number, code=name.upper(), name=name, address="", postal_code="", latitude=latitude,
        longitude=9.19, owner=Owner.MUNICIPAL, is_cooled=False, opens=time(8),
        midday=time(13, 30), closes=time(19), guest_note="", rooms=(room,), **more,
    )  # fmt: skip


def city(north=2, south=3, *changes, **more):
    places = (
        workplace(NORTH, "north", 45.5, north, **more),
        workplace(SOUTH, "south", 45.4, south),
    )
    return World(places, changes)


def wish(code="N", people=1, part=Part.DAY, day=MONDAY, own=()):
    return Demand(day, part, code, own, people)


def at(world, *demand):
    return [placed.at for placed in replay(world, AREAS, demand, NEAR_KM)]


def test_everybody_takes_the_nearest_desk_while_there_is_one():
    # Two desks in the north for two from there, three in the south for one.
    assert at(city(), wish("N", 2), wish("S", 1)) == [{NORTH: 2}, {SOUTH: 1}]


def test_whoever_finds_the_nearest_one_full_goes_on_to_the_next():
    # Four from the north: two there, two in the south; nobody is refused.
    placed = replay(city(), AREAS, [wish("N", 4)], NEAR_KM)[0]
    assert (placed.at, placed.refused, placed.near) == ({NORTH: 2, SOUTH: 2}, 0, 2)


def test_whoever_finds_no_desk_anywhere_is_refused():
    # Five desks in all for seven people.
    placed = replay(city(), AREAS, [wish("N", 7)], NEAR_KM)[0]
    assert (placed.served, placed.refused) == (5, 2)


def test_a_persons_own_order_comes_before_distance():
    assert at(city(), wish("N", 1, own=(SOUTH, NORTH))) == [{SOUTH: 1}]


def test_without_an_area_workplaces_come_by_name_and_no_way_is_counted():
    placed = replay(city(), AREAS, [wish("", 3)], NEAR_KM)[0]
    assert placed.at == {NORTH: 2, SOUTH: 1}
    assert (placed.minutes, placed.km, placed.near) == (0, 0, 0)


def test_desks_wanted_by_more_people_are_shared_in_proportion():
    # Six want the north's two desks, four from N and two from M who put it first: 2 x 4/6 and
    # 2 x 2/6 are 1.33 and 0.67, so one each (the larger remainder takes the last). The south
    # then has three desks for the other four, 3 from N and 1 from M: 2.25 and 0.75, two and one.
    placed = replay(city(), AREAS, [wish("N", 4), wish("M", 2, own=(NORTH,))], NEAR_KM)
    assert [one.at for one in placed] == [{NORTH: 1, SOUTH: 2}, {NORTH: 1, SOUTH: 1}]
    assert [one.refused for one in placed] == [1, 0]


def test_halves_fit_beside_each_other_at_a_desk_and_whole_days_come_first():
    # One desk: a whole day takes it, so the morning and the afternoon must go south.
    demand = [wish("N", 1, Part.AM), wish("N", 1, Part.PM), wish("N", 1)]
    assert at(city(1, 3), *demand) == [{SOUTH: 1}, {SOUTH: 1}, {NORTH: 1}]
    assert at(city(1, 0), *demand[:2]) == [{NORTH: 1}, {NORTH: 1}]


def test_days_do_not_compete():
    demand = [wish("N", 2), wish("N", 2, day=FRIDAY)]
    assert at(city(), *demand) == [{NORTH: 2}, {NORTH: 2}]


def test_a_workplace_that_was_closed_then_is_closed_in_the_replay():
    closed = ClosureFacts(MONDAY, Half.AM, MONDAY, Half.AM, "Works")
    world = city(2, 3, closures=(closed,))
    demand = [wish("N", 1), wish("N", 1, Part.AM), wish("N", 1, Part.PM)]
    assert at(world, *demand) == [{SOUTH: 1}, {SOUTH: 1}, {NORTH: 1}]


def test_a_weekday_on_which_it_closes_moves_those_of_that_day_alone():
    world = city(2, 3, Change(NORTH, What.CLOSES, weekdays="5"))
    assert at(world, wish("N", 2), wish("N", 2, day=FRIDAY)) == [{NORTH: 2}, {SOUTH: 2}]


@pytest.mark.parametrize(
    ("changes", "desks"),
    [
        ([Change(NORTH, What.MORE, 10)], 20),
        ([Change(NORTH, What.FEWER, 3)], 7),
        ([Change(NORTH, What.FEWER, 30)], 0),
        ([Change(NORTH, What.CAP, 60)], 6),
        # 60 % of 13 is 7.8: seven whole desks.
        ([Change(NORTH, What.MORE, 3), Change(NORTH, What.CAP, 60)], 7),
        ([Change(NORTH, What.CAP, 60), Change(NORTH, What.CAP, 30)], 3),
        ([Change(NORTH, What.CAP, 60, "5")], 10),
        ([Change(NORTH, What.CAP, 60, "15")], 6),
        ([Change(NORTH, What.CLOSES), Change(NORTH, What.MORE, 3)], 0),
        ([Change(SOUTH, What.CLOSES)], 10),
    ],
)
def test_changes_of_ten_desks_on_a_monday(changes, desks):
    world = city(10, 3, *changes)
    assert world.capacity(world.workplaces[0], MONDAY, Half.AM) == desks


def test_more_desks_stay_under_the_percentage_that_holds():
    half = CapFacts(50, None, date(2026, 1, 1), None)
    world = city(10, 3, Change(NORTH, What.MORE, 10), caps=(half,))
    assert world.capacity(world.workplaces[0], MONDAY, Half.AM) == 10


def test_nothing_that_changes_opens_a_holiday_or_a_closure():
    closed = ClosureFacts(MONDAY, Half.AM, MONDAY, Half.PM, "Works")
    world = city(10, 3, Change(NORTH, What.MORE, 10), closures=(closed,))
    assert world.capacity(world.workplaces[0], MONDAY, Half.AM) == 0
    assert world.capacity(world.workplaces[0], SATURDAY, Half.AM) == 0


def test_a_ninth_workplace_takes_those_who_are_nearest_to_it():
    world = with_ninth(city(), AREAS["M"], 2)
    # M lies in the middle: two find a desk there, the third goes to whichever is nearer.
    placed = replay(world, AREAS, [wish("M", 2), wish("N", 1)], NEAR_KM)
    assert [one.at for one in placed] == [{0: 2}, {NORTH: 1}]
    assert placed[0].near == 2


def test_a_ninth_workplace_may_be_the_first():
    world = with_ninth(World(()), AREAS["M"], 1)
    assert at(world, wish("M", 2)) == [{0: 1}]


def test_who_has_named_no_area_sees_a_ninth_workplace_last():
    assert at(with_ninth(city(1, 1), AREAS["M"], 1), wish("", 2)) == [{NORTH: 1, SOUTH: 1}]


def test_ways_are_counted_there_and_back():
    # From M the north is 5.56 km away: 5.5 km told, 27.5 minutes by bicycle, rounded to 30
    # (5.5 / 12 x 60 = 27.5, and 27.5 / 5 = 5.5 is rounded to the even 6). For two people,
    # there and back: 120 minutes and 4 x 5.56 = 22.24 km.
    placed = replay(city(), AREAS, [wish("M", 2, own=(NORTH,))], NEAR_KM)[0]
    assert placed.minutes == 120
    assert placed.km == pytest.approx(22.24, abs=0.01)
    assert placed.halves == 4


def test_who_lives_beside_a_workplace_walks_five_minutes():
    placed = replay(city(), AREAS, [wish("N", 1)], NEAR_KM)[0]
    assert (placed.minutes, placed.km) == (10, 0)


def test_half_days_lent_are_counted_by_workplace():
    placed = replay(city(), AREAS, [wish("N", 3), wish("S", 1, Part.AM)], NEAR_KM)
    assert halves_lent(placed) == {NORTH: 4, SOUTH: 3}


def test_what_is_booked_above_a_limit_is_surplus():
    booked = {(NORTH, MONDAY, Half.AM): 2, (NORTH, MONDAY, Half.PM): 1, (SOUTH, MONDAY, Half.AM): 9,
              (NORTH, FRIDAY, Half.AM): 2, (77, MONDAY, Half.AM): 4}  # fmt: skip
    closed_on_fridays = city(1, 9, Change(NORTH, What.CLOSES, weekdays="5"))
    # Monday morning one over one desk, Friday morning both; a workplace no longer there has none.
    assert surplus(closed_on_fridays, booked) == {NORTH: 3, SOUTH: 0}


@pytest.mark.parametrize(
    ("room", "asking", "turn", "given"),
    [
        (5, [2, 2], 0, [2, 2]),
        (3, [4, 2], 0, [2, 1]),
        (1, [1, 1, 1], 0, [1, 0, 0]),
        (1, [1, 1, 1], 1, [0, 0, 1]),
        (1, [1, 1, 1], 2, [0, 1, 0]),
        (1, [1, 5], 0, [0, 1]),
    ],
)
def test_few_desks_are_shared_in_proportion(room, asking, turn, given):
    assert share(room, asking, turn) == given


WISHES = st.lists(
    st.builds(
        Demand,
        st.sampled_from([MONDAY, FRIDAY]),
        st.sampled_from(Part),
        st.sampled_from(["N", "M", "S", ""]),
        st.sampled_from([(), (NORTH,), (SOUTH, NORTH), (99,)]),
        st.integers(1, 6),
    ),
    max_size=12,
)
CHANGES = st.lists(
    st.builds(
        Change,
        st.sampled_from([NORTH, SOUTH]),
        st.sampled_from(What),
        st.integers(0, 100),
        st.sampled_from(["", "1", "5"]),
    ),
    max_size=3,
)
CITIES = st.builds(
    lambda north, south, halves: city(
        north,
        south,
        closures=tuple(ClosureFacts(MONDAY, half, MONDAY, half, "Works") for half in halves),
    ),
    st.integers(0, 5),
    st.integers(0, 5),
    st.sets(st.sampled_from(Half)),
)


@given(CITIES, CHANGES, WISHES)
def test_everybody_is_served_or_refused_and_no_desk_is_promised_twice(before, changes, demand):
    world = replace(before, changes=tuple(changes))
    placed = replay(world, AREAS, demand, NEAR_KM)
    assert all(one.served + one.refused == one.demand.people for one in placed)
    assert all(one.served >= one.near >= 0 for one in placed)
    used = Counter()
    for one in placed:
        for place, people in one.at.items():
            for half in one.demand.part.halves:
                used[place, one.demand.day, half] += people
    by_id = {place.id: place for place in world.workplaces}
    for (place, day, half), desks in used.items():
        assert desks <= world.capacity(by_id[place], day, half)


@given(CITIES, CHANGES, WISHES, st.sampled_from([NORTH, SOUTH]), st.integers(1, 5))
def test_more_desks_never_raise_refusals(before, changes, demand, place, desks):
    world = replace(before, changes=tuple(changes))
    larger = replace(world, changes=(*world.changes, Change(place, What.MORE, desks)))
    refused = [
        sum(one.refused for one in replay(one, AREAS, demand, NEAR_KM)) for one in (world, larger)
    ]
    assert refused[1] <= refused[0]


@given(CITIES, CHANGES, WISHES)
def test_the_same_question_gets_the_same_answer(before, changes, demand):
    world = replace(before, changes=tuple(changes))
    assert at(world, *demand) == at(world, *demand)
