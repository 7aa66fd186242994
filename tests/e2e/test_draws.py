"""A workplace whose desks are drawn: written down, entered, and told why, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.e2e.stage import PHONE, WIDE
from tests.support.axe import violations
from tests.support.people import settle, sign_in

SIZES = pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
CODE = "ACCURSIO"


@SIZES
def test_a_draw_is_written_down_entered_and_left(open_page, newcomer, server, size):
    chiara = sign_in(open_page(size), "admin@vicino.example")
    chiara.goto(f"/places/{CODE}/draws")
    assert violations(chiara) == []
    chiara.locator("main form[method=get] button[type=submit]").click()
    expect(chiara.locator("#preview")).to_be_visible()
    assert violations(chiara) == []
    chiara.locator(f"form[action='/places/{CODE}/draws'] button").click()
    expect(chiara.locator(f"form[action='/places/{CODE}/draws/end']")).to_have_count(1)
    anna = settle(open_page(size), newcomer())
    day = str(anna.locator("#days a[href*='day=']").nth(5).get_attribute("href"))
    anna.goto(f"{day}&workplace={CODE}")
    expect(anna.locator(".v-draw")).to_be_visible()
    assert violations(anna) == []
    anna.locator("#sites a", has_text="Accursio").click()
    assert violations(anna) == []
    expect(anna.locator("form[action='/bookings']")).to_have_count(0)
    anna.locator("form[action='/waits'] button").click()
    anna.wait_for_url("**/bookings")
    assert violations(anna) == []
    anna.goto("/fairness")
    assert violations(anna) == []
    expect(anna.locator(".v-told")).to_have_count(1)
    anna.goto("/bookings")
    anna.locator("form[action*='/stop'] button").click()
    expect(anna.locator("form[action*='/waits/']")).to_have_count(0)
    chiara.locator(f"form[action='/places/{CODE}/draws/end'] button").click()
    expect(chiara.locator(f"form[action='/places/{CODE}/draws/end']")).to_have_count(0)
