import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import Role
from app.booking.models import Cap, Move
from app.booking.rules.moves import MoveState
from app.booking.rules.places import CapFacts
from app.booking.services import caps
from app.core.db import db
from tests.support.factories import desks_of, make_booking, make_user, make_workplace
from tests.support.house import SURNAME, grant
from tests.support.town import TUESDAY, links


@pytest.fixture
def larga(app):
    return make_workplace("LARGA", desks=4)


@pytest.fixture
def manager(browser, larga):
    user = grant(make_user(), Role.FACILITY_MANAGER, larga)
    browser.sign_in(user)
    return user


def limit(place, number, first=TUESDAY, last=None):
    return caps.start_cap(place.id, CapFacts(None, number, first, last), by=SYSTEM)


def one_over_a_lower_one(place):
    """Return a limit of four desks over one of two, on a day with four bookings."""
    limit(place, 2)
    high = limit(place, 4)
    for desk in desks_of(place):
        make_booking(make_user(surname=SURNAME), desk, TUESDAY)
    return high


def test_a_limit_is_ended_from_its_page_after_a_look(browser, larga, manager):
    cap = limit(larga, 2)
    (address,) = links(browser.get("/places/LARGA/limits"), "End this limit (1)")
    assert 'value="2026-03-03"' in browser.get(address).text
    page = browser.get(f"{address}?from_day=2026-03-04")
    assert "Nothing has happened yet" in page
    assert "No other limit is under it: every desk in order may be taken." in page
    assert "nobody has to move" in page
    assert db.session.scalars(sa.select(Cap.to_day)).all() == [None]
    done = browser.post(f"/places/LARGA/limits/{cap}/end", {"from_day": "2026-03-04"})
    page = browser.follow(done)
    assert "The limit is ended." in page
    assert "On Tuesday 3 March: at most 2 desks." in page


def test_the_preview_tells_what_counts_then_and_how_many_are_above_it(browser, larga, manager):
    high = one_over_a_lower_one(larga)
    page = browser.get(f"/places/LARGA/limits/{high}/end?from_day=2026-03-03")
    assert "From Tuesday 3 March on: at most 2 desks." in page
    assert "2 half-days would have too many bookings." in page
    assert "Tuesday 3 March, morning 4 2 2 4" in page
    assert "(4 bookings)" in page
    assert "End this limit from Tuesday 3 March" in page
    assert SURNAME not in page


@pytest.mark.parametrize(("way", "words", "left"), [
    ("keep", "Ask 4 people to move", []),
    ("ask", "4 people are asked.", [MoveState.ASKED] * 4),
    ("draw", "2 bookings were drawn and moved; their people are told.", [MoveState.MOVED] * 2),
])  # fmt: skip
def test_who_is_above_the_limit_under_it_is_treated_as_chosen(
    browser, larga, manager, way, words, left
):
    make_workplace("SILE", desks=4)
    high = one_over_a_lower_one(larga)
    chosen = {"from_day": "2026-03-03", "way": way}
    page = browser.follow(browser.post(f"/places/LARGA/limits/{high}/end", chosen))
    assert words in page
    assert sorted(db.session.scalars(sa.select(Move.state))) == left


@pytest.mark.parametrize(("day", "words"), [
    ("", "Choose a day."),
    ("soon", "Write a date such as"),
    ("2026-03-01", "The first day has passed"),
    ("2026-03-09", "This limit ends earlier already, on Tuesday 3 March"),
])  # fmt: skip
def test_what_cannot_be_is_said_and_changes_nothing(browser, larga, manager, day, words):
    cap = limit(larga, 2, TUESDAY, TUESDAY)
    address = f"/places/LARGA/limits/{cap}/end"
    for page in (
        browser.get(f"{address}?from_day={day}"),
        browser.post(address, {"from_day": day}),
    ):
        assert page.status == 422
        assert words in page
    assert db.session.scalars(sa.select(Cap.to_day)).all() == [TUESDAY]


def test_odd_addresses_and_others_change_nothing(browser, larga, manager):
    elsewhere = limit(make_workplace("SILE"), 1)
    day = {"from_day": "2026-03-03"}
    for number in (elsewhere, 10**9, 10**30):
        assert browser.get(f"/places/LARGA/limits/{number}/end").status == 404
        assert browser.post(f"/places/LARGA/limits/{number}/end", day).status == 404
    assert browser.get(f"/places/SILE/limits/{elsewhere}/end").status == 403
    assert browser.post(f"/places/SILE/limits/{elsewhere}/end", day).status == 403
    assert "End this limit" not in browser.get("/places/SILE/limits")
    assert db.session.scalars(sa.select(Cap.to_day)).all() == [None]
