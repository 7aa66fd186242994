from datetime import date

from app.auth.actors import SYSTEM
from app.booking.queries.bookings import find_booking
from app.booking.queries.places import places
from app.booking.queries.vacancies import vacant_for
from app.booking.queries.waiting import accepted, find_wait, waiting_on
from app.booking.services import bookings
from app.booking.services.serving import serve_waiting
from app.booking.services.waiting import wait_for
from app.core.db import raise_revision, transaction
from app.core.half import Part
from tests.support.counting import counted
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace

TUESDAY = date(2026, 3, 3)


def test_whoever_waits_gets_the_desk_that_has_what_they_wished_for(app):
    larga = make_workplace(desks=3)
    with transaction():
        for desk, equipment in zip(desks_of(larga), ("window|monitor", "dock", ""), strict=True):
            desk.equipment = equipment
        raise_revision()
    _rich, wished, _plain = desks_of(larga)
    held = [(user, desk) for desk in desks_of(larga) for user in [make_user()]]
    held = [(user, make_booking(user, desk, TUESDAY)) for user, desk in held]
    sofia = make_user(wished_equipment="dock")
    wait = wait_for(larga.id, TUESDAY, Part.DAY, by=actor(sofia))
    for user, booking in held:
        bookings.cancel_booking(booking, by=actor(user))
    serve_waiting(by=SYSTEM)
    assert find_booking(find_wait(wait).booking_id).desk_id == wished.id


def test_a_wish_refuses_no_desk_and_asks_for_nothing_more(app):
    larga = make_workplace(desks=1)
    booking = make_booking(make_user(), desks_of(larga)[0], TUESDAY)
    for wishes in ("", "dock|quiet"):
        user = make_user(wished_equipment=wishes)
        wait_for(larga.id, TUESDAY, Part.DAY, by=actor(user))
    bookings.cancel_booking(booking, by=SYSTEM)
    known = places()
    asked = []
    for wait in waiting_on(TUESDAY):
        with counted() as queries:
            (desk,) = vacant_for(wait, accepted(wait, known)[0], known)
        asked.append(len(queries))
        assert desk == desks_of(larga)[0].id
    assert asked[0] == asked[1]
