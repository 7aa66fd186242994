import csv
import io
from datetime import date

import pytest

from app.auth.actors import SYSTEM
from app.auth.models import Role, RoleGrant
from app.booking.rules.places import Owner
from app.booking.rules.policies import PolicyName
from app.booking.services.limits import set_policy
from app.core.db import db, transaction
from app.core.half import Part
from tests.support.browser import words
from tests.support.factories import desks_of, make_booking, make_user, make_workplace
from tests.support.town import links
from tests.support.traces import at, audit_actions

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
LIST = "/places/ENEL/guests?day=2026-03-03"


@pytest.fixture
def enel(app):
    set_policy(PolicyName.PARTNER_NEEDS_AGREEMENT, "no", MONDAY, by=SYSTEM)
    return make_workplace("ENEL", owner=Owner.PARTNER, name="Enel, via Beruto")


@pytest.fixture
def manager(enel):
    user = make_user()
    with transaction():
        db.session.add(RoleGrant(user_id=user.id, role=Role.FACILITY_MANAGER, workplace_id=enel.id))
    return user


def openings(workplace) -> int:
    actions = [action for action, _ in audit_actions("workplace", workplace.id)]
    return actions.count("open_guest_list")


def test_before_the_evening_the_page_says_when_the_list_opens(enel, manager, browser):
    browser.sign_in(manager)
    page = browser.get("/places/ENEL/guests")
    assert page.heading == "Guests of Enel, via Beruto"
    assert "The list opens on Monday 2 March at 18:00. Come back then." in page
    assert len(links(page, "Open the list Monday 2 March")) == 1
    assert links(page, "Open the list Tuesday 3 March") == []
    early = browser.get(LIST)
    assert early.status == 422
    assert "The list opens on Monday 2 March at 18:00. Come back then." in early
    assert openings(enel) == 0


def test_in_the_evening_the_list_tells_names_and_parts_and_each_opening_is_on_record(
    enel, manager, browser
):
    guest = make_user(given_name="Anna", surname="Zeta")
    make_booking(guest, desks_of(enel)[0], TUESDAY, Part.AM)
    with at(MONDAY, 18, 5):
        browser.sign_in(manager)
        page = browser.get(LIST)
        assert page.heading == "Guests of Enel, via Beruto on Tuesday 3 March"
        cells = [words(e) for e in page.all("tr")]
        assert cells == ["Surname Name When", "Zeta Anna Morning"]
        assert guest.email not in page.text
        assert "0A-01" not in page.text
        assert page.headers["Cache-Control"] == "no-store"
        browser.get(LIST)
    assert openings(enel) == 2


def test_the_list_can_be_taken_away_as_a_file(enel, manager, browser):
    make_booking(make_user(given_name="Anna", surname="Zeta"), desks_of(enel)[0], TUESDAY)
    with at(TUESDAY, 7):
        browser.sign_in(manager)
        page = browser.get(f"{LIST}&format=csv")
    assert page.headers["Content-Disposition"].endswith("guests-enel-2026-03-03.csv")
    text = page.response.get_data().decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text), delimiter=";")) == [
        ["Surname", "Name", "When"],
        ["Zeta", "Anna", "Whole day"],
    ]
    assert openings(enel) == 1


def test_a_day_without_guests_says_so(enel, manager, browser):
    with at(MONDAY, 19):
        browser.sign_in(manager)
        assert "Nobody has booked a desk there on this day." in browser.get(LIST)


def test_after_the_day_the_list_is_gone(enel, manager, browser):
    with at(date(2026, 3, 4), 8):
        browser.sign_in(manager)
        page = browser.get(LIST)
    assert page.status == 422
    assert "Tuesday 3 March is over and its list is closed." in page


@pytest.mark.parametrize("day", ["", "domani", "2026-02-30", "%00"])
def test_a_day_that_is_none_opens_nothing(enel, manager, browser, day):
    browser.sign_in(manager)
    page = browser.get(f"/places/ENEL/guests?day={day}")
    assert page.status == 200
    assert openings(enel) == 0


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_time_are_refused_in_words(enel, manager, browser, day):
    browser.sign_in(manager)
    assert browser.get(f"/places/ENEL/guests?day={day}").status == 422


def test_the_citys_own_houses_have_no_list(app, browser):
    make_workplace()
    browser.sign_in(make_user(None, Role.FACILITY_MANAGER))
    for address in ("/places/LARGA/guests", "/places/LARGA/guests?day=2026-03-02"):
        assert "its reception needs no list of names" in browser.get(address)


def test_the_managers_of_other_houses_and_employees_see_no_names(enel, manager, browser):
    make_workplace("PADOVA")
    other = make_user()
    browser.sign_in(manager)
    assert browser.get("/places/PADOVA/guests").status == 403
    browser.post("/sign-out")
    browser.sign_in(other)
    assert browser.get(LIST).status == 403


def test_what_guests_read_is_written_once_and_shown_with_each_booking(enel, manager, browser):
    browser.sign_in(manager)
    note = {"guest_note": "Chiedi del badge.", "house_rules": "Niente ospiti.\nNiente foto."}
    page = browser.follow(browser.post("/places/ENEL/house", note))
    assert "Guests of Enel, via Beruto now read this." in page
    guest = make_user()
    booking_id = make_booking(guest, desks_of(enel)[0], TUESDAY)
    browser.post("/sign-out")
    browser.sign_in(guest)
    shown = browser.get(f"/bookings/{booking_id}")
    assert "Chiedi del badge." in shown
    assert "Rules of the house" in shown
    assert "Niente ospiti.Niente foto." in shown
    calendar = browser.get(f"/bookings/{booking_id}.ics").text.replace("\r\n ", "")
    assert "Niente ospiti.\\nNiente foto." in calendar


def test_a_note_that_is_too_long_is_not_kept(enel, manager, browser):
    browser.sign_in(manager)
    page = browser.post("/places/ENEL/house", {"guest_note": "x" * 1001, "house_rules": ""})
    assert page.status == 422
    assert "Write at most 1000 characters." in page


def test_the_manager_of_another_house_reads_the_notes_and_changes_nothing(enel, manager, browser):
    make_workplace("PADOVA", house_rules="Silenzio.")
    browser.sign_in(manager)
    page = browser.get("/places/PADOVA/house")
    assert "Silenzio." in page
    assert page.all("textarea") == []
    assert browser.post("/places/PADOVA/house", {"guest_note": "x"}).status == 403
