from datetime import date

import pytest

from app.auth.actors import SYSTEM
from app.auth.models import Role
from app.booking.rules.places import CapFacts, Owner
from app.booking.services import caps, limits
from tests.support.counting import counted
from tests.support.factories import desks_of, make_user, make_workplace
from tests.support.house import grant
from tests.support.town import links

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


@pytest.fixture
def larga(app):
    return make_workplace("LARGA", desks=4)


def names(page):
    return [e.text for e in page.all("h2") if "Uffici" in (e.text or "")]


def test_ones_own_workplaces_come_first_and_the_others_are_only_to_look_at(browser, larga):
    make_workplace("ARGO")
    browser.sign_in(grant(make_user(), Role.FACILITY_MANAGER, larga))
    page = browser.get("/places")
    assert names(page) == ["Uffici di via Larga", "Uffici di via Argo"]
    assert page.text.count("only to look at") == 1
    assert "/places/LARGA/rooms" in links(page, "Rooms and desks: Uffici di via Larga")
    assert links(page, "Rooms and desks: Uffici di via Argo") == []
    assert "/places/ARGO/limits" in links(page, "Limits: Uffici di via Argo")


def test_each_page_of_each_workplace_opens(browser, larga):
    make_workplace("ENEL", owner=Owner.PARTNER)
    browser.sign_in(make_user(None, Role.FACILITY_MANAGER))
    page = browser.get("/places")
    shown = [a.get("href") for a in page.all("a")]
    assert "/places/ENEL/guests" in shown
    assert "/places/LARGA/guests" not in shown
    for address in shown:
        if "/LARGA" in address or "/ENEL" in address:
            assert browser.get(address).status == 200, address


def test_todays_numbers_and_the_next_closure_are_told(browser, larga):
    caps.start_cap(larga.id, CapFacts(None, 2, MONDAY, None), by=SYSTEM)
    limits.put_out_of_order(desks_of(larga)[0], MONDAY, None, "Lampada", by=SYSTEM)
    limits.close_workplace(larga, date(2026, 4, 1), date(2026, 4, 2), "Lavori", by=SYSTEM)
    limits.close_workplace(larga, TUESDAY, TUESDAY, "Sciopero", by=SYSTEM)
    browser.sign_in(make_user(None, Role.FACILITY_MANAGER))
    page = browser.get("/places")
    for told in ("Desks 4", "Out of order 1", "May be taken today 2"):
        assert "".join(told.split()) in "".join(page.text.replace("<dt>", "").split()).replace(
            "</dt><dd>", ""
        )
    assert "Closed on Tuesday 3 March, whole day" in page
    assert "1 April" not in page


def test_human_resources_look_and_cannot_add(browser, larga):
    browser.sign_in(make_user(None, Role.HR))
    page = browser.get("/places")
    assert "only to look at" in page
    assert "Open a workplace" not in page
    for address in [a.get("href") for a in page.all("a")]:
        if "/LARGA" in address:
            assert browser.get(address).status == 200, address


def test_without_workplaces_the_page_says_so(browser, app):
    browser.sign_in(make_user(None, Role.ADMINISTRATOR))
    page = browser.get("/places")
    assert "There are no workplaces yet." in page
    assert "Open a workplace" in page


def test_the_list_costs_the_same_for_many(browser, larga):
    browser.sign_in(make_user(None, Role.FACILITY_MANAGER))

    def queries():
        browser.get("/places")
        with counted() as statements:
            browser.get("/places")
        return len(statements)

    few = queries()
    for code in ("ARGO", "SILE", "DURANDO"):
        make_workplace(code)
    assert queries() == few
