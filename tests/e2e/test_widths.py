import pytest

from tests.e2e.stage import SMALLEST, settled
from tests.e2e.tour import STOPS

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


@pytest.mark.parametrize("name", STOPS)
def test_nothing_is_wider_than_the_window(open_page, world, name):
    stop = STOPS[name]
    page = open_page(SMALLEST, storage_state=world.cookies[stop.who])
    stop.visit(page, world)
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found[width] = settled(page).evaluate(STICKING_OUT)
    assert found == dict.fromkeys(WIDTHS, [])
