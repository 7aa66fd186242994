import re
from datetime import date

from playwright.sync_api import expect

from tests.support.people import (
    OWN_PASSWORD,
    fill_in,
    proposal,
    settle,
    sign_in,
)

DAYS = {
    "it": ["lunedì", "martedì", "mercoledì", "giovedì", "venerdì"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
}


def speak(page, language):
    """Press the switch in the header, which names the other language."""
    switch = page.locator("header form[action='/language'] button")
    expect(switch).to_have_attribute("lang", language)
    switch.click()
    expect(page.locator("html")).to_have_attribute("lang", language)


def sign_out(page):
    page.locator("form[action='/sign-out'] button").click()
    page.wait_for_url(re.compile("/sign-in"))


def heading(page):
    return page.locator("h1").inner_text()


def the_day_in(page, language):
    """Return the proposed day as its first heading names it in a language."""
    day = date.fromisoformat(page.locator("input[name=day]").first.input_value())
    return re.compile(rf"{DAYS[language][day.weekday()]} {day.day}\b", re.IGNORECASE)


def test_the_first_page_speaks_italian_whatever_the_browser_speaks(open_page):
    page = open_page(locale="en-GB")
    page.goto("/sign-in")
    expect(page.locator("html")).to_have_attribute("lang", "it")


def test_english_chosen_at_the_front_door_stays_inside(open_page, newcomer):
    page = open_page()
    page.goto("/sign-in")
    italian = heading(page)
    speak(page, "en")
    assert heading(page) != italian
    fill_in(page, newcomer(), OWN_PASSWORD)
    page.wait_for_url("/start")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("[name=skip]").click()
    expect(page.locator("h1")).to_have_text(the_day_in(page, "en"))


def test_the_switch_keeps_the_page_and_changes_its_days(open_page, newcomer):
    page = settle(open_page(), newcomer())
    page.goto("/?part=am")
    expect(page.locator("h1")).to_have_text(the_day_in(page, "it"))
    speak(page, "en")
    expect(page).to_have_url("/?part=am")
    expect(page.locator("h1")).to_have_text(the_day_in(page, "en"))
    speak(page, "it")
    expect(page.locator("h1")).to_have_text(the_day_in(page, "it"))


def test_a_persons_language_is_there_on_another_computer(open_page, newcomer):
    email = newcomer()
    page = settle(open_page(), email)
    speak(page, "en")
    sign_out(page)
    elsewhere = open_page()
    sign_in(elsewhere, email, OWN_PASSWORD)
    expect(elsewhere.locator("html")).to_have_attribute("lang", "en")
    expect(proposal(elsewhere)).to_be_visible()


def test_a_persons_language_survives_signing_out_and_somebody_elses(open_page, newcomer):
    one, other = newcomer(), newcomer()
    page = settle(open_page(), one)
    speak(page, "en")
    sign_out(page)
    speak(page, "it")
    settle(page, other)
    expect(page.locator("html")).to_have_attribute("lang", "it")
    sign_out(page)
    sign_in(page, one, OWN_PASSWORD)
    expect(page.locator("html")).to_have_attribute("lang", "en")
