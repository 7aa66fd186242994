from datetime import date

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import Role
from app.booking.models import OfficeShare
from app.booking.rules.dated import ShareFacts
from app.booking.services import caps
from app.core.db import db
from tests.support.counting import counted
from tests.support.factories import desks_of, make_office, make_user, make_workplace
from tests.support.house import grant
from tests.support.town import WEDNESDAY, classed

MONDAY = date(2026, 3, 2)
SHARE = {"guaranteed": "1", "maximum": "2", "from_day": "2026-03-02", "to_day": ""}


@pytest.fixture
def larga(app):
    return make_workplace("LARGA", desks=4)


@pytest.fixture
def manager(browser, larga):
    user = grant(make_user(), Role.FACILITY_MANAGER, larga)
    browser.sign_in(user)
    return user


def give(browser, number, **more):
    return browser.post("/places/LARGA/shares", SHARE | {"office": number} | more)


def test_an_office_gets_a_share_and_loses_it(browser, larga, manager):
    staff = make_office()
    assert "No office has a share" in browser.get("/places/LARGA/shares")
    page = browser.follow(give(browser, staff.id))
    assert "Risorse umane: sure of 1 desk, at most 2 desks. From Monday 2 March on." in page
    page = browser.follow(browser.post(f"/places/LARGA/shares/{staff.id}/end", {}))
    assert "The office has no share of its own any more." in page
    assert "No office has a share" in page
    assert browser.post(f"/places/LARGA/shares/{staff.id}/end", {}).status == 404


def test_shares_are_told_in_words(browser, larga, manager):
    for code, guaranteed, maximum, last in (
        ("AA", 0, 3, date(2026, 3, 31)), ("BB", 2, None, None), ("CC", 0, None, None),
    ):  # fmt: skip
        office = make_office(code)
        share = ShareFacts(office.id, frozenset(), guaranteed, maximum, MONDAY, last)
        caps.set_share(larga.id, share, by=SYSTEM)
    page = browser.get("/places/LARGA/shares")
    assert "at most 3 desks. From Monday 2 March to Tuesday 31 March." in page
    assert "sure of 2 desks. From Monday 2 March on." in page
    assert "as many desks as there are" in page


@pytest.mark.parametrize(("wrong", "words"), [
    ({"guaranteed": "5", "maximum": ""}, "On Monday 2 March 4 desks may be taken"),
    ({"guaranteed": "", "maximum": ""}, "Write a number, 0 for none."),
    ({"guaranteed": "3"}, "fewer desks than it is sure of"),
    ({"guaranteed": "-1"}, "write 0 or more"),
    ({"maximum": "x"}, "Write a whole number, such as 12."),
    ({"from_day": "2026-03-01"}, "The first day has passed"),
    ({"to_day": "2026-03-01"}, "The last day is before the first"),
    ({"to_day": "9999-12-31"}, "Write a year from"),
    ({"from_day": "0001-01-01"}, "Write a year from"),
    ({"from_day": "\0"}, "Choose a day."),
    ({"number": "999999"}, "Not a valid choice"),
    ({"number": "\0"}, "Office"),
    ({"number": "9" * 40}, "Not a valid choice"),
])  # fmt: skip
def test_what_cannot_be_is_said(browser, larga, manager, wrong, words):
    page = give(browser, **{"number": make_office().id} | wrong)
    assert page.status == 422
    assert words in page
    assert db.session.scalars(sa.select(OfficeShare)).all() == []


def test_all_guarantees_together_are_told_in_numbers(browser, larga, manager):
    give(browser, make_office("AA").id, guaranteed="3", maximum="")
    page = give(browser, make_office("BB").id, guaranteed="2", maximum="")
    assert page.status == 422
    assert (
        "On Monday 2 March 4 desks may be taken, and other offices are sure of 3 of them:"
        " at most 1 are left for this office to be sure of."
    ) in page


def test_only_a_share_that_is_there_is_ended(browser, larga, manager):
    give(browser, make_office().id)
    for number in (10**9, 10**30):
        assert browser.post(f"/places/LARGA/shares/{number}/end", {}).status == 404
    assert len(db.session.scalars(sa.select(OfficeShare)).all()) == 1


def test_the_page_costs_the_same_for_many(browser, larga, manager):
    def queries():
        browser.get("/places/LARGA/shares")
        with counted() as statements:
            assert browser.get("/places/LARGA/shares").status == 200
        return len(statements)

    give(browser, make_office("AA").id)
    few = queries()
    for code in ("BB", "CC", "DD"):
        give(browser, make_office(code).id, guaranteed="0")
    assert queries() == few


def test_colleagues_read_why_they_get_no_desk(browser, larga):
    staff = make_office()
    caps.set_share(larga.id, ShareFacts(staff.id, frozenset(), 4, None, MONDAY, None), by=SYSTEM)
    browser.sign_in(make_user())
    page = browser.get(f"/?day={WEDNESDAY}&workplace=LARGA")
    assert "Kept for other offices" in classed(page, "v-tag")
    page = browser.get(f"/workplaces/LARGA/desks?day={WEDNESDAY}")
    said = (
        "The desks left at Uffici di via Larga are kept for other offices (whole day) until"
        " 18:00 of Tuesday 3 March."
    )
    assert said in page
    browser.post("/sign-out")
    caps.set_share(larga.id, ShareFacts(staff.id, frozenset(), 0, 0, MONDAY, None), by=SYSTEM)
    browser.sign_in(make_user(office_id=staff.id))
    page = browser.get(f"/?day={WEDNESDAY}&workplace=LARGA")
    assert "Full for your office" in classed(page, "v-tag")
    wish = {"desk_id": desks_of(larga)[0].id, "day": str(WEDNESDAY), "part": "am"}
    page = browser.post("/bookings", wish)
    assert page.status == 422
    assert "Your office has as many desks at Uffici di via Larga as it may take" in page
