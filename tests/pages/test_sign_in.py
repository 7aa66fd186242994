import re
from datetime import timedelta

import pytest

from app.auth.models import SignIn, User
from app.auth.rules import DEMO_PASSWORD
from app.auth.services.passwords import hash_password
from app.core import clock
from app.core.db import db, transaction
from tests.support.browser import Browser, Page
from tests.support.counting import counted
from tests.support.factories import PASSWORD, make_user


@pytest.fixture
def sofia(app):
    return make_user("sofia.dangelo@example.it")


def sign_in(browser, email, password=PASSWORD, **more):
    return browser.post("/sign-in", {"email": email, "password": password} | more)


def test_the_right_password_opens_the_first_page(browser, sofia):
    page = sign_in(browser, sofia.email)
    assert (page.status, page.location) == (303, "/")
    assert browser.get("/profile").status == 200


def test_an_address_may_be_written_in_capitals_and_with_spaces(browser, sofia):
    assert sign_in(browser, " Sofia.DAngelo@Example.it ").status == 303


@pytest.mark.parametrize("wanted", ["/profile", "/rules?day=2026-03-03", "/my-data"])
def test_signing_in_leads_to_where_the_person_wanted_to_go(browser, sofia, wanted):
    assert sign_in(browser, sofia.email, next=wanted).location == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\n/evil.example",
        " //evil.example",
        "evil",
        "http:evil",
        "///evil.example",
        "/%0d%0aSet-Cookie:x=1",
        "/no-such-page",
        "/sign-out",
        "/[",
        "//[",
        "/" + "a" * 5000,
        "",
    ],
)
def test_signing_in_never_leads_away(browser, sofia, wanted):
    assert sign_in(browser, sofia.email, next=wanted).location == "/"


def test_whoever_is_signed_in_already_is_led_on(browser, sofia):
    browser.sign_in(sofia)
    assert browser.get("/sign-in?next=/profile").location == "/profile"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(browser, sofia):
    answers = []
    for email in (sofia.email, "nobody.knows@example.it"):
        page = sign_in(browser, email, "not this one")
        assert page.status == 422
        assert "E-mail and password do not match. Check both and try again." in page
        text = re.sub(r'name="csrf_token" value="[^"]+"', "", page.text)
        answers.append(text.replace(email, ""))
    assert answers[0] == answers[1]


def test_empty_fields_are_asked_for(browser):
    page = sign_in(browser, "", "")
    assert page.status == 422
    assert "There are 2 things to put right" in page
    assert "Write your work e-mail." in page
    assert "Write your password." in page


def test_the_password_never_comes_back_in_the_page(browser, sofia):
    page = sign_in(browser, sofia.email, "a secret that is wrong")
    assert sofia.email in page.text
    assert "a secret that is wrong" not in page.text


def test_odd_characters_are_just_a_wrong_address(browser):
    assert sign_in(browser, "a\x00b@example.it", "x\x00y").status == 422


def test_after_five_wrong_guesses_an_account_waits(browser, sofia):
    for _ in range(5):
        assert sign_in(browser, sofia.email, "wrong").status == 422
    page = sign_in(browser, sofia.email)
    assert page.status == 429
    assert "wait until 10:16, then try again." in page
    assert page.headers["Retry-After"] == "30"


def test_the_wait_grows_and_is_told_in_whole_minutes(browser, sofia):
    now = clock.now()
    for _ in range(8):
        sign_in(browser, sofia.email, "wrong")
        now += timedelta(minutes=4)
        with clock.frozen(now):
            sign_in(browser, sofia.email, "wrong")
    with clock.frozen(now + timedelta(seconds=1)):
        page = sign_in(browser, sofia.email, "wrong")
    assert page.status == 429
    assert re.search(r"wait until 1[01]:\d\d", page.text)


def test_after_the_wait_the_right_password_opens_again(browser, sofia):
    for _ in range(6):
        sign_in(browser, sofia.email, "wrong")
    with clock.frozen(clock.now() + timedelta(seconds=31)):
        assert sign_in(browser, sofia.email).status == 303


def test_an_address_that_guesses_many_accounts_waits_too(browser, app):
    for n in range(30):
        assert sign_in(browser, f"someone{n}@example.it", "wrong").status == 422
    assert sign_in(browser, "another@example.it", "wrong").status == 429
    elsewhere = browser.post(
        "/sign-in",
        {"email": "another@example.it", "password": "wrong"},
        environ_base={"REMOTE_ADDR": "192.0.2.7"},
    )
    assert elsewhere.status == 422


def test_a_header_that_anybody_can_write_does_not_change_the_address(browser, app):
    for n in range(30):
        browser.post(
            "/sign-in",
            {"email": f"someone{n}@example.it", "password": "wrong"},
            headers={"X-Forwarded-For": f"192.0.2.{n}"},
        )
    assert sign_in(browser, "another@example.it", "wrong").status == 429


def test_signing_in_gives_a_new_cookie_and_keeps_nothing_of_the_old_session(browser, sofia):
    browser.get("/sign-in")
    before, token = browser.client.get_cookie("vicino").value, browser.token()
    browser.sign_in(sofia)
    assert browser.client.get_cookie("vicino").value != before
    assert browser.token() != token


def test_signing_out_closes_the_cookie_on_the_server_as_well(browser, sofia):
    browser.sign_in(sofia)
    stolen = browser.client.get_cookie("vicino").value
    page = browser.post("/sign-out")
    assert page.location == "/sign-in"
    assert "You are signed out." in browser.follow(page)
    browser.client.set_cookie("vicino", stolen)
    assert browser.get("/profile").location == "/sign-in?next=/profile"


def test_half_an_hour_without_use_ends_a_sign_in_and_says_why(browser, sofia):
    browser.sign_in(sofia)
    with clock.frozen(clock.now() + timedelta(minutes=31)):
        page = browser.get("/profile")
        assert page.location == "/sign-in?next=/profile"
        page = browser.follow(page)
        assert "You were signed out because nothing was done for 30 minutes." in page
        assert "you will be back where you were" in page
        assert sign_in(browser, sofia.email, next="/profile").location == "/profile"


def test_whoever_keeps_working_stays_signed_in_until_the_day_is_over(browser, sofia):
    browser.sign_in(sofia)
    start = clock.now()
    for minutes in range(0, 12 * 60, 20):
        with clock.frozen(start + timedelta(minutes=minutes)):
            assert browser.get("/profile").status == 200
    with clock.frozen(start + timedelta(hours=12, seconds=1)):
        page = browser.follow(browser.get("/profile"))
    assert "You were signed out because a working day has passed." in page


def test_a_press_after_the_end_leads_back_to_the_page_it_was_pressed_on(browser, sofia):
    browser.sign_in(sofia)
    token = browser.token()
    with clock.frozen(clock.now() + timedelta(minutes=31)):
        page = Page(
            browser.client.post(
                "/profile/order",
                data={"csrf_token": token},
                headers={"Referer": "http://localhost/profile?moved=LARGA"},
            )
        )
    assert page.status == 303
    assert page.location == "/sign-in?next=/profile?moved%3DLARGA"


def test_a_press_from_another_site_leads_nowhere_special(browser, app):
    page = browser.post("/profile/order", headers={"Referer": "http://evil.example/profile"})
    assert page.location == "/sign-in"


def test_a_fragment_asked_for_after_the_end_brings_the_whole_sign_in_page(browser, app):
    page = browser.get(
        "/profile", headers={"HX-Request": "true", "Referer": "http://localhost/my-data"}
    )
    assert page.status == 401
    assert page.headers["HX-Redirect"] == "/sign-in?next=/my-data"


def test_people_who_left_are_refused_and_signed_out_at_the_next_page(browser, sofia):
    browser.sign_in(sofia)
    with transaction():
        db.session.get(User, sofia.id).is_active = False
    page = browser.follow(browser.get("/profile"))
    assert "You are no longer signed in here." in page
    assert sign_in(browser, sofia.email).status == 422


def test_reading_pages_writes_at_most_once_a_minute(browser, sofia):
    browser.sign_in(sofia)
    begun = db.session.query(SignIn.seen_at).scalar()
    with clock.frozen(clock.now() + timedelta(seconds=59)):
        browser.get("/profile")
    assert db.session.query(SignIn.seen_at).scalar() == begun
    with clock.frozen(clock.now() + timedelta(seconds=61)):
        browser.get("/profile")
    assert db.session.query(SignIn.seen_at).scalar() == begun + timedelta(seconds=61)


def test_the_front_door_asks_the_database_nothing(browser):
    with counted() as statements:
        assert browser.get("/sign-in").status == 200
    assert statements == []


def test_a_page_of_somebody_signed_in_asks_once_who_they_are(browser, sofia):
    browser.sign_in(sofia)
    with counted() as statements:
        assert browser.get("/help").status == 200
    assert len(statements) == 1


@pytest.fixture
def demo(app, monkeypatch):
    monkeypatch.setitem(app.config, "DEMO", True)
    monkeypatch.setitem(app.jinja_env.globals, "is_demo", True)
    return make_user(
        "dipendente@vicino.example", is_demo=True, password_hash=hash_password(DEMO_PASSWORD)
    )


def test_the_demo_shows_whom_one_can_be(browser, demo):
    page = browser.get("/sign-in")
    assert "Try it with an invented person" in page
    offered = [b.get("value") for b in page.all("button") if b.get("name") == "email"]
    assert offered == [
        f"{who}@vicino.example" for who in ("dipendente", "responsabile", "hr", "sedi", "admin")
    ]
    assert sign_in(browser, offered[0], DEMO_PASSWORD).status == 303


def test_outside_the_demo_nobody_is_offered_nor_let_in(browser, app):
    make_user("admin@vicino.example", is_demo=True, password_hash=hash_password(DEMO_PASSWORD))
    assert "vicino.example" not in browser.get("/sign-in").text.replace("vicino@vicino.example", "")
    assert sign_in(browser, "admin@vicino.example", DEMO_PASSWORD).status == 422


def test_when_the_demo_ends_its_people_are_signed_out(browser, demo, app, monkeypatch):
    sign_in(browser, demo.email, DEMO_PASSWORD)
    assert browser.get("/profile").status == 200
    monkeypatch.setitem(app.config, "DEMO", False)
    assert browser.get("/profile").status == 303


def test_two_people_on_two_browsers_are_two_people(app):
    anna, bruno = make_user(given_name="Anna"), make_user(given_name="Bruno")
    first, second = Browser(app.test_client()), Browser(app.test_client())
    first.sign_in(anna)
    second.sign_in(bruno)
    assert "Anna" in first.get("/profile")
    assert "Bruno" in second.get("/profile")
