from datetime import date, timedelta

import pytest

from app.booking.queries.places import places
from app.booking.rules.places import MOST_KNOWN
from app.core.half import Half
from tests.support.factories import make_area, make_user, make_workplace


@pytest.fixture
def visitor(app, browser):
    make_area()
    make_workplace("DURANDO")
    return browser.sign_in(make_user())


@pytest.mark.parametrize(
    "query", ["code=1", "endpoint=1", "_scheme=x", "_anchor=x", "_method=POST", "_external=1"]
)
def test_odd_words_in_an_address_lead_nowhere_else(visitor, query):
    page = visitor.get(f"/workplaces/DURANDO/desks?{query}")
    assert page.status == 302
    assert page.location == "/workplaces/DURANDO/desks?day=2026-03-03"


@pytest.mark.parametrize("number", ["2147483648", "9" * 20])
def test_a_booking_number_beyond_all_numbers_is_not_found(visitor, number):
    assert visitor.get(f"/bookings/{number}").status == 404
    assert visitor.get(f"/bookings/{number}.ics").status == 404


@pytest.mark.parametrize("address", ["/start", "/profile/area"])
def test_a_postal_code_without_end_is_refused_in_words(visitor, address):
    assert visitor.post(address, {"area": "20" + "1" * 5000}).status == 422


def test_asking_for_every_day_does_not_fill_the_memory(visitor):
    workplace = places().by_code["DURANDO"]
    for n in range(MOST_KNOWN + 10):
        workplace.capacity(date(2026, 3, 3) + timedelta(days=n), Half.AM)
    assert len(workplace._known) <= MOST_KNOWN
