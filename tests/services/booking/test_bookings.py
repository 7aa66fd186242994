from datetime import date

import pytest

from app.booking.queries.checks import problems
from app.booking.rules.refusals import Refusal
from app.booking.services import bookings
from app.core.errors import Refused
from app.core.half import Part
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace

TUESDAY = date(2026, 3, 3)
pytestmark = pytest.mark.usefixtures("app")


def test_a_cancelled_desk_can_be_booked_again():
    desk = desks_of(make_workplace())[0]
    first, second = make_user(), make_user()
    booking = make_booking(first, desk, TUESDAY)
    bookings.cancel_booking(booking, by=actor(first))
    assert make_booking(second, desk, TUESDAY) != booking
    assert problems() == []


def test_a_taken_desk_is_refused():
    desk = desks_of(make_workplace())[0]
    make_booking(make_user(), desk, TUESDAY, Part.AM)
    with pytest.raises(Refused) as refused:
        make_booking(make_user(), desk, TUESDAY)
    assert refused.value.codes == [Refusal.DESK_TAKEN]
    assert problems() == []
