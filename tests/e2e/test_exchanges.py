"""Two colleagues exchange their desks, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from app.booking.queries.places import desk_label
from tests.e2e.everybody import flaws
from tests.e2e.keyboard import Keyboard
from tests.e2e.stage import PHONE, WIDE
from tests.support.people import book, booking_number, settle

SIZES = pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])


def answer(word):
    """Return where the button is that answers what a colleague asks."""
    return f"form[action^='/exchanges/']:has([value={word}]) button"


def book_both(anna, bruno):
    """Let both book at the same workplace: he looks again once she has taken her desk."""
    hers = book(anna)
    bruno.goto("/")
    return hers, book(bruno)


@pytest.fixture
def desk_of(server):
    """Ask which desk a booking has: its number and its name."""

    def ask(booking):
        number, code, workplace = server.ask(
            "SELECT d.id, d.code, w.code FROM bookings b JOIN desks d ON d.id = b.desk_id"
            " JOIN workplaces w ON w.id = d.workplace_id WHERE b.id = ?",
            booking,
        )[0]
        return number, desk_label(code, workplace)

    return ask


@SIZES
def test_anna_asks_bruno_accepts_and_both_see_their_new_desk(open_page, newcomer, desk_of, size):
    anna, bruno = (settle(open_page(size), newcomer()) for _person in range(2))
    hers, his = book_both(anna, bruno)
    (her_desk, her_name), (his_desk, his_name) = desk_of(hers), desk_of(his)
    anna.goto("/exchanges")
    assert flaws(anna) == []
    anna.goto(f"/bookings/{hers}")
    anna.locator("a[href$='/exchange']").click()
    anna.wait_for_url("**/exchange")
    assert flaws(anna) == []
    anna.locator(f"label[for=pick-{his_desk}]").click()
    expect(anna.locator(".v-bar")).to_contain_text(his_name)
    anna.locator("form[action$='/exchange'] button[type=submit]").click()
    anna.wait_for_url("**/exchanges")
    assert flaws(anna) == []
    assert desk_of(hers)[0] == her_desk, "nothing changes until he accepts"
    bruno.goto("/exchanges")
    assert flaws(bruno) == []
    bruno.locator(answer("accept")).click()
    assert booking_number(bruno) == his
    expect(bruno.locator("main")).to_contain_text(her_name)
    anna.goto(f"/bookings/{hers}")
    expect(anna.locator("main")).to_contain_text(his_name)
    assert (desk_of(hers)[0], desk_of(his)[0]) == (his_desk, her_desk)
    for page in anna, bruno:
        page.goto("/exchanges")
        expect(page.locator(".v-bookings-past .v-tag use")).to_have_attribute(
            "href", re.compile("#i-check$")
        )
        assert flaws(page) == []


def test_an_exchange_is_asked_and_declined_by_keyboard_alone(open_page, newcomer, desk_of):
    anna, bruno = (settle(open_page(), newcomer()) for _person in range(2))
    hers, his = book_both(anna, bruno)
    (her_desk, _her_name), (his_desk, _his_name) = desk_of(hers), desk_of(his)
    keys, keys_of_bruno = Keyboard(anna), Keyboard(bruno)
    anna.goto(f"/bookings/{hers}")
    keys.tab_to("a[href$='/exchange']")
    keys.press("Enter")
    anna.wait_for_url("**/exchange")
    # As the plan's link has it, the desk is chosen already.
    anna.goto(f"{anna.url}?desk={his_desk}")
    keys.tab_to("input[name=desk_id]")
    expect(anna.locator("input[name=desk_id]:checked")).to_be_focused()
    keys.tab_to("form[action$='/exchange'] button[type=submit]")
    keys.press("Enter")
    anna.wait_for_url("**/exchanges")
    bruno.goto("/exchanges")
    keys_of_bruno.tab_to(answer("decline"))
    keys_of_bruno.press("Space")
    expect(bruno.locator("form[action^='/exchanges/']")).to_have_count(0)
    assert (desk_of(hers)[0], desk_of(his)[0]) == (her_desk, his_desk)
    anna.reload()
    expect(anna.locator(".v-bookings-past .v-tag use")).to_have_attribute(
        "href", re.compile("#i-cross$")
    )
