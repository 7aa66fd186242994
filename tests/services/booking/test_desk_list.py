from datetime import date, time

import pytest

from app.auth.actors import SYSTEM
from app.booking.queries.availability import taken_halves
from app.booking.queries.bookings import find_booking
from app.booking.queries.desks import DeskState, Looker, desk_list
from app.booking.queries.places import places
from app.booking.services import limits
from app.core.half import Half, Part
from tests.support.factories import desks_of, make_booking, make_user, make_workplace

MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)


@pytest.fixture
def larga(app):
    return make_workplace()


@pytest.fixture
def desks(larga):
    return desks_of(larga)


@pytest.fixture
def user(app):
    return make_user()


def listed(workplace, user, part=Part.DAY, day=TUESDAY, wanted=(), **looker):
    known = places().by_id[workplace.id]
    taken = taken_halves(workplace.id, day)
    return desk_list(known, day, part, taken, looker=Looker(user.id, **looker), wanted=wanted)


def states(found):
    return [row.state for room in found.rooms for row in room.rows]


def to_be_had(found):
    return [row.desk.label for room in found.rooms for row in room.rows if row.can_be_had]


def test_an_empty_workplace_is_free(larga, user):
    found = listed(larga, user)
    assert states(found) == [DeskState.FREE] * 4
    assert (found.free, found.cap, found.full_halves) == (4, 4, ())


@pytest.mark.parametrize(
    ("held", "looked_at", "state", "free_half"),
    [
        (Part.AM, Part.AM, DeskState.TAKEN, None),
        (Part.AM, Part.PM, DeskState.FREE, None),
        (Part.AM, Part.DAY, DeskState.HALF, Half.PM),
        (Part.PM, Part.DAY, DeskState.HALF, Half.AM),
        (Part.DAY, Part.AM, DeskState.TAKEN, None),
        (Part.DAY, Part.DAY, DeskState.TAKEN, None),
    ],
)
def test_a_desk_that_others_hold(larga, desks, user, held, looked_at, state, free_half):
    make_booking(make_user(), desks[0], TUESDAY, held)
    row = listed(larga, user, looked_at).rooms[0].rows[0]
    assert (row.state, row.free_half) == (state, free_half)
    assert row.can_be_had is (state is DeskState.FREE)


@pytest.mark.parametrize(
    ("held", "looked_at", "state"),
    [
        (Part.AM, Part.AM, DeskState.OWN),
        (Part.AM, Part.DAY, DeskState.OWN),
        (Part.AM, Part.PM, DeskState.FREE),
        (Part.DAY, Part.PM, DeskState.OWN),
    ],
)
def test_a_desk_of_ones_own(larga, desks, user, held, looked_at, state):
    make_booking(user, desks[0], TUESDAY, held)
    row = listed(larga, user, looked_at).rooms[0].rows[0]
    assert row.state is state
    assert row.can_be_had is (state is DeskState.FREE)


def test_a_desk_that_is_half_ones_own_and_half_anothers_is_ones_own(larga, desks, user):
    make_booking(user, desks[0], TUESDAY, Part.AM)
    make_booking(make_user(), desks[0], TUESDAY, Part.PM)
    assert states(listed(larga, user))[0] is DeskState.OWN
    assert states(listed(larga, user, Part.PM))[0] is DeskState.TAKEN


def test_whole_days_are_counted_by_desks_that_are_free_all_day(larga, desks, user):
    make_booking(make_user(), desks[0], TUESDAY, Part.AM)
    make_booking(make_user(), desks[1], TUESDAY, Part.PM)
    assert listed(larga, user).free == 2
    assert listed(larga, user, Part.AM).free == 3


def test_a_reached_cap_leaves_desks_that_nobody_can_have(larga, desks, user):
    limits.set_cap(larga, from_day=MONDAY, number=2, by=SYSTEM)
    for desk in desks[:2]:
        make_booking(make_user(), desk, TUESDAY, Part.AM)
    found = listed(larga, user)
    assert (found.free, found.cap, found.full_halves) == (0, 2, (Half.AM,))
    assert to_be_had(found) == []
    assert to_be_had(listed(larga, user, Part.PM)) == ["0A-01", "0A-02", "0A-03", "0A-04"]


def test_a_broken_desk_says_why_and_counts_nowhere(larga, desks, user):
    limits.put_out_of_order(desks[0], MONDAY, TUESDAY, "Lampada rotta", by=SYSTEM)
    found = listed(larga, user)
    row = found.rooms[0].rows[0]
    assert (row.state, row.outage.reason, row.can_be_had) == (DeskState.OFF, "Lampada rotta", False)
    assert (found.free, found.cap) == (3, 3)
    assert states(listed(larga, user, day=WEDNESDAY))[0] is DeskState.FREE


def test_a_filter_hides_rows_but_changes_no_count(larga, user):
    found = listed(larga, user, wanted=["quiet"])
    assert (found.rooms, found.free, found.cap) == ([], 4, 4)


def test_who_may_not_book_sees_the_desks_all_the_same(larga, user):
    found = listed(larga, user, may_book=False)
    assert states(found) == [DeskState.FREE] * 4
    assert to_be_had(found) == []


def test_a_closed_workplace_has_no_desk_to_give(larga, user):
    limits.close_workplace(larga, TUESDAY, TUESDAY, "Lavori", by=SYSTEM, from_half=Half.PM)
    assert listed(larga, user).cap == 0
    assert listed(larga, user, Part.AM).free == 4


@pytest.mark.parametrize(
    ("held", "looked_at", "can"),
    [
        (Part.AM, Part.AM, False),  # that is how it stands already
        (Part.AM, Part.DAY, True),
        (Part.AM, Part.PM, True),
        (Part.DAY, Part.PM, True),
    ],
)
def test_a_desk_whose_booking_moves_can_be_had_for_another_part(
    larga, desks, user, held, looked_at, can
):
    moving = find_booking(make_booking(user, desks[0], TUESDAY, held))
    row = listed(larga, user, looked_at, moving=moving).rooms[0].rows[0]
    assert (row.state, row.can_be_had) == (DeskState.OWN, can)


def test_a_booking_that_moves_makes_room_for_itself(larga, desks, user):
    limits.set_cap(larga, from_day=MONDAY, number=1, by=SYSTEM)
    moving = find_booking(make_booking(user, desks[0], TUESDAY))
    assert to_be_had(listed(larga, user)) == []
    assert to_be_had(listed(larga, user, moving=moving)) == ["0A-02", "0A-03", "0A-04"]


def test_half_a_desk_that_somebody_else_holds_stays_theirs(larga, desks, user):
    moving = find_booking(make_booking(user, desks[0], TUESDAY, Part.AM))
    make_booking(make_user(), desks[0], TUESDAY, Part.PM)
    row = listed(larga, user, moving=moving).rooms[0].rows[0]
    assert (row.state, row.can_be_had) == (DeskState.OWN, False)


def test_hours_of_a_workplace_change_nothing_in_the_list(app, user):
    early = make_workplace("SILE", opens=time(7), midday=time(12), closes=time(16))
    assert len(to_be_had(listed(early, user))) == 4
