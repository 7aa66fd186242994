from datetime import date, datetime

from app.auth.actors import SYSTEM
from app.booking.queries.waiting import find_wait
from app.booking.rules.waiting import WaitState
from app.booking.services.bookings import cancel_booking
from app.booking.services.serving import serve_waiting
from app.booking.services.waiting import wait_for
from app.core import clock
from app.core.half import Part
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace
from tests.support.letters import last_letter

TUESDAY = date(2026, 3, 3)
EVENING = datetime(2026, 3, 2, 19, tzinfo=clock.ROME)


def test_the_link_to_an_offered_desk_that_was_given_back_says_so_and_takes_nothing(browser, app):
    larga = make_workplace(desks=1)
    holder, sofia = make_user(), make_user(locale="en")
    booking = make_booking(holder, desks_of(larga)[0], TUESDAY)
    wait = wait_for(larga.id, TUESDAY, Part.DAY, by=actor(sofia))
    with clock.frozen(EVENING):
        cancel_booking(booking, by=actor(holder))
        serve_waiting(by=SYSTEM)
        take = last_letter("wait_offered", sofia).buttons[0].url.removeprefix("https://localhost")
        cancel_booking(find_wait(wait).booking_id, by=actor(sofia))
        page = browser.post(take)
    assert page.status == 422
    assert "This link no longer works" in page
    assert find_wait(wait).state is WaitState.DECLINED
