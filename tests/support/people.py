"""The demo's people and newcomers, as they use a browser."""

import re

from playwright.sync_api import Locator, Page, expect

PASSWORD = "vicino-demo"
EMPLOYEE = "dipendente@vicino.example"
EVERYBODY = {
    EMPLOYEE,
    "responsabile@vicino.example",
    "hr@vicino.example",
    "sedi@vicino.example",
    "admin@vicino.example",
}
# What a newcomer was given; longer than the demo's, as people's passwords must be.
OWN_PASSWORD = "una sedia vicino a casa"
# Beside the largest workplace, where there is a desk for everybody.
AREA = "20139"
BOOKING = re.compile(r"/bookings/(\d+)$")
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def sign_in(page: Page, email: str = EMPLOYEE, password: str = PASSWORD) -> Page:
    """Sign in through the form."""
    page.goto("/sign-in")
    fill_in(page, email, password)
    page.wait_for_url(lambda url: "sign-in" not in url)
    return page


def fill_in(page: Page, email: str, password: str) -> None:
    """Fill the sign-in form that is open, and send it with the Enter key."""
    page.locator("input[type=email]").fill(email)
    page.locator("input[type=password]").fill(password)
    page.locator("input[type=password]").press("Enter")


def settle(page: Page, email: str, area: str = AREA) -> Page:
    """Open the first page as somebody who has signed in and answered the question about the area.

    The forms are sent without drawing their pages. No area is an answer, too.
    """
    _send(page, "/sign-in", email=email, password=OWN_PASSWORD)
    answer = {"area": area} if area else {"skip": "1"}
    _send(page, "/start", **answer)
    page.goto("/")
    expect(proposal(page)).to_be_visible()
    return page


def _send(page: Page, address: str, **fields: str) -> None:
    token = TOKEN.search(page.request.get(address).text())
    assert token, address
    form = {"csrf_token": token[1], **fields}
    assert page.request.post(address, form=form, max_redirects=0).status == 303, address


def go_to_day(page: Page, place: int) -> str:
    """Choose a day of the strip by its place, -1 for the last; return its date."""
    address = page.locator("#days a[href*='day=']").nth(place).get_attribute("href")
    page.goto(str(address))
    return page.locator("input[name=day]").first.input_value()


def proposal(page: Page) -> Locator:
    """Return the form that books a desk: the home page's card, or the list of desks."""
    return page.locator("form[action='/bookings']")


def press(form: Locator) -> None:
    """Press a form's button; on the list of desks it stands below everything."""
    form.locator("button[type=submit]").last.click()


def book(page: Page) -> int:
    """Book what is proposed; return the booking's number."""
    press(proposal(page))
    return booking_number(page)


def booking_number(page: Page) -> int:
    """Wait for a booking's page, and return its number."""
    page.wait_for_url(BOOKING)
    found = BOOKING.search(page.url)
    assert found
    return int(found[1])


def undo(page: Page) -> Locator:
    """Return the form that takes a cancelled desk back."""
    return page.locator("form[action$='/restore']")


def cancel(page: Page, booking: int) -> None:
    """Cancel a booking on its own page or in the list."""
    press(page.locator(f"form[action='/bookings/{booking}/cancel']"))
    expect(undo(page)).to_be_visible()
