import pytest
import sqlalchemy as sa

from app.auth.models import Role
from app.booking.models import Desk
from app.booking.queries.places import places
from app.booking.queries.rooms import rooms_of
from app.core.db import db, raise_revision, transaction
from tests.support.browser import words
from tests.support.counting import counted
from tests.support.factories import desks_of, make_user, make_workplace
from tests.support.town import one


@pytest.fixture
def larga(app):
    return make_workplace("LARGA", 4)


@pytest.fixture
def manager(larga, browser):
    return browser.sign_in(make_user(None, Role.FACILITY_MANAGER))


@pytest.fixture
def address(larga):
    return f"/places/LARGA/rooms/{rooms_of(larga.id)[0].id}"


def fields(page):
    """What the editor's form would send as it stands."""
    form = next(f for f in page.all("form") if f.get("action").endswith("/arrange"))
    inputs = (e for e in form.iter() if e.tag.endswith("}input") and e.get("name"))
    return {e.get("name"): e.get("value") for e in inputs}


def problems(page):
    return " ".join(
        words(e) for e in one(page, "div", id="error-summary").iter() if e.tag.endswith("}li")
    )


def where(code):
    return db.session.execute(sa.select(Desk.x_m, Desk.y_m).where(Desk.code == code)).one()


def test_desks_are_placed_in_a_table_without_any_script(manager, address):
    page = manager.get(address)
    assert page.heading == "Desks of Room 0A"
    sent = fields(page)
    first = next(name for name, value in sent.items() if value == "LAR-0A-01")
    number = first.removeprefix("code-")
    assert sent[f"x-{number}"] == "3.4"
    page = manager.post(f"{address}/arrange", sent | {f"x-{number}": "5,5"})
    assert "The desks of Room 0A are in their places." in manager.follow(page)
    assert where("LAR-0A-01") == (5.5, 2.0)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (("2", "3.6"), "Desks LAR-0A-01 and LAR-0A-02 stand on one spot"),
        (("left", "2"), "The place of desk LAR-0A-01 is not written as two numbers"),
        (("", ""), "The place of desk LAR-0A-01 is not written as two numbers"),
        (("nan", "inf"), "The place of desk LAR-0A-01 is not written as two numbers"),
        (("-1", "2"), "Desk LAR-0A-01 stands outside the room"),
        (("999999", "2"), "Desk LAR-0A-01 stands outside the room"),
        (("1" * 5000, "2"), "The place of desk LAR-0A-01 is not written as two numbers"),
    ],
)
def test_a_desk_that_cannot_stand_there_is_told_and_nothing_changes(manager, address, place, said):
    sent = fields(manager.get(address))
    number = next(n for n, value in sent.items() if value == "LAR-0A-01").removeprefix("code-")
    before = where("LAR-0A-01")
    page = manager.post(
        f"{address}/arrange", sent | {f"x-{number}": place[0], f"y-{number}": place[1]}
    )
    assert page.status == 422
    assert said in problems(page)
    # What was written stays to be mended.
    assert fields(page)[f"x-{number}"] == place[0][:40]
    assert where("LAR-0A-01") == before


def test_a_measured_room_says_its_size_to_a_desk_outside(manager, address, larga):
    values = {"floor": "0", "name": "Room 0A", "width_m": "8", "depth_m": "7.5"}
    manager.post(f"{address}/change", values)
    sent = fields(manager.get(address))
    number = next(n for n, value in sent.items() if value == "LAR-0A-01").removeprefix("code-")
    page = manager.post(f"{address}/arrange", sent | {f"x-{number}": "7.9"})
    assert "which is 8 by 7.5 metres" in problems(page)


def test_codes_are_changed_and_must_be_each_desks_own(manager, address):
    sent = fields(manager.get(address))
    codes = [name for name in sent if name.startswith("code-")]
    page = manager.post(f"{address}/arrange", sent | {codes[0]: sent[codes[1]]})
    assert "is there twice" in problems(page)
    page = manager.post(f"{address}/arrange", sent | {codes[0]: ""})
    assert "A desk has no code" in problems(page)
    assert manager.post(f"{address}/arrange", sent | {codes[0]: "LAR-X"}).status == 303


def test_who_saves_second_sees_what_happened_and_may_save_again(manager, address):
    sent = fields(manager.get(address))
    number = next(n for n, value in sent.items() if value == "LAR-0A-01").removeprefix("code-")
    manager.post(f"{address}/arrange", sent | {f"x-{number}": "6"})
    page = manager.post(f"{address}/arrange", sent | {f"x-{number}": "8"})
    assert page.status == 422
    assert "Somebody else changed this room" in problems(page)
    assert "Look at their places" in page
    assert where("LAR-0A-01")[0] == 6
    again = fields(page)
    assert again[f"x-{number}"] == "8"
    assert manager.post(f"{address}/arrange", again).status == 303
    assert where("LAR-0A-01")[0] == 8


def test_a_refusal_does_not_let_the_next_save_overwrite_what_others_did(manager, address):
    sent = fields(manager.get(address))
    number = next(n for n, value in sent.items() if value == "LAR-0A-01").removeprefix("code-")
    wrong = fields(manager.post(f"{address}/arrange", sent | {f"x-{number}": "left"}))
    manager.post(f"{address}/arrange", sent | {f"x-{number}": "6"})
    page = manager.post(f"{address}/arrange", wrong | {f"x-{number}": "8"})
    assert "Somebody else changed this room" in problems(page)


@pytest.mark.parametrize(
    "values", [{}, {"code-1": "A"}, {"code-x": "A"}, {"code-999999999": "A", "x-999999999": "1"}]
)
def test_odd_forms_are_refused_with_words(manager, address, values):
    page = manager.post(f"{address}/arrange", values)
    assert page.status == 422
    assert problems(page)


def test_repeated_fields_and_odd_signs_do_no_harm(manager, address):
    sent = {name: [value, value] for name, value in fields(manager.get(address)).items()}
    sent["csrf_token"] = manager.token()
    assert manager.post(f"{address}/arrange", sent).status == 303
    odd = {name: f"{value[0]}\x00" for name, value in sent.items() if name.startswith("x-")}
    assert manager.post(f"{address}/arrange", sent | odd).status == 303


def test_the_editor_has_its_own_script_and_draws_each_desk(manager, address, larga):
    page = manager.get(address)
    scripts = [script.get("src") for script in page.all("script")]
    assert any("editor" in source for source in scripts)
    drawn = {e.get("data-desk") for e in page.tree.iter() if e.get("data-desk")}
    assert drawn == {str(desk.id) for desk in desks_of(larga)}


def test_a_room_without_desks_leads_to_setting_them_up(manager, larga):
    manager.post("/places/LARGA/rooms", {"floor": "1", "name": "Aula"})
    empty = rooms_of(larga.id)[1].id
    page = manager.get(f"/places/LARGA/rooms/{empty}")
    assert "No desks yet" in page


def test_a_retired_desk_is_still_to_be_found(manager, address, larga):
    desk = desks_of(larga)[3]
    with transaction():
        db.session.get_one(Desk, desk.id).is_active = False
        raise_revision()
    page = manager.get(address)
    assert "Retired desks" in page
    assert f"/places/LARGA/desks/{desk.id}" in [a.get("href") for a in page.all("a")]


def test_the_editor_asks_the_database_as_often_for_many_desks_as_for_few(manager, address):
    manager.get(address)
    with counted() as few:
        manager.get(address)
    manager.post(f"{address}/desks", {"prefix": "N-", "numbers": "1-60"})
    manager.get(address)
    with counted() as many:
        manager.get(address)
    assert len(many) == len(few)
    assert len(places().by_code["LARGA"].desks) == 64
