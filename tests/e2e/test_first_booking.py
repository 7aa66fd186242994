import csv
import math
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.stage import ROOT
from tests.support.calendars import by_icalendar
from tests.support.people import (
    OWN_PASSWORD,
    book,
    booking_number,
    cancel,
    press,
    proposal,
    settle,
    sign_in,
    undo,
)

AREA = "20129"


def read(name):
    with (ROOT / "demo" / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def nearest_to(postal_code):
    """Measure on a flat map of Milan, where a degree of longitude is 0.7 of one of latitude."""
    area = next(row for row in read("postal_codes.csv") if row["postal_code"] == postal_code)

    def distance(row):
        north = float(row["latitude"]) - float(area["latitude"])
        east = (float(row["longitude"]) - float(area["longitude"])) * 0.7
        return math.hypot(north, east)

    return min(read("workplaces.csv"), key=distance)["name"]


@pytest.fixture
def anna(open_page, newcomer):
    return settle(open_page(), newcomer())


def test_a_newcomer_answers_one_question_and_is_offered_the_nearest_desk(open_page, newcomer):
    page = sign_in(open_page(), newcomer(), OWN_PASSWORD)
    page.wait_for_url("/start")
    page.locator("input[name=area]").fill(AREA)
    page.locator("form[action='/start'] button:not([name])").click()
    page.wait_for_url("/")
    workplaces = page.locator("#sites li")
    expect(workplaces.first.locator("h3")).to_have_text(nearest_to(AREA))
    with_room = workplaces.filter(has_not=page.locator(".v-tag-full"))
    words = with_room.first.locator("h3").inner_text()
    expect(proposal(page).locator("h2")).to_have_text(words)


def test_the_question_is_asked_once_and_can_be_skipped(open_page, newcomer):
    page = sign_in(open_page(), newcomer(), OWN_PASSWORD)
    page.locator("form[action='/start'] button[name=skip]").click()
    expect(page.locator("a[href='/start']")).to_be_visible()
    page.goto("/")
    expect(proposal(page)).to_be_visible()


def test_an_unknown_postal_code_is_explained_and_can_be_mended(open_page, newcomer):
    page = sign_in(open_page(), newcomer(), OWN_PASSWORD)
    page.locator("input[name=area]").fill("00000")
    page.locator("form[action='/start'] button:not([name])").click()
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    summary.get_by_role("link").click()
    expect(page.locator("input[name=area]")).to_be_focused()
    page.locator("input[name=area]").fill(AREA)
    page.keyboard.press("Enter")
    expect(proposal(page)).to_be_visible()


def test_the_page_after_booking_says_all_and_gives_a_calendar_file(anna):
    day = date.fromisoformat(anna.locator("input[name=day]").first.input_value())
    where = proposal(anna).locator("h2").inner_text()
    number = book(anna)
    expect(anna.locator("main dl")).to_contain_text(where)
    with anna.expect_download() as download:
        anna.locator(f"a[href='/bookings/{number}.ics']").click()
    assert download.value.suggested_filename == f"vicino-{day}.ics"
    (event,) = by_icalendar(Path(download.value.path()).read_bytes())
    assert date.fromtimestamp(event["begins"]) == day  # noqa: DTZ012 - both are Milan's
    assert event["ends"] - event["begins"] >= 8 * 3600
    assert event["status"] == "CONFIRMED"
    assert any(word in event["location"] for word in where.split())


def test_a_booking_is_in_the_list_and_cancelled_there_and_taken_back(anna):
    number = book(anna)
    anna.locator("header nav a[href='/bookings']").click()
    expect(anna.locator(f"main a[href='/bookings/{number}']")).to_be_visible()
    cancel(anna, number)
    assert booking_number(anna) == number
    is_cancelled = anna.locator("h1").inner_text()
    press(undo(anna))
    expect(anna.locator(f"form[action='/bookings/{number}/cancel']")).to_be_visible()
    expect(anna.locator("h1")).not_to_have_text(is_cancelled)
    anna.goto("/bookings")
    expect(anna.locator(f"form[action='/bookings/{number}/cancel']")).to_be_visible()


def test_a_cancelled_booking_leaves_the_desk_to_be_booked_again(anna):
    number = book(anna)
    cancel(anna, number)
    anna.locator("header nav a[href='/']").click()
    assert book(anna) != number
