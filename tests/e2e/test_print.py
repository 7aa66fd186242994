import re

import pytest
from playwright.sync_api import expect

from tests.support.people import proposal

ON_PAPER = ["home", "booking", "my bookings"]
# What a sheet of paper cannot do.
OF_NO_USE = [
    "nav",
    "footer",
    "main button",
    "main input[type=radio]",
    "form[action='/sign-out']",
    "form[action='/language']",
    ".v-skip a",
]


@pytest.fixture
def on_paper(look_at):
    """Open a page of the tour as a printer draws it."""
    pages = []

    def draw(name):
        page = look_at(name)
        page.emulate_media(media="print")
        pages.append(page)
        return page

    yield draw
    for page in pages:
        page.emulate_media(media="null")


@pytest.mark.parametrize("name", ON_PAPER)
def test_neither_links_of_the_header_nor_buttons_are_printed(on_paper, name):
    page = on_paper(name)
    for useless in OF_NO_USE:
        shown = page.locator(useless).filter(visible=True)
        # What is kept for screen readers is one pixel large.
        large = shown.evaluate_all("(all) => all.filter((e) => e.offsetHeight > 1).length")
        assert large == 0, useless
    expect(page.locator("h1")).to_be_visible()


def test_the_printed_first_page_says_which_desk_is_proposed_and_where(on_paper):
    page = on_paper("home")
    expect(proposal(page).locator("h2")).to_be_visible()
    expect(proposal(page).locator(".v-facts li").last).to_be_visible()
    expect(proposal(page).locator(".v-desk-code")).to_be_visible()
    expect(page.locator("#sites h3").first).to_be_visible()


def test_the_printed_booking_says_when_where_and_how_to_get_in(on_paper):
    page = on_paper("booking")
    rows = page.locator("main dl dd")
    assert rows.count() == 4
    for row in rows.all():
        expect(row).to_be_visible()


def test_the_printed_list_says_every_day_and_desk(on_paper):
    page = on_paper("my bookings")
    rows = page.locator("main .v-booking")
    assert rows.count() >= 6
    for row in rows.all():
        expect(row).to_be_visible()


@pytest.mark.parametrize(("name", "most"), [("home", 2), ("booking", 1)])
def test_what_is_printed_needs_few_sheets(look_at, name, most):
    sheets = re.findall(rb"/Type\s*/Page\b", look_at(name).pdf(format="A4"))
    assert 1 <= len(sheets) <= most
