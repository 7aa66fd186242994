import json
import re

import pytest

from app.auth.models import Role
from app.booking.models import Desk
from app.booking.queries.places import places
from app.core.db import db, raise_revision, transaction
from tests.support.factories import desks_of, make_booking, make_user
from tests.support.town import WEDNESDAY, classed, make_town, offered

KEPT = "They wait for people who need one until 18:00 of Tuesday 3 March; then they are open to all"


def without_tokens(text):
    """Return a page without what differs at every sign-in."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", text)


def make_accessible(*desks):
    with transaction():
        for desk in desks:
            db.session.get_one(Desk, desk.id).is_accessible = True
        raise_revision()


@pytest.fixture
def town(app):
    return make_town(desks=2)


@pytest.fixture
def sofia(browser, town):
    user = make_user(area_code="20162")
    browser.sign_in(user)
    return user


def told_by(browser):
    return json.loads(browser.get("/my-data.json").text)["told_by_you"]


def say(browser, **fields):
    return browser.follow(browser.post("/profile/needs", fields))


def test_a_person_says_what_they_need_and_takes_it_back(browser, sofia):
    page = browser.get("/profile")
    assert "What you need of a desk for your health" in page
    assert 'value="accessible" checked' not in page.text
    page = say(browser, needs="accessible")
    assert "desks that you need are proposed to you first" in page
    assert 'name="needs" value="accessible" checked' in page.text
    page = say(browser)
    assert "What you had told is deleted" in page
    assert 'value="accessible" checked' not in page.text


def test_it_stands_in_ones_own_data_and_on_the_privacy_page(browser, sofia):
    told = "What you need of a desk"
    assert f"{told} nothing" in browser.get("/my-data")
    say(browser, needs="accessible")
    assert f"{told} wheelchair accessible" in browser.get("/my-data")
    assert told_by(browser)["desk_needs"] == ["accessible"]
    assert "To keep desks for whoever needs one that is accessible" in browser.get("/privacy")


def test_nobody_else_reads_what_a_person_needs(browser, sofia, town):
    durando, *_others = town
    make_accessible(desks_of(durando)[0])
    make_booking(sofia, desks_of(durando)[1], WEDNESDAY)
    address = f"/today/DURANDO?day={WEDNESDAY}"
    browser.post("/sign-out")
    manager = make_user(None, Role.FACILITY_MANAGER)
    browser.sign_in(manager)
    before = browser.get(address).text
    browser.post("/sign-out")
    browser.sign_in(sofia)
    say(browser, needs="accessible")
    browser.post("/sign-out")
    browser.sign_in(manager)
    assert without_tokens(browser.get(address).text) == without_tokens(before)
    assert told_by(browser)["desk_needs"] == []


def test_whoever_is_not_signed_in_says_nothing(browser, sofia):
    browser.post("/sign-out")
    page = browser.post("/profile/needs", {"needs": "accessible"})
    assert page.status == 303
    assert "/sign-in" in page.location
    browser.sign_in(sofia)
    assert 'value="accessible" checked' not in browser.get("/profile").text


def test_the_first_page_offers_what_can_be_booked(browser, sofia, town):
    durando, padova, _larga = town
    make_accessible(desks_of(durando)[0], desks_of(padova)[1])
    page = browser.get(f"/?day={WEDNESDAY}")
    assert offered(page) == ("Uffici di via Durando", "Desk 0A-02")
    say(browser, needs="accessible")
    assert offered(browser.get(f"/?day={WEDNESDAY}")) == ("Uffici di via Durando", "Desk 0A-01")


def test_where_only_accessible_desks_are_left_the_hour_is_told(browser, sofia, town):
    durando, padova, larga = town
    make_accessible(desks_of(durando)[0])
    make_booking(make_user(), desks_of(durando)[1], WEDNESDAY)
    page = browser.get(f"/?day={WEDNESDAY}")
    assert offered(page)[0] == "Sede di via Padova"
    assert "At Uffici di via Durando only desks kept for a need are left." in page
    assert KEPT in page
    assert "Kept until 18:00 of Tuesday 3 March" in classed(page, "v-tag")
    for desk in [*desks_of(padova), *desks_of(larga)]:
        make_booking(make_user(), desk, WEDNESDAY)
    page = browser.get(f"/?day={WEDNESDAY}")
    assert "No desk is free on this day" in page
    assert KEPT in page
    page = browser.get(f"/workplaces/DURANDO/desks?day={WEDNESDAY}")
    assert "Only desks kept for a need are left" in page
    assert "Kept for a need" in page
    assert "Book this desk" not in page


def test_a_kept_desk_that_is_asked_for_is_refused_in_words(browser, sofia, town):
    durando, *_others = town
    desk = desks_of(durando)[0]
    make_accessible(desk)
    page = browser.post("/bookings", {"desk_id": desk.id, "day": str(WEDNESDAY), "part": "day"})
    assert page.status == 422
    assert (
        "Desk 0A-01 is kept until 18:00 of Tuesday 3 March for people who need an accessible one."
        in page
    )
    assert offered(page) == ("Uffici di via Durando", "Desk 0A-02")


def test_who_needs_one_finds_it_chosen_in_the_list(browser, sofia, town):
    durando, *_others = town
    desk = desks_of(durando)[1]
    make_accessible(desk)
    address = f"/workplaces/DURANDO/desks?day={WEDNESDAY}"
    assert f'value="{desk.id}" checked' not in browser.get(address).text
    say(browser, needs="accessible")
    page = browser.get(address)
    assert f'value="{desk.id}" checked' in page.text
    assert "Kept for a need" not in page


def test_the_list_alone_changes_when_the_need_does(browser, sofia, town):
    durando, *_others = town
    make_accessible(desks_of(durando)[0])
    address = f"/workplaces/DURANDO/availability?day={WEDNESDAY}"
    first = browser.get(address)
    assert "Kept for a need" in first.text
    again = browser.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status == 304
    say(browser, needs="accessible")
    again = browser.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status == 200


def test_a_manager_keeps_a_desk_for_what_it_has(browser, town):
    durando, *_others = town
    desk = desks_of(durando)[0]
    browser.sign_in(make_user(None, Role.FACILITY_MANAGER))
    address = f"/places/DURANDO/desks/{desk.id}/edit"
    values = {"code": desk.code, "equipment": "monitor", "kept_for": "quiet"}
    page = browser.post(address, values)
    assert page.status == 422
    assert f"Desk {desk.code} cannot be kept for this: quiet room. Tick what it has first." in page
    values = {"code": desk.code, "equipment": ["quiet", "near-lift"], "kept_for": "quiet"}
    assert browser.post(address, values).status == 303
    assert places().by_code["DURANDO"].desks[desk.id].kept_for == {"quiet"}
    ticked = [
        box.get("value") for box in browser.get(address).all("input") if "checked" in box.attrib
    ]
    assert ticked == ["quiet", "near-lift", "quiet"]
    assert browser.post(address, values | {"kept_for": "sauna"}).status == 422


def test_a_desk_kept_for_another_need_is_refused_by_its_name(browser, sofia, town):
    durando, *_others = town
    desk = desks_of(durando)[0]
    with transaction():
        stored = db.session.get_one(Desk, desk.id)
        stored.equipment = stored.kept_for = "quiet|near-lift"
        raise_revision()
    wish = {"desk_id": desk.id, "day": str(WEDNESDAY), "part": "day"}
    page = browser.post("/bookings", wish)
    assert page.status == 422
    assert (
        "Desk 0A-01 is kept until 18:00 of Tuesday 3 March for people who need it"
        " (near the lift, quiet room)." in page
    )
    say(browser, needs=["quiet", "sauna"])
    assert told_by(browser)["desk_needs"] == ["quiet"]
    assert offered(browser.get(f"/?day={WEDNESDAY}")) == ("Uffici di via Durando", "Desk 0A-01")
    assert browser.post("/bookings", wish).status == 303


def test_a_person_is_asked_before_desks_go_back_with_a_need(browser, sofia, town):
    durando, *_others = town
    desk = desks_of(durando)[0]
    make_accessible(desk)
    say(browser, needs="accessible")
    make_booking(sofia, desk, WEDNESDAY)
    page = browser.post("/profile/needs", {})
    assert page.status == 422
    assert "Give these desks back?" in page
    assert told_by(browser)["desk_needs"] == ["accessible"]
    assert "What you had told is deleted" in say(browser, gives_back="1")
    assert told_by(browser)["desk_needs"] == []
    assert "Cancelled" in browser.get("/bookings")
