"""A colleague who chose to be seen, and a closer look at the plan, in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.stage import PHONE, WIDE
from tests.support.axe import violations
from tests.support.people import book, settle

SIZES = pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
DESK = "SELECT w.code, b.day FROM bookings b JOIN workplaces w ON w.id = b.workplace_id"


@SIZES
def test_a_colleague_shows_their_desk_and_another_one_sits_down_beside_them(
    open_page, newcomer, server, size
):
    anna = settle(open_page(size), newcomer())
    number = book(anna)
    (code, day) = server.ask(f"{DESK} WHERE b.id = ?", number)[0]
    anna.goto("/profile")
    anna.locator("label[for=seen-workplace]").click()
    anna.locator("#seen button").click()
    expect(anna.locator("#seen-workplace")).to_be_checked()
    assert violations(anna) == []

    bruno = settle(open_page(size), newcomer())
    bruno.goto("/colleagues?q=verdi")
    assert violations(bruno) == []
    bruno.goto(f"/workplaces/{code}/desks?day={day}&part=day")
    assert violations(bruno) == []
    seen = bruno.locator(".v-pick-who")
    expect(seen.filter(has_text="Anna Verdi").first).to_be_visible()
    bruno.locator("#near").select_option(index=1)
    bruno.locator(".v-filter button").click()
    bruno.wait_for_url("**near=**")
    expect(bruno.locator(".v-pick input:checked")).to_have_count(1)
    # One is chosen and says whom it is next to.
    expect(bruno.locator(".v-pick:has(input:checked) .v-pick-who")).to_be_visible()
    assert violations(bruno) == []
    book(bruno)


def _width(page: Page) -> float:
    return float(
        page.evaluate("document.querySelector('[open] .v-plan').getBoundingClientRect().width")
    )


def _wait(page: Page, is_so: Callable[[], bool]) -> None:
    """Wait until something is so; the page itself may not run what a test would write."""
    for _turn in range(100):
        if is_so():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it never happened")


def _fits(page: Page) -> bool:
    return bool(
        page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
    )


@SIZES
def test_a_plan_is_looked_at_closer_with_buttons_keys_and_hand(open_page, newcomer, server, size):
    anna = settle(open_page(size), newcomer())
    (code,) = server.ask("SELECT code FROM workplaces WHERE is_active ORDER BY id LIMIT 1")[0]
    anna.goto(f"/workplaces/{code}/desks")
    room = anna.locator(".v-plan-fold[open]")
    bar, view = room.locator(".v-plan-zoom"), room.locator(".v-plan-view")
    smaller, larger, whole = (bar.locator("button").nth(n) for n in range(3))
    for button in (smaller, larger, whole):
        box = button.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 44
    expect(smaller).to_have_attribute("aria-disabled", "true")
    before, height = _width(anna), view.bounding_box()["height"]
    larger.click()
    larger.click()
    assert _width(anna) == pytest.approx(2 * before, rel=0.02)
    assert view.bounding_box()["height"] == pytest.approx(height, abs=1)
    assert _fits(anna)
    assert violations(anna) == []
    # By keyboard: the region scrolls with the arrows, and knows + and -.
    view.focus()
    left = view.evaluate("view => view.scrollLeft")
    anna.keyboard.press("ArrowRight")
    _wait(anna, lambda: view.evaluate("view => view.scrollLeft") > left)
    anna.keyboard.press("-")
    assert _width(anna) == pytest.approx(1.5 * before, rel=0.02)
    # By hand: dragging moves the plan and chooses nothing.
    chosen = anna.locator(".v-pick input:checked").input_value()
    box = view.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + 150
    anna.mouse.move(x, y)
    anna.mouse.down()
    at = view.evaluate("view => view.scrollTop + view.scrollLeft")
    anna.mouse.move(x - 60, y - 60, steps=4)
    anna.mouse.up()
    assert view.evaluate("view => view.scrollTop + view.scrollLeft") > at
    assert anna.locator(".v-pick input:checked").input_value() == chosen
    whole.click()
    assert _width(anna) == pytest.approx(before, rel=0.02)
    # A click still chooses.
    free = anna.locator("[open] .v-plan a.v-plan-free").first
    label = free.locator(".v-plan-code").text_content() or ""
    free.click()
    assert anna.locator(".v-pick input:checked").input_value() != chosen
    expect(anna.locator(".v-bar")).to_contain_text(label)


@SIZES
def test_the_desk_whose_button_is_at_hand_is_named_and_its_room_alone_lies_open(
    open_page, newcomer, server, size
):
    anna = settle(open_page(size), newcomer())
    rooms = "FROM rooms r JOIN floors f ON f.id = r.floor_id WHERE f.workplace_id = w.id"
    most = f"SELECT code FROM workplaces w ORDER BY (SELECT count(*) {rooms}) DESC"
    (code,) = server.ask(most)[0]
    anna.goto(f"/workplaces/{code}/desks")
    assert violations(anna) == []
    bar = anna.locator(".v-bar")
    chosen = anna.locator(".v-pick:has(input:checked) .v-pick-code").inner_text()
    expect(bar).to_contain_text(chosen)
    expect(bar.locator("button")).to_be_in_viewport(ratio=1)
    rooms = anna.locator(".v-plan-fold")
    assert rooms.count() > 1
    expect(anna.locator(".v-plan-fold[open]")).to_have_count(1)
    expect(anna.locator(".v-plan-fold[open] .v-plan-mine")).to_contain_text(chosen)
    # Another room, by keyboard: its plan unfolds, and a link leads to its desks.
    folded = rooms.locator("> summary").last
    folded.focus()
    anna.keyboard.press("Enter")
    expect(rooms.last.locator(".v-plan")).to_be_visible()
    anna.locator(".v-rooms a").last.click()
    expect(anna.locator(".v-picks").last).to_be_in_viewport()
    other = anna.locator(".v-pick label").last
    other.click()
    expect(bar).to_contain_text(other.locator(".v-pick-code").inner_text())
    expect(bar).not_to_contain_text(chosen)


def test_two_fingers_make_the_plan_larger_and_not_the_page(open_page, newcomer, server):
    anna = settle(open_page(PHONE, has_touch=True), newcomer())
    (code,) = server.ask("SELECT code FROM workplaces WHERE is_active ORDER BY id LIMIT 1")[0]
    anna.goto(f"/workplaces/{code}/desks")
    view = anna.locator("[open] .v-plan-view")
    view.scroll_into_view_if_needed()
    before = _width(anna)
    box = view.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + 100
    hand = anna.context.new_cdp_session(anna)

    def touch(kind: str, apart: float | None) -> None:
        ends = [] if apart is None else [(0, x - apart), (1, x + apart)]
        fingers = [{"x": end, "y": y, "id": number} for number, end in ends]
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})

    touch("touchStart", 20)
    for apart in (25, 30, 35, 40):
        touch("touchMove", apart)
    touch("touchEnd", None)
    _wait(anna, lambda: _width(anna) > 1.3 * before)
    assert anna.evaluate("visualViewport.scale") == 1
    assert _fits(anna)
