import re

import pytest
from playwright.sync_api import expect

from tests.support.people import book, booking_number, press, proposal, settle


@pytest.fixture
def two(open_page, newcomer):
    return [settle(open_page(), newcomer()), settle(open_page(), newcomer())]


def desk_path(page, day, part):
    """Open a day, and return the address of the proposed workplace's desks."""
    page.goto(f"/?day={day}&part={part}")
    return page.locator("#proposal a[href*='/desks']").first.get_attribute("href")


def last_day_of_the_strip(page):
    address = page.locator("#days a[href*='day=']").last.get_attribute("href")
    return re.search(r"day=([\d-]+)", address)[1]


def refused(page):
    """Read why nothing was booked: the words have the focus, and another desk is proposed."""
    words = page.locator("[data-error-summary]")
    expect(words).to_be_focused()
    expect(proposal(page)).to_be_visible()
    return words.inner_text()


def test_of_two_who_choose_one_desk_the_second_reads_why_and_books_the_next(two):
    one, other = two
    path = desk_path(one, last_day_of_the_strip(one), "day")
    for page in two:
        page.goto(path)
        page.locator("input[name=desk_id]").first.check(force=True)
    desk = one.locator("li", has=one.locator("input[name=desk_id]").first)
    label = desk.get_attribute("id").removeprefix("desk-")
    book(one)
    press(proposal(other))
    assert label in refused(other)
    expect(proposal(other).locator(".v-desk-code")).not_to_contain_text(label)
    book(other)


def test_of_two_who_are_offered_the_last_desk_the_second_gets_the_next_workplace(
    two, terminal
):
    one, other = two
    day = last_day_of_the_strip(one)
    code = re.search(r"/workplaces/(\w+)/", desk_path(one, day, "am"))[1]
    shown = terminal("places", "show", code)
    taken = int(re.search(rf"{day}  am (\d+)", shown)[1])
    terminal("places", "cap", code, taken + 1, "--from", day, "--to", day)
    names = []
    for page in two:
        assert f"/workplaces/{code}/" in desk_path(page, day, "am")
        names.append(proposal(page).locator("h2").inner_text())
    assert names[0] == names[1]
    book(one)
    press(proposal(other))
    assert names[0] in refused(other)
    expect(proposal(other).locator("h2")).not_to_have_text(names[0])
    assert booking_number(one) != book(other)


def test_who_booked_in_another_tab_reads_that_the_day_is_taken_already(two):
    page, _other = two
    tab = page.context.new_page()
    tab.goto("/")
    number = book(page)
    press(proposal(tab))
    words = tab.locator("[data-error-summary]")
    expect(words).to_be_focused()
    expect(tab.locator(f"#proposal a[href='/bookings/{number}']")).to_be_visible()
