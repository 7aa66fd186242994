import pytest
from playwright.sync_api import expect

from tests.e2e.stage import PHONE, WIDE
from tests.support.people import (
    EMPLOYEE,
    EVERYBODY,
    PASSWORD,
    book,
    booking_number,
    cancel,
    press,
    proposal,
    sign_in,
)

# Presses by a person; those that the Enter key causes are not clicks.
COUNT_CLICKS = """
  addEventListener("click", (event) => {
    if (event.detail) sessionStorage.clicks = Number(sessionStorage.clicks ?? 0) + 1;
  }, { capture: true });
"""


def clicks(page):
    return int(page.evaluate("sessionStorage.clicks ?? 0"))


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_regular_books_the_next_day_with_one_click(open_page, size):
    page = open_page(size, script=COUNT_CLICKS)
    sign_in(page)
    day = page.locator("h1").inner_text()
    assert clicks(page) == 0
    number = book(page)
    assert clicks(page) == 1
    expect(page.locator("main dl")).to_contain_text(day)
    cancel(page, number)


def test_the_button_is_seen_without_scrolling(open_page):
    button = proposal(sign_in(open_page())).locator("button[type=submit]")
    expect(button).to_be_in_viewport(ratio=1)


def test_two_clicks_lead_from_the_demo_panel_to_a_desk(open_page):
    page = open_page(script=COUNT_CLICKS)
    page.goto("/sign-in")
    page.locator(f"button[name=email][value='{EMPLOYEE}']").click()
    press(proposal(page))
    number = booking_number(page)
    assert clicks(page) == 2
    cancel(page, number)


def test_two_quick_clicks_make_one_booking(open_page, server):
    page = sign_in(open_page())
    proposal(page).locator("button[type=submit]").dblclick()
    number = booking_number(page)
    page.goto("/bookings")
    assert page.locator("form[action$='/cancel']").count() == 3  # the demo gives her two
    cancel(page, number)


@pytest.mark.parametrize("email", sorted(EVERYBODY))
def test_each_of_the_demos_people_signs_in(open_page, email):
    page = sign_in(open_page(), email)
    expect(page.locator("form[action='/sign-out']")).to_be_visible()
    expect(page.locator("h1")).to_be_visible()


@pytest.mark.parametrize("email", sorted(EVERYBODY))
def test_each_of_the_demos_people_signs_in_with_one_click(open_page, email):
    page = open_page()
    page.goto("/sign-in")
    page.locator(f"button[name=email][value='{email}']").click()
    expect(page.locator("form[action='/sign-out']")).to_be_visible()


def test_the_demo_panel_shows_everybody_and_their_password(open_page):
    page = open_page()
    page.goto("/sign-in")
    shown = page.locator("button[name=email]").evaluate_all("(all) => all.map((e) => e.value)")
    assert set(shown) == EVERYBODY
    expect(page.locator(".v-demo")).to_contain_text(PASSWORD)
