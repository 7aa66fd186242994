from datetime import date, time

import pytest

from app.auth.actors import SYSTEM
from app.booking.models import Desk
from app.booking.rules.places import Owner
from app.booking.services import limits
from app.core import clock
from app.core.db import db, raise_revision, transaction
from app.core.half import Part
from tests.support.browser import words
from tests.support.counting import counted
from tests.support.factories import desks_of, make_booking, make_user, make_workplace
from tests.support.town import (
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    fill,
    links,
    make_neighbour,
    make_town,
    one,
    press,
)

DAY = "/workplaces/DURANDO/desks?day=2026-03-03"


@pytest.fixture
def town(app):
    return make_town()


@pytest.fixture
def sofia(town, browser):
    """A person from 20162, signed in."""
    user = make_neighbour()
    browser.sign_in(user)
    return user


def equip(desk, equipment, *, is_accessible=False):
    with transaction():
        stored = db.session.get_one(Desk, desk.id)
        stored.equipment, stored.is_accessible = equipment, is_accessible
        raise_revision()


def rows(page):
    """Return each desk of the list with its words."""
    items = [item for item in page.all("li") if (item.get("id") or "").startswith("desk-")]
    return {item.get("id"): words(item) for item in items}


def choices(page):
    return [e.get("value") for e in page.all("input") if e.get("name") == "desk_id"]


def chosen(page):
    return [
        e.get("value")
        for e in page.all("input")
        if e.get("name") == "desk_id" and e.get("checked") is not None
    ]


def test_the_list_says_of_each_desk_what_it_is(browser, town, sofia):
    desks = desks_of(town[0])
    make_booking(make_user(), desks[0], TUESDAY)
    make_booking(make_user(), desks[1], TUESDAY, Part.AM)
    limits.put_out_of_order(desks[2], MONDAY, date(2026, 3, 6), "Lampada rotta", by=SYSTEM)
    page = browser.get(DAY)
    assert page.heading == "Choose a desk"
    said = rows(page)
    assert said["desk-0A-01"] == "0A-01 Booked for the whole day Taken"
    assert "Free in the afternoon" in said["desk-0A-02"]
    assert "Lampada rotta, until Friday 6 March" in said["desk-0A-03"]
    assert "Out of order" in said["desk-0A-03"]
    assert "Monitor" in said["desk-0A-04"]
    assert said["desk-0A-04"].endswith("Free")
    assert choices(page) == chosen(page) == [str(desks[3].id)]
    assert "1 free desk of 3" in page


def test_the_chosen_desk_is_booked(browser, town, sofia):
    page = browser.get(DAY + "&part=am")
    sent = {"desk_id": choices(page)[1], "day": "2026-03-03", "part": "am"}
    done = browser.follow(browser.post("/bookings", sent))
    assert "Desk" in done
    assert "0A-02" in done


def test_without_a_day_the_next_working_day_is_shown(browser, sofia):
    page = browser.get("/workplaces/DURANDO/desks?part=pm&with=monitor&with=dock")
    assert page.status == 302
    assert page.location == (
        "/workplaces/DURANDO/desks?part=pm&with=monitor&with=dock&day=2026-03-03"
    )


def test_a_half_free_desk_leads_to_its_half(browser, town, sofia):
    desk = desks_of(town[0])[0]
    make_booking(make_user(), desk, TUESDAY, Part.AM)
    (there,) = links(browser.get(DAY), "Look at the afternoon alone")
    page = browser.get(there)
    assert chosen(page) == [str(desk.id)]
    assert one(page, "input", name="part").get("value") == "pm"


def test_equipment_filters_the_list(browser, town, sofia):
    desks = desks_of(town[0])
    equip(desks[0], "window|monitor|dock")
    equip(desks[1], "monitor|dock", is_accessible=True)
    assert list(rows(browser.get(DAY + "&with=window"))) == ["desk-0A-01"]
    assert list(rows(browser.get(DAY + "&with=dock&with=accessible"))) == ["desk-0A-02"]
    assert list(rows(browser.get(DAY + "&with=telescope"))) == list(rows(browser.get(DAY)))
    page = browser.get(DAY + "&with=quiet")
    assert "No desk here has all of that. Remove a filter." in page
    assert rows(page) == {}


def test_a_desk_for_a_need_is_never_chosen_beforehand_while_another_is_free(browser, town, sofia):
    desks = desks_of(town[0])
    equip(desks[0], "window|monitor|dock|quiet|height-adjustable")
    equip(desks[1], "window|monitor|dock|quiet", is_accessible=True)
    equip(desks[2], "")
    equip(desks[3], "")
    assert chosen(browser.get(DAY))[0] in {str(desks[2].id), str(desks[3].id)}


def test_a_desk_without_equipment_leaves_no_hole(browser, town, sofia):
    equip(desks_of(town[0])[0], "")
    assert rows(browser.get(DAY))["desk-0A-01"] == "0A-01 Desk and chair Free"


def test_a_full_workplace_says_so_and_names_the_way_out(browser, town, sofia):
    limits.set_cap(town[0], from_day=MONDAY, number=2, by=SYSTEM)
    fill(town[0], TUESDAY, but=2)
    page = browser.get(DAY)
    assert "The workplace is full" in page
    assert "The others stay empty on purpose" in page
    assert choices(page) == []
    assert links(page, "See the next nearest") == ["/?day=2026-03-03&part=day"]
    assert "Free, but full" in rows(page)["desk-0A-04"]


def test_a_workplace_that_is_full_to_the_last_desk_keeps_none_empty(browser, town, sofia):
    fill(town[0], TUESDAY)
    page = browser.get(DAY)
    assert "All 4 desks are booked." in page
    assert "stay empty" not in page


def test_a_closed_workplace_says_why(browser, town, sofia):
    limits.close_workplace(town[0], TUESDAY, TUESDAY, "Lavori al tetto", by=SYSTEM)
    page = browser.get(DAY)
    assert "Lavori al tetto" in page
    assert choices(page) == []


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-02-27", "Friday 27 February has passed."),
        ("2026-03-07", "Saturday 7 March is not a working day"),
        ("2026-04-30", "up to 28 days ahead"),
        ("9999-12-31", "up to 28 days ahead"),
        ("0001-01-01", "has passed."),
    ],
)
def test_a_day_that_cannot_be_booked_says_why_and_offers_no_desk(browser, sofia, day, said):
    page = browser.get(f"/workplaces/DURANDO/desks?day={day}")
    assert page.status == 200
    assert said in page
    assert choices(page) == []


def test_a_half_that_is_over_says_so_and_offers_no_desk(browser, town):
    with clock.frozen(clock.at(MONDAY, time(14))):
        browser.sign_in(make_neighbour())
        page = browser.get("/workplaces/DURANDO/desks?day=2026-03-02&part=am")
        assert choices(page) == []
        assert "This part of the day is over" in page
        page = browser.get("/workplaces/DURANDO/desks?day=2026-03-02&part=pm")
        assert len(choices(page)) == 4
        page = browser.get("/workplaces/DURANDO/desks?day=2026-03-02")
        assert one(page, "input", name="part").get("value") == "pm"


def test_a_partners_workplace_says_that_an_agreement_is_missing(browser, sofia):
    make_workplace("COOP", name="Cooperativa Niguarda", owner=Owner.PARTNER)
    page = browser.get("/workplaces/COOP/desks?day=2026-03-03")
    assert "Cooperativa Niguarda belongs to a partner" in page
    assert choices(page) == []


def test_who_has_a_desk_already_is_told_before_choosing_another(browser, town, sofia):
    booking = make_booking(sofia, desks_of(town[0])[0], TUESDAY)
    page = browser.get(DAY)
    assert "You already have a desk on this day" in page
    assert f"/bookings/{booking}" in [a.get("href") for a in page.all("a")]
    assert rows(page)["desk-0A-01"].endswith("Yours")


def test_another_workplace_is_a_link_away(browser, sofia):
    assert links(browser.get(DAY + "&part=pm"), "Change workplace") == [
        "/?day=2026-03-03&part=pm#sites"
    ]


def test_the_way_back_leads_to_the_day_one_came_from(browser, sofia):
    assert links(browser.get(DAY + "&part=am"), "Back to Tuesday 3 March") == [
        "/?day=2026-03-03&part=am"
    ]


def test_a_booking_moves_to_another_desk(browser, town, sofia):
    desks = desks_of(town[0])
    booking = make_booking(sofia, desks[0], TUESDAY)
    page = browser.get(f"{DAY}&booking={booking}")
    assert page.heading == "Choose another desk"
    assert rows(page)["desk-0A-01"].endswith("Yours")
    assert "You already have a desk on this day" not in page
    assert str(desks[0].id) not in choices(page)
    done = browser.follow(press(browser, page, "Move the booking here"))
    assert "Your booking is changed." in done


def test_for_whom_moves_a_booking_the_own_desk_is_free_at_other_times(browser, town, sofia):
    desk = desks_of(town[0])[0]
    booking = make_booking(sofia, desk, TUESDAY, Part.AM)
    page = browser.get(f"{DAY}&part=day&booking={booking}")
    assert str(desk.id) in choices(page)
    assert rows(page)["desk-0A-01"].endswith("Yours")
    sent = {"desk_id": desk.id, "day": "2026-03-03", "part": "day"}
    assert browser.post(f"/bookings/{booking}/change", sent).status == 303


def test_a_moved_booking_does_not_fill_the_workplace_against_its_owner(browser, town, sofia):
    limits.set_cap(town[0], from_day=MONDAY, number=1, by=SYSTEM)
    desks = desks_of(town[0])
    booking = make_booking(sofia, desks[0], TUESDAY)
    page = browser.get(f"{DAY}&booking={booking}")
    assert "The workplace is full" not in page
    assert str(desks[1].id) in choices(page)


@pytest.mark.parametrize("number", ["banana", "-1", "99999999999", "0", "²"])
def test_moving_what_is_not_ones_booking_is_plain_choosing(browser, sofia, number):
    assert browser.get(f"{DAY}&booking={number}").heading == "Choose a desk"


def test_nobody_moves_the_booking_of_somebody_else(browser, town, sofia):
    booking = make_booking(make_user(), desks_of(town[0])[0], TUESDAY)
    page = browser.get(f"{DAY}&booking={booking}")
    assert page.heading == "Choose a desk"
    assert rows(page)["desk-0A-01"].endswith("Taken")


@pytest.mark.parametrize(
    "query",
    [
        "day=banana",
        "day=2026-03-03&part=xyz",
        "day=2026-03-03&desk=-1",
        "day=2026-03-03&with=<b>",
        "day=2026-03-03&desk=99999999999999999999",
        "day=2026-03-03&desk=²",
        "day=9999-12-31&part=am",
    ],
)
def test_crooked_addresses_never_break_the_page(browser, sofia, query):
    page = browser.get("/workplaces/DURANDO/desks?" + query)
    assert page.status in {200, 302}
    assert browser.get("/?" + query).status == 200
    assert browser.get("/workplaces/DURANDO/availability?" + query).status in {200, 400}


def asked(browser, url):
    browser.get(url)
    with counted() as statements:
        browser.get(url)
    return len(statements)


def test_the_list_asks_the_database_as_often_for_forty_desks_as_for_four(browser, town, sofia):
    few = asked(browser, DAY)
    large = make_workplace("SILE", 40)
    fill(large, TUESDAY, but=10)
    fill(town[1], WEDNESDAY)
    assert asked(browser, "/workplaces/SILE/desks?day=2026-03-03") == few
    assert few <= 4
