from datetime import date, datetime

import pytest

from app.auth.actors import SYSTEM
from app.booking.queries.waiting import find_wait
from app.booking.rules.waiting import WaitState
from app.booking.services import bookings
from app.booking.services.serving import serve_waiting
from app.booking.services.waiting import answer_offer, wait_for
from app.core import clock
from app.core.errors import Refused
from app.core.half import Part
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace

TUESDAY = date(2026, 3, 3)
EVENING = datetime(2026, 3, 2, 19, tzinfo=clock.ROME)


def test_whoever_gave_an_offered_desk_back_cannot_take_it_any_more(app):
    larga = make_workplace(desks=1)
    holder, sofia = make_user(), make_user()
    booking = make_booking(holder, desks_of(larga)[0], TUESDAY)
    wait = wait_for(larga.id, TUESDAY, Part.DAY, by=actor(sofia))
    with clock.frozen(EVENING):
        bookings.cancel_booking(booking, by=actor(holder))
        serve_waiting(by=SYSTEM)
        bookings.cancel_booking(find_wait(wait).booking_id, by=actor(sofia))
        with pytest.raises(Refused) as refused:
            answer_offer(wait, accept=True, by=actor(sofia))
        assert [str(code) for code in refused.value.codes] == ["not_offered"]
        answer_offer(wait, accept=False, by=actor(sofia))
        assert find_wait(wait).state is WaitState.DECLINED
