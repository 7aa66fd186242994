from datetime import date

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.booking.models import Exchange
from app.booking.queries.bookings import find_booking
from app.booking.queries.exchanges import find_exchange
from app.booking.rules.exchanges import ExchangeState
from app.booking.services.bookings import change_booking
from app.booking.services.exchanges import end_exchanges
from app.booking.services.limits import put_out_of_order
from app.core.db import connection
from app.core.half import Part
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace
from tests.support.letters import last_letter

TUESDAY = date(2026, 3, 3)


@pytest.fixture
def pair(app):
    """Anna and Bruno with their desks and bookings on Tuesday."""
    desks = desks_of(make_workplace(desks=3))
    people = [make_user(given_name=n, surname="Rossi", locale="en") for n in ("Anna", "Bruno")]
    return [
        (person, make_booking(person, desk, TUESDAY), desk)
        for person, desk in zip(people, desks, strict=False)
    ]


def asked(browser, pair):
    """Let Anna ask for Bruno's desk; return the exchange's number."""
    (anna, mine, _first), (_bruno, _theirs, second) = pair
    browser.sign_in(anna)
    browser.post(f"/bookings/{mine}/exchange", {"desk_id": second.id})
    browser.post("/sign-out")
    return connection().execute(sa.select(Exchange.id)).scalar_one()


def test_anna_asks_bruno_accepts_and_each_sits_at_the_others_desk(browser, pair):
    (anna, mine, first), (bruno, theirs, second) = pair
    browser.sign_in(anna)
    assert "Exchange desks with a colleague" in browser.get(f"/bookings/{mine}")
    page = browser.get(f"/bookings/{mine}/exchange")
    assert "0A-02" in page
    assert "0A-03" not in page, "nobody has it: there is nothing to exchange"
    assert "Bruno" not in page, "who has it is not told"
    page = browser.follow(browser.post(f"/bookings/{mine}/exchange", {"desk_id": second.id}))
    assert "Asked. Your desk stays yours until your colleague accepts." in page
    assert "Bruno" not in page
    browser.post("/sign-out")
    browser.sign_in(bruno)
    page = browser.get("/exchanges")
    assert "Anna Rossi would like your desk" in page
    number = connection().execute(sa.select(Exchange.id)).scalar_one()
    page = browser.follow(browser.post(f"/exchanges/{number}/answer", {"answer": "accept"}))
    assert "The desks are exchanged." in page
    assert find_booking(mine).desk_id == second.id
    assert find_booking(theirs).desk_id == first.id
    assert "Exchanged" in browser.get("/exchanges")


def test_anna_takes_her_question_back_and_bruno_declines_the_next(browser, pair):
    (anna, mine, _first), (bruno, _theirs, second) = pair
    taken_back = asked(browser, pair)
    browser.sign_in(anna)
    assert "You have already asked" in browser.get(f"/bookings/{mine}/exchange")
    page = browser.follow(browser.post(f"/exchanges/{taken_back}/withdraw"))
    assert "You no longer ask for this exchange." in page
    assert browser.post(f"/exchanges/{taken_back}/withdraw").status == 422
    browser.post(f"/bookings/{mine}/exchange", {"desk_id": second.id})
    number = connection().execute(sa.select(sa.func.max(Exchange.id))).scalar_one()
    browser.post("/sign-out")
    browser.sign_in(bruno)
    page = browser.follow(browser.post(f"/exchanges/{number}/answer", {"answer": "decline"}))
    assert "Your desk stays yours, and your colleague is told." in page
    assert browser.post(f"/exchanges/{number}/answer", {"answer": "accept"}).status == 422
    browser.post("/sign-out")
    browser.sign_in(anna)
    again = browser.post(f"/bookings/{mine}/exchange", {"desk_id": second.id})
    assert again.status == 422
    assert "Whoever has this desk keeps it: they have already answered." in again


def test_a_desk_at_another_workplace_is_asked_for_from_its_list(browser, pair):
    (anna, mine, _first), _other = pair
    there = desks_of(make_workplace("PADOVA"))[0]
    theirs = make_booking(make_user(), there, TUESDAY)
    browser.sign_in(anna)
    here = f"/bookings/{mine}/exchange?at=PADOVA"
    desks = "/workplaces/PADOVA/desks?day=2026-03-03"
    assert here in browser.get(f"{desks}&part=day&booking={mine}").text
    for other in (f"{desks}&part=am&booking={mine}", f"{desks}&part=day"):
        assert here not in browser.get(other).text
    page = browser.get(here)
    assert f'value="{there.id}"' in page.text
    assert "0A-01, Uffici di via Larga" in page
    refused = browser.post(f"/bookings/{mine}/exchange", {"desk_id": "", "at": "PADOVA"})
    assert refused.status == 422
    assert f'value="{there.id}"' in refused.text, "the same list is shown again"
    form = {"desk_id": there.id, "at": "PADOVA"}
    page = browser.follow(browser.post(f"/bookings/{mine}/exchange", form))
    assert "Uffici di via Padova" in page
    found = connection().execute(sa.select(Exchange.other_booking_id)).scalar_one()
    assert found == theirs
    assert browser.get(f"/bookings/{mine}/exchange?at=NOWHERE").status == 404


def test_the_mail_asks_and_its_link_answers_without_signing_in(browser, pair):
    number = asked(browser, pair)
    told = last_letter("exchange_asked", pair[1][0])
    assert "Anna Rossi asks to exchange desks" in told.subject
    accept = told.buttons[0].url.removeprefix("https://localhost")
    page = browser.get(accept)
    assert "Exchange your desk for this one?" in page
    assert "0A-01" in page
    assert find_exchange(number).state is ExchangeState.ASKED, "looking changes nothing"
    assert "The desks are exchanged." in browser.post(accept)
    assert find_exchange(number).state is ExchangeState.ACCEPTED
    keep = told.buttons[1].url.removeprefix("https://localhost")
    assert browser.get(keep).status == 410


def test_the_link_says_that_the_colleague_cannot_sit_there_and_not_why(browser, pair):
    number = asked(browser, pair)
    told = last_letter("exchange_asked", pair[1][0])
    put_out_of_order(pair[1][2], TUESDAY, TUESDAY, "rotta", by=SYSTEM)
    page = browser.post(told.buttons[0].url.removeprefix("https://localhost"))
    assert page.status == 422
    assert "Your colleague cannot sit at your desk then." in page
    assert find_exchange(number).state is ExchangeState.ASKED


def test_nobody_answers_asks_or_looks_for_somebody_else(browser, pair):
    (_anna, mine, _first), (_bruno, _theirs, second) = pair
    number = asked(browser, pair)
    browser.sign_in(make_user())
    assert browser.get(f"/bookings/{mine}/exchange").status == 404
    assert browser.post(f"/bookings/{mine}/exchange", {"desk_id": second.id}).status == 404
    assert browser.post(f"/exchanges/{number}/answer", {"answer": "accept"}).status == 404
    assert browser.post(f"/exchanges/{number}/withdraw").status == 404
    assert "Anna" not in browser.get("/exchanges")
    browser.post("/sign-out")
    browser.sign_in(pair[0][0])
    assert browser.post(f"/exchanges/{number}/answer", {"answer": "accept"}).status == 404


@pytest.mark.parametrize("desk", ["", "x", "99999999999999999999", "0"])
def test_a_forged_wish_is_told_and_asks_nobody(browser, pair, desk):
    (anna, mine, _first), _other = pair
    browser.sign_in(anna)
    assert browser.post(f"/bookings/{mine}/exchange", {"desk_id": desk}).status == 422
    assert connection().scalar(sa.select(Exchange.id)) is None


def test_an_answer_that_is_none_changes_nothing(browser, pair):
    number = asked(browser, pair)
    browser.sign_in(pair[1][0])
    assert browser.post(f"/exchanges/{number}/answer", {"answer": "perhaps"}).status == 400
    assert find_exchange(number).state is ExchangeState.ASKED


def test_where_nobody_else_sits_a_free_desk_needs_no_exchange(browser, app):
    anna = make_user()
    mine = make_booking(anna, desks_of(make_workplace())[0], TUESDAY)
    page = browser.sign_in(anna).get(f"/bookings/{mine}/exchange")
    assert "Nobody has a desk here for the same time" in page


def test_whoever_asked_is_not_told_where_their_colleague_went_since(browser, pair):
    (anna, _mine, _first), (bruno, theirs, _second) = pair
    asked(browser, pair)
    third = desks_of(make_workplace("PADOVA"))[0]
    change_booking(theirs, third.id, TUESDAY, Part.DAY, by=actor(bruno))
    browser.sign_in(anna)
    open_yet = browser.get("/exchanges")
    assert "a desk that has changed since" in open_yet
    end_exchanges(by=SYSTEM)
    ended = browser.get("/exchanges")
    assert "You asked for a colleague's desk" in ended
    for page in (open_yet, ended):
        assert "via Padova" not in page


def test_whoever_is_asked_is_not_told_where_the_asker_went_since(browser, pair):
    (anna, mine, _first), (bruno, _theirs, _second) = pair
    asked(browser, pair)
    third = desks_of(make_workplace("PADOVA"))[0]
    change_booking(mine, third.id, TUESDAY, Part.DAY, by=actor(anna))
    browser.sign_in(bruno)
    page = browser.get("/exchanges")
    assert "Anna Rossi would like your desk" in page
    assert "via Padova" not in page
