"""Two colleagues sit together: one calls, the other comes, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.e2e.stage import PHONE, WIDE
from tests.support.axe import violations
from tests.support.people import settle

SIZES = pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])


@SIZES
def test_anna_calls_bruno_comes_and_anna_sees_it(open_page, newcomer, server, size):
    anna_mail, bruno_mail = newcomer(), newcomer()
    anna, bruno = settle(open_page(size), anna_mail), settle(open_page(size), bruno_mail)
    anna.goto("/groups")
    assert violations(anna) == []
    anna.locator("main a[href='/groups/new']").click()
    anna.locator("#names").fill(bruno_mail)
    anna.locator("#title").fill("Bilancio")
    assert violations(anna) == []
    anna.locator("form[action^='/groups/new'] button[type=submit]").click()
    send = anna.locator("form[action='/groups'] button[type=submit]")
    expect(send).to_be_visible()
    assert violations(anna) == []
    send.click()
    anna.wait_for_url("**/groups/*")
    assert violations(anna) == []
    bruno.goto("/groups")
    assert violations(bruno) == []
    bruno.goto("/bookings")
    bruno.locator(".v-booking-where a[href^='/bookings/']").click()
    yes = bruno.locator("form[action^='/invites/'] input[value=accept] ~ button")
    expect(yes).to_have_count(1)
    assert violations(bruno) == []
    yes.click()
    expect(bruno.locator("form[action^='/invites/']")).to_have_count(0)
    anna.reload()
    expect(anna.locator(".v-people .v-tag use[href$='#i-check']")).to_have_count(1)
    (states,) = server.ask("SELECT state FROM invites ORDER BY id DESC LIMIT 1")
    assert states[0] == "accepted"
