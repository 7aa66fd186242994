"""A workplace is closed with three clicks, and somebody who sat there answers."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.stage import PHONE, WIDE
from tests.support.axe import violations
from tests.support.people import book, settle, sign_in

MANAGER = "sedi@vicino.example"


def close(page: Page, code: str, day: str) -> None:
    """Close a workplace for a day: from the board, three clicks."""
    page.locator("a[href*='/closures/new']").first.click()
    page.locator("[name=workplace]").select_option(code)
    page.locator("[name=from_day]").fill(day)
    page.locator("[name=to_day]").fill(day)
    page.locator("[name=reason]").fill("Lavori urgenti")
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator(".v-move")).not_to_have_count(0)
    expect(page.locator("main")).not_to_contain_text("Anna Verdi")
    assert violations(page) == []
    page.locator("form[action='/places/closures'] button").click()
    page.wait_for_url(re.compile(r"/places/closures/\d+$"))
    expect(page.locator("main")).not_to_contain_text("Anna Verdi")
    assert violations(page) == []


def answer(page: Page, move: int, words: str) -> None:
    """Read on the first page what happened, and answer it."""
    page.goto("/")
    page.locator(f"a[href='/moves/{move}']").click()
    assert violations(page) == []
    page.locator(f"form:has([name=answer][value={words}]) button").click()
    page.wait_for_url("**/bookings/*")


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_workplace_is_closed_with_three_clicks_and_opened_again(
    open_page, server, newcomer, size
):
    employee = settle(open_page(size), newcomer())
    booking = book(employee)

    def where() -> tuple[str, str, int]:
        ((code, day, sequence),) = server.ask(
            "SELECT w.code, b.day, b.sequence FROM bookings b"
            " JOIN workplaces w ON w.id = b.workplace_id WHERE b.id = ?",
            booking,
        )
        return code, day, sequence

    code, day, _sequence = where()
    manager = sign_in(open_page(size), MANAGER)
    expect(manager).to_have_url(re.compile("/today$"))
    close(manager, code, day)
    ((move, state),) = server.ask("SELECT id, state FROM moves WHERE booking_id = ?", booking)
    assert state == "moved"
    answer(employee, move, "accept")
    elsewhere, same_day, sequence = where()
    assert (elsewhere != code, same_day, sequence) == (True, day, 1)
    # The works are called off: whoever wants goes back to the desk of before.
    manager.locator("details summary").click()
    manager.locator("form[action$='/reopen'] button").click()
    expect(manager.locator("form[action$='/reopen']")).to_have_count(0)
    answer(employee, move, "return")
    assert where() == (code, day, 2)
