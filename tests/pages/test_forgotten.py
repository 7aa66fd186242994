"""What pages say of days whose people were forgotten, or whose bookings are gone."""

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import Role
from app.booking.models import Booking
from app.booking.queries.places import places
from app.booking.services.retention import delete_past, forget_people
from app.booking.services.totals import keep_totals
from app.core.db import db
from app.core.half import Half, Part
from app.occupancy.queries.demand import asked_between
from app.occupancy.queries.forecast import outlooks
from app.occupancy.rules.simulator import Demand
from tests.support.demand import book_past
from tests.support.factories import make_area, make_user
from tests.support.past import bookings_of, write_three_months
from tests.support.town import make_town as make_three_places

pytestmark = pytest.mark.usefixtures("app")
TODAY = date(2026, 3, 2)
# A Wednesday that is long past.
DAY = date(2026, 1, 14)
CLOSED = "place1=LARGA&what1=closes"


@pytest.fixture
def manager(browser):
    browser.sign_in(make_user("sedi@example.it", Role.FACILITY_MANAGER, Role.ADMINISTRATOR))
    return browser


@pytest.fixture
def past():
    return write_three_months()


def shown(page):
    """A page without the secrets of its forms, which change every second."""
    return re.sub(r'(name="csrf_token" value=)"[^"]*"', r"\1", page.text)


def forget():
    keep_totals(by=SYSTEM)
    assert forget_people(by=SYSTEM)


def test_what_was_wanted_is_replayed_with_the_areas_that_were_kept():
    durando, padova, larga = make_three_places(desks=12)
    make_area("20121", 45.47, 9.19)
    book_past(durando, 6, day=DAY)
    book_past(padova, 5, day=DAY, part=Part.AM, order=f"{padova.id},{durando.id}")
    book_past(larga, 4, day=DAY, area="20121")
    before = asked_between(DAY, DAY)
    forget()
    asked = asked_between(DAY, DAY)
    assert set(asked.bookings) == {
        Demand(DAY, Part.DAY, "20162", (), 6),
        Demand(DAY, Part.AM, "20162", (), 5),
        Demand(DAY, Part.DAY, "", (), 4),
    }
    assert asked.booked == before.booked
    assert asked.people == before.people == 15


def test_who_is_left_does_not_hide_behind_those_who_were_forgotten():
    durando, _padova, _larga = make_three_places(desks=12)
    book_past(durando, 6, day=DAY)
    book_past(durando, 2, day=date(2026, 2, 18))
    forget()
    wanted = {(one.day, one.area, one.people) for one in asked_between(DAY, TODAY).bookings}
    assert wanted == {(DAY, "20162", 6), (date(2026, 2, 18), "", 2)}


def test_an_answer_about_too_few_forgotten_people_is_not_given(manager):
    durando, _padova, larga = make_three_places(desks=12)
    book_past(durando, 4, day=DAY)
    book_past(larga, 4, day=DAY + timedelta(days=1))
    forget()
    page = manager.get(f"/simulator?from={DAY}&to={DAY + timedelta(days=1)}&{CLOSED}")
    assert "Fewer than five people" in page


def test_forgotten_days_are_replayed_and_deleted_ones_are_not(manager, past):
    asks = f"/simulator?from=2026-01-12&to=2026-01-16&{CLOSED}"
    before = manager.get(asks)
    assert "As it was, and as it would be" in before
    forget()
    delete_past(by=SYSTEM)
    assert manager.get(asks).status == 200
    page = manager.get(f"/simulator?from=2025-12-01&to=2026-01-16&{CLOSED}")
    assert page.status == 422
    assert "Bookings so old are deleted" in page
    assert "Choose days from 02/12/2025 on." in page
    # What is asked without days begins with the first that is there.
    usual = manager.get("/simulator")
    assert 'value="2025-12-02"' in usual.text


def test_the_page_of_use_shows_the_same_before_and_after(manager, past):
    asks = "/use?from=2025-11-17&to=2026-03-01"
    before = shown(manager.get(asks))
    forget()
    delete_past(by=SYSTEM)
    assert shown(manager.get(asks)) == before


def test_forecasts_go_on_without_the_days_whose_bookings_are_gone(manager, past):
    before = outlooks(places(), places().workplaces)
    forget()
    assert outlooks(places(), places().workplaces) == before
    delete_past(by=SYSTEM)
    for one in outlooks(places(), places().workplaces):
        assert one.tried
        for half in Half:
            assert all(day.desks is not None for day in one.halves[half] if day.cap)
    assert manager.get("/forecast").status == 200


def test_a_forgotten_booking_opens_for_nobody(browser, past):
    sofia = past[0]
    old = db.session.scalar(
        sa.select(Booking.id).where(Booking.user_id == sofia.id, Booking.day <= DAY).limit(1)
    )
    forget()
    browser.sign_in(sofia)
    for path in (f"/bookings/{old}", f"/bookings/{old}.ics"):
        assert browser.get(path).status == 404
    page = browser.get("/bookings")
    assert "More than 30 days after its day a booking is no longer linked to you" in page
    assert browser.post(f"/bookings/{old}/restore").status in {404, 422}
    assert bookings_of(DAY)[0].user_id is None


def test_people_are_told_how_long_things_are_kept(browser, past):
    browser.sign_in(past[0])
    for path in ("/privacy", "/my-data"):
        page = browser.get(path)
        assert "30 days" in page
        assert "90 days" in page
        assert "21 days" in page
