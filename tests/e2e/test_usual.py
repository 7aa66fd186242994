"""A series that is changed and ended, and the usual week, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.e2e.stage import PHONE, WIDE
from tests.support.axe import violations
from tests.support.people import book, settle

SIZES = pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])


@SIZES
def test_one_day_of_a_series_is_left_out_and_the_rest_changed_and_ended(
    open_page, newcomer, server, size
):
    anna = settle(open_page(size), newcomer())
    book(anna)
    anna.locator("a[href^='/series/new']").click()
    anna.locator("main form[method=get] button").click()
    anna.locator("form[action='/series'] button[type=submit]").click()
    anna.wait_for_url("**/bookings")
    anna.locator("#series-title ~ ul a[href^='/series/']").click()
    anna.wait_for_url("**/series/*")
    assert violations(anna) == []
    anna.locator("form[action$='/leave-out'] button").first.click()
    # One's own desk of the first day stood in the way, and now a day was left out.
    expect(anna.locator("form[action$='/book']")).to_have_count(2)
    anna.locator("a[href$='/change']").click()
    anna.locator("[name=part]").select_option("am")
    anna.locator("main form[method=get] button").click()
    anna.wait_for_url("**/change?**")
    assert violations(anna) == []
    anna.locator("main form[method=post] button[type=submit]").click()
    anna.wait_for_url("**/series/*")
    expect(anna.locator("form[action$='/book']")).to_have_count(2)
    (left,) = server.ask(
        "SELECT count(*) FROM series_days WHERE series_id = ? AND state = 'booked'",
        int(anna.url.rsplit("/", 1)[1]),
    )
    assert left[0] > 0
    anna.locator("form[action$='/end-from'] button").click()
    anna.wait_for_url("**/bookings")
    expect(anna.locator("#series-title")).to_have_count(0)


@SIZES
def test_a_usual_week_is_booked_with_one_click(open_page, newcomer, size):
    anna = settle(open_page(size), newcomer())
    anna.goto("/usual-week")
    assert violations(anna) == []
    anna.locator("[name=day_2]").select_option("day")
    anna.locator("[name=day_4]").select_option("am")
    anna.locator("form[action='/usual-week'] button[type=submit]").click()
    anna.goto("/")
    assert violations(anna) == []
    anna.locator("form[action^='/usual-week/'] button").click()
    anna.wait_for_url("**/usual-week/*")
    assert violations(anna) == []
    expect(anna.locator(".v-bookings-days li")).to_have_count(2)
    anna.locator(".v-bookings-days a[href^='/bookings/']").first.click()
    anna.locator("form[action='/favourites'] button").click()
    expect(anna.locator("form[action='/favourites/remove']")).to_have_count(1)
    assert violations(anna) == []
