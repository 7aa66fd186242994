"""Somebody hears from the bell what another person has arranged, without any mail."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from app.core import clock
from tests.e2e.ringing import ring
from tests.e2e.stage import PHONE, WIDE
from tests.support.axe import violations
from tests.support.people import settle, sign_in

MANAGER = "responsabile@vicino.example"


def bell(page: Page) -> str:
    """Return the bell's words, as they are heard."""
    page.goto("/bookings")
    found = page.get_by_role("link", name=re.compile(r"^(\d+ .*|Messaggi|Messages)$"))
    expect(found).to_have_attribute("href", "/notices")
    expect(found).to_be_in_viewport()
    return found.inner_text()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_whoever_is_to_stand_in_hears_it_from_the_bell(open_page, newcomer, size):
    email = newcomer()
    colleague = settle(open_page(size), email)
    assert not re.search(r"\d", bell(colleague))
    manager = sign_in(open_page(size), MANAGER)
    manager.goto("/deputies")
    # Not yet today: what waits for the manager now rings the deputy's bell too.
    first = clock.today() + timedelta(days=1)
    manager.locator("[name=email]").fill(email)
    manager.locator("[name=from_day]").fill(str(first))
    manager.locator("[name=to_day]").fill(str(first + timedelta(days=1)))
    manager.locator("main form button[type=submit]").first.click()
    manager.wait_for_url("**/deputies")
    assert re.search("1", bell(colleague))
    assert violations(colleague) == []
    colleague.locator(".v-bell").click()
    told = colleague.locator(".v-told")
    expect(told).to_have_count(1)
    expect(told).to_contain_text("Marco")
    assert violations(colleague) == []
    # The whole story by keyboard: the message is a button, since opening it changes the bell.
    told.locator("button").focus()
    colleague.keyboard.press("Enter")
    colleague.wait_for_url("**/inbox*")
    assert not re.search(r"\d", bell(colleague))
    colleague.locator(".v-bell").click()
    expect(told.locator("a")).to_have_attribute("href", re.compile("^/inbox"))
    manager.locator("form[action$='/end'] button").last.click()
    manager.wait_for_url("**/deputies")


def test_all_are_read_with_one_press(open_page, newcomer, server):
    email = newcomer()
    page = settle(open_page(PHONE), email)
    for _time in range(3):
        ring(server, email)
    assert re.search("3", bell(page))
    page.goto("/notices")
    page.locator("form[action='/notices/read'] button").click()
    expect(page.locator("form[action='/notices/read']")).to_have_count(0)
    expect(page.locator(".v-told a")).to_have_count(3)
    assert not re.search(r"\d", bell(page))
