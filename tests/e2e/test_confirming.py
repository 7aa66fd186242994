"""A workplace asks people to say that they come, and they are told wherever they choose a desk."""

import pytest
from playwright.sync_api import expect

from tests.e2e.stage import PHONE, WIDE
from tests.support.axe import violations
from tests.support.people import book, press, proposal, settle, sign_in

ADDRESS = "/places/PADOVA/confirmation"
ASKED = "Di’ che vieni entro"


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_an_administrator_asks_and_people_read_until_when_to_answer(
    open_page, newcomer, server, size
):
    boss = sign_in(open_page(size), "admin@vicino.example")
    boss.goto("/places")
    boss.locator(f"a[href='{ADDRESS}']").click()
    boss.locator("#minutes").fill("5")
    boss.locator("#minutes").press("Enter")
    expect(boss.locator("[data-error-summary]")).to_be_focused()
    assert violations(boss) == []
    boss.locator("[data-error-summary] a").press("Enter")
    expect(boss.locator("#minutes")).to_be_focused()
    boss.locator("#minutes").fill("60")
    boss.locator("#minutes").press("Enter")
    expect(boss.locator("#flashes .v-note")).to_be_visible()
    assert violations(boss) == []

    anna = settle(open_page(size), newcomer())
    soon = anna.locator("input[name=day]").first.input_value()
    anna.goto(f"/workplaces/PADOVA/desks?day={soon}")
    expect(anna.locator("main")).to_contain_text("entro 60 minuti dall’inizio")
    assert violations(anna) == []
    press(proposal(anna))
    anna.wait_for_url("**/bookings/*")
    expect(anna.locator("main")).to_contain_text(ASKED)
    assert violations(anna) == []

    boss.goto(ADDRESS)
    press(boss.locator(f"main form[action='{ADDRESS}']").last)
    expect(boss.locator("#flashes .v-note")).to_be_visible()
    asked = "SELECT confirm_within, confirm_from FROM workplaces WHERE code = 'PADOVA'"
    assert server.ask(asked) == [(None, None)]
    anna.reload()
    expect(anna.locator("main")).not_to_contain_text(ASKED)


def test_whoever_says_so_on_the_page_is_asked_no_more(open_page, newcomer, server):
    anna = settle(open_page(PHONE), newcomer())
    number = book(anna)
    # As if the workplace had asked for it all along.
    code = "SELECT w.code FROM workplaces w JOIN bookings b ON b.workplace_id = w.id WHERE b.id = ?"
    ((code,),) = server.ask(code, number)
    boss = sign_in(open_page(), "admin@vicino.example")
    address = f"/places/{code}/confirmation"
    boss.goto(address)
    boss.locator("#minutes").press("Enter")
    expect(boss.locator("#flashes .v-note")).to_be_visible()
    anna.reload()
    expect(anna.locator("main")).to_contain_text(ASKED)
    press(anna.locator(f"form[action='/bookings/{number}/confirm']"))
    expect(anna.locator(".v-coming")).to_be_visible()
    expect(anna.locator("main")).not_to_contain_text(ASKED)
    assert violations(anna) == []
    assert server.ask("SELECT is_confirmed FROM bookings WHERE id = ?", number) == [(1,)]
    boss.goto(address)
    press(boss.locator(f"main form[action='{address}']").last)
    expect(boss.locator("#flashes .v-note")).to_be_visible()
