"""A colleague books for somebody who asked for it, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.e2e.stage import PHONE, WIDE
from tests.support.axe import violations
from tests.support.people import settle

SIZES = pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])


@SIZES
def test_a_colleague_books_for_who_asked_and_is_named_by_it(open_page, newcomer, server, size):
    anna_mail, luca_mail = newcomer(), newcomer()
    anna, luca = settle(open_page(size), anna_mail), settle(open_page(size), luca_mail)
    anna.goto("/delegations")
    assert violations(anna) == []
    anna.locator("#q").fill(luca_mail)
    anna.locator("main form[role=search] button").click()
    anna.locator("label[for=delegate-0]").click()
    assert violations(anna) == []
    anna.locator("form[action='/delegations'][method=post] button[type=submit]").click()
    expect(anna.locator("form[action*='/end'] button")).to_have_count(1)
    luca.goto("/on-behalf")
    assert violations(luca) == []
    luca.locator("main a[href^='/on-behalf/']").click()
    luca.wait_for_url("**/on-behalf/*")
    assert violations(luca) == []
    luca.locator("main form[method=post] button[type=submit]").last.click()
    expect(luca.locator("form[action$='/cancel'] button")).to_have_count(1)
    assert violations(luca) == []
    anna.goto("/bookings")
    expect(anna.locator(".v-booking")).to_have_count(1)
    (booked,) = server.ask(
        "SELECT count(*) FROM bookings WHERE booked_by_id = (SELECT id FROM users WHERE email = ?)",
        luca_mail,
    )
    assert booked[0] == 1
    luca.locator("form[action$='/cancel'] button").click()
    expect(luca.locator("form[action$='/cancel'] button")).to_have_count(0)
    anna.goto("/delegations")
    anna.locator("form[action*='/end'] button").click()
    expect(anna.locator("form[action*='/end'] button")).to_have_count(0)
    luca.goto("/on-behalf")
    expect(luca.locator("main a[href^='/on-behalf/']")).to_have_count(0)
