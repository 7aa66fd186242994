"""Colleagues sit together: one calls a group, each answers for themselves, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.everybody import flaws
from tests.e2e.keyboard import Keyboard
from tests.e2e.stage import PHONE, WIDE
from tests.support.people import booking_number, settle

# Nobody of the demo is called so, and nobody of another story.
STORIES = pytest.mark.parametrize(
    ("size", "names"),
    [(WIDE, ["Bruno Zorzi", "Carla Zanon"]), (PHONE, ["Bruno Zuliani", "Carla Zago"])],
    ids=["wide", "phone"],
)
GROUP = re.compile(r"/groups/\d+$")
CHECK = re.compile("#i-check$")
CALL = "form[action='/groups'] button[type=submit]"
FIND = "form[action^='/groups/new'] button[type=submit]"


def answer(word):
    """Return where the button is that answers an invitation."""
    return f"form[action^='/invites/']:has([value={word}]) button"


def shapes(page):
    """Return the shapes beside who comes, in the order of the names."""
    uses = page.locator(".v-people .v-tag use")
    return [str(one.get_attribute("href")).rpartition("#i-")[2] for one in uses.all()]


@pytest.fixture
def meet(open_page, newcomer, server):
    """Make somebody of a name, with a window of a size."""

    def make(name, size):
        email = newcomer()
        given, surname = name.split()
        server.ask(
            "UPDATE users SET given_name = ?, surname = ? WHERE email = ?", given, surname, email
        )
        return settle(open_page(size), email)

    return make


@STORIES
def test_anna_calls_two_one_comes_one_does_not_and_she_sees_it(meet, server, size, names):
    anna, bruno, carla = (meet(name, size) for name in ["Anna Verdi", *names])
    anna.goto("/groups")
    assert flaws(anna) == []
    anna.locator("main a[href='/groups/new']").click()
    assert flaws(anna) == []
    anna.locator("#title").fill("Bilancio")
    ((address,),) = server.ask("SELECT email FROM users WHERE surname = ?", names[0].split()[1])
    # One by address, one by name.
    anna.locator("#names").fill(f"{address}\n{names[1]}")
    anna.locator(FIND).click()
    places = anna.locator("input[name=workplace]")
    expect(places.first).to_be_checked()
    expect(anna.locator("input[name=who][type=checkbox]:checked")).to_have_count(2)
    place = anna.locator(".v-pick:has(input:checked) strong").inner_text()
    expect(anna.locator(".v-bar")).to_contain_text(place)
    assert flaws(anna) == []
    anna.locator(CALL).click()
    anna.wait_for_url(GROUP)
    assert flaws(anna) == []
    group = anna.url
    assert shapes(anna) == ["half", "half"], "nobody has answered"
    bruno.goto("/groups")
    assert flaws(bruno) == []
    # Bruno answers at the booking that is held for him, Carla where she is invited.
    bruno.goto("/bookings")
    bruno.locator(".v-booking-where a[href^='/bookings/']").click()
    expect(bruno.locator(answer("accept"))).to_have_count(1)
    assert flaws(bruno) == []
    bruno.locator(answer("accept")).click()
    expect(bruno.locator("form[action^='/invites/']")).to_have_count(0)
    booking_number(bruno)
    assert flaws(bruno) == []
    carla.goto("/groups")
    carla.locator(answer("decline")).click()
    expect(carla.locator("form[action^='/invites/']")).to_have_count(0)
    assert flaws(carla) == []
    anna.goto(group)
    expect(anna.locator(".v-people li", has_text=names[0]).locator("use")).to_have_attribute(
        "href", CHECK
    )
    assert sorted(shapes(anna)) == ["check", "cross"]
    assert flaws(anna) == []
    number = int(group.rpartition("/")[2])
    states = server.ask("SELECT state FROM invites WHERE group_id = ? ORDER BY state", number)
    assert states == [("accepted",), ("declined",)]
    held = server.ask(
        "SELECT count(*), count(DISTINCT b.workplace_id) FROM bookings b JOIN invites i"
        " ON i.group_id = ? WHERE b.state = 'active' AND b.id = i.booking_id",
        number,
    )
    assert held == [(1, 1)], "whoever does not come gives the desk back"


def test_a_group_is_called_and_called_off_by_keyboard_alone(meet):
    anna, bruno = meet("Anna Verdi", WIDE), meet("Bruno Zennaro", WIDE)
    keys = Keyboard(anna)
    anna.goto("/groups")
    keys.tab_to("main a[href='/groups/new']")
    keys.press("Enter")
    anna.wait_for_url("**/groups/new")
    keys.tab_to("#names")
    keys.type("Zennaro")
    keys.tab_to(FIND)
    keys.press("Enter")
    anna.wait_for_url("**find=1**")
    keys.tab_to("input[name=workplace]")
    keys.tab_to(CALL)
    keys.press("Enter")
    anna.wait_for_url(GROUP)
    bruno.goto("/groups")
    keys_of_bruno = Keyboard(bruno)
    keys_of_bruno.tab_to(answer("accept"))
    keys_of_bruno.press("Space")
    booking_number(bruno)
    keys.tab_to("form[action$='/call-off'] button")
    keys.press("Enter")
    expect(anna.locator("form[action$='/call-off']")).to_have_count(0)
    assert flaws(anna) == []
