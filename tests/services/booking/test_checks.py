from datetime import date, time

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.booking.models import Booking, BookingState, Desk, Slot, WorkplaceDay
from app.booking.queries.checks import problems, surplus
from app.booking.services import limits
from app.booking.services.bookings import cancel_booking
from app.core import clock
from app.core.db import db, transaction
from app.core.half import Half, Part
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace

TUESDAY = date(2026, 3, 3)
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def larga(app):
    return make_workplace()


@pytest.fixture
def booking(larga) -> int:
    return make_booking(make_user(), desks_of(larga)[0], TUESDAY)


def tamper(statement: sa.Executable) -> None:
    """Change the database behind the services' back."""
    with transaction():
        db.session.execute(statement)


def test_what_people_do_adds_up(larga):
    first, second = make_user(), make_user()
    make_booking(first, desks_of(larga)[0], TUESDAY, Part.AM)
    cancelled = make_booking(second, desks_of(larga)[1], TUESDAY)
    cancel_booking(cancelled, by=actor(second))
    assert problems() == []
    assert surplus() == []


def test_a_wrong_counter_is_found(larga, booking):
    tamper(sa.update(WorkplaceDay).values(taken_pm=3))
    assert problems() == [f"workplace {larga.id} on {TUESDAY}: counted 1+3, held 1+1"]


def test_a_missing_counter_is_found(larga, booking):
    tamper(sa.delete(WorkplaceDay))
    assert problems() == [
        f"workplace {larga.id} on {TUESDAY}: desks are held, but the day has no counter"
    ]


def test_a_cap_that_the_limits_do_not_say_is_found(larga, booking):
    tamper(sa.update(WorkplaceDay).values(cap_am=99))
    assert problems() == [f"workplace {larga.id} on {TUESDAY}: cap 99+4, the limits say 4+4"]


def test_the_caps_of_past_days_are_left_alone(larga, booking):
    tamper(sa.update(WorkplaceDay).values(cap_am=99))
    with clock.frozen(clock.at(date(2026, 3, 4), time(9))):
        assert problems() == []


def test_a_booking_without_its_slots_is_found(larga, booking):
    holder = db.session.scalar(sa.select(Slot.user_id))
    tamper(sa.delete(Slot).where(Slot.half == Half.PM))
    assert problems() == [
        f"workplace {larga.id} on {TUESDAY}: counted 1+1, held 1+0",
        f"booking {booking} (active, day) does not hold just its halves",
        f"person {holder} on {TUESDAY} pm: planned at a desk, but holds none",
    ]


def test_a_cancelled_booking_that_still_holds_a_desk_is_found(booking):
    tamper(sa.update(Booking).values(state=BookingState.CANCELLED))
    assert problems() == [f"booking {booking} (cancelled, day) does not hold just its halves"]


def test_a_booking_that_holds_more_than_its_part_is_found(booking):
    tamper(sa.update(Booking).values(part=Part.AM))
    assert problems() == [f"booking {booking} (active, am) does not hold just its halves"]


@pytest.mark.parametrize("wrong", ["desk_id", "user_id"])
def test_a_slot_that_disagrees_with_its_booking_is_found(larga, booking, wrong):
    other = {"desk_id": desks_of(larga)[1].id, "user_id": make_user().id}[wrong]
    tamper(sa.update(Booking).values({wrong: other}))
    desk = desks_of(larga)[0].id
    assert problems() == [
        f"desk {desk} on {TUESDAY} {half}: not what booking {booking} says" for half in Half
    ]


def test_a_desk_that_changed_workplace_under_a_booking_is_found(larga, booking):
    sile = make_workplace("SILE")
    desk = desks_of(larga)[0].id
    tamper(sa.update(Desk).where(Desk.id == desk).values(workplace_id=sile.id))
    assert f"desk {desk} on {TUESDAY} am: not what booking {booking} says" in problems()


def test_a_surplus_is_told_by_day_and_half(larga):
    desks = desks_of(larga)
    for desk, part in zip(desks, [Part.DAY, Part.AM, Part.AM, Part.PM], strict=True):
        make_booking(make_user(), desk, TUESDAY, part)
    limits.set_cap(larga, from_day=TUESDAY, number=2, by=SYSTEM)
    assert surplus() == [(larga.id, f"{TUESDAY} am", 3, 2)]
    # Yesterday's surplus is nobody's work any more.
    with clock.frozen(clock.at(date(2026, 3, 4), time(9))):
        assert surplus() == []
