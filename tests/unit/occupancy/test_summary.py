"""The week that is over, and what limits a workplace in the two to come."""

from datetime import date

import pytest

from app.booking.rules.places import CapFacts, ClosureFacts, OutageFacts
from app.core.half import Half, Part
from app.occupancy.rules.periods import Period
from app.occupancy.rules.summary import Limit, ahead, last_week
from tests.support.facts import workplace_facts

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize("today", [date(2026, 3, 2), date(2026, 3, 5), date(2026, 3, 8)])
def test_last_week_is_the_one_from_monday_to_sunday_before_this_one(today):
    assert last_week(today) == Period(date(2026, 2, 23), date(2026, 3, 1))


def closed(first, last, first_half=Half.AM, last_half=Half.PM, reason="Lavori", **more):
    return ClosureFacts(first, first_half, last, last_half, reason, **more)


def told(**more):
    site = workplace_facts(**more)
    return [(one.first.day, one.last.day, one.limit, one.reason) for one in ahead(site, TODAY)]


def test_nothing_is_told_of_a_workplace_that_lends_all_its_desks():
    assert told() == []


def test_a_closure_is_one_line_over_the_weekend_too():
    assert told(closures=(closed(date(2026, 3, 6), date(2026, 3, 10)),)) == [
        (6, 10, Limit.CLOSED, "Lavori")
    ]


def test_what_has_begun_is_told_from_today_and_what_lies_beyond_two_weeks_is_not():
    before = closed(date(2026, 2, 20), date(2026, 3, 3))
    after = closed(date(2026, 3, 13), date(2026, 4, 30), reason="Sciopero")
    later = closed(date(2026, 3, 16), date(2026, 3, 16), reason="Calore")
    assert told(closures=(before, after, later)) == [
        (2, 3, Limit.CLOSED, "Lavori"),
        (13, 13, Limit.CLOSED, "Sciopero"),
    ]


def test_a_closure_that_ends_in_the_middle_of_a_day_is_told_by_its_parts():
    half = closed(date(2026, 3, 3), date(2026, 3, 5), Half.PM, Half.AM)
    found = ahead(workplace_facts(closures=(half,)), TODAY)
    assert [(one.first.day, one.part) for one in found] == [
        (3, Part.PM),
        (4, Part.DAY),
        (5, Part.AM),
    ]


def test_two_closures_of_one_day_are_told_apart():
    morning = closed(date(2026, 3, 3), date(2026, 3, 3), Half.AM, Half.AM, "Sciopero")
    rest = closed(date(2026, 3, 3), date(2026, 3, 4), Half.PM, Half.PM)
    found = ahead(workplace_facts(closures=(morning, rest)), TODAY)
    assert [(one.reason, one.part) for one in found[:2]] == [
        ("Sciopero", Part.AM),
        ("Lavori", Part.PM),
    ]


def test_a_limit_is_told_while_it_lends_fewer_desks_than_work():
    cap = CapFacts(60, None, date(2026, 3, 2), date(2026, 3, 6), "", "Regolamento")
    (one,) = ahead(workplace_facts(caps=(cap,)), TODAY)
    assert (one.limit, one.desks, one.working) == (Limit.CAPPED, 6, 10)
    assert (one.first, one.last) == (date(2026, 3, 2), date(2026, 3, 6))
    assert told(caps=(CapFacts(None, 10, TODAY, None),)) == []


def test_a_desk_out_of_order_begins_another_line_of_a_limit():
    cap = CapFacts(50, None, TODAY, date(2026, 3, 4))
    broken = OutageFacts(1, date(2026, 3, 3), None, "Monitor")
    found = ahead(workplace_facts(caps=(cap,), outages=(broken,)), TODAY)
    assert [(one.first.day, one.desks, one.working) for one in found] == [(2, 5, 10), (3, 4, 9)]


def test_a_limit_says_nothing_of_a_day_on_which_all_is_closed():
    cap = CapFacts(None, 3, TODAY, date(2026, 3, 4))
    shut = closed(date(2026, 3, 3), date(2026, 3, 3))
    assert told(caps=(cap,), closures=(shut,)) == [
        (2, 2, Limit.CAPPED, ""),
        (3, 3, Limit.CLOSED, "Lavori"),
        (4, 4, Limit.CAPPED, ""),
    ]
