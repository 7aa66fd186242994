import pytest
import sqlalchemy as sa

from app.auth.models import Role, RoleGrant
from app.booking.models import Desk, Workplace
from app.booking.queries.places import places
from app.booking.queries.rooms import rooms_of
from app.core.db import db, transaction
from tests.support.browser import words
from tests.support.counting import counted
from tests.support.factories import make_area, make_user, make_workplace
from tests.support.town import links, one

NEW = {
    "code": "niguarda",
    "name": "Sede di Niguarda",
    "address": "Via Ornato 7",
    "postal_code": "20162",
    "owner": "municipal",
    "opens": "08:00",
    "midday": "13:30",
    "closes": "19:00",
}


@pytest.fixture
def larga(app):
    return make_workplace("LARGA", 4)


@pytest.fixture
def manager(browser):
    """Somebody who looks after every workplace, signed in."""
    return browser.sign_in(make_user(None, Role.FACILITY_MANAGER))


@pytest.fixture
def stranger(larga, browser):
    """Somebody who looks after another workplace, signed in."""
    padova, user = make_workplace("PADOVA", 1), make_user()
    with transaction():
        db.session.add(
            RoleGrant(user_id=user.id, role=Role.FACILITY_MANAGER, workplace_id=padova.id)
        )
    return browser.sign_in(user)


def room_id(code="LARGA"):
    return rooms_of(places().by_code[code].id)[0].id


def problems(page):
    return [words(e) for e in one(page, "div", id="error-summary").iter() if e.tag.endswith("}li")]


def test_a_workplace_is_opened_furnished_and_found_by_employees(manager):
    make_area("20162")
    assert manager.get("/places/new").heading == "Open a workplace"
    page = manager.follow(manager.post("/places/new", NEW))
    assert page.heading == "Rooms of Sede di Niguarda"
    assert "No rooms yet" in page
    page = manager.post("/places/NIGUARDA/rooms", {"floor": "1", "name": "Sala 1A"})
    assert manager.follow(page).heading == "Set up desks in Room 1A"
    desks = {"prefix": "NIG-1A-", "numbers": "1-12", "equipment": ["window", "monitor"]}
    page = manager.follow(manager.post(page.location, desks))
    assert "12 desks are set up." in page
    assert "1A-12" in manager.get("/workplaces/NIGUARDA/desks?day=2026-03-03")
    assert "12 desks" in manager.get("/places/NIGUARDA/rooms")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"code": "a b"}, "Write letters and digits without spaces"),
        ({"code": "LARGA"}, "exists already"),
        ({"postal_code": "2016"}, "Write five digits"),
        ({"postal_code": "00100"}, "We do not know where postal code 00100 is"),
        ({"latitude": "45.5"}, "Only one of the two coordinates"),
        ({"latitude": "north", "longitude": "9"}, "Write a number from -90 to 90"),
        ({"latitude": "9", "longitude": "45"}, "not in Italy"),
        ({"opens": "20:00"}, "Correct the hours"),
        ({"opens": "25:00"}, "Write a time such as 9:00"),
        ({"name": ""}, "Fill this in"),
        ({"name": "x" * 121}, "Write at most 120 characters"),
        ({"owner": "nobody"}, "Not a valid choice"),
    ],
)
def test_a_workplace_that_cannot_be_is_refused_with_words(manager, larga, change, said):
    make_area("20162")
    page = manager.post("/places/new", NEW | change)
    assert page.status == 422
    assert said in " ".join(problems(page))
    assert db.session.scalars(sa.select(Workplace.code)).all() == ["LARGA"]


def test_the_postal_code_of_an_address_is_filled_in(manager):
    page = manager.get("/places/new?postal_code=20162")
    assert one(page, "input", name="postal_code").get("value") == "20162"
    assert manager.get("/places/new?postal_code=%00").status == 200


def test_only_who_runs_all_workplaces_opens_one(stranger):
    assert stranger.get("/places/new").status == 403
    assert stranger.post("/places/new", NEW).status == 403


def test_the_facts_about_a_workplace_are_changed(manager, larga):
    page = manager.get("/places/LARGA/edit")
    assert one(page, "input", name="latitude").get("value") == "45.4618"
    values = NEW | {"latitude": "45,5", "longitude": "9,2"}
    assert "Rooms of Sede di Niguarda" in manager.follow(manager.post("/places/LARGA/edit", values))
    assert manager.post("/places/LARGA/edit", values | {"closes": "7:00"}).status == 422
    assert manager.post("/places/LARGA/edit", values | {"name": ""}).status == 422


def test_a_manager_of_another_workplace_only_looks(stranger):
    page = stranger.get("/places/LARGA/rooms")
    assert "You see this workplace without changing it" in page
    assert [form for form in page.all("form") if "/places/" in form.get("action")] == []
    editor = stranger.get(f"/places/LARGA/rooms/{room_id()}")
    assert [
        form.get("method") for form in editor.all("form") if "LARGA" in form.get("action")
    ] == []
    room = room_id()
    desk = next(iter(places().by_code["LARGA"].desks))
    for address in (
        "edit",
        f"rooms/{room}/change",
        f"rooms/{room}/desks",
        f"desks/{desk}/edit",
        "desks/import",
        "desks/import/preview",
    ):
        assert stranger.get(f"/places/LARGA/{address}").status == 403, address
    for address in (
        "edit",
        "rooms",
        f"rooms/{room}/change",
        f"rooms/{room}/remove",
        f"rooms/{room}/desks",
        f"rooms/{room}/arrange",
        f"rooms/{room}/plan",
        f"rooms/{room}/plan/remove",
        f"desks/{desk}/edit",
        "desks/import",
        "desks/import/confirm",
        "desks/import/drop",
    ):
        assert stranger.post(f"/places/LARGA/{address}").status == 403, address


def test_employees_do_not_come_here(larga, browser):
    browser.sign_in(make_user())
    assert browser.get("/places/LARGA/rooms").status == 403


@pytest.mark.parametrize("number", [0, 999, 10**9, 10**30])
def test_a_room_that_is_not_there_is_not_found(manager, larga, number):
    assert manager.get(f"/places/LARGA/rooms/{number}").status == 404
    assert manager.get(f"/places/LARGA/desks/{number}/edit").status == 404
    assert manager.get(f"/places/rooms/{number}/plan/{'a' * 64}").status == 404
    assert manager.get("/places/NOWHERE/rooms").status == 404


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"floor": "0", "name": ""}, "Write what the room is called"),
        ({"floor": "x", "name": "A"}, "Write a floor from -9 to 99"),
        ({"floor": "100", "name": "A"}, "Write a floor from -9 to 99"),
        ({"name": "A"}, "Write a floor from -9 to 99"),
        ({"floor": "0", "name": "A" * 61}, "at most 60 characters"),
        ({"floor": "0", "name": "Room 0A"}, "exists already on this floor"),
        ({"floor": "0", "name": "A", "width_m": "8"}, "both the width and the depth"),
        ({"floor": "0", "name": "A", "width_m": "900", "depth_m": "5"}, "from 1 to 100"),
        ({"floor": "0", "name": "A", "width_m": "8\x00", "depth_m": "five"}, "from 1 to 100"),
    ],
)
def test_a_room_that_cannot_be_is_refused_with_words(manager, larga, values, said):
    page = manager.post("/places/LARGA/rooms", values)
    assert page.status == 422
    assert said in " ".join(problems(page))
    assert len(rooms_of(larga.id)) == 1


def test_a_room_is_renamed_and_measured(manager, larga):
    address = f"/places/LARGA/rooms/{room_id()}/change"
    assert one(manager.get(address), "input", name="name").get("value") == "Room 0A"
    values = {"floor": "-1", "name": "Aula", "width_m": "5", "depth_m": "5"}
    page = manager.follow(manager.post(address, values))
    assert "1 desk stood outside and has been brought in" in page
    assert "5 × 5 m" in page  # noqa: RUF001
    assert "floor -1" in page
    page = manager.post(address, values | {"width_m": "1", "depth_m": "1"})
    assert "is too small" in " ".join(problems(page))
    assert manager.post(address, {}).status == 422


def test_an_empty_room_is_removed_and_one_with_desks_stays(manager, larga):
    page = manager.post(f"/places/LARGA/rooms/{room_id()}/remove")
    assert "has desks" in " ".join(problems(page))
    manager.post("/places/LARGA/rooms", {"floor": "5", "name": "Aula"})
    empty = rooms_of(larga.id)[1].id
    page = manager.follow(manager.post(f"/places/LARGA/rooms/{empty}/remove"))
    assert "Aula is removed." in page
    assert len(rooms_of(larga.id)) == 1


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"numbers": ""}, "Write numbers, such as 1-12"),
        ({"numbers": "a-b"}, "is not a row of numbers"),
        ({"numbers": "9-1"}, "Write 1-9"),
        ({"numbers": "1-9999"}, "At most 400 desks"),
        ({"numbers": "1, 1"}, "Number 1 is there twice"),
        ({"numbers": "1", "prefix": "LAR 0A"}, "cannot be a desk's code"),
        ({"numbers": "1", "prefix": "x" * 40}, "Write at most 30 characters"),
        ({"numbers": "1-3", "prefix": "LAR-0A-"}, "Desk LAR-0A-01 exists already in Room 0A"),
        ({"numbers": "1", "equipment": "fridge"}, "Choose among the things"),
        ({"lines": ""}, "Write at least one line"),
        ({"lines": "N-1\nN-2; fridge"}, "Line 2, column 2: “fridge” is not known"),
        ({"lines": "N-1; quiet;; window"}, "Line 1, column 4: A desk cannot be kept for “window”"),
        ({"lines": "N-1;;; quiet"}, "Line 1, column 4: Desk N-1 cannot be kept for this"),
        ({"lines": "N-1\nN-1"}, "Line 2: Code N-1 is there twice"),
        ({"lines": "N-1\nLAR-0A-01"}, "Line 2: Desk LAR-0A-01 exists already"),
        ({"lines": ";window"}, "Line 1: A desk has no code"),
    ],
)
def test_desks_that_cannot_be_set_up_are_told_and_none_is(manager, larga, values, said):
    page = manager.post(f"/places/LARGA/rooms/{room_id()}/desks", values)
    assert page.status == 422
    assert said in " ".join(problems(page))
    assert len(places().by_code["LARGA"].desks) == 4


def test_the_codes_proposed_are_not_those_of_another_workplace(manager, larga):
    make_workplace("LARIO", 0)
    manager.post("/places/LARIO/rooms", {"floor": "1", "name": "Sala 1A"})
    room = rooms_of(places().by_code["LARIO"].id)[1].id
    page = manager.get(f"/places/LARIO/rooms/{room}/desks")
    assert one(page, "input", name="prefix").get("value") == "LARIO-1A-"


def test_a_pasted_list_is_set_up(manager, larga):
    lines = "LAR-0A-10; finestra, Monitor; accessibile\r\nLAR-0A-11"
    page = manager.post(f"/places/LARGA/rooms/{room_id()}/desks", {"lines": lines})
    assert "2 desks are set up." in manager.follow(page)
    desk = db.session.scalar(sa.select(Desk).where(Desk.code == "LAR-0A-10"))
    assert (desk.equipment, desk.is_accessible) == ("window|monitor", True)


def test_a_pasted_list_is_looked_at_before_and_says_for_whom_desks_are_kept(manager, larga):
    address = f"/places/LARGA/rooms/{room_id()}/desks"
    lines = "LAR-0A-10; finestra, silenziosa;; silenziosa\nLAR-0A-11; ascensore; accessibile"
    page = manager.post(address, {"lines": lines, "look": "1"})
    assert "Nothing has happened yet: this is a preview." in page
    assert "1 LAR-0A-10 Window, quiet room quiet room" in page
    assert "LAR-0A-10" not in {desk.code for desk in places().by_code["LARGA"].desks.values()}
    page = manager.post(address, {"lines": "LAR-0A-01", "look": "1"})
    assert page.status == 422
    assert "Line 1: Desk LAR-0A-01 exists already" in " ".join(problems(page))
    assert "2 desks are set up." in manager.follow(manager.post(address, {"lines": lines}))
    kept = sa.select(Desk.kept_for).where(Desk.code.in_(["LAR-0A-10", "LAR-0A-11"]))
    assert db.session.scalars(kept.order_by(Desk.code)).all() == ["quiet", ""]


def test_a_desk_is_changed_and_put_into_another_room(manager, larga):
    manager.post("/places/LARGA/rooms", {"floor": "1", "name": "Sala 1A"})
    other = rooms_of(larga.id)[1].id
    desk = next(iter(places().by_code["LARGA"].desks))
    page = manager.get(f"/places/LARGA/desks/{desk}/edit")
    assert page.heading == "Change desk LAR-0A-01"
    values = {"code": "LAR-1A-01", "equipment": "quiet", "room_id": str(other)}
    page = manager.post(f"/places/LARGA/desks/{desk}/edit", values)
    assert page.location.endswith(f"/rooms/{other}")
    assert "Desk LAR-1A-01 is saved." in manager.follow(page)
    for wrong in ({"code": "LAR-0A-02"}, {"code": ""}, {"code": "x", "room_id": "99"}):
        assert manager.post(f"/places/LARGA/desks/{desk}/edit", wrong).status == 422


def test_the_list_of_rooms_costs_the_same_however_many_there_are(manager, larga):
    with counted() as few:
        manager.get("/places/LARGA/rooms")
    for number in range(5):
        manager.post("/places/LARGA/rooms", {"floor": str(number + 1), "name": "Aula"})
    manager.get("/places/LARGA/rooms")
    with counted() as many:
        page = manager.get("/places/LARGA/rooms")
    assert len(many) <= len(few)
    assert len(links(page, "Aula")) == 5
