import re

import pytest
from playwright.sync_api import expect

from tests.support.people import (
    OWN_PASSWORD,
    book,
    booking_number,
    fill_in,
    press,
    proposal,
    settle,
)

SIGN_IN = re.compile("/sign-in")


@pytest.fixture
def email(newcomer):
    return newcomer()


@pytest.fixture
def page(open_page, email):
    return settle(open_page(), email)


def come_back(page, email):
    """Sign in again, and land on the first page as it was."""
    page.wait_for_url(SIGN_IN)
    fill_in(page, email, OWN_PASSWORD)
    expect(proposal(page)).to_be_visible()


def test_who_was_away_too_long_reads_so_signs_in_and_books(page, email, server):
    page.goto("/?part=am")
    server.ask(
        "UPDATE sign_ins SET seen_at = datetime(seen_at, '-31 minutes')"
        " WHERE user_id = (SELECT id FROM users WHERE email = ?)",
        email,
    )
    press(proposal(page))
    page.wait_for_url(SIGN_IN)
    expect(page.locator("#flashes")).to_contain_text("30")
    come_back(page, email)
    expect(page).to_have_url("/?part=am")
    expect(page.locator("#part-am")).to_be_checked()
    book(page)


def test_a_sign_in_that_is_gone_leads_to_the_front_door_and_back(page, email, server):
    server.ask("DELETE FROM sign_ins WHERE user_id = (SELECT id FROM users WHERE email = ?)", email)
    press(proposal(page))
    come_back(page, email)
    book(page)


def test_a_card_asked_for_after_the_sign_in_ended_shows_the_front_door_whole(page, email, server):
    server.ask("DELETE FROM sign_ins WHERE user_id = (SELECT id FROM users WHERE email = ?)", email)
    page.locator("label[for=part-am]").click()
    come_back(page, email)


def test_a_button_pressed_after_signing_out_in_another_tab_books_nothing(page, email):
    tab = page.context.new_page()
    tab.goto("/")
    tab.locator("form[action='/sign-out'] button").click()
    tab.wait_for_url(SIGN_IN)
    press(proposal(page))
    # Either the front door or the calm page of an old form.
    expect(page.locator("input[type=password], .v-error-page")).to_be_visible()
    page.goto("/bookings")
    come_back_to = page.url
    assert SIGN_IN.search(come_back_to)
    fill_in(page, email, OWN_PASSWORD)
    page.wait_for_url("/bookings")
    expect(page.locator("form[action$='/cancel']")).to_have_count(0)


def test_an_old_form_gets_a_calm_page_and_a_way_on(page):
    token = proposal(page).locator("[name=csrf_token]")
    token.evaluate("(e) => { e.value = 'an old one' }")
    with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        press(proposal(page))
    assert answer.value.status == 400
    expect(page.locator("h1")).to_be_visible()
    page.locator("main a.btn-primary").click()
    book(page)


def test_after_the_back_button_a_second_press_makes_no_second_booking(page):
    number = book(page)
    page.go_back()
    # The card as it was, or, if the page was asked for again, the desk that is held.
    held = page.locator(f"#proposal a[href='/bookings/{number}']")
    again = page.get_by_role("button", name="Prenota questa postazione")
    held.or_(again).first.click()
    assert booking_number(page) == number


def test_a_reloaded_page_after_booking_books_nothing_again(page):
    number = book(page)
    page.reload()
    assert booking_number(page) == number
    page.goto("/bookings")
    expect(page.locator("form[action$='/cancel']")).to_have_count(1)
