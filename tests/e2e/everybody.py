"""Whether everybody can use a page: by ear, enlarged, on any screen, in either language."""

from playwright.sync_api import Page

from tests.e2e.stage import settled
from tests.support.axe import violations

# The narrowest phone, 1280 enlarged to 200 %, a small tablet, a desktop.
WIDTHS = [320, 640, 800, 1280]
# What sticks out of the window, unless something around it scrolls by itself or hides it.
STICKING_OUT = """() => {
  const width = document.documentElement.clientWidth;
  const root = document.scrollingElement;
  if (root.scrollWidth <= width && document.body.scrollWidth <= width) return [];
  const out = [...document.body.querySelectorAll("*")].filter(
    (e) => e.getBoundingClientRect().right > width + 0.5
  );
  return [`${root.scrollWidth} px`, ...out.slice(0, 5).map((e) => e.outerHTML.slice(0, 120))];
}"""


def obstacles(page: Page) -> dict[int, list[str]]:
    """Return what stands in somebody's way at each width: axe's word, and what sticks out."""
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found[width] = settled(page).evaluate(STICKING_OUT)
        if width in {WIDTHS[0], WIDTHS[-1]}:
            found[width] += violations(page)
    return {width: what for width, what in found.items() if what}


def flaws(page: Page) -> list[str]:
    """Return what is wrong with a page in the window it has: what sticks out, and axe's word."""
    return [*settled(page).evaluate(STICKING_OUT), *violations(page)]


def speak(page: Page, language: str) -> Page:
    """Reload a page in a language, as this browser's choice has it."""
    cookie = {"name": "language", "value": language, "url": page.url}
    page.context.add_cookies([cookie])
    page.reload()
    assert page.locator("html").get_attribute("lang") == language
    return settled(page)
