import re

import pytest
from playwright.sync_api import expect

from tests.support.people import book, booking_number, go_to_day, press, proposal, settle


@pytest.fixture
def two(open_page, newcomer):
    return [settle(open_page(), newcomer()), settle(open_page(), newcomer())]


def desks_address(page):
    """Return where the desks of the proposed workplace are."""
    return page.locator("#proposal a[href*='/desks']").first.get_attribute("href")


def desks(page):
    """Return the desks of the list that can be had."""
    return page.locator("li", has=page.locator("input[name=desk_id]"))


def choose(page, desk):
    """Choose a desk of the list; return what is written on it."""
    desk.locator("label").click()
    return desk.get_attribute("id").removeprefix("desk-")


def refused(page):
    """Read why nothing was booked: the words have the focus, and another desk is proposed."""
    words = page.locator("[data-error-summary]")
    expect(words).to_be_focused()
    expect(proposal(page)).to_be_visible()
    return words.inner_text()


def test_of_two_who_choose_one_desk_the_second_reads_why_and_books_the_next(two):
    one, other = two
    go_to_day(one, -1)
    address = desks_address(one)
    for page in two:
        page.goto(address)
        label = choose(page, desks(page).first)
    book(one)
    press(proposal(other))
    assert label in refused(other)
    expect(proposal(other).locator(".v-desk-code")).not_to_contain_text(label)
    book(other)


def test_of_two_who_are_offered_the_last_desk_the_second_gets_the_next_workplace(two, terminal):
    one, other = two
    day = go_to_day(one, -2)
    code = re.search(r"/workplaces/(\w+)/", desks_address(one))[1]
    shown = terminal("places", "show", code)
    taken = int(re.search(rf"{day}  am (\d+)", shown)[1])
    terminal("places", "cap", code, taken + 1, "--from", day, "--to", day)
    names = []
    for page in two:
        page.goto(f"/?day={day}&part=am")
        assert f"/workplaces/{code}/" in desks_address(page)
        names.append(proposal(page).locator("h2").inner_text())
    assert names[0] == names[1]
    book(one)
    press(proposal(other))
    assert names[0] in refused(other)
    expect(proposal(other).locator("h2")).not_to_have_text(names[0])
    assert booking_number(one) != book(other)


def test_who_booked_in_another_tab_is_shown_the_desk_that_is_held(open_page, newcomer):
    page = settle(open_page(), newcomer())
    go_to_day(page, -1)
    tab = page.context.new_page()
    tab.goto(desks_address(page))
    choose(tab, desks(tab).filter(has_not=tab.locator(":checked")).first)
    number = book(page)
    press(proposal(tab))
    expect(tab.locator("[data-error-summary]")).to_be_focused()
    expect(tab.locator(f"#proposal a[href='/bookings/{number}']").first).to_be_visible()
    expect(proposal(tab)).to_have_count(0)
