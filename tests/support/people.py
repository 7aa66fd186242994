"""The demo's people, as they use a browser."""

from playwright.sync_api import Page

PASSWORD = "vicino-demo"
EMPLOYEE = "dipendente@vicino.example"
EVERYBODY = {
    EMPLOYEE, "responsabile@vicino.example", "hr@vicino.example", "sedi@vicino.example",
    "admin@vicino.example",
}


def sign_in(page: Page, email: str = EMPLOYEE, password: str = PASSWORD) -> Page:
    """Sign in through the form."""
    page.goto("/sign-in")
    page.locator("input[type=email]").first.fill(email)
    page.locator("input[type=password]").first.fill(password)
    page.locator("input[type=password]").first.press("Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
    return page
