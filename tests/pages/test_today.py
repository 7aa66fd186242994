from datetime import datetime, timedelta

import pytest

from app.auth.actors import SYSTEM
from app.auth.models import Role
from app.booking.services import attendance, limits
from app.core import clock
from app.core.half import Half, Part
from tests.support.browser import words
from tests.support.counting import counted
from tests.support.factories import PASSWORD, actor, desks_of, make_booking, make_user
from tests.support.house import HTMX, SURNAME, at, grant, seen_at, somebody
from tests.support.town import MONDAY, TUESDAY, classed, fill, links, make_town, one


@pytest.fixture
def town(app):
    """Durando, Padova and Larga, four desks each."""
    return make_town()


@pytest.fixture
def luca(town, browser):
    """The manager of Durando, signed in."""
    user = grant(make_user(given_name="Luca", surname="Conti"), Role.FACILITY_MANAGER, town[0])
    browser.sign_in(user)
    return user


def tile(page, name: str) -> str:
    (found,) = [said for said in classed(page, "v-tile") if said.startswith(name)]
    return found


def tiles(browser, etag: str = ""):
    return browser.get("/today", headers=HTMX | ({"If-None-Match": etag} if etag else {}))


def test_a_facility_manager_sees_today_with_no_click(town, browser):
    user = grant(make_user(), Role.FACILITY_MANAGER)
    page = browser.post("/sign-in", {"email": user.email, "password": PASSWORD})
    assert page.location == "/today"
    assert browser.follow(page).heading == "Today in 3 workplaces"
    # Signed in already, the front door leads there too; a page that was asked for comes first.
    assert browser.get("/sign-in").location == "/today"
    assert browser.get("/sign-in?next=/bookings").location == "/bookings"


@pytest.mark.parametrize("roles", [(), (Role.HR,), (Role.ADMINISTRATOR,), (Role.WARDEN,)])
def test_everybody_else_begins_at_home(town, browser, roles):
    user = make_user(None, *roles)
    page = browser.post("/sign-in", {"email": user.email, "password": PASSWORD})
    assert page.location == "/"


def test_a_tile_tells_what_is_booked_confirmed_and_free(town, browser, luca):
    desks = desks_of(town[0])
    somebody(desks[0], comes=True)
    somebody(desks[1], Part.AM)
    somebody(desks[2], Part.PM)
    somebody(desks[3], Part.PM)
    limits.put_out_of_order(desks_of(town[1])[0], MONDAY, MONDAY, "Lampada", by=SYSTEM)
    page = browser.get("/today")
    assert tile(page, "Uffici di via Durando") == (
        "Uffici di via Durando There is room 2 booked of 4"
        " Confirmed 1 Not confirmed yet 1 Free 2 At the fullest 3"
    )
    assert tile(page, "Sede di via Padova").endswith("At the fullest 0 Out of order 1")
    assert "Monday 2 March, updated at 10:15. In all 2 bookings, 1 confirmed." in page
    assert SURNAME not in page.text


def test_the_numbers_follow_the_clock(town, browser, luca):
    somebody(desks_of(town[0])[0], Part.PM)
    for hour, said in ((7, "has not begun"), (10, "of this morning"), (14, "of this afternoon")):
        page = seen_at(browser, luca, hour)
        assert said in page
        assert ("1 booked of 4" in tile(page, "Uffici di via Durando")) == (hour == 14)
    page = seen_at(browser, luca, 19, 5)
    assert tile(page, "Uffici di via Durando").startswith("Uffici di via Durando Day over 1 booked")
    assert "The day is over" in page


def test_a_full_and_a_nearly_full_workplace_say_so(app, browser):
    durando, padova, _larga = make_town(desks=10)
    fill(durando, MONDAY)
    fill(padova, MONDAY, but=1)
    browser.sign_in(grant(make_user(), Role.FACILITY_MANAGER))
    page = browser.get("/today")
    assert "Full 10 booked of 10" in tile(page, "Uffici di via Durando")
    assert "Nearly full 9 booked of 10" in tile(page, "Sede di via Padova")
    assert classed(page, "v-heat-5")[0] == "full"
    assert classed(page, "v-heat-4")[0] == "90"


def test_a_closed_workplace_says_why_and_when_it_opens_again(town, browser, luca):
    somebody(desks_of(town[0])[0])
    limits.close_workplace(town[0], MONDAY, MONDAY, "Lavori all'ascensore", by=SYSTEM)
    limits.close_workplace(town[1], MONDAY, MONDAY, "Assemblea", by=SYSTEM, to_half=Half.AM)
    limits.close_workplace(
        town[2], MONDAY, TUESDAY, "Sciopero", by=SYSTEM, from_half=Half.PM, to_half=Half.AM
    )
    page = browser.get("/today")
    assert tile(page, "Uffici di via Durando") == (
        "Uffici di via Durando Closed Opens again tomorrow, Tuesday 3 March"
        " Lavori all'ascensore 1 booking still stands."
    )
    assert "Opens again today at 13:30 Assemblea No bookings." in tile(page, "Sede di via Padova")
    assert "Closed in the afternoon" in tile(page, "Uffici di via Larga")
    afternoon = seen_at(browser, luca, 14)
    assert "tomorrow afternoon, Tuesday 3 March" in tile(afternoon, "Uffici di via Larga")


def test_a_long_closure_and_a_cap_of_nothing_are_told_too(town, browser, luca):
    limits.close_workplace(town[0], MONDAY, MONDAY + timedelta(days=2), "Lavori", by=SYSTEM)
    limits.close_workplace(
        town[1], MONDAY, TUESDAY + timedelta(days=1), "Lavori", by=SYSTEM, to_half=Half.AM
    )
    limits.set_cap(town[2], from_day=MONDAY, number=0, by=SYSTEM)
    page = browser.get("/today")
    assert "Opens again on Thursday 5 March" in tile(page, "Uffici di via Durando")
    assert "on Wednesday 4 March, in the afternoon" in tile(page, "Sede di via Padova")
    assert "No day is known" in tile(page, "Uffici di via Larga")
    assert "No desk may be taken today." in tile(page, "Uffici di via Larga")


def test_on_a_sunday_nobody_works(town, browser, luca):
    with clock.frozen(datetime(2026, 3, 1, 10, 15, tzinfo=clock.ROME)):
        browser.post("/sign-out")
        page = browser.sign_in(luca).get("/today")
    assert "Nobody works today." in tile(page, "Uffici di via Durando")
    assert "Opens again tomorrow, Monday 2 March" in tile(page, "Uffici di via Durando")


def test_bookings_above_a_lowered_cap_are_told_as_a_surplus(town, browser, luca):
    fill(town[0], MONDAY, but=1)
    limits.set_cap(town[0], from_day=MONDAY, number=1, by=SYSTEM)
    page = browser.get("/today")
    assert "2 bookings more than the limit allows" in tile(page, "Uffici di via Durando")
    assert "2 bookings more" in browser.get("/today/DURANDO")


def test_the_tiles_come_alone_and_unchanged_ones_are_not_sent_again(town, browser, luca):
    page = tiles(browser)
    assert page.text.lstrip().startswith('<div id="board"')
    again = tiles(browser, page.headers["ETag"])
    assert (again.status, again.text) == (304, "")
    for answer in (page, again):
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert "HX-Request" in answer.headers["Vary"]


def test_whatever_changes_the_board_makes_it_new(town, browser, luca):
    def is_new() -> bool:
        nonlocal etag
        page = tiles(browser, etag)
        etag = page.headers["ETag"]
        return page.status == 200

    etag = tiles(browser).headers["ETag"]
    desk = desks_of(town[2])[0]
    who = make_user()
    booking = make_booking(who, desk, MONDAY)
    assert is_new()
    attendance.confirm_booking(booking, by=actor(who))
    assert is_new()
    make_booking(make_user(), desk, TUESDAY)
    assert not is_new()
    limits.set_cap(town[1], from_day=MONDAY, number=1, by=SYSTEM)
    assert is_new()
    with at(13, 15):
        browser.post("/sign-out")
        browser.sign_in(luca)
        assert not is_new()
    with at(13, 30):
        assert is_new()
    browser.post("/language", {"locale": "it", "next": "/today"})
    assert is_new()


def asked(browser, url="/today", headers=None) -> int:
    with counted() as statements:
        browser.get(url, headers=headers or {})
    return len(statements)


def test_an_unchanged_board_costs_one_question_besides_who_asks(town, browser, luca):
    etag = tiles(browser).headers["ETag"]
    assert asked(browser, headers=HTMX | {"If-None-Match": etag}) == 2
    pages = ["/today", "/today?half=am", "/today/DURANDO"]
    before = [asked(browser, url) for url in pages]
    assert before == [4, 4, 2]
    for workplace in town:
        fill(workplace, MONDAY)
        fill(workplace, TUESDAY)
    assert [asked(browser, url) for url in pages] == before


def test_the_next_two_weeks_are_working_days(town, browser, luca):
    page = browser.get("/today")
    heads = [words(e) for e in one(page, "table", **{"class": "v-heat"}).iter(TH)]
    assert heads[1] == "Mon 2today"
    assert heads[10] == "Fri 13"
    assert len([h for h in heads if h]) == 1 + 10 + 3


TH = "{http://www.w3.org/1999/xhtml}th"


def test_a_cell_leads_to_its_day_in_the_half_that_was_asked_for(town, browser, luca):
    somebody(desks_of(town[0])[0], Part.PM, TUESDAY)
    fuller = browser.get("/today")
    assert "/today/DURANDO?day=2026-03-03&half=pm" in links(fuller, "25")
    morning = browser.get("/today?half=am")
    assert links(morning, "25") == []
    assert "/today/DURANDO?day=2026-03-03&half=am" in links(morning, "0")
    alone = browser.get("/today?half=pm", headers=HTMX)
    assert alone.text.lstrip().startswith('<div id="heat"')
    assert "day=2026-03-03&amp;half=pm" in alone.text


@pytest.mark.parametrize("query", ["half=banana", "half=am&half=pm", "half=%00", "half="])
def test_an_odd_half_is_no_half(town, browser, luca, query):
    assert browser.get(f"/today?{query}").status == 200
    assert browser.get(f"/today/DURANDO?{query}").status == 200


def test_most_people_see_none_of_it(town, browser):
    browser.sign_in(make_user())
    for url in ("/today", "/today/DURANDO", "/today/DURANDO/present"):
        assert browser.get(url).status == 403


@pytest.mark.parametrize("role", [Role.HR, Role.AUDITOR, Role.ADMINISTRATOR])
def test_others_who_may_look_see_the_same_board(town, browser, role):
    browser.sign_in(make_user(None, role))
    assert browser.get("/today").heading == "Today in 3 workplaces"
    assert browser.get("/today/DURANDO").status == 200
