from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.e2e.keyboard import Keyboard
from tests.e2e.stage import PHONE
from tests.support.people import AREA, OWN_PASSWORD, booking_number, proposal, settle

# Whatever Tab stops at: a group of radios is one stop.
REACHABLE = """() => {
  const kinds =
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const is_shown = (e) => e.checkVisibility({ visibilityProperty: true });
  const all = [...document.querySelectorAll(kinds)].filter(
    (e) => e.tabIndex >= 0 && !e.disabled && is_shown(e)
  );
  const groups = new Set(all.filter((e) => e.type === "radio" && e.checked).map((e) => e.name));
  return all.filter((e) => e.type !== "radio" || e.checked || !groups.has(e.name)).length;
}"""


def test_a_newcomer_comes_from_the_front_door_to_a_desk_by_keyboard_alone(open_page, newcomer):
    page = open_page()
    email = newcomer()
    page.goto("/sign-in")
    keys = Keyboard(page)
    keys.tab_to("input[type=email]")
    keys.type(email)
    keys.tab_to("input[type=password]")
    keys.type(OWN_PASSWORD)
    keys.press("Enter")
    page.wait_for_url("/start")
    keys.tab_to("input[name=area]")
    keys.type(AREA)
    keys.tab_to("form[action='/start'] button:not([name])")
    keys.press("Space")
    expect(proposal(page)).to_be_visible()
    keys.tab_to("form[action='/bookings'] button[type=submit]")
    keys.press("Enter")
    booking_number(page)


def test_another_half_day_and_another_desk_are_chosen_with_the_arrow_keys(open_page, newcomer):
    page = settle(open_page(), newcomer())
    keys = Keyboard(page)
    page.goto("/")
    keys.tab_to("#part-day")
    keys.press("ArrowRight")
    expect(page.locator("#proposal a[href*='part=am']")).to_be_visible()
    expect(page.locator("#part-am")).to_be_checked()
    # The card is new, and the focus is where it was.
    expect(page.locator("#part-am")).to_be_focused()
    keys.tab_to("#proposal a[href*='/desks']")
    keys.press("Enter")
    page.wait_for_url("**/desks?**")
    keys.tab_to("input[name=desk_id]")
    chosen = page.locator("input[name=desk_id]:checked")
    offered = chosen.get_attribute("value")
    keys.press("ArrowDown")
    expect(chosen).not_to_have_value(offered)
    label = page.locator("li", has=chosen).get_attribute("id").removeprefix("desk-")
    keys.tab_to("form[action='/bookings'] button[type=submit]")
    keys.press("Space")
    booking_number(page)
    expect(page.locator("main dl")).to_contain_text(label)


@pytest.mark.parametrize("name", ["sign-in", "home"])
def test_the_first_tab_offers_to_skip_to_the_content(look_at, name):
    page = look_at(name)
    keys = Keyboard(page)
    first = keys.tab()
    assert "#content" in first.html
    keys.press("Enter")
    expect(page.locator("main")).to_be_focused()
    keys.tab()
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize(
    "name", ["sign-in", "first question", "home", "desks", "booking", "my bookings", "profile"]
)
def test_tab_goes_through_the_whole_page_in_the_order_of_its_words(look_at, name):
    page = look_at(name)
    expected = page.evaluate(REACHABLE)
    stops = Keyboard(page).stops()
    places = [focus.place for focus in stops]
    assert places == sorted(places)
    # A date field is one element with several stops.
    assert len(set(places)) == expected


@pytest.mark.parametrize("name", ["home", "first question", "my bookings", "profile"])
def test_on_a_phone_each_tab_goes_down_or_to_the_right(look_at, name):
    stops = Keyboard(look_at(name, PHONE)).stops()
    for one, other in pairwise(stops):
        is_below = other.bottom > one.bottom or other.top >= one.bottom
        is_beside = other.left > one.left and other.bottom > one.top
        assert is_below or is_beside, f"{other.html} comes after {one.html}"
