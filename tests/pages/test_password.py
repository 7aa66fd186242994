import pytest

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
    assert "Your password is changed. Other browsers are signed out." in here.follow(page)
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
        ({}, "Write the password that you use now."),
    ],
)
def test_a_password_that_will_not_do_says_what_will(browser, sofia, form, words):
    page = browser.sign_in(sofia).post("/profile/password", form)
    assert page.status == 422
    assert words in page
    assert PASSWORD not in page.text
