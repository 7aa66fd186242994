import pytest

from app.auth.actors import SYSTEM
from app.auth.models import User
from app.booking.rules.policies import PolicyName
from app.booking.rules.seen import SeenBy
from app.booking.services import bookings, limits, profiles
from app.core.db import db, raise_revision, transaction
from app.core.half import Part
from tests.support.browser import Browser, words
from tests.support.counting import counted
from tests.support.factories import actor, desks_of, make_booking, make_office, make_user
from tests.support.town import MONDAY, TUESDAY, WEDNESDAY, make_town, one

DAY = "/workplaces/DURANDO/desks?day=2026-03-03"
LIST = "/workplaces/DURANDO/availability?day=2026-03-03&part=day"


@pytest.fixture
def town(app):
    return make_town(desks=6)


@pytest.fixture
def desks(town):
    return desks_of(town[0])


@pytest.fixture
def office(app):
    return make_office()


@pytest.fixture
def anna(office):
    return make_user(given_name="Anna", surname="Bianchi", office_id=office.id)


@pytest.fixture
def mate(browser, office):
    """Somebody of Anna's office, signed in."""
    user = make_user(office_id=office.id)
    browser.sign_in(user)
    return user


def show(user, whom=SeenBy.WORKPLACE):
    profiles.show_desks_to(whom, by=actor(user))


def ceiling(whom):
    limits.set_policy(PolicyName.SEEN_BY, whom.value, MONDAY, by=SYSTEM)


def again(browser, page, url=LIST):
    return browser.get(url, headers={"If-None-Match": page.headers["ETag"]}).status


def rows(page):
    """Return each desk of the list with its words."""
    items = [item for item in page.all("li") if (item.get("id") or "").startswith("desk-")]
    return {item.get("id"): words(item) for item in items}


def choices(page, *, ticked=False):
    """Return the desks that can be chosen, or the one that is."""
    radios = [e for e in page.all("input") if e.get("name") == "desk_id"]
    return [e.get("value") for e in radios if not ticked or e.get("checked") is not None]


def chosen(page):
    return choices(page, ticked=True)


def seen_choice(page):
    radios = [e for e in page.all("input") if e.get("name") == "seen_by"]
    ticked = [e.get("value") for e in radios if e.get("checked") is not None]
    barred = [e.get("value") for e in radios if e.get("disabled") is not None]
    return ticked, barred


def test_a_person_chooses_who_sees_them_and_takes_it_back(browser, anna):
    browser.sign_in(anna)
    assert seen_choice(browser.get("/profile")) == (["nobody"], [])
    page = browser.follow(browser.post("/profile/seen", {"seen_by": "team"}))
    assert "Saved: your colleagues see your desk as you chose." in page
    assert seen_choice(page) == (["team"], [])
    page = browser.follow(browser.post("/profile/seen", {"seen_by": "nobody"}))
    assert "Saved: nobody sees where you sit." in page
    assert seen_choice(page) == (["nobody"], [])


def test_what_the_city_does_not_allow_is_shown_as_not_available(browser, anna):
    browser.sign_in(anna)
    show(anna)
    ceiling(SeenBy.TEAM)
    page = browser.get("/profile")
    assert seen_choice(page) == (["team"], ["workplace"])
    assert "What is not available, the house rules of the city do not allow." in page
    assert "You had chosen more; now this counts: The people of my office." in page
    page = browser.follow(browser.post("/profile/seen", {"seen_by": "workplace"}))
    assert "The house rules do not allow this choice." in page


@pytest.mark.parametrize("sent", [{}, {"seen_by": ""}, {"seen_by": "everybody"}])
def test_a_forged_choice_is_turned_away(browser, anna, sent):
    show(anna, SeenBy.TEAM)
    browser.sign_in(anna)
    assert browser.post("/profile/seen", sent).status == 400
    assert db.session.get_one(User, anna.id).seen_by == "team"


def test_the_list_and_the_plan_name_whoever_shows_where_they_sit(browser, desks, anna, mate):
    make_booking(anna, desks[0], TUESDAY)
    make_booking(make_user(given_name="Bruno", surname="Neri"), desks[1], TUESDAY)
    assert "Anna" not in browser.get(DAY).text
    show(anna, SeenBy.TEAM)
    page = browser.get(DAY)
    assert "Anna Bianchi sits here" in rows(page)["desk-0A-01"]
    assert "Neri" not in page.text
    assert "AB · taken" in page
    assert "<title>Anna Bianchi</title>" in page.text


def test_another_office_sees_no_name(app, browser, desks, anna):
    make_booking(anna, desks[0], TUESDAY)
    show(anna, SeenBy.TEAM)
    browser.sign_in(make_user())
    assert "Anna" not in browser.get(DAY).text
    show(anna, SeenBy.WORKPLACE)
    assert "Anna Bianchi sits here" in browser.get(DAY)
    assert "Anna" not in browser.get("/workplaces/LARGA/desks?day=2026-03-03").text
    assert "Anna" not in browser.get(DAY.replace("03-03", "03-04")).text


def test_the_list_that_one_person_saw_is_not_drawn_again_for_another(app, browser, desks, anna):
    make_booking(anna, desks[0], TUESDAY)
    show(anna, SeenBy.TEAM)
    mate = Browser(app.test_client()).sign_in(make_user(office_id=anna.office_id))
    stranger = Browser(app.test_client()).sign_in(make_user())
    for _twice in range(2):
        assert "Anna Bianchi" in mate.get(DAY).text
        assert "Anna" not in stranger.get(DAY).text
        assert "Anna" not in stranger.get(LIST).text


def test_halves_are_told_apart(browser, desks, anna, mate):
    make_booking(anna, desks[0], TUESDAY, Part.AM)
    bruno = make_user(given_name="Bruno", surname="Neri")
    make_booking(bruno, desks[0], TUESDAY, Part.PM)
    make_booking(bruno, desks[1], WEDNESDAY)
    show(anna)
    assert "Anna Bianchi in the morning" in rows(browser.get(DAY))["desk-0A-01"]
    show(bruno)
    said = rows(browser.get(DAY))["desk-0A-01"]
    assert "Anna Bianchi in the morning, Bruno Neri in the afternoon" in said
    morning = browser.get(DAY + "&part=am")
    assert "Anna Bianchi sits here" in rows(morning)["desk-0A-01"]
    assert "Neri" not in morning.text


def test_a_hostile_name_is_text_and_nothing_more(browser, desks, mate):
    name = '<script>alert(1)</script>\ue000\ue001&"\' value="1" required'
    mallory = make_user(given_name=name, surname="Rossi")
    make_booking(mallory, desks[0], TUESDAY)
    show(mallory)
    page = browser.get(DAY)
    assert "<script>alert" not in page.text
    assert "alert(1)" in page.text
    assert len(chosen(page)) == 1


def test_a_list_is_new_when_somebody_shows_or_hides_and_old_otherwise(browser, desks, anna, mate):
    make_booking(anna, desks[0], TUESDAY)
    page = browser.get(LIST)
    assert again(browser, page) == 304
    show(anna)
    assert again(browser, page) == 200
    page = browser.get(LIST)
    assert "Anna Bianchi" in page.text
    assert again(browser, page) == 304
    show(anna, SeenBy.NOBODY)
    assert again(browser, page) == 200
    assert "Anna" not in browser.get(LIST).text


def test_a_list_is_new_when_the_ceiling_or_ones_own_office_changes(browser, desks, anna, mate):
    make_booking(anna, desks[0], TUESDAY)
    show(anna, SeenBy.TEAM)
    page = browser.get(LIST)
    other = make_office("IT").id
    with transaction():
        db.session.get_one(User, mate.id).office_id = other
    assert again(browser, page) == 200
    assert "Anna" not in browser.get(LIST).text
    show(anna)
    page = browser.get(LIST)
    ceiling(SeenBy.NOBODY)
    assert again(browser, page) == 200


def test_a_list_is_new_when_people_are_brought_in_with_other_names(browser, desks, anna, mate):
    make_booking(anna, desks[0], TUESDAY)
    show(anna)
    page = browser.get(LIST)
    with transaction():
        db.session.get_one(User, anna.id).surname = "Verdi"
        # As the import of people does.
        raise_revision()
    assert again(browser, page) == 200
    assert "Anna Verdi" in browser.get(LIST).text


def test_names_cost_no_question_more(browser, desks, anna, mate):
    costs = []
    for desk in desks[:3]:
        user = make_user(given_name="Anna")
        make_booking(user, desk, TUESDAY)
        browser.get(LIST)
        with counted() as statements:
            browser.get(LIST)
        costs.append(len(statements))
        show(user)
    assert costs == [3, 3, 3]


def test_near_a_colleague_the_free_desks_of_the_room_stand_by_distance(browser, desks, anna, mate):
    make_booking(anna, desks[2], TUESDAY)
    show(anna)
    page = browser.get(DAY)
    near = one(page, "select", id="near")
    values = [option.get("value") for option in near]
    assert values == ["", str(desks[2].id)]
    assert "Anna Bianchi, 0A-03" in page
    page = browser.get(f"{DAY}&near={desks[2].id}")
    assert "Anna Bianchi sits at desk 0A-03." in page
    # In pairs of columns: 0A-02 and 0A-03 stand side by side.
    assert next(iter(rows(page))) == "desk-0A-03"
    said = rows(page)
    marked = [desk for desk, row in said.items() if "Next to Anna Bianchi" in row]
    assert marked == list(said)[1:4]
    assert chosen(page) == [choices(page)[0]]
    look_again = [e.get("data-hx-get") for e in page.all("div") if e.get("data-hx-get")]
    assert f"near={desks[2].id}" in look_again[0]
    assert "Next to Anna Bianchi" in browser.get(look_again[0]).text


def test_when_nothing_near_is_free_it_is_said(browser, desks, anna, mate):
    make_booking(anna, desks[0], TUESDAY)
    for desk in desks[1:]:
        make_booking(make_user(), desk, TUESDAY)
    show(anna)
    assert "None of them is free." in browser.get(f"{DAY}&near={desks[0].id}")


@pytest.mark.parametrize("near", ["hidden", "999999", "x", "", "-1", "9" * 40])
def test_nobody_is_near_who_is_not_seen(browser, desks, anna, mate, near):
    hidden = make_user(given_name="Bruno")
    make_booking(hidden, desks[1], TUESDAY)
    plain = rows(browser.get(DAY))
    asked = desks[1].id if near == "hidden" else near
    page = browser.get(f"{DAY}&near={asked}")
    assert page.status == 200
    assert rows(page) == plain
    assert "sits at desk" not in page


def test_a_desk_next_to_a_colleague_is_booked(browser, desks, anna, mate):
    make_booking(anna, desks[0], TUESDAY)
    show(anna)
    page = browser.get(f"{DAY}&near={desks[0].id}")
    sent = {"desk_id": chosen(page)[0], "day": "2026-03-03", "part": "day"}
    assert browser.post("/bookings", sent).status == 303
    assert any(row.endswith("Yours") for row in rows(browser.get(DAY)).values())


def test_a_person_moving_their_booking_sees_the_same_names(browser, desks, anna, mate):
    make_booking(anna, desks[0], TUESDAY)
    show(anna)
    number = make_booking(mate, desks[1], TUESDAY)
    assert "Anna Bianchi sits here" in browser.get(f"{DAY}&booking={number}")
    bookings.cancel_booking(number, by=actor(mate))


def test_the_zoom_of_a_plan_waits_for_its_script(browser, desks, mate):
    page = browser.get(DAY)
    bars = [e for e in page.all("div") if e.get("data-zoom") is not None]
    assert [bar.get("hidden") for bar in bars] == [""]
    assert one(page, "div", role="region").get("tabindex") == "0"
