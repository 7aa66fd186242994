import pytest

from app.auth.actors import SYSTEM
from app.auth.models import Role
from app.booking.queries.bookings import find_booking
from app.booking.queries.links import answer_url
from app.booking.queries.places import places
from app.booking.rules.answers import Deed
from app.booking.services import releases
from tests.support.factories import desks_of, make_booking, make_user
from tests.support.house import at, grant, let_confirm, seen_at
from tests.support.town import MONDAY, TUESDAY, make_neighbour, make_town

ADDRESS = "/places/LARGA/confirmation"
SAY = "Say that you come by 9:00"
ASKS = "Say that you come within 60 minutes of the beginning"


@pytest.fixture
def larga(app):
    return make_town()[2]


@pytest.fixture
def boss(larga, browser):
    person = grant(make_user("admin@example.it", locale="en"), Role.ADMINISTRATOR)
    return browser.sign_in(person)


def test_an_administrator_asks_from_tomorrow_on_and_stops_asking(boss, larga):
    page = boss.get(ADDRESS)
    assert "Nobody has to confirm here" in page
    assert "needs an agreement with the unions (art. 4 L. 300/1970)" in page
    page = boss.follow(boss.post(ADDRESS, {"minutes": "45"}))
    assert "Saved: from tomorrow on" in page
    assert "From Tuesday 3 March on people say that they come within 45 minutes" in page
    page = boss.follow(boss.post(ADDRESS, {"off": "1"}))
    assert "Nobody has to confirm at" in page
    assert places().by_id[larga.id].confirm_within is None


def test_once_it_counts_the_page_no_longer_speaks_of_tomorrow(boss, larga):
    let_confirm(larga)
    page = boss.get(ADDRESS)
    assert "People say that they come within 60 minutes" in page
    assert "was not asked" not in page


@pytest.mark.parametrize("minutes", ["", "5", "241", "-60", "an hour", "1e2"])
def test_nonsense_is_said_beside_the_field_and_nothing_changes(boss, larga, minutes):
    page = boss.post(ADDRESS, {"minutes": minutes})
    assert page.status == 422
    assert "Write a number of minutes from 15 to 240." in page
    assert places().by_id[larga.id].confirm_within is None


def test_facility_managers_can_neither_see_nor_set_it(larga, browser):
    browser.sign_in(grant(make_user(), Role.FACILITY_MANAGER, larga))
    assert browser.get(ADDRESS).status == 403
    assert browser.post(ADDRESS, {"minutes": "60"}).status == 403
    assert ADDRESS not in browser.get("/places").text


def test_the_list_of_workplaces_leads_an_administrator_there(boss, larga):
    assert ADDRESS in boss.get("/places").text


def test_pages_on_which_a_desk_is_chosen_say_that_one_has_to_confirm(larga, browser):
    browser.sign_in(make_neighbour())
    desks = f"/workplaces/LARGA/desks?day={TUESDAY}"
    pages = (f"/?day={TUESDAY}&workplace=LARGA", desks)
    assert not any(ASKS in browser.get(page) for page in pages)
    let_confirm(larga)
    assert all(ASKS in browser.get(page) for page in pages)
    # Whoever books now is past today's hour.
    assert ASKS not in browser.get(f"/workplaces/LARGA/desks?day={MONDAY}&part=am")


def test_the_first_page_says_until_when_and_stops_once_it_is_said(larga, browser):
    let_confirm(larga)
    sofia = make_neighbour()
    with at(7):
        booking = make_booking(sofia, desks_of(larga)[0], MONDAY)
    assert SAY in seen_at(browser, sofia, 8, url="/")
    page = seen_at(browser, sofia, 8, url=f"/bookings/{booking}")
    assert SAY in page
    assert "There is nothing else to do" not in page
    with at(8):
        browser.post(f"/bookings/{booking}/confirm")
        assert SAY not in browser.get("/")
        page = browser.get(f"/bookings/{booking}")
    assert "You have said that you are coming." in page
    assert "There is nothing else to do: just go." in page


def test_a_link_in_a_mail_that_comes_too_late_finds_the_desk_freed(app, larga, browser):
    let_confirm(larga)
    sofia, desk = make_user("sofia@example.it", locale="en"), desks_of(larga)[0]
    with at(7):
        booking = make_booking(sofia, desk, MONDAY)
    facts = {"user_id": sofia.id, "booking_id": booking, "sequence": 0, "day": MONDAY}
    with app.test_request_context():
        address = answer_url(Deed.COMING, **facts).removeprefix("http://localhost")
    assert "I am coming" in seen_at(browser, sofia, 8, url=address)
    # No job ran, and nobody who is signed in has looked: pressing the button does it first.
    page = browser.post(address)
    assert page.status == 422
    assert not find_booking(booking).is_active
    assert releases.release_unconfirmed(by=SYSTEM) == 0
