"""What a house tells its guests, before their first day and at a desk for their need."""

import pytest
from playwright.sync_api import expect

from tests.e2e.stage import PHONE, WIDE
from tests.support.axe import violations
from tests.support.people import booking_number, press, proposal, settle

SIZES = pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
# Somebody's, by the mail with which they sign in.
_THEIRS = "user_id = (SELECT id FROM users WHERE email = ?)"


@SIZES
def test_the_houses_note_is_read_once_before_the_first_day(open_page, newcomer, server, size):
    mail = newcomer()
    server.ask(f"DELETE FROM house_notes_read WHERE {_THEIRS}", mail)
    anna = settle(open_page(size), mail)
    press(proposal(anna))
    anna.wait_for_url("**/first-day?**")
    assert violations(anna) == []
    expect(anna.locator("main button[type=submit]")).to_have_count(1)
    assert server.ask(f"SELECT count(*) FROM bookings WHERE {_THEIRS}", mail) == [(0,)]
    press(proposal(anna))
    number = booking_number(anna)
    expect(anna.locator("#new-here")).to_have_count(0)
    # Another desk of the same house is booked with one click again.
    press(anna.locator(f"form[action='/bookings/{number}/cancel']"))
    anna.goto("/")
    press(proposal(anna))
    number = booking_number(anna)
    # Who gets a desk without a click reads it on the booking.
    server.ask(f"DELETE FROM house_notes_read WHERE {_THEIRS}", mail)
    anna.goto(f"/bookings/{number}")
    assert violations(anna) == []
    anna.locator("form[action$='/note'] button").click()
    expect(anna.locator("#new-here")).to_have_count(0)


@SIZES
def test_whoever_needs_a_quiet_desk_is_offered_the_one_kept_for_it(
    open_page, newcomer, server, size
):
    mail = newcomer()
    anna = settle(open_page(size), mail)
    anna.goto("/profile")
    anna.locator("label[for=need-quiet]").click()
    press(anna.locator("form[action='/profile/needs']"))
    expect(anna.locator("#need-quiet")).to_be_checked()
    assert violations(anna) == []
    assert server.ask("SELECT desk_needs FROM users WHERE email = ?", mail) == [("quiet",)]
    anna.goto("/")
    expect(proposal(anna).locator(".v-desk-more")).to_contain_text("ilenzios")
