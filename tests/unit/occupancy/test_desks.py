from datetime import date, timedelta

from app.booking.rules.places import OutageFacts
from app.core.half import Half
from app.occupancy.rules.board import State
from app.occupancy.rules.desks import DeskNow, workplace_on
from tests.support.facts import workplace_facts

MONDAY = date(2026, 3, 2)
BROKEN = (OutageFacts(3, MONDAY, MONDAY, "Lampada"), OutageFacts(4, MONDAY, None, "Sedia"))


def on(held, day=MONDAY, desks=5):
    return workplace_on(workplace_facts(desks, outages=BROKEN), day, Half.AM, held)


def states(found):
    return [one.state for room in found.rooms for one in room.desks]


def test_every_desk_has_one_state():
    found = on({1: True, 2: False, 4: False})
    assert states(found) == [
        DeskNow.CONFIRMED,
        DeskNow.TAKEN,
        DeskNow.OFF,
        DeskNow.OFF,
        DeskNow.FREE,
    ]
    assert [one.is_waiting for one in found.rooms[0].desks] == [False, True, False, True, False]
    assert [one.is_held for one in found.rooms[0].desks] == [True, True, False, True, False]
    assert [bool(one.outage) for one in found.rooms[0].desks] == [False, False, True, True, False]


def test_the_numbers_agree_with_the_desks():
    found = on({1: True, 2: False})
    assert (found.count.booked, found.count.confirmed, found.count.cap) == (2, 1, 3)
    assert (found.count.state, found.out_of_order) == (State.ROOM, 2)
    assert on({}, MONDAY + timedelta(days=1)).out_of_order == 1
