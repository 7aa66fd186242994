"""Vicino on a phone: without a connection, and handed on to somebody else."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.stage import PHONE, WIDE, until
from tests.support.axe import violations
from tests.support.people import OWN_PASSWORD, book, cancel, fill_in, settle

SIZES = pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
# What a browser answers to pages whose window is an app's own.
INSTALLED = "Object.defineProperty(navigator, 'standalone', { value: true })"
KEPT = (
    "async () => (await (await caches.match('/bookings/next.json', { cacheName: 'vicino-kept' }))"
    "?.json())?.bookings.length ?? null"
)
READY = "async () => !!(await navigator.serviceWorker.ready).active"
STORED = (
    "async () => (await Promise.all((await caches.keys()).map(async (name) =>"
    " (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)))).flat()"
)


def kept(page: Page, count: int | None) -> None:
    """Wait until this device keeps so many bookings; None for no list at all."""
    until(page, f"async (count) => (await ({KEPT})()) === count", count)


def take_away(page: Page) -> Page:
    """Cut the connection, and open Vicino."""
    page.context.set_offline(True)
    page.goto("/")
    expect(page.locator("[data-not-kept], [data-kept]").first).to_be_attached()
    return page


def bring_back(page: Page) -> None:
    """Give the connection back: the page comes by itself."""
    page.context.set_offline(False)
    page.wait_for_function("() => !document.querySelector('[data-kept]')")
    page.wait_for_load_state("load")


def sign_out(page: Page) -> None:
    page.locator("form[action='/sign-out'] button").click()
    page.wait_for_url("**/sign-in")


@pytest.fixture
def installed(open_page, newcomer):
    """Open a window without history, as an app has it, for somebody who has settled."""

    def start(size, script=INSTALLED):
        page = settle(open_page(size, script=script, is_new=True), newcomer())
        assert page.evaluate(READY)
        return page

    return start


@SIZES
def test_an_installed_app_shows_the_next_desk_without_a_connection(installed, size):
    anna = installed(size)
    where = anna.locator("#proposal h2").inner_text()
    number = book(anna)
    kept(anna, 1)
    take_away(anna)
    assert violations(anna) == []
    (desk,) = anna.locator("[data-kept-list] li").all()
    assert any(word in desk.inner_text() for word in where.split())
    assert anna.evaluate("document.documentElement.scrollWidth") <= size[0]
    bring_back(anna)
    anna.goto(f"/bookings/{number}")
    cancel(anna, number)
    kept(anna, 0)
    take_away(anna)
    expect(anna.locator("[data-kept-none]")).to_be_visible()
    bring_back(anna)


def test_after_signing_out_a_device_shows_nothing_of_anybody(installed):
    anna = installed(PHONE)
    book(anna)
    kept(anna, 1)
    sign_out(anna)
    kept(anna, None)
    take_away(anna)
    expect(anna.locator("[data-not-kept]")).to_be_visible()
    expect(anna.locator("[data-kept]")).to_be_hidden()
    bring_back(anna)


def test_without_a_connection_signing_out_forgets_all_the_same(installed):
    anna = installed(PHONE)
    book(anna)
    kept(anna, 1)
    anna.context.set_offline(True)
    anna.locator("form[action='/sign-out'] button").click()
    expect(anna.locator("[data-not-kept]")).to_be_visible()
    expect(anna).to_have_url("/")
    kept(anna, None)
    bring_back(anna)


def test_whoever_signs_in_next_finds_nothing_of_the_one_before(installed, newcomer, server):
    anna = installed(PHONE)
    number = book(anna)
    kept(anna, 1)
    # Her sign-in ends by itself: the list is for the morning after.
    server.ask(
        "DELETE FROM sign_ins WHERE user_id = (SELECT user_id FROM bookings WHERE id = ?)", number
    )
    anna.goto("/bookings")
    kept(anna, 1)
    fill_in(anna, newcomer(), OWN_PASSWORD)
    kept(anna, 0)


def test_a_browser_keeps_nothing_until_it_is_asked_to(installed):
    anna = installed(PHONE, script="")
    book(anna)
    kept(anna, None)
    anna.goto("/profile")
    anna.locator("[data-device-deed=keep]").click()
    expect(anna.locator("[data-device-deed=forget]")).to_be_focused()
    kept(anna, 1)
    assert violations(anna) == []
    take_away(anna)
    expect(anna.locator("[data-kept-list] li")).to_have_count(1)
    bring_back(anna)
    anna.goto("/profile")
    anna.locator("[data-device-deed=forget]").click()
    expect(anna.locator("[data-device-deed=keep]")).to_be_focused()
    kept(anna, 0)
    take_away(anna)
    expect(anna.locator("[data-kept]")).to_be_hidden()
    bring_back(anna)


def test_a_browser_finds_nothing_missing_for_an_installation(installed):
    anna = installed(PHONE, script="")
    devtools = anna.context.new_cdp_session(anna)
    found = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # Nothing is installed from a window without history, as those of these stories are.
    assert [error["errorId"] for error in found if error["errorId"] != "in-incognito"] == []
    manifest = devtools.send("Page.getAppManifest")
    assert manifest["url"].endswith("/manifest.webmanifest?lang=it")
    assert manifest["errors"] == []


def test_nobodys_pages_are_stored_on_a_device(installed):
    anna = installed(PHONE)
    book(anna)
    for address in ("/bookings", "/weeks", "/my-data", "/profile"):
        anna.goto(address)
    kept(anna, 1)
    stored = {name for name in anna.evaluate(STORED) if not name.startswith("/static/")}
    assert stored == {"/offline", "/bookings/next.json"}


def test_a_new_version_takes_over_on_the_next_start(installed):
    anna = installed(PHONE)
    anna.evaluate("() => caches.open('vicino-shell-before')")
    # The same script under another address is a new version to a browser.
    anna.evaluate("() => navigator.serviceWorker.register('/sw.js?next').then(() => true)")
    until(anna, "async () => !!(await navigator.serviceWorker.getRegistration()).waiting")
    assert "vicino-shell-before" in anna.evaluate("() => caches.keys()")
    for moment in (100, 1_000, 5_000):
        # The browser takes a moment to see that nobody is there any more.
        anna.goto("about:blank")
        anna.wait_for_timeout(moment)
        anna.goto("/")
        if "vicino-shell-before" not in anna.evaluate("() => caches.keys()"):
            break
    assert "vicino-shell-before" not in anna.evaluate("() => caches.keys()")
    take_away(anna)
    bring_back(anna)


def test_a_list_whose_last_day_is_over_is_deleted(installed):
    anna = installed(PHONE)
    book(anna)
    kept(anna, 1)
    anna.evaluate(
        "async () => { const cache = await caches.open('vicino-kept');"
        " const list = await (await cache.match('/bookings/next.json')).json();"
        " list.bookings[0].day = '2020-01-07';"
        " await cache.put('/bookings/next.json', new Response(JSON.stringify(list))) }"
    )
    take_away(anna)
    expect(anna.locator("[data-kept]")).to_be_hidden()
    kept(anna, None)
    bring_back(anna)


def test_a_deed_without_a_connection_says_so_on_the_same_page(installed):
    anna = installed(PHONE)
    anna.context.set_offline(True)
    anna.locator("form[action='/language'] button").click()
    expect(anna.locator("#flashes .v-note-error")).to_be_visible()
    expect(anna).to_have_url("/")
    expect(anna.locator("html")).to_have_attribute("lang", "it")
    anna.context.set_offline(False)


def test_the_page_without_a_connection_speaks_the_language_of_the_last_page(installed):
    anna = installed(PHONE)
    anna.locator("header form[action='/language'] button").click()
    expect(anna.locator("html")).to_have_attribute("lang", "en")
    anna.wait_for_load_state("load")
    assert anna.evaluate(READY)
    until(
        anna,
        "async () => (await (await caches.match('/bookings/next.json?language',"
        " { cacheName: 'vicino-device' }))?.text()) === 'en'",
    )
    take_away(anna)
    expect(anna.locator("h1")).to_have_text("No connection")
    bring_back(anna)
