import re
from datetime import date, datetime, time

import pytest

from app.auth.actors import SYSTEM
from app.auth.models import Role
from app.booking.models import DrawRule
from app.booking.rules.dated import DrawFacts
from app.booking.rules.waiting import lot
from app.booking.services import bookings
from app.booking.services.fairness import set_draw
from app.booking.services.serving import serve_waiting
from app.booking.services.waiting import wait_for
from app.core import clock
from app.core.db import db
from app.core.half import Part
from tests.support.browser import words
from tests.support.factories import actor, desks_of, make_user
from tests.support.town import MONDAY, TUESDAY, classed, make_neighbour, make_town, offered

NOON = DrawFacts("", 1, time(12), MONDAY)
FORM = {"weekdays": ["2", "4"], "days_before": "1", "hour": "12:00", "from_day": "2026-03-02"}


@pytest.fixture
def town(app):
    """Three workplaces with two desks each; those of the nearest are drawn at noon."""
    found = make_town(desks=2)
    set_draw(found[0].id, NOON, by=SYSTEM)
    return found


@pytest.fixture
def sofia(town, browser):
    person = make_neighbour(locale="en")
    browser.sign_in(person)
    return person


@pytest.fixture
def chief(town, browser):
    person = make_user(None, Role.ADMINISTRATOR, locale="en")
    browser.sign_in(person)
    return person


def buttons(page):
    return [words(e) for e in page.all("button")]


def noon():
    return clock.frozen(datetime(2026, 3, 2, 12, tzinfo=clock.ROME))


def test_the_first_page_tells_of_the_draw_and_proposes_another_workplace(browser, town, sofia):
    page = browser.get(f"/?day={TUESDAY}")
    assert offered(page)[0] == "Sede di via Padova"
    assert "Uffici di via Durando: the desks are drawn" in classed(page, "v-note-title")
    assert "are drawn at 12:00 of Monday 2 March" in page
    assert "Enter the draw" in buttons(page)
    assert "Drawn on Mon 2 at 12:00" in classed(page, "v-tag")


def test_a_draw_is_entered_with_one_button_and_told_where_one_waits(browser, town, sofia):
    form = {"workplace": "DURANDO", "day": TUESDAY, "part": "day"}
    assert browser.post("/waits", form).location == "/bookings"
    page = browser.get("/bookings")
    assert "You have entered the draw for Tuesday 3 March. It is held at 12:00" in page
    assert "1 person has entered" in page
    for address in (f"/?day={TUESDAY}", f"/workplaces/DURANDO/desks?day={TUESDAY}"):
        page = browser.get(address)
        assert "You have entered the draw." in page
        assert "Enter the draw" not in buttons(page)


def test_the_desks_of_a_draw_are_not_booked_but_entered_for(browser, town, sofia):
    page = browser.get(f"/workplaces/DURANDO/desks?day={TUESDAY}&part=am")
    assert "Book this desk" not in buttons(page)
    (button,) = [e for e in page.all("button") if words(e) == "Enter the draw"]
    assert "btn-primary" in button.get("class")
    desk = desks_of(town[0])[0].id
    page = browser.post("/bookings", {"desk_id": desk, "day": TUESDAY, "part": "day"})
    assert page.status == 422
    assert "are drawn at 12:00 of Monday 2 March among those who asked for one" in page
    with noon():
        browser.sign_in(sofia)
        page = browser.get(f"/workplaces/DURANDO/desks?day={TUESDAY}&part=am")
        assert "Book this desk" in buttons(page)


def test_who_stands_in_another_line_is_told_to_leave_it_first(browser, town, sofia):
    set_draw(town[1].id, NOON, by=SYSTEM)
    wait_for(town[1].id, TUESDAY, Part.DAY, by=actor(sofia))
    page = browser.get(f"/?day={TUESDAY}&workplace=DURANDO")
    assert "You already stand in another line for this day" in page
    assert "Enter the draw" not in buttons(page)


def test_the_list_of_desks_is_new_once_they_were_drawn(browser, town, sofia):
    address = f"/workplaces/DURANDO/availability?day={TUESDAY}&part=day"
    before = browser.get(address)
    etag = before.headers["ETag"]
    assert browser.client.get(address, headers={"If-None-Match": etag}).status_code == 304
    with noon():
        browser.sign_in(sofia)
        assert browser.client.get(address, headers={"If-None-Match": etag}).status_code == 200


def test_each_one_reads_why_they_did_or_did_not_get_a_desk(browser, town, sofia):
    desk = desks_of(town[2])[0].id
    bookings.book_desk(desk, MONDAY, Part.DAY, by=actor(sofia))
    wait_for(town[0].id, TUESDAY, Part.DAY, by=actor(sofia))
    others = [make_neighbour() for _n in range(5)]
    for other in others:
        wait_for(town[0].id, TUESDAY, Part.DAY, by=actor(other))
    page = browser.get("/fairness")
    assert "it is held at 12:00 of Monday 2 March" in page
    assert "Seed" not in page.text
    with noon():
        serve_waiting(by=SYSTEM)
        browser.sign_in(sofia)
        page = browser.get("/fairness")
    assert "The draw left you no desk: you stay in the line." in page
    assert "You were number 6 of 6. 2 desks were free." in page
    assert (
        "The 5 before you had priority by the house rules, or fewer half-days than your 2" in page
    )
    seed, number, mine = [words(e) for e in page.all("code")]
    assert mine == lot(sofia.id, seed)
    assert number == str(sofia.id)
    assert all(other.surname not in page.text for other in others)


def test_a_winner_reads_it_too_and_comes_to_the_booking(browser, town, sofia):
    wait_for(town[0].id, TUESDAY, Part.DAY, by=actor(sofia))
    with noon():
        serve_waiting(by=SYSTEM)
        browser.sign_in(sofia)
        page = browser.get("/fairness")
    assert "The draw gave you a desk." in page
    assert "You have 2 half-days at a lent desk" in page
    assert "See the booking" in [words(a) for a in page.all("a")]


def test_without_lines_and_desks_the_page_says_what_to_do(browser, town, sofia):
    page = browser.get("/fairness")
    assert "You stood in no line lately" in page
    assert "You had no desk in the last 28 days, and have booked none." in page


def test_an_administrator_sees_what_a_draw_would_mean_and_writes_it_down(browser, town, chief):
    page = browser.get("/places/PADOVA/draws")
    assert "No desk is drawn here" in page
    query = "&".join(f"{n}={v}" for n, v in FORM.items() if n != "weekdays")
    page = browser.get(f"/places/PADOVA/draws?weekdays=2&weekdays=4&{query}")
    assert "The desks of Tuesday 3 March are drawn on Monday 2 March at 12:00." in page
    assert "Nothing has happened yet" in page
    assert db.session.query(DrawRule).count() == 1
    fields = {e.get("name"): e.get("value") for e in page.all("input")}
    assert (fields["hour"], fields["days_before"]) == ("12:00", "1")
    assert browser.post("/places/PADOVA/draws", FORM).location == "/places/PADOVA/draws"
    page = browser.get("/places/PADOVA/draws")
    assert "desks are drawn at 12:00 of the day before" in page
    browser.post("/places/PADOVA/draws/end", {})
    assert "No desk is drawn here" in browser.get("/places/PADOVA/draws")


def test_a_draw_that_cannot_be_is_told_with_the_way_to_mend_it(browser, town, chief):
    wrong = FORM | {"from_day": "2026-03-01"}
    page = browser.post("/places/PADOVA/draws", wrong)
    assert page.status == 422
    assert "The first day has passed" in page
    query = "days_before=99&hour=25:00&from_day=2026-03-02"
    page = browser.get(f"/places/PADOVA/draws?{query}")
    assert page.status == 422
    assert "Write a number from 1 to 14." in page
    page = browser.get("/places/PADOVA/draws?days_before=1&hour=12:00&from_day=2026-03-01")
    assert page.status == 422


def test_others_look_at_the_draws_or_do_not_and_change_nothing(browser, town):
    browser.sign_in(make_user(None, Role.FACILITY_MANAGER, locale="en"))
    page = browser.get("/places/DURANDO/draws")
    assert "An administrator decides it" in page
    assert "Draw no more" not in buttons(page)
    assert browser.post("/places/DURANDO/draws", FORM).status == 403
    assert browser.post("/places/DURANDO/draws/end", {}).status == 403
    browser.post("/sign-out")
    browser.sign_in(make_user())
    assert browser.get("/places/DURANDO/draws").status == 403
    assert db.session.query(DrawRule).count() == 1


def test_unknown_workplaces_have_no_draws(browser, town, chief):
    assert browser.get("/places/NOWHERE/draws").status == 404
    assert browser.post("/places/NOWHERE/draws/end", {}).status == 404


def test_the_rules_page_names_each_draw_with_its_dates(browser, town, sofia):
    set_draw(town[1].id, DrawFacts("24", 2, time(9), MONDAY, date(2026, 6, 30)), by=SYSTEM)
    page = browser.get("/rules")
    assert "desks are drawn at 12:00 of the day before" in page
    assert re.search("from Monday 2 March to Tuesday 30 June", page.text)
    assert "desks are drawn at 9:00, 2 days before" in page
