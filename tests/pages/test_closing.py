from datetime import date
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

from app.auth.models import Role
from app.booking.admin_views import closures as view
from app.booking.models import Closure, Move
from app.booking.queries.places import places
from app.booking.rules.places import ClosureFacts
from app.booking.services.closures import carry_on, start_closure
from app.core.calendar import working_days
from app.core.db import db
from app.core.half import Half
from tests.support.browser import words
from tests.support.counting import counted
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace

TUESDAY = date(2026, 3, 3)
PLAIN = {
    "workplace": "LARGA", "from_day": "2026-03-03", "from_half": "am", "to_day": "2026-03-03",
    "to_half": "pm", "kind": "works", "reason": "Lavori all'ascensore",
}  # fmt: skip
FRIDAYS = PLAIN | {"to_day": "2026-03-31", "weekdays": "5", "kind": "energy", "reason": "Energia"}


@pytest.fixture
def town(app):
    return make_workplace("LARGA"), make_workplace("SILE", desks=2, latitude=45.4708)


@pytest.fixture
def manager(browser, town):
    user = make_user(None, Role.FACILITY_MANAGER)
    browser.sign_in(user)
    return actor(user, Role.FACILITY_MANAGER)


def preview(browser, fields):
    return browser.get(f"/places/closures/preview?{urlencode(fields, doseq=True)}")


def closures():
    return db.session.scalars(sa.select(Closure)).all()


def error_of(page, field):
    """Return what a field says is wrong with it."""
    return next(words(p) for p in page.all("p") if p.get("id") == f"{field}-error")


@pytest.mark.parametrize(("wrong", "field", "said"), [
    ({"reason": " "}, "reason", "Write the reason"),
    ({"from_day": "2026-03-02", "to_day": "2026-03-01"}, "to_day", "ends before it begins"),
    ({"from_half": "pm", "to_half": "am"}, "to_day", "ends before it begins"),
    ({"from_day": "2026-02-27"}, "from_day", "cannot begin in the past"),
    ({"to_day": "2027-03-05"}, "to_day", "at most 366 days"),
    ({"weekdays": "5"}, "to_day", "no working day"),
    ({"from_day": ""}, "from_day", "Choose a day."),
    ({"to_day": "0001-01-01"}, "to_day", "Write a year from 2017"),
    ({"reason": "x" * 201}, "reason", "at most 200 characters"),
])  # fmt: skip
def test_every_fault_is_told_at_its_field(browser, manager, wrong, field, said):
    for page in (
        preview(browser, PLAIN | wrong),
        browser.post("/places/closures", PLAIN | wrong),
    ):
        assert page.status == 422
        assert said in error_of(page, field)
        # The summary on top leads there.
        assert f'href="#{field}"' in page.text
    assert closures() == []


def test_every_friday_reads_well_everywhere(browser, manager, town):
    friday, monday = desks_of(town[0])[:2]
    make_booking(make_user(), friday, date(2026, 3, 6))
    make_booking(make_user(), monday, date(2026, 3, 9))
    page = preview(browser, FRIDAYS)
    spoken = "Closed every Friday from Tuesday 3 March to Tuesday 31 March"
    assert spoken in page
    assert friday.code in page
    assert monday.code not in page
    page = browser.follow(browser.post("/places/closures", FRIDAYS))
    assert spoken in page
    assert spoken in browser.get("/places/closures")
    assert f"{spoken}: Energia" in browser.get("/rules")
    assert f"{spoken}: Energia" in browser.get("/places")
    # Friday is closed, Thursday is not.
    assert places().by_code["LARGA"].capacity(date(2026, 3, 13), Half.AM) == 0
    assert places().by_code["LARGA"].capacity(date(2026, 3, 12), Half.AM) == 4


@pytest.mark.parametrize(("more", "said"), [
    ({}, "Closed on Tuesday 3 March, whole day"),
    ({"to_half": "am"}, "Closed on Tuesday 3 March, morning"),
    ({"from_half": "pm"}, "Closed on Tuesday 3 March, afternoon"),
    ({"to_day": "2026-03-05"}, "Closed from Tuesday 3 March to Thursday 5 March"),
    ({"from_half": "pm", "to_day": "2026-03-05", "to_half": "am"},
     "Closed from Tuesday 3 March (afternoon) to Thursday 5 March (morning)"),
    ({"to_day": "2026-03-31", "weekdays": ["1", "5"], "to_half": "am"},
     "Closed every Monday and Friday from Tuesday 3 March to Tuesday 31 March, morning"),
    ({"to_day": "2026-03-31", "weekdays": list("12345")},
     "Closed from Tuesday 3 March to Tuesday 31 March"),
])  # fmt: skip
def test_when_it_is_closed_is_told_in_words(browser, manager, more, said):
    assert said in preview(browser, PLAIN | more)
    assert said in browser.follow(browser.post("/places/closures", PLAIN | more))


def test_the_preview_tells_of_bookings_and_of_people(browser, manager, town):
    twice = make_user(surname="Rossi")
    days = working_days(TUESDAY, 2, "MI")
    for day in days:
        make_booking(twice, desks_of(town[0])[0], day)
    page = preview(browser, PLAIN | {"to_day": str(days[-1])})
    assert "The closure hits 2 bookings of 1 person." in page
    assert "2 already have a desk elsewhere." in page
    assert "none yet" not in page
    for desk in desks_of(town[1]):
        make_booking(make_user(), desk, TUESDAY)
    page = preview(browser, PLAIN)
    assert "The closure hits 1 booking of 1 person." in page
    assert "elsewhere." not in page
    assert "1 has none yet." in page
    # The waiting list does not exist: nobody is promised it.
    assert "waiting list" not in page
    # There is nothing to move: the button does not say so.
    assert "Close and move" not in page
    assert 'href="/places/closures/new?' in page.text


def test_the_dates_come_back_as_they_were_written(browser, manager):
    page = preview(browser, FRIDAYS)
    back = next(a for a in page.all("a") if "/places/closures/new?" in a.get("href"))
    page = browser.get(back.get("href"))
    values = {i.get("name"): i.get("value") for i in page.all("input") if i.get("type") == "date"}
    assert values == {"from_day": "2026-03-03", "to_day": "2026-03-31"}
    ticked = [i.get("value") for i in page.all("input") if "checked" in i.attrib]
    assert ticked == ["5"]
    assert [i.get("value") for i in page.all("input") if i.get("name") == "reason"] == ["Energia"]


def test_desks_are_told_and_nobodys_name(browser, manager, town):
    for surname, desk in zip(("Rossi", "Bianchi", "Verdi"), desks_of(town[0]), strict=False):
        make_booking(make_user(surname=surname), desk, TUESDAY)
    page = preview(browser, PLAIN)
    assert desks_of(town[0])[0].code in page
    assert "Rossi" not in page
    address = browser.post("/places/closures", PLAIN).location
    page = browser.get(address)
    assert [name in page for name in ("Rossi", "Bianchi", "Verdi")] == [False, False, False]
    assert "Without another desk" in page
    for role in (Role.HR, Role.AUDITOR):
        browser.post("/sign-out")
        browser.sign_in(make_user(None, role))
        page = browser.get(address)
        assert "Verdi" not in page
        assert "Open the workplace again" not in page
        assert preview(browser, PLAIN).status == 403
        assert browser.post("/places/closures", PLAIN).status == 403
        assert browser.post(f"{address}/go-on").status == 403
        assert browser.post(f"{address}/reopen").status == 403
        assert "Verdi" not in browser.get("/places/closures")


def test_what_one_click_leaves_another_does(browser, manager, town, monkeypatch):
    # No time at all: one slice for each click.
    monkeypatch.setattr(view, "SECONDS", 0.0)
    monkeypatch.setattr(view, "SLICE", 1)
    for desk in desks_of(town[0])[:3]:
        make_booking(make_user(), desk, TUESDAY)
    address = browser.post("/places/closures", PLAIN).location
    assert "2 bookings are still to be moved" in browser.get(address)
    browser.post(f"{address}/go-on")
    assert "1 booking is still to be moved" in browser.get(address)
    browser.post(f"{address}/go-on")
    assert "still to be moved" not in browser.get(address)
    browser.post(f"{address}/go-on")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Move)) == 3


def test_pages_of_closures_cost_the_same_for_many(browser, manager, town):
    def queries(address):
        browser.get(address)
        with counted() as statements:
            browser.get(address)
        return len(statements)

    days = working_days(TUESDAY, 8, "MI")
    chief = manager
    make_booking(make_user(), desks_of(town[0])[0], days[0])
    first = ClosureFacts(days[0], Half.AM, days[0], Half.PM, "Lavori")
    few = start_closure(town[0].id, first, by=chief)
    carry_on(few, by=chief)
    costs = queries(f"/places/closures/{few}"), queries("/places/closures")
    for day in days[1:]:
        for desk in desks_of(town[0]):
            make_booking(make_user(), desk, day)
    rest = ClosureFacts(days[1], Half.AM, days[-1], Half.PM, "Lavori")
    many = start_closure(town[0].id, rest, by=chief)
    carry_on(many, by=chief)
    assert (queries(f"/places/closures/{many}"), queries("/places/closures")) == costs


def test_the_list_is_cut_into_pages_and_says_how_each_stands(browser, manager, town):
    days = working_days(date(2026, 3, 9), view.PAGE + 1, "MI")
    for day in days:
        facts = ClosureFacts(day, Half.AM, day, Half.PM, "Lavori")
        number = start_closure(town[0].id, facts, by=manager)
    browser.post(f"/places/closures/{number}/reopen")
    page = browser.get("/places/closures")
    assert "1 to 25 of 26" in page
    assert "To come." in page
    assert "Taken back." in page
    assert "It was taken back on" in browser.get(f"/places/closures/{number}")
    assert "26 to 26 of 26" in browser.get("/places/closures?from=25")
    for crooked in ("-1", "banana", "9" * 30):
        assert browser.get(f"/places/closures?from={crooked}").status == 200


@pytest.mark.parametrize("odd", [
    {"reason": "Lavori\0"}, {"reason": ["Lavori", "Altro"]}, {"weekdays": ["5", "5", "9", "x"]},
    {"workplace": ["LARGA", "SILE"]}, {"from_day": ["2026-03-03", "2026-01-01"]},
    {"from_day": "9999-12-31"}, {"to_day": "0000-00-00"}, {"kind": "\0"}, {"from_half": ""},
    {"reason": "<script>alert(1)</script>"}, {"workplace": "9" * 400}, {"extra": "x"},
])  # fmt: skip
def test_odd_fields_are_taken_or_refused_and_never_break_a_page(browser, manager, odd):
    page = preview(browser, PLAIN | odd)
    assert page.status in {200, 422}
    assert "<script>alert" not in page.text
    assert browser.get(f"/places/closures/new?{urlencode(PLAIN | odd, doseq=True)}").status == 200
    posted = browser.post("/places/closures", PLAIN | odd)
    assert posted.status == (303 if page.status == 200 else 422)
    assert len(closures()) == (page.status == 200)
    assert all("\0" not in closure.reason for closure in closures())
