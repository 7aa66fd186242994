import pytest

from app.auth.actors import SYSTEM
from app.booking.rules.places import Owner
from app.booking.rules.policies import PolicyName
from app.booking.services import limits
from app.core.half import Half, Part
from tests.support.factories import make_workplace
from tests.support.town import (
    MONDAY,
    TUESDAY,
    fill,
    links,
    make_neighbour,
    make_town,
    offer,
    offered,
)

DURANDO, PADOVA = "Uffici di via Durando", "Sede di via Padova"


@pytest.fixture
def town(app):
    return make_town()


@pytest.fixture
def sofia(town, browser):
    """A person from 20162, signed in."""
    user = make_neighbour()
    browser.sign_in(user)
    return user


def test_a_full_workplace_gives_way_to_the_next_nearest(browser, town, sofia):
    fill(town[0], TUESDAY)
    page = browser.get("/")
    assert offered(page)[0] == PADOVA
    assert "Uffici di via Durando is full. All 4 desks are booked." in page
    assert "We propose the next workplace." in page


def test_a_workplace_asked_for_that_is_full_gives_way_to_the_nearest(browser, town, sofia):
    fill(town[2], TUESDAY)
    page = browser.get("/?workplace=LARGA")
    assert offered(page)[0] == DURANDO
    assert "Uffici di via Larga is full. All 4 desks are booked." in page


def test_a_workplace_asked_for_comes_first(browser, sofia):
    page = browser.get("/?workplace=LARGA&day=2026-03-05&part=pm")
    assert offered(page)[0] == "Uffici di via Larga"
    assert "is full" not in page
    # It is not the nearest one, and nobody says so.
    assert "The free desk nearest to you" not in page


def test_a_closed_workplace_gives_way_and_says_so(browser, town, sofia):
    limits.close_workplace(town[0], TUESDAY, TUESDAY, "Lavori al tetto", by=SYSTEM)
    page = browser.get("/")
    assert offered(page)[0] == PADOVA
    assert "Uffici di via Durando is closed." in page
    assert "is full" not in page


def test_a_workplace_closed_in_the_afternoon_still_lends_its_mornings(browser, town, sofia):
    limits.close_workplace(
        town[0], TUESDAY, TUESDAY, "Disinfestazione", by=SYSTEM, from_half=Half.PM
    )
    page = browser.get("/?part=am")
    assert offered(page)[0] == DURANDO
    assert offered(browser.get("/"))[0] == PADOVA


def test_a_workplace_at_its_cap_is_full_although_desks_stand_free(browser, town, sofia):
    limits.set_cap(town[0], from_day=MONDAY, number=2, by=SYSTEM)
    fill(town[0], TUESDAY, but=2)
    page = browser.get("/")
    assert offered(page)[0] == PADOVA
    assert "All 2 desks are booked." in page


def test_when_all_is_full_the_next_free_day_is_one_click_away(browser, town, sofia):
    for workplace in town:
        fill(workplace, TUESDAY)
    page = browser.get("/")
    assert offered(page) is None
    assert "No desk is free on this day" in page
    assert "The next day with a free desk is Wednesday 4 March." in page
    (there,) = links(page, "Show Wednesday 4 March")
    assert offered(browser.get(there))[0] == DURANDO


def test_when_mornings_are_full_the_afternoon_alone_is_one_click_away(browser, town, sofia):
    for workplace in town:
        fill(workplace, TUESDAY, Part.AM)
    page = browser.get("/")
    assert offered(page) is None
    (there,) = links(page, "Look for the afternoon alone")
    assert offer(browser.get(there))["part"] == "pm"


def test_a_partners_workplace_is_not_proposed_without_an_agreement(browser, sofia):
    make_workplace(
        "COOP", name="Cooperativa Niguarda", latitude=45.518, longitude=9.198, owner=Owner.PARTNER
    )
    page = browser.get("/")
    assert offered(page)[0] == DURANDO
    assert "Cooperativa Niguarda" in page
    page = browser.get("/?workplace=COOP")
    assert offered(page)[0] == DURANDO
    assert "Cooperativa Niguarda is full" not in page


def test_a_partners_workplace_is_proposed_when_the_house_rules_ask_for_no_agreement(browser, sofia):
    make_workplace(
        "COOP", name="Cooperativa Niguarda", latitude=45.518, longitude=9.198, owner=Owner.PARTNER
    )
    limits.set_policy(PolicyName.PARTNER_NEEDS_AGREEMENT, "no", MONDAY, by=SYSTEM)
    page = browser.get("/")
    assert offered(page)[0] == "Cooperativa Niguarda"
    assert browser.post("/bookings", offer(page)).status == 303
