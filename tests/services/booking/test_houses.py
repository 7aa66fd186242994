from datetime import date

import pytest

from app.auth.actors import SYSTEM, Actor, Grant
from app.auth.models import Role
from app.booking.queries.guests import Guest
from app.booking.queries.places import places
from app.booking.rules.guests import GuestRefusal
from app.booking.rules.places import Owner
from app.booking.rules.policies import PolicyName
from app.booking.services.bookings import cancel_booking
from app.booking.services.houses import open_guest_list, set_notes
from app.booking.services.limits import set_policy
from app.core.errors import Forbidden
from app.core.half import Part
from tests.support.counting import counted
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace
from tests.support.traces import at, audit_actions, refusal

pytestmark = pytest.mark.usefixtures("app")
MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)


@pytest.fixture
def enel(app):
    """A partner's workplace, open to guests without an agreement."""
    set_policy(PolicyName.PARTNER_NEEDS_AGREEMENT, "no", MONDAY, by=SYSTEM)
    return make_workplace("ENEL", owner=Owner.PARTNER)


def manager_of(workplace) -> Actor:
    grant = Grant(Role.FACILITY_MANAGER, workplace_id=workplace.id)
    return Actor(id=make_user().id, full_name="Paolo", grants=frozenset({grant}))


def guest(given_name: str, surname: str):
    return make_user(given_name=given_name, surname=surname)


def test_guests_read_what_the_manager_wrote_and_the_change_is_on_record():
    larga = make_workplace()
    by = manager_of(larga)
    set_notes(larga.id, "Suona due volte.", "Niente telefonate in sala.", by=by)
    known = places().by_code["LARGA"]
    assert (known.guest_note, known.house_rules) == (
        "Suona due volte.",
        "Niente telefonate in sala.",
    )
    revision = places().revision
    set_notes(larga.id, "Suona due volte.", "Niente telefonate in sala.", by=by)
    assert places().revision == revision
    assert audit_actions("workplace", larga.id) == [("set_notes", by.id)]


def test_the_manager_of_another_house_writes_nothing_here():
    larga, padova = make_workplace(), make_workplace("PADOVA")
    with pytest.raises(Forbidden):
        set_notes(larga.id, "", "", by=manager_of(padova))
    with pytest.raises(Forbidden):
        open_guest_list(larga.id, TUESDAY, by=manager_of(padova))


def test_the_list_has_surname_name_and_part_of_the_day_and_nothing_else(enel):
    desks = desks_of(enel)
    anna, bruno, carla = guest("Anna", "Zeta"), guest("Bruno", "Alfa"), guest("Carla", "Alfa")
    make_booking(anna, desks[0], TUESDAY, Part.AM)
    make_booking(anna, desks[1], TUESDAY, Part.PM)
    make_booking(bruno, desks[2], TUESDAY, Part.PM)
    held = make_booking(carla, desks[3], TUESDAY)
    make_booking(carla, desks[3], WEDNESDAY)
    cancel_booking(held, by=actor(carla))
    by = manager_of(enel)
    with at(MONDAY, 18):
        found = open_guest_list(enel.id, TUESDAY, by=by)
    assert found == [Guest("Alfa", "Bruno", Part.PM), Guest("Zeta", "Anna", Part.DAY)]
    assert audit_actions("workplace", enel.id) == [("open_guest_list", by.id)]


@pytest.mark.parametrize(
    ("day", "hour", "minute", "code"),
    [
        (MONDAY, 17, 59, GuestRefusal.TOO_EARLY),
        (WEDNESDAY, 0, 0, GuestRefusal.DAY_OVER),
    ],
)
def test_the_list_is_shut_before_the_evening_and_after_the_day(enel, day, hour, minute, code):
    with at(day, hour, minute):
        assert refusal(open_guest_list, enel.id, TUESDAY, by=manager_of(enel)) == [code]


def test_the_list_is_open_until_midnight_of_its_day(enel):
    with at(TUESDAY, 23, 59):
        assert open_guest_list(enel.id, TUESDAY, by=SYSTEM) == []


def test_the_hour_at_which_the_list_opens_is_a_house_rule(enel):
    set_policy(PolicyName.HELD_UNTIL, "16:00", MONDAY, by=SYSTEM)
    with at(MONDAY, 16):
        assert open_guest_list(enel.id, TUESDAY, by=SYSTEM) == []


def test_the_citys_own_receptions_get_no_names():
    larga = make_workplace()
    codes = refusal(open_guest_list, larga.id, MONDAY, by=SYSTEM)
    assert codes == [GuestRefusal.NOT_A_PARTNER]


def test_the_list_costs_the_same_for_one_guest_as_for_four(enel):
    costs = []
    for desk in desks_of(enel):
        make_booking(make_user(), desk, TUESDAY)
        with at(MONDAY, 19), counted() as statements:
            open_guest_list(enel.id, TUESDAY, by=SYSTEM)
        costs.append(len(statements))
    assert len(set(costs)) == 1, costs
