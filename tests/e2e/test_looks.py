import pytest
from playwright.sync_api import expect

from tests.e2e.stage import PHONE, WIDE, settled
from tests.e2e.tour import NOBODY, SOFIA
from tests.support.people import proposal, settle

FIRST_PAGES = {"/sign-in": NOBODY, "/": SOFIA}
# "Good" is 0.1 by Core Web Vitals; we allow a fifth of it.
LITTLE = 0.02
ADD_UP_SHIFTS = """
  window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shifted += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
"""
BESIDE = """() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const all = [...document.querySelectorAll("body *")];
  return all.filter((e) => e.getBoundingClientRect().right > clientWidth + 1)
    .map((e) => e.outerHTML.slice(0, 80));
}"""


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("address", FIRST_PAGES)
def test_nothing_jumps_while_a_page_is_seen_for_the_first_time(open_page, world, address, size):
    cookies = world.cookies[FIRST_PAGES[address]]
    page = open_page(size, cookies, script=ADD_UP_SHIFTS, is_new=True)
    page.goto(address)
    assert settled(page).evaluate("window.shifted") < LITTLE


def test_without_scripts_the_first_page_looks_and_works_the_same(open_page, world):
    page = open_page(cookies=world.cookies[SOFIA], service_workers="block")
    page.route("**/*.js", lambda route: route.abort())
    page.goto("/")
    expect(page.locator("h1")).to_be_visible()
    expect(proposal(page).locator("h2")).to_be_visible()
    button = proposal(page).locator("button[type=submit]")
    assert button.evaluate("(e) => getComputedStyle(e).backgroundColor") == "rgb(0, 102, 204)"
    page.locator("label[for=part-am]").click()
    expect(page.locator("#part-am")).to_be_checked()


def test_without_styles_the_first_page_reads_from_top_to_bottom(open_page, world):
    page = open_page(cookies=world.cookies[SOFIA], service_workers="block")
    page.route("**/*.css", lambda route: route.abort())
    page.goto("/")
    pieces = ["h1", "#proposal h2", "#proposal button[type=submit]", "#days h2", "#sites h2"]
    boxes = [page.locator(piece).first.bounding_box() for piece in pieces]
    tops = [box["y"] for box in boxes if box]
    assert len(tops) == len(pieces)
    assert tops == sorted(tops)
    assert all(box["x"] < WIDE[0] and box["height"] > 10 for box in boxes if box)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_with_letters_twice_as_large_nothing_is_cut_off_or_beside_the_window(
    open_page, newcomer, size
):
    page = open_page(size, is_new=True)
    letters = page.context.new_cdp_session(page)
    letters.send("Page.setFontSizes", {"fontSizes": {"standard": 32}})
    settle(page, newcomer())
    (desks,) = page.locator("a[href*='/desks?']").evaluate_all("es => [es[0].pathname]")
    try:
        for address in ("/", desks, "/bookings", "/profile", "/bookings/away"):
            page.goto(address)
            assert page.evaluate(BESIDE) == [], address
    finally:
        # The browser would keep them for the windows of others.
        letters.send("Page.setFontSizes", {"fontSizes": {"standard": 16}})
