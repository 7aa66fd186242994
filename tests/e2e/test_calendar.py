import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.support.calendars import by_icalendar
from tests.support.people import book, cancel, press, settle


def fetch(address):
    """Ask as a diary does: no cookies, no sign-in."""
    with urllib.request.urlopen(address, timeout=10) as answer:
        assert answer.headers["Content-Type"].startswith("text/calendar")
        assert "Set-Cookie" not in answer.headers
        return by_icalendar(answer.read())


def is_gone(address):
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(address, timeout=10)
    refused.value.close()
    return refused.value.code == 404


@pytest.fixture
def anna(open_page, newcomer):
    return settle(open_page(permissions=["clipboard-read", "clipboard-write"]), newcomer())


def make_address(page):
    page.goto("/profile")
    press(page.locator("form[action='/profile/calendar']"))
    field = page.locator("#calendar-address")
    expect(field).to_be_visible()
    return field.input_value()


def test_a_diary_follows_the_bookings_until_the_address_is_switched_off(anna, base_url):
    where = anna.locator("#proposal h2").inner_text()
    number = book(anna)
    address = make_address(anna)
    assert address.startswith(f"{base_url}/calendar/")
    (event,) = fetch(address)
    assert f"/bookings/{number}" in event["description"]
    assert any(word in event["location"] for word in where.split())
    assert event["status"] == "CONFIRMED"
    anna.goto(f"/bookings/{number}")
    cancel(anna, number)
    assert [event["status"] for event in fetch(address)] in ([], ["CANCELLED"])
    anna.goto("/profile")
    press(anna.locator("form[action='/profile/calendar/revoke']"))
    expect(anna.locator("#calendar-address")).to_have_count(0)
    assert is_gone(address)


def test_a_new_address_makes_the_old_one_useless(anna):
    old = make_address(anna)
    press(anna.locator("form[action='/profile/calendar']"))
    expect(anna.locator("#calendar-address")).not_to_have_value(old)
    assert is_gone(old)
    assert fetch(anna.locator("#calendar-address").input_value()) == []


def test_the_address_is_copied_with_one_press(anna):
    address = make_address(anna)
    button = anna.locator("[data-copy='#calendar-address']")
    words = button.inner_text()
    button.click()
    expect(button).not_to_have_text(words)
    assert anna.evaluate("navigator.clipboard.readText()") == address
