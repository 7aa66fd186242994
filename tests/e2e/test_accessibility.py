import pytest

from tests.e2e.stage import SMALLEST, WIDE, settled
from tests.e2e.tour import STOPS
from tests.support.axe import violations

IN_ENGLISH = ["sign-in", "first question", "home", "desks", "booking", "my bookings", "profile",
              "my data", "rules"]


@pytest.mark.parametrize("name", STOPS)
def test_axe_finds_nothing_wrong_on_a_wide_screen_nor_on_the_smallest(open_page, world, name):
    stop = STOPS[name]
    page = open_page(WIDE, storage_state=world.cookies[stop.who])
    settled(stop.visit(page, world))
    assert violations(page) == []
    page.set_viewport_size({"width": SMALLEST[0], "height": SMALLEST[1]})
    assert violations(settled(page)) == []


@pytest.mark.parametrize("name", IN_ENGLISH)
def test_axe_finds_nothing_wrong_in_english(open_page, base_url, world, name):
    stop = STOPS[name]
    page = open_page(WIDE, storage_state=world.cookies[stop.who])
    page.context.add_cookies([{"name": "language", "value": "en", "url": base_url}])
    settled(stop.visit(page, world))
    assert page.locator("html").get_attribute("lang") == "en"
    assert violations(page) == []
