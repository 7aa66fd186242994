"""What facility managers see of today: numbers and shapes, never a name."""

from datetime import datetime, time, timedelta

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import Role, RoleGrant
from app.booking.models import Booking
from app.booking.services import attendance, limits
from app.core import clock
from app.core.audit import AuditLine
from app.core.db import db, transaction
from app.core.half import Half, Part
from tests.support.browser import Browser, words
from tests.support.counting import counted
from tests.support.factories import actor, desks_of, make_booking, make_user
from tests.support.town import MONDAY, TUESDAY, classed, fill, links, make_town, one, press

HTMX = {"HX-Request": "true"}
SURNAME = "Marchesini"


@pytest.fixture
def town(app):
    """Durando, Padova and Larga, four desks each."""
    return make_town()


def grant(user, role: Role, *workplaces):
    """Give a role over these workplaces, or over all."""
    ids = [w.id for w in workplaces] or [None]
    with transaction():
        db.session.add_all(RoleGrant(user_id=user.id, role=role, workplace_id=n) for n in ids)
    return user


@pytest.fixture
def luca(town, browser):
    """The manager of Durando, signed in."""
    user = grant(make_user(given_name="Luca", surname="Conti"), Role.FACILITY_MANAGER, town[0])
    browser.sign_in(user)
    return user


def somebody(desk, part: Part = Part.DAY, day=MONDAY, *, comes: bool = False) -> int:
    """Let a person with a name that no page may tell book a desk."""
    who = make_user(surname=SURNAME)
    booking = make_booking(who, desk, day, part)
    if comes:
        attendance.confirm_booking(booking, by=actor(who))
    return booking


def at(hour: int, minute: int = 0):
    return clock.frozen(datetime.combine(MONDAY, time(hour, minute), tzinfo=clock.ROME))


def seen_at(browser, user, hour: int, minute: int = 0, url: str = "/today"):
    """Open a page at another time of Monday; a sign-in of the morning has ended by then."""
    with at(hour, minute):
        browser.post("/sign-out")
        return browser.sign_in(user).get(url)


def tile(page, name: str) -> str:
    (found,) = [said for said in classed(page, "v-tile") if said.startswith(name)]
    return found


def tiles(browser, etag: str = ""):
    return browser.get("/today", headers=HTMX | ({"If-None-Match": etag} if etag else {}))


def test_a_facility_manager_sees_today_with_no_click(town, browser):
    user = grant(make_user(), Role.FACILITY_MANAGER)
    page = browser.post("/sign-in", {"email": user.email, "password": "una bella giornata"})
    assert page.location == "/today"
    assert browser.follow(page).heading == "Today in 3 workplaces"
    # Signed in already, the front door leads there too; a page that was asked for comes first.
    assert browser.get("/sign-in").location == "/today"
    assert browser.get("/sign-in?next=/bookings").location == "/bookings"


@pytest.mark.parametrize("roles", [(), (Role.HR,), (Role.ADMINISTRATOR,), (Role.WARDEN,)])
def test_everybody_else_begins_at_home(town, browser, roles):
    user = make_user(None, *roles)
    page = browser.post("/sign-in", {"email": user.email, "password": "una bella giornata"})
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


def test_a_workplaces_page_tells_every_desk_and_nobody(town, browser, luca):
    desks = desks_of(town[0])
    somebody(desks[0], comes=True)
    somebody(desks[1])
    limits.put_out_of_order(desks[2], MONDAY, TUESDAY, "Lampada rotta", by=SYSTEM)
    page = browser.get("/today/DURANDO")
    assert page.heading == "Uffici di via Durando"
    assert classed(page, "v-pick-state") == ["Confirmed", "Taken", "Out of order", "Free"]
    assert "Lampada rotta, until Tuesday 3 March" in page
    assert "2 booked of 3" in page
    for url in ("/today/DURANDO", "/today/DURANDO?half=pm", "/today/DURANDO?day=2026-03-03"):
        for headers in ({}, HTMX):
            assert SURNAME not in browser.get(url, headers=headers).text


def test_a_desk_out_of_order_may_still_be_booked(town, browser, luca):
    desk = desks_of(town[0])[0]
    somebody(desk)
    limits.put_out_of_order(desk, MONDAY, None, "Lampada rotta", by=SYSTEM)
    assert "Lampada rotta. It is booked all the same." in browser.get("/today/DURANDO")


def test_the_halves_and_the_days_beside_are_one_link_away(town, browser, luca):
    page = browser.get("/today/DURANDO?day=2026-03-03&half=pm")
    assert "Tomorrow, Tuesday 3 March, afternoon" in page
    assert links(page, "Day before") == ["/today/DURANDO?day=2026-03-02&half=pm"]
    assert links(page, "Day after") == ["/today/DURANDO?day=2026-03-04&half=pm"]
    assert "/today/DURANDO?half=pm" in links(page, "Today")
    alone = browser.get("/today/DURANDO?day=2026-03-03&half=am", headers=HTMX)
    assert alone.text.lstrip().startswith('<div id="desks-on"')


def test_a_closed_day_says_why(town, browser, luca):
    limits.close_workplace(town[0], TUESDAY, TUESDAY, "Disinfestazione", by=SYSTEM)
    assert "Disinfestazione" in browser.get("/today/DURANDO?day=2026-03-03")


@pytest.mark.parametrize(
    "day", ["9999-12-31", "0001-01-01", "banana", "2026-02-30", "%00", "2028-01-01"]
)
def test_a_day_that_cannot_be_shown_is_told_and_today_stands_there(town, browser, luca, day):
    page = browser.get(f"/today/DURANDO?day={day}")
    assert page.status == 200
    assert "choose one within a year of today" in page
    assert "Today, Monday 2 March" in page


def test_the_farthest_days_lead_no_farther(town, browser, luca):
    last, first = MONDAY + timedelta(days=366), MONDAY - timedelta(days=366)
    assert links(browser.get(f"/today/DURANDO?day={last}"), "Day after") == []
    assert links(browser.get(f"/today/DURANDO?day={first}"), "Day before") == []


@pytest.mark.parametrize("code", ["NOWHERE", "durando", "%3Cscript%3E"])
def test_an_unknown_workplace_is_not_found(town, browser, luca, code):
    assert browser.get(f"/today/{code}").status == 404
    assert browser.post(f"/today/{code}/desks/1/free", {"half": "am"}).status == 404


def test_a_manager_frees_a_desk_to_which_nobody_came(town, browser, luca):
    desks = desks_of(town[0])
    booking = somebody(desks[0])
    somebody(desks[1], comes=True)
    page = browser.get("/today/DURANDO")
    assert page.text.count("Nobody came: free this desk") == 1
    done = browser.follow(press(browser, page, f"Nobody came: free this desk {desks[0].code[4:]}"))
    assert "Desk 0A-01 is free again." in done
    assert classed(done, "v-pick-state")[:2] == ["Free", "Confirmed"]
    assert SURNAME not in done.text
    assert db.session.get_one(Booking, booking).is_no_show


def test_no_desk_is_freed_of_another_day_or_half_that_does_not_run(town, browser, luca):
    somebody(desks_of(town[0])[0])
    somebody(desks_of(town[0])[0], day=TUESDAY)
    for query in ("half=pm", "day=2026-03-03&half=am"):
        assert "Nobody came" not in browser.get(f"/today/DURANDO?{query}")
    assert "Nobody came" not in seen_at(browser, luca, 7, url="/today/DURANDO")
    assert "Nobody came" in seen_at(browser, luca, 14, url="/today/DURANDO")


def test_a_desk_that_cannot_be_freed_is_told_with_the_words(town, browser, luca):
    desk = desks_of(town[0])[0]
    page = browser.post(f"/today/DURANDO/desks/{desk.id}/free", {"half": "am"})
    assert page.status == 422
    assert "Nothing has been changed." in page
    assert "Nobody holds this desk any more" in page
    other = desks_of(town[1])[0]
    for number, half in ((other.id, "am"), (999999999, "am"), (desk.id, "banana"), (desk.id, "")):
        url = f"/today/DURANDO/desks/{number}/free"
        assert browser.post(url, {"half": half}).status == 404


def test_others_workplaces_are_only_looked_at(town, browser, luca):
    desk = desks_of(town[1])[0]
    somebody(desk)
    page = browser.get("/today/PADOVA")
    assert classed(page, "v-pick-state")[0] == "Taken"
    assert "Nobody came" not in page
    assert browser.post(f"/today/PADOVA/desks/{desk.id}/free", {"half": "am"}).status == 403


def test_the_emergency_staff_opens_the_list_of_today_with_one_written_click(town, app):
    anna = grant(make_user(), Role.WARDEN, town[0])
    warden = Browser(app.test_client()).sign_in(anna)
    desks = desks_of(town[0])
    somebody(desks[0], comes=True)
    somebody(desks[1], Part.PM)
    page = warden.get("/today/DURANDO/present")
    assert SURNAME not in page.text
    opened = warden.post("/today/DURANDO/present", {"half": "am", "day": "2026-03-03"})
    assert opened.status == 200
    assert "Today, Monday 2 March, morning. 1 person has booked a desk." in opened
    assert f"{SURNAME} Sofia0A-01Room 0A, ground flooryes" in opened
    both = warden.post("/today/DURANDO/present", {"half": "pm"})
    assert "2 people have booked a desk" in both
    assert "not yet" in both
    for answer in (page, opened):
        assert answer.headers["Cache-Control"] == "no-store"
    lines = db.session.scalars(sa.select(AuditLine).where(AuditLine.action == "open_present_list"))
    assert [line.actor_id for line in lines] == [anna.id] * 2


def test_the_list_of_an_empty_half_says_so(town, app):
    warden = Browser(app.test_client()).sign_in(grant(make_user(), Role.WARDEN, town[0]))
    assert "Nobody has booked a desk here" in warden.post("/today/DURANDO/present", {})


def test_nobody_else_opens_the_list(town, app, browser, luca):
    elsewhere = grant(make_user(), Role.WARDEN, town[1])
    chief = make_user(None, Role.ADMINISTRATOR, Role.HR, Role.AUDITOR)
    for other in (luca, elsewhere, chief):
        who = Browser(app.test_client()).sign_in(other)
        assert who.get("/today/DURANDO/present").status == 403
        assert who.post("/today/DURANDO/present", {"half": "am"}).status == 403


def test_the_emergency_staff_finds_its_list_from_every_page(town, app):
    anna = grant(make_user(), Role.WARDEN, town[1], town[0])
    warden = Browser(app.test_client()).sign_in(anna)
    (address,) = links(warden.get("/"), "Emergency list")
    page = warden.get(address)
    assert [a for a in page.all("a") if a.get("aria-current") == "page"]
    # Whoever keeps two lists goes from one to the other.
    other = {"/today/PADOVA/present", "/today/DURANDO/present"} - {address}
    assert {a.get("href") for a in page.all("a")} & other == other


def test_a_warden_of_no_workplace_that_is_lent_has_no_list(app, browser):
    browser.sign_in(make_user(None, Role.WARDEN))
    assert links(browser.get("/"), "Emergency list") == []


def test_a_manager_of_the_emergency_staff_finds_the_list_on_the_workplaces_page(town, app, luca):
    both = Browser(app.test_client()).sign_in(grant(luca, Role.WARDEN, town[0]))
    assert links(both.get("/today/DURANDO"), "Emergency list") == ["/today/DURANDO/present"]
    assert links(both.get("/today/DURANDO?day=2026-03-03"), "Emergency list") == []
    assert links(both.get("/today/PADOVA"), "Emergency list") == []
