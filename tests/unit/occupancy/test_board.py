from datetime import date, datetime, time, timedelta

import pytest

from app.booking.rules.places import CapFacts, ClosureFacts, OutageFacts
from app.core.half import Half
from app.occupancy.rules.board import (
    BoardTotals,
    HalfCount,
    Moment,
    State,
    fuller,
    heat_level,
    make_tile,
    moment_of,
    next_open,
    totals,
)
from tests.support.facts import workplace_facts

MONDAY = date(2026, 3, 2)
TUESDAY = MONDAY + timedelta(days=1)
FRIDAY = MONDAY + timedelta(days=4)
LARGA = workplace_facts()


def at(clock: str, day: date = MONDAY) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock))


def closed(first: date, last: date, half: Half = Half.AM, until: Half = Half.PM) -> ClosureFacts:
    return ClosureFacts(first, half, last, until, "Lavori")


def tile(clock="10:15", am=(0, 0), pm=(0, 0), day=MONDAY, workplace=LARGA):
    cap = {half: workplace.capacity(day, half) for half in Half}
    return make_tile(
        workplace, day, at(clock), HalfCount(*am, cap[Half.AM]), HalfCount(*pm, cap[Half.PM])
    )


@pytest.mark.parametrize(
    ("booked", "cap", "state", "free", "surplus", "percent", "level"),
    [
        # The eight workplaces of the picture in our design.
        (31, 32, State.NEARLY, 1, 0, 96, 4),
        (7, 11, State.ROOM, 4, 0, 63, 2),
        (9, 15, State.ROOM, 6, 0, 60, 2),
        (29, 36, State.ROOM, 7, 0, 80, 3),
        (24, 24, State.FULL, 0, 0, 100, 5),
        # Just before and just on each step.
        (0, 10, State.ROOM, 10, 0, 0, 1),
        (39, 100, State.ROOM, 61, 0, 39, 1),
        (40, 100, State.ROOM, 60, 0, 40, 2),
        (64, 100, State.ROOM, 36, 0, 64, 2),
        (65, 100, State.ROOM, 35, 0, 65, 3),
        (84, 100, State.ROOM, 16, 0, 84, 3),
        (85, 100, State.NEARLY, 15, 0, 85, 4),
        (999, 1000, State.NEARLY, 1, 0, 99, 4),
        # A cap was lowered below what was booked.
        (12, 10, State.FULL, 0, 2, 120, 5),
        # Closed, with and without bookings that were there before.
        (0, 0, State.CLOSED, 0, 0, 100, 0),
        (3, 0, State.CLOSED, 0, 3, 100, 0),
    ],
)
def test_how_a_half_stands(booked, cap, state, free, surplus, percent, level):
    count = HalfCount(booked, 0, cap)
    assert (count.state, count.free, count.surplus) == (state, free, surplus)
    assert (count.percent, count.level) == (percent, level)


@pytest.mark.parametrize(
    ("percent", "level"),
    [(0, 1), (39, 1), (40, 2), (64, 2), (65, 3), (84, 3), (85, 4), (99, 4), (100, 5), (140, 5)],
)
def test_the_five_blues(percent, level):
    assert heat_level(percent) == level


def test_who_is_still_to_come_is_never_fewer_than_none():
    assert HalfCount(31, 24, 32).to_come == 7
    assert HalfCount(3, 4, 32).to_come == 0


@pytest.mark.parametrize(
    ("clock", "day", "moment", "half"),
    [
        ("07:59", MONDAY, Moment.BEFORE, Half.AM),
        ("08:00", MONDAY, Moment.AM, Half.AM),
        ("13:29", MONDAY, Moment.AM, Half.AM),
        ("13:30", MONDAY, Moment.PM, Half.PM),
        ("18:59", MONDAY, Moment.PM, Half.PM),
        ("19:00", MONDAY, Moment.OVER, Half.PM),
        ("10:15", TUESDAY, Moment.BEFORE, Half.AM),
        ("10:15", MONDAY - timedelta(days=1), Moment.OVER, Half.PM),
    ],
)
def test_the_half_that_runs(clock, day, moment, half):
    found = moment_of(LARGA, day, at(clock))
    assert (found, found.half) == (moment, half)


def test_a_tile_tells_the_half_that_runs_and_the_fuller_one():
    morning, afternoon = tile("10:15", (4, 3), (9, 1)), tile("14:00", (4, 3), (9, 1))
    assert (morning.now.booked, morning.peak.booked, morning.state) == (4, 9, State.ROOM)
    assert (afternoon.now.booked, afternoon.peak.booked, afternoon.state) == (9, 9, State.NEARLY)


def test_before_opening_the_morning_is_told_and_after_closing_the_day_is_over():
    assert tile("06:30", (10, 0)).state is State.FULL
    late = tile("19:30", (4, 3), (9, 1))
    assert (late.state, late.now.booked) == (State.OVER, 9)


def test_desks_out_of_order_are_counted_and_lower_what_may_be_taken():
    broken = (OutageFacts(1, MONDAY, MONDAY, "Lampada"), OutageFacts(2, MONDAY, None, "Sedia"))
    larga = workplace_facts(outages=broken)
    assert (tile(workplace=larga).out_of_order, tile(workplace=larga).now.cap) == (2, 8)
    assert make_tile(larga, TUESDAY, at("10:15"), *[HalfCount(0, 0, 9)] * 2).out_of_order == 1


def test_a_lowered_cap_leaves_a_surplus_in_what_is_left_of_the_day():
    larga = workplace_facts(caps=(CapFacts(None, 6, MONDAY, None),))
    assert tile("10:15", (6, 0), (8, 0), workplace=larga).surplus == 2
    assert tile("10:15", (9, 0), (8, 0), workplace=larga).surplus == 3
    assert tile("14:00", (9, 0), (8, 0), workplace=larga).surplus == 2
    assert tile("19:00", (9, 0), (8, 0), workplace=larga).surplus == 0


def test_a_closed_workplace_says_why_and_when_it_opens_again():
    larga = workplace_facts(closures=(closed(MONDAY, MONDAY),))
    found = tile(workplace=larga)
    assert (found.state, found.closure.reason) == (State.CLOSED, "Lavori")
    assert (found.reopens, found.reopens_at) == ((TUESDAY, Half.AM), None)


def test_a_workplace_closed_in_the_morning_opens_again_at_midday():
    larga = workplace_facts(closures=(closed(MONDAY, MONDAY, until=Half.AM),))
    found = tile(workplace=larga)
    assert (found.state, found.reopens) == (State.CLOSED, (MONDAY, Half.PM))
    assert found.reopens_at == time(13, 30)
    assert tile("14:00", workplace=larga).state is State.ROOM


def test_a_workplace_that_closes_at_midday_says_so_in_the_morning():
    larga = workplace_facts(closures=(closed(MONDAY, MONDAY, Half.PM),))
    morning = tile(am=(4, 0), workplace=larga)
    assert morning.closes_at_midday
    assert (morning.state, morning.peak.booked) == (State.ROOM, 4)
    assert not tile().closes_at_midday
    assert tile("14:00", workplace=larga).state is State.CLOSED
    assert tile("19:30", workplace=larga).state is State.CLOSED


def test_nobody_works_on_a_sunday():
    sunday = MONDAY - timedelta(days=1)
    found = make_tile(LARGA, sunday, at("10:15", sunday), *[HalfCount(0, 0, 0)] * 2)
    assert (found.state, found.is_worked, found.closure) == (State.CLOSED, False, None)
    assert found.reopens == (MONDAY, Half.AM)


@pytest.mark.parametrize(
    ("closures", "half", "expected"),
    [
        ([closed(MONDAY, MONDAY)], Half.PM, (TUESDAY, Half.AM)),
        ([closed(MONDAY, TUESDAY, until=Half.AM)], Half.PM, (TUESDAY, Half.PM)),
        # The weekend is in between.
        ([closed(MONDAY, FRIDAY)], Half.AM, (MONDAY + timedelta(days=7), Half.AM)),
        ([closed(MONDAY, MONDAY + timedelta(days=2000))], Half.AM, None),
    ],
)
def test_when_a_workplace_opens_again(closures, half, expected):
    assert next_open(workplace_facts(closures=tuple(closures)), MONDAY, half) == expected


def test_the_last_day_of_the_calendar_has_no_next():
    larga = workplace_facts(closures=(closed(date.max, date.max),))
    assert next_open(larga, date.max, Half.AM) is None


@pytest.mark.parametrize(
    ("am", "pm", "expected"),
    [((3, 10), (5, 10), 5), ((5, 10), (3, 10), 5), ((4, 0), (2, 10), 2), ((1, 0), (2, 0), 2)],
)
def test_the_fuller_half_is_never_a_closed_one_while_the_other_is_open(am, pm, expected):
    assert fuller(HalfCount(am[0], 0, am[1]), HalfCount(pm[0], 0, pm[1])).booked == expected


def test_the_workplaces_add_up():
    assert totals([tile(am=(4, 3)), tile(am=(9, 9))]) == BoardTotals(13, 12, 7)
    assert totals([]) == BoardTotals(0, 0, 0)
