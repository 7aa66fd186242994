from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.auth.models import Role, RoleGrant
from app.booking.models import Closure
from app.booking.queries.bookings import find_booking
from app.booking.rules.places import ClosureFacts
from app.booking.services.closures import carry_on, start_closure
from app.core.db import db, transaction
from app.core.half import Half
from tests.support.counting import counted
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace

TUESDAY = date(2026, 3, 3)
PLAIN = {
    "workplace": "LARGA", "from_day": "2026-03-03", "from_half": "am", "to_day": "2026-03-03",
    "to_half": "pm", "kind": "works", "reason": "Lavori all'ascensore",
}  # fmt: skip


@pytest.fixture
def town(app):
    return make_workplace("LARGA"), make_workplace("SILE", desks=2, latitude=45.4708)


@pytest.fixture
def manager(browser, town):
    user = make_user(None, Role.FACILITY_MANAGER)
    browser.sign_in(user)
    return user


def sign_in(browser, user):
    browser.post("/sign-out")
    browser.sign_in(user)


def query(**more):
    return "&".join(f"{name}={value}" for name, value in (PLAIN | more).items())


def test_three_clicks_close_a_workplace_and_move_everybody(browser, town, manager):
    larga, sile = town
    people = [make_user(surname=name) for name in ("Rossi", "Bianchi", "Verdi")]
    booked = [
        make_booking(user, desk, TUESDAY)
        for user, desk in zip(people, desks_of(larga), strict=False)
    ]
    page = browser.get("/places/closures/new?workplace=LARGA")
    assert 'value="LARGA" selected' in page.text or 'selected value="LARGA"' in page.text
    page = browser.get(f"/places/closures/preview?{query()}")
    assert "Nothing has happened yet" in page
    assert "2 go to" in page
    assert "1 finds no other desk" in page
    assert all(desk.code in page for desk in desks_of(larga)[:3])
    # Who sits there is told on no page.
    assert not any(user.surname in page for user in people)
    assert "Close and move 2 bookings" in page
    assert db.session.scalars(sa.select(Closure)).all() == []
    page = browser.follow(browser.post("/places/closures", PLAIN))
    assert "Moved" in page
    assert "Without another desk" in page
    assert [find_booking(n).workplace_id for n in booked] == [sile.id, sile.id, larga.id]
    # Names of those who were moved are shown nowhere any more.
    assert not any(user.surname in page for user in people)
    assert desks_of(larga)[2].code in page


def test_where_nobody_sits_the_button_only_closes(browser, manager):
    page = browser.get(f"/places/closures/preview?{query()}")
    assert "Nobody has booked a desk there then." in page
    page = browser.follow(browser.post("/places/closures", PLAIN))
    assert "0" in page
    assert "Lavori" in browser.get("/places/closures")


def test_pressing_twice_makes_one_closure(browser, manager):
    first = browser.post("/places/closures", PLAIN)
    second = browser.post("/places/closures", PLAIN)
    assert first.location == second.location
    assert len(db.session.scalars(sa.select(Closure)).all()) == 1


@pytest.mark.parametrize(("wrong", "words"), [
    ({"reason": ""}, "Write the reason"),
    ({"from_day": "2026-03-05"}, "ends before it begins"),
    ({"from_day": "2026-02-02"}, "cannot begin in the past"),
    ({"to_day": "2028-03-05"}, "at most 366 days"),
    ({"from_day": "2026-03-07", "to_day": "2026-03-08"}, "no working day"),
    ({"from_day": "x"}, "Write a date such as"),
    ({"to_day": "9999-12-31"}, "Write a"),
    ({"from_half": "noon"}, "Not a valid choice"),
    ({"workplace": "NOWHERE"}, "Not a valid choice"),
])  # fmt: skip
def test_what_cannot_be_is_said_and_changes_nothing(browser, manager, wrong, words):
    for page in (
        browser.get(f"/places/closures/preview?{query(**wrong)}"),
        browser.post("/places/closures", PLAIN | wrong),
    ):
        assert page.status == 422
        assert words in page
    assert db.session.scalars(sa.select(Closure)).all() == []


def test_odd_addresses_are_answered(browser, manager):
    browser.get("/places/closures/new?from_day=9999-99-99&weekdays=15x&workplace=%00&to_half=x")
    page = browser.get("/places/closures/new?workplace=SILE&from_day=2026-04-01&weekdays=5")
    assert "2026-04-01" in page.text
    for address in ("/places/closures/999", f"/places/closures/{10**30}"):
        assert browser.get(address).status == 404
        assert browser.post(f"{address}/reopen", {}).status == 404
        assert browser.post(f"{address}/go-on", {}).status == 404


def test_a_manager_closes_their_own_workplaces_only(browser, town):
    larga, sile = town
    user = make_user()
    with transaction():
        db.session.add(RoleGrant(user_id=user.id, role=Role.FACILITY_MANAGER, workplace_id=sile.id))
    sign_in(browser, user)
    page = browser.get("/places/closures/new")
    assert sile.name in page
    assert larga.name not in page
    assert browser.post("/places/closures", PLAIN).status == 422
    chief = actor(make_user(), Role.FACILITY_MANAGER)

    facts = ClosureFacts(TUESDAY, Half.AM, TUESDAY, Half.PM, "Lavori")
    other = start_closure(larga.id, facts, by=chief)
    assert "Lavori" in browser.get(f"/places/closures/{other}")
    assert browser.post(f"/places/closures/{other}/go-on", {}).status == 403
    assert browser.post(f"/places/closures/{other}/reopen", {}).status == 403
    sign_in(browser, make_user())
    assert browser.get("/places/closures").status == 403


def test_a_closure_that_stopped_goes_on_and_reopens(browser, town, manager):
    larga, _sile = town
    for desk in desks_of(larga)[:2]:
        make_booking(make_user(), desk, TUESDAY)

    facts = ClosureFacts(TUESDAY, Half.AM, TUESDAY, Half.PM, "Lavori")
    chief = actor(manager, Role.FACILITY_MANAGER)
    number = start_closure(larga.id, facts, by=chief)
    carry_on(number, by=chief, limit=1)
    page = browser.get(f"/places/closures/{number}")
    assert "1 booking is still to be moved" in page
    page = browser.follow(browser.post(f"/places/closures/{number}/go-on", {}))
    assert "still to be moved" not in page
    page = browser.follow(browser.post(f"/places/closures/{number}/reopen", {}))
    assert "2 people are offered the way back" in page
    page = browser.follow(browser.post(f"/places/closures/{number}/reopen", {}))
    assert "open again already" in page


def test_the_preview_costs_the_same_for_many(browser, town, manager):
    larga, _sile = town

    def queries():
        with counted() as statements:
            browser.get(f"/places/closures/preview?{query(to_day='2026-03-13')}")
        return len(statements)

    make_booking(make_user(), desks_of(larga)[0], TUESDAY)
    few = queries()
    for n in range(8):
        day = TUESDAY + timedelta(days=n)
        if day.weekday() < 5:
            for desk in desks_of(larga)[1:]:
                make_booking(make_user(), desk, day)
    assert queries() == few


def test_a_second_closure_of_the_same_days_is_told_before_it_is_made(browser, town, manager):
    words = "It is closed in part of these days already"
    assert words not in browser.get("/places/closures/preview?" + query())
    browser.post("/places/closures", PLAIN)
    page = browser.get("/places/closures/preview?" + query(to_day="2026-03-05", reason="Sciopero"))
    assert words in page
    assert "Lavori all'ascensore" in page
    assert words not in browser.get(
        "/places/closures/preview?" + query(from_day="2026-03-04", to_day="2026-03-05")
    )
    assert words not in browser.get("/places/closures/preview?" + query(workplace="SILE"))
