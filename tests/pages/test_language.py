import pytest

from app.auth.models import User
from app.core.db import db
from tests.support.browser import Browser, untranslated
from tests.support.factories import make_area, make_user, make_workplace


def language_of(page):
    return page.tree.get("lang")


def test_vicino_speaks_italian_whatever_the_browser_says(app):
    browser = Browser(app.test_client())
    browser.client.delete_cookie("language")
    page = browser.get("/sign-in", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert language_of(page) == "it"


def test_a_language_chosen_before_signing_in_is_kept_in_a_cookie(browser):
    browser.speak("it")
    page = browser.post("/language", {"locale": "en", "next": "/help"})
    assert (page.status, page.location) == (303, "/help")
    assert language_of(browser.follow(page)) == "en"
    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith("language=en;")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_the_language_chosen_at_the_door_becomes_the_persons(browser, app):
    user = make_user()
    browser.speak("en").sign_in(user)
    assert db.session.get(User, user.id).locale == "en"


def test_what_a_person_chose_wins_over_the_browsers_cookie(browser, app):
    user = make_user(locale="it")
    browser.speak("en").sign_in(user)
    assert language_of(browser.get("/profile")) == "it"
    assert db.session.get(User, user.id).locale == "it"


def test_a_person_changes_language_on_every_browser(app):
    user = make_user(locale="it")
    here, there = Browser(app.test_client()).sign_in(user), Browser(app.test_client())
    page = here.post("/language", {"locale": "en"}, headers={"Referer": "http://localhost/my-data"})
    assert page.location == "/my-data"
    assert language_of(here.follow(page)) == "en"
    assert language_of(there.speak("it").sign_in(user).get("/profile")) == "en"


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example", "/profile/area"])
def test_changing_language_never_leads_away(browser, wanted):
    assert browser.post("/language", {"locale": "en", "next": wanted}).location == "/"


@pytest.mark.parametrize("referer", ["http://[", "", "http://evil.example/help"])
def test_a_browser_that_does_not_say_where_it_was_goes_home(browser, referer):
    page = browser.post("/language", {"locale": "en"}, headers={"Referer": referer})
    assert page.location == "/"


def test_an_unknown_language_is_refused(browser):
    assert browser.post("/language", {"locale": "tlh"}).status == 400


@pytest.mark.parametrize("url", ["/start", "/profile", "/profile/password", "/my-data"])
def test_personal_pages_speak_both_languages_to_the_end(browser, app, url):
    make_workplace()
    make_area()
    for locale in ("it", "en"):
        user = make_user(locale=locale, area_code="20162")
        page = Browser(app.test_client()).sign_in(user).get(url)
        assert (page.status, language_of(page)) == (200, locale)
        assert untranslated(page) == []


def test_every_page_has_the_switch(browser):
    for url in ("/sign-in", "/help", "/no-such-page"):
        forms = [f.get("action") for f in browser.get(url).all("form")]
        assert "/language" in forms


def test_after_a_wrong_password_another_language_still_leads_to_where_one_wanted_to_go(
    browser, app
):
    page = browser.post(
        "/sign-in", {"email": "a@example.it", "password": "wrong", "next": "/profile?a=1"}
    )
    form = next(form for form in page.all("form") if form.get("action") == "/language")
    sent = {field.get("name"): field.get("value") for field in form.iter() if field.get("name")}
    there = browser.post("/language", {"locale": sent["locale"], "next": sent["next"]})
    assert there.location == "/sign-in?next=/profile?a%3D1"
