import pytest

from app.auth.services import passwords
from tests.support.browser import Browser
from tests.support.factories import PASSWORD, make_user


@pytest.fixture
def sofia(app):
    return make_user("sofia.dangelo@example.it")


def sign_in(browser, email, password=PASSWORD):
    return browser.post("/sign-in", {"email": email, "password": password})


def test_a_new_password_signs_out_every_other_browser(app, sofia):
    here, there = Browser(app.test_client()), Browser(app.test_client())
    here.sign_in(sofia)
    there.sign_in(sofia)
    page = here.post(
        "/profile/password",
        {"old": PASSWORD, "new": "una sera di maggio", "again": "una sera di maggio"},
    )
    assert page.location == "/profile"
    assert "Other browsers are signed out, and your calendar address" in here.follow(page)
    assert there.get("/profile").status == 303
    assert sign_in(there, sofia.email).status == 422
    assert sign_in(there, sofia.email, "una sera di maggio").status == 303


@pytest.mark.parametrize(
    ("form", "words"),
    [
        (
            {"old": "no", "new": "una sera di maggio", "again": "una sera di maggio"},
            "The present password is not right.",
        ),
        ({"old": PASSWORD, "new": "breve", "again": "breve"}, "Use from 12 to 200 characters"),
        (
            {"old": PASSWORD, "new": "una sera di maggio", "again": "una sera di giugno"},
            "The two new passwords are different.",
        ),
        ({"old": "x" * 201, "new": "x", "again": "x"}, "This is too long for a password."),
        ({}, "Write the password that you use now."),
    ],
)
def test_a_password_that_will_not_do_says_what_will(browser, sofia, form, words):
    page = browser.sign_in(sofia).post("/profile/password", form)
    assert page.status == 422
    assert words in page
    assert PASSWORD not in page.text


def test_guessing_the_present_password_waits_like_guessing_at_the_door(app, sofia):
    here, there = Browser(app.test_client()).sign_in(sofia), Browser(app.test_client())
    form = {"old": "wrong", "new": "una sera di maggio", "again": "una sera di maggio"}
    for _ in range(5):
        assert here.post("/profile/password", form).status == 422
    page = here.post("/profile/password", form | {"old": PASSWORD})
    assert page.status == 429
    assert "wait until 10:16, then try again." in page
    assert page.headers["Retry-After"] == "30"
    assert sign_in(there, sofia.email).status == 429


def test_a_flood_of_passwords_is_told_to_come_back(browser, sofia, monkeypatch):
    monkeypatch.setattr(passwords, "LONGEST_QUEUE_SECONDS", 0.01)
    with passwords._turn(), passwords._turn():
        page = sign_in(browser, sofia.email)
    assert page.status == 503
    assert page.headers["Retry-After"] == "5"
