import re

import pytest
from playwright.sync_api import expect

from tests.e2e.stage import QUIET, new_context
from tests.e2e.tour import ANNA, LUCA, NOBODY, SOFIA, STOPS
from tests.support.chromium import find
from tests.support.people import (
    EMPLOYEE,
    OWN_PASSWORD,
    PASSWORD,
    book,
    proposal,
    settle,
    sign_in,
)

SIGN_IN = re.compile("/sign-in")


def test_every_page_forbids_scripts_and_styles_that_are_written_in_it(open_page, world):
    context = open_page().context
    for stop in STOPS.values():
        context.clear_cookies()
        context.add_cookies(world.cookies[stop.who])
        answer = context.request.get(stop.address.format(**world.facts))
        policy = answer.headers["content-security-policy"]
        rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
        assert rules["default-src"] == "'none'"
        assert rules["script-src"] == rules["style-src"] == "'self'"
        assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"
        assert "unsafe" not in policy


def test_a_script_planted_in_a_page_does_not_run(chromium, base_url, world):
    context = new_context(chromium, base_url)
    context.add_cookies(world.cookies[ANNA])
    page = context.new_page()
    page.goto("/")
    page.evaluate("""() => {
      const script = document.createElement("script");
      script.textContent = "window.planted = true";
      document.body.append(script);
      const heading = document.querySelector("h1");
      heading.insertAdjacentHTML("beforeend", "<img src=x onerror='planted = true'>");
      heading.setAttribute("onclick", "window.planted = true");
      heading.click();
    }""")
    assert page.evaluate("typeof window.planted") == "undefined"
    context.close()


def test_no_script_can_read_a_cookie_and_no_other_site_makes_use_of_it(open_page):
    page = sign_in(open_page())
    page.locator("header form[action='/language'] button").click()
    cookies = page.context.cookies()
    assert {cookie["name"] for cookie in cookies} == {"vicino", "language"}
    assert all(cookie["httpOnly"] and cookie["sameSite"] == "Lax" for cookie in cookies)
    assert page.evaluate("document.cookie") == ""


def test_somebody_elses_booking_cannot_be_read_taken_nor_cancelled(open_page, newcomer):
    mine, theirs = settle(open_page(), newcomer()), settle(open_page(), newcomer())
    number = book(mine)
    where = mine.locator("main dl dd").nth(2).inner_text()
    answer = theirs.goto(f"/bookings/{number}")
    assert answer.status == 404
    assert where not in theirs.locator("main").inner_text()
    theirs.goto("/")
    token = proposal(theirs).locator("[name=csrf_token]").input_value()
    form = {"csrf_token": token, "desk_id": "1", "day": "2030-01-01", "part": "day"}
    for deed in ("cancel", "restore", "change"):
        answer = theirs.request.post(f"/bookings/{number}/{deed}", form=form)
        assert answer.status == 404, deed
    assert theirs.request.get(f"/bookings/{number}.ics").status == 404
    mine.reload()
    expect(mine.locator(f"form[action='/bookings/{number}/cancel']")).to_be_visible()


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example/", "/\\evil.example", "/%09/evil.example"]
)
def test_the_front_door_leads_to_no_other_site(open_page, base_url, elsewhere):
    page = open_page()
    page.goto(f"/sign-in?next={elsewhere}")
    page.locator(f"button[name=email][value='{EMPLOYEE}']").click()
    expect(page.locator("form[action='/sign-out']")).to_be_visible()
    assert page.url == f"{base_url}/"


def test_no_password_is_ever_in_an_address(open_page, newcomer):
    page, email = open_page(), newcomer()
    seen = []
    page.on("request", lambda request: seen.append(request.url + str(request.headers)))
    page.goto("/sign-in")
    page.locator(f"button[name=email][value='{EMPLOYEE}']").click()
    page.locator("form[action='/sign-out'] button").click()
    settle(page, email)
    page.goto("/profile/password")
    for name, words in (("old", OWN_PASSWORD), ("new", OWN_PASSWORD[::-1])):
        page.locator(f"input[name={name}]").fill(words)
    page.locator("input[name=again]").fill(OWN_PASSWORD[::-1])
    page.keyboard.press("Enter")
    page.wait_for_url("/profile")
    assert len(seen) > 10
    secrets = [PASSWORD, OWN_PASSWORD, OWN_PASSWORD[::-1], "password="]
    assert [one for one in seen for secret in secrets if secret in one.replace("%20", " ")] == []


def test_after_signing_out_the_back_button_shows_nothing_private(playwright, base_url, newcomer):
    # As people have it: with the memory of pages that Playwright switches off.
    browser = playwright.chromium.launch(
        executable_path=find(), args=QUIET, ignore_default_args=["--disable-back-forward-cache"]
    )
    page = settle(new_context(browser, base_url).new_page(), newcomer())
    page.goto("/bookings")
    page.locator("form[action='/sign-out'] button").click()
    page.wait_for_url(SIGN_IN)
    for _step in ("/bookings", "/"):
        page.go_back()
        expect(page).to_have_url(SIGN_IN)
        assert "Verdi" not in page.locator("body").inner_text()
    browser.close()


@pytest.mark.parametrize("who", [NOBODY, LUCA, SOFIA])
def test_pages_of_others_cannot_be_guessed(open_page, world, who):
    page = open_page(cookies=world.cookies[who])
    page.goto(f"/bookings/{world.facts['active']}")
    if who == NOBODY:
        expect(page).to_have_url(SIGN_IN)
    else:
        expect(page.locator(".v-error-page")).to_be_visible()
