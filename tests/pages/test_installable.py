import json
import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import SignIn
from app.booking.services.bookings import cancel_booking
from app.booking.services.screens import add_screen
from app.core import clock
from app.core.db import connection
from app.core.half import Part
from app.core.static_files import FOLDER
from tests.support.browser import untranslated
from tests.support.counting import counted
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace

MONDAY, TUESDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 6)


def card(page):
    assert page.status == 200
    assert page.headers["Content-Type"] == "application/manifest+json"
    return json.loads(page.text)


def known(page):
    """Return what the server wrote before the script of a device."""
    assert page.status == 200
    return json.loads(re.match(r"const VICINO = (\{.*\});\n", page.text)[1])


def test_vicino_stands_on_a_home_screen_and_opens_on_the_card(browser):
    told = card(browser.get("/manifest.webmanifest?lang=it"))
    assert (told["name"], told["short_name"], told["lang"]) == ("Vicino", "Vicino", "it")
    assert told["id"] == told["start_url"] == told["scope"] == "/"
    assert told["display"] == "standalone"
    assert {told["background_color"], told["theme_color"]} == {"#f4f7fa", "#004d99"}
    kinds = {(icon["sizes"], icon["purpose"]) for icon in told["icons"]}
    assert kinds >= {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")}


def test_the_icons_are_as_large_as_they_say(browser):
    for icon in card(browser.get("/manifest.webmanifest"))["icons"]:
        drawn = (FOLDER / icon["src"].removeprefix("/static/")).read_bytes()
        assert drawn.startswith(b"\x89PNG")
        size = "x".join(str(int.from_bytes(drawn[at : at + 4], "big")) for at in (16, 20))
        assert (icon["type"], icon["sizes"]) == ("image/png", size)


@pytest.mark.parametrize(
    ("address", "browsers", "spoken"),
    [
        ("?lang=en", "it", "en"),
        ("", "en-GB,en;q=0.9", "en"),
        ("", "de", "it"),
        ("?lang=xx", "it", "it"),
    ],
)
def test_the_card_of_the_home_screen_speaks_both_languages(browser, address, browsers, spoken):
    page = browser.get(f"/manifest.webmanifest{address}", headers={"Accept-Language": browsers})
    assert card(page)["lang"] == spoken


def test_every_page_leads_to_the_card_and_the_script_but_no_wall_does(browser, app):
    page = browser.get("/help")
    (link,) = (one for one in page.all("link") if one.get("rel") == "manifest")
    assert (link.get("href"), link.get("data-worker")) == (
        "/manifest.webmanifest?lang=en",
        "/sw.js",
    )
    assert "worker-src 'self'" in page.headers["Content-Security-Policy"]
    assert "manifest-src 'self'" in page.headers["Content-Security-Policy"]
    wall = browser.get(f"/screens/{add_screen('Ingresso', None, by=SYSTEM, locale='it')}")
    assert wall.status == 200
    assert [one for one in wall.all("link") if one.get("rel") == "manifest"] == []


def test_the_page_without_a_connection_is_the_same_for_everybody(browser):
    before = browser.get("/offline?lang=en").text
    assert browser.sign_in(make_user()).get("/offline?lang=en").text == before
    page = browser.get("/offline?lang=it")
    assert (page.status, page.tree.get("lang")) == (200, "it")
    assert untranslated(page) == []
    assert page.all("form") == []
    assert "device-mark" not in page.text
    assert "Set-Cookie" not in page.headers


def test_the_page_without_a_connection_shows_where_vicino_is(browser):
    page = browser.get("/offline?lang=en")
    assert page.heading == "No connection"
    assert "http://localhost/" in page
    assert 'aria-label="The address of Vicino as a code"' in page.text


def test_what_a_device_stores_opens_for_a_stranger(browser):
    script = browser.get("/sw.js")
    assert script.headers["Content-Type"].startswith("text/javascript")
    facts = known(script)
    assert [browser.get(page).status for page in facts["pages"].values()] == [200, 200]
    assert all((FOLDER / name.removeprefix("/static/")).exists() for name in facts["files"])
    assert (facts["next"], facts["signOut"]) == ("/bookings/next.json", "/sign-out")
    again = browser.get("/sw.js", headers={"If-None-Match": script.headers["ETag"]})
    assert again.status == 304


def test_the_script_is_the_same_for_everybody_and_another_with_other_words(
    app, browser, monkeypatch
):
    before = known(browser.get("/sw.js"))["version"]
    assert known(browser.sign_in(make_user()).get("/sw.js"))["version"] == before
    elsewhere = browser.get("/sw.js", base_url="http://vicino.example.it")
    assert known(elsewhere)["version"] != before


def test_a_device_is_given_the_next_bookings_and_nothing_else(browser, app):
    sofia, luca = make_user(), make_user()
    first, second, third = desks_of(make_workplace())[:3]
    make_booking(sofia, first, FRIDAY)
    make_booking(sofia, second, TUESDAY, Part.PM)
    cancel_booking(make_booking(sofia, first, TUESDAY, Part.AM), by=actor(sofia))
    make_booking(luca, third, TUESDAY)
    browser.sign_in(sofia)
    with counted() as queries:
        page = browser.get("/bookings/next.json")
    assert len(queries) <= 3
    assert page.headers["Cache-Control"] == "private, no-store"
    place = {"workplace": "Uffici di via Larga", "address": "Via Larga 12"}
    assert json.loads(page.text) == {
        "bookings": [
            {"day": "2026-03-03", "hours": "13:30-19:00", "desk": "0A-02"} | place,
            {"day": "2026-03-06", "hours": "8:00-19:00", "desk": "0A-01"} | place,
        ]
    }


def test_a_device_tells_people_apart_by_a_mark_that_says_nothing(app, browser):
    sofia, luca = make_user(), make_user()

    def mark(user):
        browser.sign_in(user)
        (meta,) = (e for e in browser.get("/profile").all("meta") if e.get("name") == "device-mark")
        given = browser.get("/bookings/next.json").headers["Device-Mark"]
        browser.post("/sign-out")
        assert meta.get("content") == given
        return given

    first, second = mark(sofia), mark(luca)
    assert first == mark(sofia) != second
    assert re.fullmatch(r"[0-9a-f]{24}", first)
    assert "device-mark" not in browser.get("/sign-in").text


def test_without_a_sign_in_a_device_is_given_nothing(browser):
    page = browser.get("/bookings/next.json")
    assert page.status == 303
    assert "Device-Mark" not in page.headers


def test_what_a_device_fetches_by_itself_neither_ends_a_sign_in_nor_keeps_it(browser, app):
    browser.sign_in(make_user())
    with clock.frozen(clock.now() + timedelta(minutes=31)):
        for address in ("/sw.js", "/manifest.webmanifest", "/offline"):
            assert browser.get(address).status == 200
        assert "sign-in" in browser.get("/").headers["Location"]
    assert connection().scalar(sa.select(sa.func.count()).select_from(SignIn)) == 0
