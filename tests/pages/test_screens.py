from datetime import date

import pytest

from app.auth.actors import SYSTEM
from app.auth.models import Role, RoleGrant
from app.booking.queries.screens import screens
from app.booking.services.limits import close_workplace, put_out_of_order
from app.booking.services.screens import add_screen, revoke_screen
from app.core.db import db, raise_revision, transaction
from app.core.half import Part
from app.core.qr import qr_code
from tests.support.browser import words
from tests.support.counting import counted
from tests.support.factories import desks_of, make_booking, make_user, make_workplace
from tests.support.town import classed, links, one
from tests.support.traces import at

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def larga(app):
    return make_workplace(desks=4)


def wall_of(workplace, locale="en") -> str:
    """Return the address of a new screen; of all workplaces for None."""
    where = workplace.id if workplace else None
    return f"/screens/{add_screen('Ingresso', where, by=SYSTEM, locale=locale)}"


def manager(*workplaces):
    """A facility manager of these workplaces; of all of them without any."""
    user = make_user()
    with transaction():
        for workplace in workplaces or [None]:
            over = workplace.id if workplace else None
            grant = RoleGrant(user_id=user.id, role=Role.FACILITY_MANAGER, workplace_id=over)
            db.session.add(grant)
    return user


def test_a_wall_tells_how_many_desks_are_free_and_which_and_no_name(larga, browser):
    desks = desks_of(larga)
    make_booking(make_user(given_name="Zenobia", surname="Riservata"), desks[0], MONDAY)
    make_booking(make_user(), desks[1], MONDAY, Part.PM)
    put_out_of_order(desks[2], MONDAY, None, "Lampada", by=SYSTEM)
    page = browser.get(wall_of(larga))
    assert page.heading == "Uffici di via Larga"
    assert classed(page, "v-wall-big") == ["2"]
    assert classed(page, "v-wall-clock") == ["10:15"]
    assert "desks free of 3, until 13:30" in page
    assert classed(page, "v-wall-desk") == [
        "0A-01 taken",
        "0A-02 free until 13:30",
        "0A-03 out of order",
        "0A-04 free",
    ]
    assert "There are no names on this screen" in page
    assert "Zenobia" not in page.text
    assert "Riservata" not in page.text
    assert "Lampada" not in page.text


def test_a_wall_of_all_workplaces_has_a_number_and_a_word_for_each(larga, browser):
    padova = make_workplace("PADOVA", desks=2)
    make_booking(make_user(), desks_of(larga)[0], MONDAY)
    close_workplace(padova, MONDAY, MONDAY, "Lavori", by=SYSTEM)
    page = browser.get(wall_of(None))
    assert page.heading == "Desks free now"
    assert classed(page, "v-wall-house") == [
        "Uffici di via Larga 3 of 4 There is room",
        "Uffici di via Padova Closed",
    ]


def test_a_wall_speaks_the_language_it_was_given_whoever_looks(larga, browser):
    page = browser.get(wall_of(larga, "it"))
    assert page.tree.get("lang") == "it"
    assert "Lunedì 2 marzo" in page


def test_a_wall_keeps_no_cookie_and_asks_not_to_be_found(larga, app, browser):
    client = app.test_client()
    for address in (wall_of(larga), "/screens/sbagliato"):
        answer = client.get(address)
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    page = browser.get(wall_of(larga))
    # The last word of the page itself is the same.
    policies = [e.get("content") for e in page.all("meta") if e.get("name") == "referrer"]
    assert policies[-1] == "no-referrer"
    assert one(page, "meta", **{"http-equiv": "refresh"}).get("content") == "60"


@pytest.mark.parametrize("token", ["sbagliato", "%00", "x" * 3000])
def test_a_wrong_address_shows_a_plain_page(app, browser, token):
    page = browser.get(f"/screens/{token}")
    assert page.status == 404
    assert page.heading == "This screen is switched off"


def test_a_revoked_screen_and_one_of_a_closed_house_show_the_same_page(larga, browser):
    revoked, gone = wall_of(None), wall_of(larga)
    revoke_screen(screens()[1].id, by=SYSTEM)
    with transaction():
        larga.is_active = False
        raise_revision()
    assert [browser.get(one).status for one in (revoked, gone)] == [404, 404]


def test_an_unchanged_wall_is_not_drawn_again(larga, browser):
    address = wall_of(larga)
    first = browser.get(address, headers=HTMX)
    assert "<html" not in first.text
    with counted() as statements:
        again = browser.get(address, headers=HTMX | {"If-None-Match": first.headers["ETag"]})
    assert (again.status, again.text) == (304, "")
    assert again.headers["Cache-Control"] == "no-cache"
    # The screen, the revision of the places, the version of the day.
    assert len(statements) == 3
    make_booking(make_user(), desks_of(larga)[0], MONDAY)
    changed = browser.get(address, headers=HTMX | {"If-None-Match": first.headers["ETag"]})
    assert changed.status == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_the_wall_of_all_changes_with_a_booking_anywhere(larga, browser):
    address = wall_of(None)
    mark = browser.get(address, headers=HTMX).headers["ETag"]
    make_booking(make_user(), desks_of(larga)[0], MONDAY)
    assert browser.get(address, headers=HTMX | {"If-None-Match": mark}).status == 200


def test_the_clock_moves_on_a_page_that_is_loaded_anew_but_changes_no_fragment(larga, browser):
    address = wall_of(larga)
    whole, piece = browser.get(address), browser.get(address, headers=HTMX)
    with at(MONDAY, 10, 16):
        again = browser.get(address, headers={"If-None-Match": whole.headers["ETag"]})
        assert classed(again, "v-wall-clock") == ["10:16"]
        same = browser.get(address, headers=HTMX | {"If-None-Match": piece.headers["ETag"]})
        assert same.status == 304


@pytest.mark.parametrize(("hour", "day"), [(14, MONDAY), (20, MONDAY), (8, TUESDAY)])
def test_the_day_rolls_over_by_itself(larga, browser, hour, day):
    address = wall_of(larga)
    mark = browser.get(address, headers=HTMX).headers["ETag"]
    with at(day, hour):
        assert browser.get(address, headers=HTMX | {"If-None-Match": mark}).status == 200


def code_to(day: date) -> str:
    """Return the code of Larga's desks on a day, as the page draws it."""
    address = f"http://localhost/workplaces/LARGA/desks?day={day}"
    return qr_code(address, "Code to scan with a phone")


def test_the_code_leads_to_the_desks_of_this_workplace_today(larga, browser):
    assert code_to(MONDAY) in browser.get(wall_of(larga)).text


def test_in_the_evening_the_code_leads_to_the_next_day(larga, browser):
    with at(MONDAY, 20):
        page = browser.get(wall_of(larga))
    assert "Day over" in page
    assert "Opens again tomorrow, Tuesday 3 March" in page
    assert code_to(TUESDAY) in page.text


def test_a_closed_wall_says_why_and_when_it_opens(larga, browser):
    close_workplace(larga, MONDAY, TUESDAY, "Lavori", by=SYSTEM)
    page = browser.get(wall_of(larga))
    assert "Lavori" in page
    assert "Opens again on Wednesday 4 March" in page
    assert classed(page, "v-wall-desk") == []


@pytest.mark.parametrize("desks", [2, 40])
def test_a_wall_costs_the_same_for_few_desks_and_for_many(app, browser, desks):
    address = wall_of(make_workplace(desks=desks))
    browser.get(address)
    with counted() as statements:
        browser.get(address)
    assert len(statements) == 4


def test_a_screen_is_added_its_address_is_shown_once_and_it_can_be_switched_off(larga, browser):
    browser.sign_in(manager())
    form = {"name": "Atrio", "shows": "all", "language": "it"}
    shown = browser.follow(browser.post("/places/screens", form))
    address = one(shown, "input", id="screen-address").get("value")
    assert address.startswith("http://localhost/screens/")
    assert browser.get(address).status == 200
    again = browser.get("/places/screens")
    assert address not in again.text
    assert "Atrio" in again
    off = browser.follow(browser.post(f"/places/screens/{screens()[0].id}/revoke"))
    assert "The screen Atrio is switched off" in off
    assert browser.get(address).status == 404


def test_a_screen_needs_a_name_and_something_to_show(larga, browser):
    browser.sign_in(manager())
    page = browser.post("/places/screens", {"name": " ", "shows": "999", "language": "xx"})
    assert page.status == 422
    assert "Write a name, so that the others know which screen it is." in page
    long = {"name": "x" * 81, "shows": "all", "language": "it"}
    assert "Write at most 80 characters." in browser.post("/places/screens", long)
    assert screens() == []


def test_a_manager_adds_screens_of_their_own_workplaces_alone(larga, browser):
    padova = make_workplace("PADOVA")
    add_screen("Bar", padova.id, by=SYSTEM)
    browser.sign_in(manager(larga))
    page = browser.get("/places/screens")
    choices = [words(e) for e in one(page, "select", id="shows")]
    assert choices == ["Uffici di via Larga"]
    assert "Bar" in page
    assert "Switch off" not in page
    other = {"name": "Bar", "shows": str(padova.id), "language": "it"}
    assert browser.post("/places/screens", other).status == 422
    assert browser.post("/places/screens", other | {"shows": "all"}).status == 422
    assert browser.post(f"/places/screens/{screens()[0].id}/revoke").status == 403


def test_a_screen_that_is_not_there_cannot_be_switched_off(app, browser):
    browser.sign_in(manager())
    assert browser.post("/places/screens/7/revoke").status == 404
    assert browser.post(f"/places/screens/{2**31 - 1}/revoke").status == 404


def test_an_employee_finds_no_screens(app, browser):
    browser.sign_in(make_user())
    assert browser.get("/places/screens").status == 403
    assert links(browser.get("/"), "Screens") == []
