from app.auth.models import Role
from app.booking.models import Floor, Room
from app.core.db import db, raise_revision, transaction
from app.core.qr import qr_code
from tests.support.browser import words
from tests.support.counting import counted
from tests.support.factories import desks_of, make_user, make_workplace
from tests.support.town import classed, one

MANAGER = Role.FACILITY_MANAGER


def sheet(browser, workplace, **more):
    room_id = desks_of(workplace)[0].room_id
    return browser.get(f"/places/{workplace.code}/rooms/{room_id}/codes", **more)


def test_each_desk_of_a_room_has_a_label_that_leads_to_it(app, browser):
    larga = make_workplace(desks=2)
    browser.sign_in(make_user(None, MANAGER))
    page = sheet(browser, larga)
    assert page.heading == "Labels of Room 0A, Uffici di via Larga"
    assert classed(page, "v-label-code") == ["0A-01", "0A-02"]
    for desk, label in zip(desks_of(larga), ("0A-01", "0A-02"), strict=True):
        address = f"http://localhost/desks/{desk.id}"
        assert qr_code(address, f"Code that leads to desk {label}") in page.text


def test_a_label_of_earlier_times_leads_to_the_page_of_its_desk(app, browser):
    larga = make_workplace()
    desk = desks_of(larga)[2]
    browser.sign_in(make_user())
    page = browser.get(f"/workplaces/LARGA/desks?desk={desk.id}")
    assert page.location == f"/desks/{desk.id}"


def test_there_are_eight_labels_to_a_page(app, browser):
    larga = make_workplace(desks=17)
    browser.sign_in(make_user(None, MANAGER))
    page = sheet(browser, larga)
    sheets = [e for e in page.all("ul") if e.get("class") == "v-labels"]
    assert [len(e) for e in sheets] == [8, 8, 1]
    assert "0A-17" in words(sheets[2])


def test_a_code_draws_itself_without_style_and_says_what_it_is(app, browser):
    larga = make_workplace(desks=1)
    browser.sign_in(make_user(None, MANAGER))
    page = sheet(browser, larga)
    assert "style=" not in page.text
    drawing = one(page, "main").find(".//*[@role='img']")
    assert drawing.get("aria-label") == "Code that leads to desk 0A-01"


def test_a_room_of_another_house_and_one_that_is_not_there_have_no_labels(app, browser):
    larga, padova = make_workplace(), make_workplace("PADOVA")
    with transaction():
        floor = Floor(workplace_id=larga.id, number=1)
        db.session.add(floor)
        db.session.flush()
        empty = Room(floor_id=floor.id, name="Sala 1A")
        db.session.add(empty)
        raise_revision()
    empty_id, elsewhere = empty.id, desks_of(padova)[0].room_id
    browser.sign_in(make_user(None, MANAGER))
    for room_id in (empty_id, elsewhere, 2**31 - 1, 10**12):
        assert browser.get(f"/places/LARGA/rooms/{room_id}/codes").status == 404
    assert browser.get(f"/places/NULLA/rooms/{empty_id}/codes").status == 404


def test_an_employee_prints_no_labels(app, browser):
    larga = make_workplace()
    browser.sign_in(make_user())
    assert sheet(browser, larga).status == 403


def test_a_sheet_costs_the_same_for_one_desk_as_for_twenty(app, browser):
    small, large = make_workplace(desks=1), make_workplace("PADOVA", desks=20)
    browser.sign_in(make_user(None, MANAGER))
    costs = []
    for workplace in (small, large):
        sheet(browser, workplace)
        with counted() as statements:
            sheet(browser, workplace)
        costs.append(len(statements))
    assert costs[0] == costs[1]
