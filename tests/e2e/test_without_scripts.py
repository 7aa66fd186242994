import re

import pytest
from playwright.sync_api import expect

from tests.support.people import (
    book,
    booking_number,
    cancel,
    go_to_day,
    press,
    proposal,
    settle,
    undo,
)


@pytest.fixture
def page(open_page, newcomer):
    return settle(open_page(java_script_enabled=False), newcomer())


def test_without_scripts_the_morning_alone_is_booked(page):
    whole_day = page.locator("label[for=part-day]").inner_text()
    page.locator("label[for=part-am]").click()
    number = book(page)
    expect(page.locator("main dl dd").first).not_to_contain_text(whole_day)
    page.goto("/")
    # What is left of the day is the afternoon.
    expect(page.locator("#part-pm")).to_be_checked()
    assert book(page) != number


def test_without_scripts_the_card_is_shown_for_another_part_before_it_is_booked(page):
    page.locator("label[for=part-pm]").click()
    page.locator("#proposal button[name=show]").click()
    page.wait_for_url("**/?**part=pm**")
    expect(page.locator("#part-pm")).to_be_checked()
    expect(page.locator("#proposal a[href*='part=pm']").first).to_be_visible()
    book(page)


def test_without_scripts_another_desk_is_chosen_with_a_filter_and_changed(page):
    go_to_day(page, -1)
    page.locator("#proposal a[href*='/desks']").click()
    page.wait_for_url("**/desks?**")
    everything = page.locator("input[name=desk_id]").count()
    page.locator("label[for=with-monitor]").click()
    page.locator("form[method=get] button[type=submit]").click()
    page.wait_for_url("**with=monitor**")
    expect(page.locator("#with-monitor")).to_be_checked()
    desks = page.locator("li", has=page.locator("input[name=desk_id]"))
    assert 0 < desks.count() <= everything
    monitor = page.locator("label[for=with-monitor]").inner_text()
    for desk in desks.all():
        expect(desk).to_contain_text(monitor)
    desks.last.locator("label").click()
    label = desks.last.get_attribute("id").removeprefix("desk-")
    number = book(page)
    expect(page.locator("main dl")).to_contain_text(label)

    page.locator(f"a[href*='booking={number}']").click()
    other = desks.filter(has_not=page.locator(":checked")).first
    other_label = other.get_attribute("id").removeprefix("desk-")
    other.locator("label").click()
    press(page.locator(f"form[action='/bookings/{number}/change']"))
    assert booking_number(page) == number
    expect(page.locator("main dl")).to_contain_text(other_label)
    press(page.locator(f"form[action='/bookings/{number}/change']"))
    expect(page.locator("main dl")).to_contain_text(label)


def test_without_scripts_a_booking_is_cancelled_and_taken_back(page):
    number = book(page)
    cancel(page, number)
    press(undo(page))
    expect(page.locator(f"form[action='/bookings/{number}/cancel']")).to_be_visible()


def test_without_scripts_the_language_changes_and_one_signs_out(page):
    page.locator("header form[action='/language'] button").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_url("/")
    expect(proposal(page)).to_be_visible()
    page.locator("form[action='/sign-out'] button").click()
    expect(page).to_have_url(re.compile("/sign-in"))
    page.goto("/bookings")
    expect(page).to_have_url(re.compile("/sign-in"))
