import pytest

from app.auth.models import User
from app.core.db import db
from tests.support.factories import make_area, make_user, make_workplace


@pytest.fixture
def sofia(app):
    make_area("20162", 45.518, 9.198)
    make_area("20161", 45.520, 9.171)
    make_area("20129", 45.470, 9.214)
    make_area("M9", 45.509, 9.183, name="Municipio 9", is_district=True)
    return make_user(was_asked_area=False, given_name="Sofia")


@pytest.fixture
def workplaces(app):
    return [
        make_workplace("LARGA", name="Largo"),
        make_workplace("DURANDO", name="Bovisa", latitude=45.5058, longitude=9.1642),
        make_workplace("ZARA", name="Zara", latitude=45.5055, longitude=9.1650),
    ]


def stored(user):
    return db.session.get(User, user.id)


def order_shown(page):
    shown = (element.text for element in page.all("strong") if element.text)
    return [words.split(". ")[1] for words in shown if words[0].isdigit()]


def test_the_first_question_stores_a_postal_code_and_leads_home(browser, sofia):
    browser.sign_in(sofia)
    page = browser.get("/start")
    assert page.heading == "Where do you usually start from?"
    assert "Hello, Sofia" in page
    assert "Only the postal code or the district that you choose." in page
    page = browser.post("/start", {"area": "20162", "district": ""})
    assert (page.status, page.location) == (303, "/")
    assert stored(sofia).area_code == "20162"
    assert stored(sofia).was_asked_area


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        ({"area": " 20162 ", "district": ""}, "20162"),
        ({"area": "", "district": "M9"}, "M9"),
        ({"area": "m9", "district": ""}, "M9"),
        ({"area": "20129", "district": "M9"}, "20129"),
    ],
)
def test_a_postal_code_counts_before_a_district(browser, sofia, answer, kept):
    browser.sign_in(sofia).post("/start", answer)
    assert stored(sofia).area_code == kept


def test_the_first_question_can_be_skipped(browser, sofia):
    page = browser.sign_in(sofia).post("/start", {"area": "2016", "skip": "1"})
    assert page.location == "/"
    assert stored(sofia).area_code is None
    assert stored(sofia).was_asked_area


def test_skipping_later_leaves_the_area_as_it_is(browser, sofia):
    browser.sign_in(sofia).post("/start", {"area": "20162"})
    browser.post("/start", {"skip": "1"})
    assert stored(sofia).area_code == "20162"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            {"area": "99999"},
            "We do not know 99999. Write a postal code such as 20129 or 20161, choose a"
            " district, or skip.",
        ),
        ({"area": "20130"}, "We do not know 20130. Write a postal code such as 20129 or 20161"),
        ({"area": "Bovisa"}, "We do not know Bovisa."),
        ({"area": "20162 Milano Niguarda"}, "A postal code has five digits."),
        ({"area": "", "district": "M77"}, "Choose one of the districts in the list."),
        ({"area": "", "district": ""}, "Write a postal code, choose a district, or skip."),
        ({"area": "<b>"}, "We do not know <b>."),
    ],
)
def test_an_answer_that_is_not_known_says_what_would_be(browser, sofia, answer, words):
    page = browser.sign_in(sofia).post("/start", answer)
    assert page.status == 422
    assert words in page
    assert stored(sofia).area_code is None


def test_the_area_is_changed_and_deleted_in_the_profile(browser, sofia):
    browser.sign_in(sofia)
    page = browser.post("/profile/area", {"area": "20129", "district": ""})
    assert page.location == "/profile"
    page = browser.follow(page)
    assert "Your area is saved." in page
    assert "You start from 20129 Milano." in page
    page = browser.follow(browser.post("/profile/area", {"area": ""}))
    assert "Your area is deleted." in page
    assert stored(sofia).area_code is None


def test_a_form_sent_empty_does_not_delete_the_area(browser, sofia):
    browser.sign_in(sofia).post("/profile/area", {"area": "20129"})
    page = browser.post("/profile/area", {"area": "", "district": ""})
    assert page.status == 422
    assert "Write a postal code or choose a district." in page
    assert stored(sofia).area_code == "20129"


def test_workplaces_stand_by_distance_and_equals_are_told(browser, sofia, workplaces):
    browser.sign_in(sofia)
    assert order_shown(browser.get("/profile")) == ["Bovisa", "Largo", "Zara"]
    browser.post("/profile/area", {"area": "20162"})
    page = browser.get("/profile")
    assert order_shown(page) == ["Zara", "Bovisa", "Largo"]
    assert "about 3 km · as near as the next one" in page
    assert page.text.count("as near as the next one") == 1


def test_a_workplace_moves_up_and_down_and_the_focus_follows(browser, sofia, workplaces):
    browser.sign_in(sofia)
    page = browser.post("/profile/order", {"workplace": "ZARA", "move": "up"})
    assert page.location == "/profile?moved=ZARA&move=up"
    page = browser.follow(page)
    assert order_shown(page) == ["Bovisa", "Zara", "Largo"]
    [focused] = [b for b in page.all("button") if b.get("autofocus") is not None]
    assert "Move Zara up, now at 2 of 3" in "".join(focused.itertext())
    page = browser.follow(browser.post("/profile/order", {"workplace": "ZARA", "move": "up"}))
    assert order_shown(page) == ["Zara", "Bovisa", "Largo"]
    [focused] = [b for b in page.all("button") if b.get("autofocus") is not None]
    assert "Move Zara down, now at 1 of 3" in "".join(focused.itertext())


def test_one_press_goes_back_to_the_order_by_distance(browser, sofia, workplaces):
    browser.sign_in(sofia).post("/profile/order", {"workplace": "ZARA", "move": "up"})
    assert stored(sofia).workplace_order
    page = browser.follow(browser.post("/profile/order", {"reset": "1"}))
    assert order_shown(page) == ["Bovisa", "Largo", "Zara"]
    assert stored(sofia).workplace_order == ""
    assert "Go back to the order by distance" not in page


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"workplace": "NOWHERE", "move": "up"},
        {"workplace": "ZARA", "move": "sideways"},
    ],
)
def test_an_order_that_makes_no_sense_changes_nothing(browser, sofia, workplaces, form):
    assert browser.sign_in(sofia).post("/profile/order", form).status == 400
    assert stored(sofia).workplace_order == ""


def test_the_calendar_address_is_made_replaced_and_switched_off(browser, sofia):
    def addresses(page):
        return [i.get("value") for i in page.all("input") if i.get("id") == "calendar-address"]

    browser.sign_in(sofia)
    assert addresses(browser.get("/profile")) == []
    [first] = addresses(browser.follow(browser.post("/profile/calendar")))
    assert first.startswith("http://localhost/calendar/")
    [second] = addresses(browser.follow(browser.post("/profile/calendar")))
    assert second != first
    assert addresses(browser.follow(browser.post("/profile/calendar/revoke"))) == []


def test_personal_pages_leave_no_copy_in_the_browser(browser, sofia):
    browser.sign_in(sofia)
    for url in ("/profile", "/my-data", "/my-data.json"):
        assert browser.get(url).headers["Cache-Control"] == "no-store"
