from datetime import date, datetime, time

import pytest

from app.booking.rules.places import CapFacts, ClosureFacts, OutageFacts, RoomFacts
from app.core.half import Half
from app.occupancy.labels import wall as labels
from app.occupancy.rules.board import State
from app.occupancy.rules.wall import DeskSign, Size, wall_of
from tests.support.facts import desk_facts, workplace_facts

MONDAY = date(2026, 3, 2)
SUNDAY = date(2026, 3, 1)
WHOLE = {Half.AM: 1, Half.PM: 1}


def wall(workplace, taken=None, hour=time(10, 15), day=MONDAY):
    return wall_of(workplace, day, datetime.combine(day, hour), taken or {})


def signs(found):
    return [desk.sign for room in found.rooms for desk in room.desks]


def rooms_of(*sizes: int) -> tuple[RoomFacts, ...]:
    """Rooms with so many desks each."""
    rooms, first = [], 1
    for n, size in enumerate(sizes, 1):
        desks = tuple(desk_facts(i) for i in range(first, first + size))
        rooms.append(RoomFacts(n, 0, f"Room {n}", desks))
        first += size
    return tuple(rooms)


def test_each_desk_is_free_taken_or_out_of_order():
    place = workplace_facts(4, outages=(OutageFacts(3, MONDAY, None, "Lampada"),))
    found = wall(place, {1: WHOLE})
    assert signs(found) == [DeskSign.TAKEN, DeskSign.FREE, DeskSign.OFF, DeskSign.FREE]
    assert (found.tile.now.free, found.tile.now.cap, found.until) == (2, 3, time(19))


def test_a_desk_that_is_free_for_the_morning_alone_says_until_when():
    found = wall(workplace_facts(2), {1: {Half.PM: 1}})
    assert [desk.until for desk in found.rooms[0].desks] == [time(13, 30), None]
    # As many as now are not free all day.
    assert (found.tile.now.free, found.until) == (2, time(13, 30))


def test_a_desk_given_back_at_midday_is_free_until_closing():
    found = wall(workplace_facts(2), {1: {Half.AM: 1}}, time(14))
    assert signs(found) == [DeskSign.FREE, DeskSign.FREE]
    assert [desk.until for desk in found.rooms[0].desks] == [None, None]
    assert (found.tile.now.free, found.until) == (2, time(19))


def test_what_a_reached_limit_keeps_empty_is_not_called_free():
    place = workplace_facts(3, caps=(CapFacts(None, 1, MONDAY, None),))
    found = wall(place, {1: WHOLE})
    assert found.tile.state is State.FULL
    assert signs(found) == [DeskSign.TAKEN, DeskSign.EMPTY, DeskSign.EMPTY]


@pytest.mark.parametrize(
    ("hour", "day", "state", "opens"),
    [
        (time(7), MONDAY, State.ROOM, None),
        (time(19), MONDAY, State.OVER, (date(2026, 3, 3), Half.AM)),
        (time(10), SUNDAY, State.CLOSED, (MONDAY, Half.AM)),
    ],
)
def test_a_wall_knows_when_the_day_is_over_and_which_comes_next(hour, day, state, opens):
    found = wall(workplace_facts(2), hour=hour, day=day)
    assert (found.tile.state, found.tile.reopens) == (state, opens)
    assert found.day_to_book == (opens[0] if opens else day)
    assert bool(found.rooms) is (state is State.ROOM)


def test_a_house_that_never_opens_again_offers_no_day():
    closure = ClosureFacts(MONDAY, Half.AM, date.max, Half.PM, "Lavori")
    found = wall(workplace_facts(2, closures=(closure,)))
    assert found.is_shut
    assert found.day_to_book is None


def test_the_more_desks_there_are_the_smaller_they_are_drawn():
    few = wall(workplace_facts(rooms=rooms_of(12, 3)))
    assert [(room.columns, room.rows) for room in few.rooms] == [(6, 2), (4, 1)]
    assert few.size is Size.LARGE
    tight = wall(workplace_facts(rooms=rooms_of(12, 12)))
    assert tight.size is Size.TIGHT
    many = wall(workplace_facts(rooms=rooms_of(12, 12, 12)))
    assert [(room.columns, room.rows) for room in many.rooms] == [(12, 1)] * 3
    assert many.size is Size.SMALL


def test_every_sign_has_its_word_and_its_shape():
    assert set(labels.DESK_SIGNS) == set(labels.DESK_ICONS) == set(DeskSign)
