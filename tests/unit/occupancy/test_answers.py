"""Before and after, counted by hand."""

from dataclasses import replace

import pytest
from hypothesis import given

from app.core.half import Half
from app.occupancy.rules.answers import (
    Asked,
    Figure,
    Line,
    SiteLine,
    Span,
    answer_from,
    compare,
    shown,
)
from app.occupancy.rules.changes import Change, What, with_ninth
from tests.unit.occupancy.test_simulator import (
    AREAS,
    CITIES,
    FRIDAY,
    MONDAY,
    NEAR_KM,
    NORTH,
    SOUTH,
    WISHES,
    city,
    wish,
)

BETWEEN_KM = 11.119


def asked(*bookings, searches=(), booked=None):
    return Asked(list(bookings), list(searches), booked or {}, people=9)


def answer(before, after, wanted):
    return compare(before, after, wanted, AREAS, NEAR_KM)


def closing_north():
    return city(10, 20, Change(NORTH, What.CLOSES))


def one(number):
    return Span(number, number)


def test_closing_a_workplace_sends_its_people_to_the_next_one():
    # Eight from the north, ten desks there: all near. Closed, all go 11.1 km south, where 20 are.
    found = answer(city(10, 20), closing_north(), asked(wish("N", 8), wish("S", 6)))
    assert (found.days, found.halves, found.searches) == (1, 28, 0)
    assert found.line(Figure.REFUSED) == Line(Figure.REFUSED, one(0), one(0), one(0))
    assert found.line(Figure.FAR) == Line(Figure.FAR, one(0), one(8), one(8))
    assert found.line(Figure.NEAR) == Line(Figure.NEAR, one(14), one(6), one(-8))


def test_extra_ways_are_of_those_who_find_a_desk_in_both_worlds():
    # 11.1 km are 11 told, 55 minutes by bicycle instead of 5 on foot: 50 more, there and back
    # 100, for eight people 800 minutes; kilometres 8 x 2 x 11.119 = 177.9.
    found = answer(city(10, 20), closing_north(), asked(wish("N", 8), wish("S", 6)))
    assert found.line(Figure.EXTRA_MINUTES).change == one(800)
    assert found.line(Figure.EXTRA_KM).change == one(178)
    # For each of 28 half-days: 14 x 10 = 140 minutes before, 8 x 110 + 6 x 10 = 940 after.
    assert found.line(Figure.MINUTES) == Line(Figure.MINUTES, one(5), one(34), one(29))
    assert found.line(Figure.KM).after == one(pytest.approx(16 * BETWEEN_KM / 28, abs=0.1))


def test_who_finds_no_desk_any_more_is_refused_and_far():
    # Eighteen people, twenty desks; with the north closed ten: eight have none.
    closed = city(10, 10, Change(NORTH, What.CLOSES))
    found = answer(city(10, 10), closed, asked(wish("N", 9), wish("S", 9)))
    assert found.line(Figure.REFUSED).change == one(8)
    # Nine and nine want ten desks: five each. None of the north is near, and four of the south.
    assert found.line(Figure.FAR).change == one(9 + 4)


def test_a_percentage_of_a_workplace_is_what_is_lent_of_what_could_be():
    # Ten desks in two halves: 20. Eight whole days are 16, 80 %; the south 12 of 40, then 28.
    found = answer(city(10, 20), closing_north(), asked(wish("N", 8), wish("S", 6)))
    assert found.sites == (
        SiteLine("north", False, (20, 0), one(80), one(None), (0, 0)),
        SiteLine("south", False, (40, 40), one(30), one(70), (0, 0)),
    )


def test_a_ninth_workplace_stands_in_the_list_with_nothing_before():
    before = city(10, 20)
    found = answer(before, with_ninth(before, AREAS["M"], 10), asked(wish("M", 8)))
    assert found.line(Figure.FAR).change == one(-8)
    assert found.sites[2] == SiteLine("M", True, (0, 20), one(None), one(80), (0, 0))


def test_surplus_is_what_was_booked_above_the_new_limit():
    booked = {(NORTH, MONDAY, Half.AM): 8, (NORTH, MONDAY, Half.PM): 10}
    capped = city(10, 20, Change(NORTH, What.CAP, 50))
    found = answer(city(10, 20), capped, asked(wish("N", 8), booked=booked))
    # Three and five over five desks.
    assert found.line(Figure.SURPLUS) == Line(Figure.SURPLUS, one(0), one(8), one(8))
    assert found.sites[0].surplus == (0, 8)


def test_failed_searches_make_a_range():
    # Ten desks for ten people, or for sixteen if the searches were people of their own.
    found = answer(
        city(10, 0),
        city(10, 0, Change(NORTH, What.FEWER, 5)),
        asked(wish("N", 10), searches=[wish("N", 6)]),
    )
    # Before: none or six refused. After: five, or eleven of sixteen.
    assert found.line(Figure.REFUSED) == Line(Figure.REFUSED, Span(0, 6), Span(5, 11), Span(5, 5))
    assert found.searches == 12


def test_counts_from_one_to_four_are_hidden_and_counted_as_none_in_a_change():
    # Three refused before, eight after.
    found = answer(city(10, 0), city(10, 0, Change(NORTH, What.FEWER, 5)), asked(wish("N", 13)))
    assert found.line(Figure.REFUSED) == Line(
        Figure.REFUSED, one(None), one(8), one(8), is_rough=True
    )


@pytest.mark.parametrize(("count", "told"), [(0, 0), (1, None), (4, None), (5, 5), (-3, -3)])
def test_fewer_than_five_are_not_told(count, told):
    assert shown(count) == told


def test_ways_of_fewer_than_five_are_not_told():
    found = answer(city(10, 20), closing_north(), asked(wish("N", 4), wish("S", 6)))
    assert found.line(Figure.EXTRA_MINUTES).change == one(None)
    alone = answer(city(10, 20), closing_north(), asked(wish("N", 4)))
    assert alone.line(Figure.MINUTES) == Line(Figure.MINUTES, one(None), one(None), one(None))


def test_a_workplace_that_lends_fewer_than_five_half_days_tells_no_percentage():
    found = answer(city(10, 20), city(10, 20), asked(wish("N", 2), wish("S", 6)))
    assert [site.before for site in found.sites] == [one(None), one(30)]


def test_who_finds_no_desk_at_all_has_no_extra_way():
    # Everything closes: nobody is left whose ways could be compared.
    closed = city(10, 20, Change(NORTH, What.CLOSES), Change(SOUTH, What.CLOSES))
    found = answer(city(10, 20), closed, asked(wish("N", 8)))
    assert found.line(Figure.EXTRA_KM).change == one(0)
    assert found.line(Figure.REFUSED).change == one(8)


def test_people_without_an_area_have_no_way_to_count():
    found = answer(city(10, 20), closing_north(), asked(wish("", 8)))
    assert found.line(Figure.FAR).after == one(0)
    assert found.line(Figure.EXTRA_KM).change == one(0)
    assert found.line(Figure.KM).before == one(None)


def test_days_are_those_on_which_somebody_wanted_a_desk():
    assert answer(city(), city(), asked(wish(), wish(day=FRIDAY))).days == 2


def test_a_kept_answer_reads_as_it_was():
    found = answer(city(10, 20), closing_north(), asked(wish("N", 8), searches=[wish("S", 9)]))
    assert answer_from(found.as_facts()) == found


@given(CITIES, WISHES)
def test_without_a_change_before_is_after(world, demand):
    found = answer(world, replace(world), asked(*demand, searches=demand[:2]))
    assert all(line.before == line.after for line in found.lines)
    assert all(site.before == site.after for site in found.sites)
    # The ends of a range may both be hidden, never differ from none.
    assert all(not line.change.low and not line.change.high for line in found.lines)
