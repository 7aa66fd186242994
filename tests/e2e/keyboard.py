"""A person who has no mouse."""

from dataclasses import dataclass

from playwright.sync_api import Page

# What has the focus, and whether one can see it: a ring around it or around its label, inside
# the window and with nothing in front.
FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const shown = [...(e.labels ?? []), e].find((one) => {
    const { outlineStyle, outlineWidth, visibility } = getComputedStyle(one);
    const { width, height } = one.getBoundingClientRect();
    const has_ring = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
    return has_ring && visibility === "visible" && width > 1 && height > 1;
  });
  const box = (shown ?? e).getClientRects()[0] ?? e.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const front = document.elementFromPoint(x, y);
  return {
    html: e.outerHTML.slice(0, 120),
    // The calendar's own button inside a date field has the browser's ring.
    has_ring: Boolean(shown) || e.matches("[type=date]:not(:focus-visible)"),
    is_in_view: y >= 0 && y <= innerHeight && x >= 0 && x <= innerWidth,
    is_in_front: Boolean(front) && (shown ?? e).contains(front) || Boolean(front?.contains(e)),
    left: box.left, top: box.top + scrollY, bottom: box.bottom + scrollY,
    place: [...document.querySelectorAll("*")].indexOf(e),
  };
}"""
MOST_STOPS = 120


@dataclass(frozen=True)
class Focus:
    """The element that has the focus."""

    html: str
    has_ring: bool
    is_in_view: bool
    is_in_front: bool
    left: float
    top: float
    bottom: float
    # Its number among the elements of the document.
    place: int


class Keyboard:
    """Presses keys, and complains when the focus cannot be seen."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        """Type into what has the focus."""
        self.page.keyboard.type(words)

    def tab(self) -> Focus | None:
        """Go to the next element; None at the end of the page."""
        self.press("Tab")
        found = self.page.evaluate(FOCUSED)
        if found is None:
            return None
        focus = Focus(**found)
        assert focus.has_ring, f"the focus is seen on {focus.html}"
        assert focus.is_in_view, f"{focus.html} is in the window"
        assert focus.is_in_front, f"nothing covers {focus.html}"
        return focus

    def tab_to(self, selector: str) -> None:
        """Press Tab until an element has the focus."""
        for _stop in range(MOST_STOPS):
            assert self.tab(), f"{selector} can be reached by Tab"
            if self.page.evaluate("(s) => document.activeElement.matches(s)", selector):
                return
        raise AssertionError(f"{selector} was not reached in {MOST_STOPS} stops")

    def stops(self) -> list[Focus]:
        """Press Tab from here to the end of the page."""
        found: list[Focus] = []
        while focus := self.tab():
            if found and focus.place == found[0].place:
                # Without buttons of a browser around it, the page begins again.
                break
            assert len(found) < MOST_STOPS, "the focus is held nowhere"
            found.append(focus)
        return found
