"""A new workplace from nothing to the first booking, by mouse and by keyboard."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.keyboard import Keyboard
from tests.e2e.stage import PHONE, WIDE, Server, settled
from tests.support.axe import violations
from tests.support.people import book, settle, sign_in

MANAGER = "sedi@vicino.example"
ROOM = re.compile(r"/places/\w+/rooms/(\d+)$")
PLAN = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 700" onload="alert(1)">
<script>document.title = "taken over"</script>
<rect x="7" y="7" width="1186" height="686" fill="#fffbe8" stroke="#334" stroke-width="14"/>
</svg>"""


@pytest.fixture
def code(server: Server) -> Iterator[str]:
    """The code of a workplace that nobody else sees; it is closed when the story ends."""
    ((count,),) = server.ask("SELECT count(*) FROM workplaces")
    yield (made := f"NONA{count}")
    # The other stories find the workplaces that they know.
    server.ask("UPDATE workplaces SET is_active = 0 WHERE code = ?", made)
    server.ask("UPDATE revisions SET number = number + 1 WHERE name = 'places'")


def press_main(page: Page) -> None:
    page.locator("main form .btn-primary[type=submit]").first.click()


def open_workplace(page: Page, code: str) -> None:
    page.goto("/places/new")
    for name, words in {
        "code": code,
        "name": "Sede di Rogoredo",
        "address": "Via Rogoredo 1",
        "postal_code": "20138",
    }.items():
        page.locator(f"[name={name}]").fill(words)
    press_main(page)
    page.wait_for_url(f"**/places/{code}/rooms")


def add_room(page: Page, name: str = "Sala 0A") -> None:
    page.locator("[name=name]").fill(name)
    press_main(page)
    page.wait_for_url("**/desks")


def set_up(page: Page, numbers: str = "1-12") -> str:
    """Set up desks; return the room's address."""
    page.locator("[name=numbers]").fill(numbers)
    press_main(page)
    page.wait_for_url(ROOM)
    return page.url


def desk(page: Page, label: str):
    return page.locator("[data-desk]", has=page.get_by_text(label, exact=True))


def field(page: Page, part: str, place: int = 0):
    return page.locator(f".v-spots input[name^='{part}-']").nth(place)


def save(page: Page) -> None:
    page.locator(".v-bar button[type=submit]").click()
    expect(page.locator(".v-note-success")).to_be_visible()


def test_a_new_workplace_comes_from_nothing_to_its_first_booking(open_page, newcomer, server, code):
    page = sign_in(open_page(WIDE), MANAGER)
    open_workplace(page, code)
    add_room(page)
    room = set_up(page)
    plan = {"name": "pianta.svg", "mimeType": "image/svg+xml", "buffer": PLAN.encode()}
    page.locator("[name=file]").set_input_files(plan)
    page.locator("[name=plan_width_m]").fill("12")
    page.locator("form[action$='/plan'] button").click()
    expect(page.locator(".v-editor-plan image")).to_be_visible()
    assert "taken over" not in page.title()
    # Drag the first desk two metres to the right and three down.
    first = desk(page, "0A-01")
    first.scroll_into_view_if_needed()
    box, metre = first.bounding_box(), first.bounding_box()["width"] / 1.2
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + metre, y + 2 * metre, steps=4)
    page.mouse.move(x + 2 * metre, y + 3 * metre, steps=4)
    page.mouse.up()
    expect(field(page, "x")).to_have_value("2,5")
    expect(field(page, "y")).to_have_value("3,5")
    page.locator("[data-do=undo]").click()
    expect(field(page, "x")).to_have_value("0,4")
    page.locator("[data-do=redo]").click()
    expect(field(page, "x")).to_have_value("2,5")
    save(page)
    assert page.url == room
    expect(field(page, "x")).to_have_value("2,5")
    employee = settle(open_page(PHONE), newcomer())
    employee.goto(f"/workplaces/{code}/desks")
    expect(employee.locator(".v-plan-placed image")).to_be_visible()
    drawn = employee.evaluate(
        "() => { const i = new Image(); i.src = document.querySelector('.v-plan image')"
        ".getAttribute('href'); return i.decode().then(() => i.naturalWidth) }"
    )
    assert drawn == 2400
    number = book(employee)
    asked = (
        "SELECT w.code FROM bookings b JOIN workplaces w ON w.id = b.workplace_id WHERE b.id = ?"
    )
    assert server.ask(asked, number) == [(code,)]
    server.ask("DELETE FROM slots WHERE booking_id = ?", number)


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_desks_are_placed_by_keyboard_alone(open_page, code, size):
    page = sign_in(open_page(size), MANAGER)
    open_workplace(page, code)
    add_room(page)
    set_up(page, "1-4")
    keys = Keyboard(page)
    page.locator("#editor-first").focus()
    keys.tab_to("[data-desk]")
    keys.press("ArrowRight", "ArrowRight", "Shift+ArrowDown")
    expect(field(page, "x")).to_have_value("1,4")
    expect(field(page, "y")).to_have_value("0,5")
    expect(page.locator("[data-editor-said]")).to_contain_text("1,4")
    keys.press("Delete")
    expect(page.locator("[data-desk]")).to_have_count(4)
    keys.press("Control+z")
    expect(field(page, "y")).to_have_value("0,4")
    # Two are selected, and stand on one line.
    keys.press("Shift+ArrowDown", "Space", "Tab", "Space")
    expect(page.locator("[data-desk][aria-pressed=true]")).to_have_count(2)
    page.locator("[data-do=top]").press("Enter")
    expect(field(page, "y", 1)).to_have_value(field(page, "y").input_value())
    page.locator(".v-bar button[type=submit]").press("Enter")
    expect(page.locator(".v-note-error, .v-errors, .v-note-success").first).to_be_visible()


def test_desks_are_numbered_by_rows_and_spaced_out(open_page, code):
    page = sign_in(open_page(WIDE), MANAGER)
    open_workplace(page, code)
    add_room(page)
    set_up(page, "1-4")
    page.locator("#editor-prefix").fill("N-")
    page.locator("#editor-first").fill("7")
    page.locator("[data-do=number]").click()
    assert [field(page, "code", place).input_value() for place in range(4)] == [
        "N-07",
        "N-08",
        "N-09",
        "N-10",
    ]
    field(page, "x", 3).fill("5,2")
    field(page, "x", 3).press("Tab")
    page.locator("[data-do=across]").click()
    assert [field(page, "x", place).input_value() for place in range(4)] == [
        "0,4",
        "2",
        "3,6",
        "5,2",
    ]
    save(page)
    expect(field(page, "code")).to_have_value("N-07")


def test_without_scripts_desks_are_placed_in_the_table(open_page, code):
    page = sign_in(open_page(WIDE, java_script_enabled=False), MANAGER)
    open_workplace(page, code)
    add_room(page)
    set_up(page, "1-2")
    expect(page.locator("[data-editor-tools]")).to_be_hidden()
    field(page, "x").fill("3,5")
    field(page, "y").fill("2")
    save(page)
    expect(field(page, "x")).to_have_value("3,5")


def test_whoever_saves_second_is_told(open_page, code):
    page = sign_in(open_page(WIDE), MANAGER)
    open_workplace(page, code)
    add_room(page)
    room = set_up(page, "1-2")
    other = sign_in(open_page(WIDE), "admin@vicino.example")
    other.goto(room)
    field(other, "x").fill("4")
    save(other)
    field(page, "x").fill("5")
    page.locator(".v-bar button[type=submit]").click()
    expect(page.locator(".v-errors")).to_be_visible()
    expect(field(page, "x")).to_have_value("5")
    page.goto(room)
    expect(field(page, "x")).to_have_value("4")


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_the_pages_that_furnish_are_accessible_and_fit_the_window(open_page, code, size):
    page = sign_in(open_page(size), MANAGER)
    open_workplace(page, code)
    add_room(page)
    room = set_up(page, "1-3")
    for address in (
        "/places/new",
        f"/places/{code}/edit",
        f"/places/{code}/rooms",
        room,
        f"{room}/desks",
        f"{room}/change",
        f"/places/{code}/desks/import",
    ):
        page.goto(address)
        settled(page)
        assert violations(page) == [], address
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), address
