from datetime import date, time

import pytest

from app.auth.actors import SYSTEM, Actor, Grant
from app.auth.models import Role
from app.booking.models import Desk
from app.booking.queries.checks import problems
from app.booking.queries.desk_admin import Spell, bookings_to_come, find_desk
from app.booking.queries.places import places
from app.booking.queries.relocation import affected_desks
from app.booking.rules.moves import MoveCause, MoveState
from app.booking.rules.refusals import Refusal
from app.booking.rules.retiring import DeskRefusal
from app.booking.services.desks import retire_desk, return_desk
from app.booking.services.limits import mend_desk, put_out_of_order
from app.booking.services.moves import move_away
from app.core import clock
from app.core.db import db
from app.core.errors import Forbidden, Refused
from app.core.half import Half, Part
from app.core.numbers import LARGEST_ID
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace
from tests.support.traces import at, audit_actions, refusal, rows, slots_of

pytestmark = pytest.mark.usefixtures("app")
SUNDAY, MONDAY, TUESDAY = date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)


@pytest.fixture
def larga(app):
    return make_workplace(desks=3)


def manager_of(workplace) -> Actor:
    grant = Grant(Role.FACILITY_MANAGER, workplace_id=workplace.id)
    return Actor(id=make_user().id, full_name="Paolo", grants=frozenset({grant}))


def test_a_retired_desk_is_offered_to_nobody_and_comes_back_as_it_was(larga):
    by, desk = manager_of(larga), desks_of(larga)[0]
    retire_desk(desk.id, by=by)
    assert desk.id not in places().by_id[larga.id].desks
    with pytest.raises(Refused) as refused:
        make_booking(make_user(), desk, TUESDAY)
    assert refused.value.codes == [Refusal.DESK_GONE]
    return_desk(desk.id, by=by)
    make_booking(make_user(), desk, TUESDAY)
    done = [("retire_desk", by.id), ("mend_desk", by.id), ("return_desk", by.id)]
    assert audit_actions("desk", desk.id) == done
    assert problems() == []


def test_a_workplace_has_as_many_places_as_desks_that_are_left(larga):
    desk = desks_of(larga)[0]
    make_booking(make_user(), desks_of(larga)[1], TUESDAY)
    retire_desk(desk.id, by=SYSTEM)
    assert places().by_id[larga.id].capacity(TUESDAY, Half.AM) == 2
    assert problems() == [], "the day that was open has the new cap"


def test_a_desk_with_bookings_to_come_stays_until_they_have_moved(larga):
    desk, guest = desks_of(larga)[0], make_user()
    booking = make_booking(guest, desk, TUESDAY)
    assert refusal(retire_desk, desk.id, by=SYSTEM) == [DeskRefusal.BOOKINGS_TO_COME]
    put_out_of_order(desk, MONDAY, None, "Va via", by=SYSTEM)
    assert move_away(booking, cause=MoveCause.DESK, by=SYSTEM) is MoveState.MOVED
    assert {slot.desk_id for slot in slots_of(booking)} == {desks_of(larga)[1].id}
    retire_desk(desk.id, by=SYSTEM)
    assert problems() == []


def test_what_is_over_keeps_no_desk(larga):
    desk, guest = desks_of(larga)[0], make_user()
    morning = make_booking(guest, desk, MONDAY, Part.AM)
    afternoon = make_booking(make_user(), desk, MONDAY, Part.PM)
    assert bookings_to_come(desk.id) == [morning, afternoon]
    with at(MONDAY, 13, 30):
        assert bookings_to_come(desk.id) == [afternoon]
        assert refusal(retire_desk, desk.id, by=SYSTEM) == [DeskRefusal.BOOKINGS_TO_COME]
    with at(MONDAY, 19):
        retire_desk(desk.id, by=SYSTEM)


def test_retiring_twice_or_bringing_back_what_never_left_changes_nothing(larga):
    desk = desks_of(larga)[0]
    before = rows()
    return_desk(desk.id, by=SYSTEM)
    assert rows() == before
    retire_desk(desk.id, by=SYSTEM)
    before = rows()
    retire_desk(desk.id, by=SYSTEM)
    assert rows() == before


def test_a_desk_that_comes_back_is_mended(larga):
    desk = desks_of(larga)[0]
    put_out_of_order(desk, SUNDAY, None, "Va via", by=SYSTEM)
    retire_desk(desk.id, by=SYSTEM)
    return_desk(desk.id, by=SYSTEM)
    make_booking(make_user(), desk, TUESDAY)


def test_nobody_retires_a_desk_of_another_house(larga):
    padova = make_workplace("PADOVA")
    desk = desks_of(larga)[0]
    for deed in (retire_desk, return_desk):
        with pytest.raises(Forbidden):
            deed(desk.id, by=manager_of(padova))
        with pytest.raises(Forbidden):
            deed(desk.id, by=actor(make_user()))


def test_a_desk_is_found_with_what_stands_against_it_the_nearest_first(larga):
    desk = desks_of(larga)[0]
    later = put_out_of_order(desk, TUESDAY, TUESDAY, "Pittura", by=SYSTEM).id
    now = put_out_of_order(desk, MONDAY, None, "Lampada", by=SYSTEM).id
    with at(SUNDAY, 9):
        put_out_of_order(desk, SUNDAY, SUNDAY, "Pulizie", by=SYSTEM)
    found = find_desk(desk.id, "LARGA")
    assert found.spells == (
        Spell(now, MONDAY, None, "Lampada"),
        Spell(later, TUESDAY, TUESDAY, "Pittura"),
    )
    assert found.now == Spell(now, MONDAY, None, "Lampada")
    assert (found.label, found.is_active) == ("0A-01", True)
    mend_desk(desk, by=SYSTEM)
    assert find_desk(desk.id, "LARGA").now is None


def test_a_retired_desk_is_still_found_by_its_manager_but_not_in_another_house(larga):
    make_workplace("PADOVA")
    desk = desks_of(larga)[0]
    retire_desk(desk.id, by=SYSTEM)
    assert not find_desk(desk.id, "LARGA").is_active
    assert find_desk(desk.id, "PADOVA") is None
    assert find_desk(LARGEST_ID + 1, "LARGA") is None


def test_bookings_outlive_a_desk_that_was_retired_after_them(larga):
    desk, guest = desks_of(larga)[0], make_user()
    booking = make_booking(guest, desk, MONDAY)
    with clock.frozen(clock.at(TUESDAY, time(9))):
        retire_desk(desk.id, by=SYSTEM)
        assert affected_desks([desk.id], SUNDAY, None) == []
    assert len(slots_of(booking)) == 2
    assert not db.session.get_one(Desk, desk.id).is_active
