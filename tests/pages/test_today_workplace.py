from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import Role
from app.booking.models import Booking
from app.booking.services import limits
from app.core.audit import AuditLine
from app.core.db import db
from app.core.half import Part
from tests.support.browser import Browser
from tests.support.factories import desks_of, make_user
from tests.support.house import HTMX, SURNAME, grant, seen_at, somebody
from tests.support.town import MONDAY, TUESDAY, classed, links, make_town, press


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
