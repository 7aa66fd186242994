"""The same desk every week, and a line for a full workplace, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.e2e.stage import PHONE, WIDE
from tests.support.axe import violations
from tests.support.people import book, settle

SIZES = pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])


@SIZES
def test_a_desk_is_booked_every_week_and_given_back_when_ill(open_page, newcomer, server, size):
    anna = settle(open_page(size), newcomer())
    number = book(anna)
    anna.locator("a[href^='/series/new']").click()
    anna.locator("main form[method=get] button").click()
    anna.wait_for_url("**/series/new?**weekdays**")
    assert violations(anna) == []
    # What would come of it, not the form again.
    expect(anna.locator(".v-bookings-days li").first).to_be_in_viewport()
    anna.locator("form[action='/series'] button[type=submit]").click()
    anna.wait_for_url("**/bookings")
    assert violations(anna) == []
    (held,) = server.ask(
        "SELECT count(*) FROM bookings WHERE state = 'active' AND user_id ="
        " (SELECT user_id FROM bookings WHERE id = ?)",
        number,
    )
    assert held[0] > 1
    anna.locator("a[href='/bookings/away']").click()
    assert violations(anna) == []
    (first, last) = server.ask("SELECT date('now'), date('now', '+60 days')")[0]
    anna.locator("[name=first]").fill(first)
    anna.locator("[name=last]").fill(last)
    anna.locator("main form button[type=submit]").click()
    anna.wait_for_url("**/bookings")
    (left,) = server.ask(
        "SELECT count(*) FROM slots WHERE user_id = (SELECT user_id FROM bookings WHERE id = ?)",
        number,
    )
    assert left[0] == 0
    anna.locator("form[action*='/series/'] button").click()
    expect(anna.locator("form[action*='/series/']")).to_have_count(0)


@SIZES
def test_whoever_waits_stands_in_the_line_and_can_leave_it(open_page, newcomer, server, size):
    anna = settle(open_page(size), newcomer())
    (code,) = server.ask("SELECT code FROM workplaces WHERE is_active ORDER BY id LIMIT 1")[0]
    # On a Saturday nothing is lent: the job beside the server has nothing to give.
    server.ask(
        "INSERT INTO waits (user_id, workplace_id, day, part, state, created_at)"
        " SELECT s.user_id, w.id, date('now', '+1 day', 'weekday 6'), 'day', 'waiting',"
        " datetime('now')"
        " FROM sign_ins s, workplaces w WHERE w.code = ? ORDER BY s.id DESC LIMIT 1",
        code,
    )
    anna.goto("/bookings")
    assert violations(anna) == []
    expect(anna.locator("form[action*='/waits/']")).to_have_count(1)
    anna.locator("form[action*='/waits/'] button").click()
    expect(anna.locator("form[action*='/waits/']")).to_have_count(0)
