"""A workplace asks people to say that they come, and they are told wherever they choose a desk."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.stage import PHONE, WIDE
from tests.support.axe import violations
from tests.support.people import booking_number, press, proposal, settle, sign_in

ASKS = "entro 60 minuti"
ASKED = re.compile(r"che vieni entro le \d+:\d\d")


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_people_read_until_when_to_say_that_they_come_and_say_so(open_page, newcomer, server, size):
    anna = settle(open_page(size), newcomer())
    desks = anna.locator("form[action='/bookings'] a[href*='/desks?']").first.get_attribute("href")
    code = desks.split("/")[2]
    address = f"/places/{code}/confirmation"

    boss = sign_in(open_page(size), "admin@vicino.example")
    boss.goto("/places")
    boss.locator(f"a[href='{address}']").click()
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

    anna.reload()
    expect(proposal(anna)).to_contain_text(ASKS)
    assert violations(anna) == []
    anna.goto(desks)
    expect(anna.locator("main")).to_contain_text(ASKS)
    assert violations(anna) == []
    press(proposal(anna))
    number = booking_number(anna)
    expect(anna.locator("main")).to_contain_text(ASKED)
    assert violations(anna) == []
    press(anna.locator(f"form[action='/bookings/{number}/confirm']"))
    expect(anna.locator(".v-coming")).to_be_visible()
    expect(anna.locator("main")).not_to_contain_text(ASKED)
    assert violations(anna) == []
    asked = "SELECT is_confirmed FROM bookings WHERE id = ?"
    assert server.ask(asked, number) == [(1,)]

    boss.goto(address)
    press(boss.locator(f"main form[action='{address}']").last)
    expect(boss.locator("#flashes .v-note")).to_be_visible()
    asks = "SELECT confirm_within, confirm_from FROM workplaces WHERE code = ?"
    assert server.ask(asks, code) == [(None, None)]
