from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import ServiceUnavailable, TooManyRequests

from app import create_app
from app.auth.permissions import public
from app.core.error_pages import _page
from app.core.errors import Forbidden, Refused
from tests.support.browser import Page

ERRORS = [
    ("GET", "/nowhere", 404, "We cannot find this page"),
    ("GET", "/sign-out", 405, "We cannot find this page"),
    ("POST", "/sign-out", 400, "This form is too old"),
]


@pytest.mark.parametrize(("method", "url", "status", "heading"), ERRORS)
def test_a_failure_is_a_calm_page_with_a_way_out(browser, method, url, status, heading):
    page = Page(browser.client.open(url, method=method))
    assert page.status == status
    assert page.heading == heading
    assert "Go to the first page" in page


def test_what_is_sent_to_a_page_that_only_opens_is_told_what_it_accepts(browser):
    assert "POST" in browser.get("/sign-out").headers["Allow"]


def test_an_old_form_says_how_to_go_on(browser):
    page = Page(browser.client.post("/sign-out"))
    assert "It stayed open for a long time" in page
    assert "Go back, load the page again" in page


def test_a_form_that_is_too_large_is_refused_in_words(browser):
    page = browser.post("/sign-in", {"email": "a" * 70_000})
    assert page.status == 413
    assert page.heading == "This is too much at once"


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 429, 500, 503])
def test_every_error_page_speaks_both_languages(app, language, status):
    headers = {"Cookie": f"language={language}"}
    with app.test_request_context("/", headers=headers):
        response = _page(status)
    assert response.status_code == status
    html = unescape(response.get_data(as_text=True))
    assert f'<html lang="{language}">' in html
    assert "<h1>" in html
    assert "v-error-page" in html


def away(url: str) -> Flask:
    """An app whose database is not there."""
    environ = {"SECRET_KEY": "tests", "LOCAL": "1", "DATABASE_URL": url}
    return create_app({"SERVER_NAME": "localhost"}, environ)


def visitor(app: Flask) -> FlaskClient:
    """Somebody who speaks English."""
    client = app.test_client()
    client.set_cookie("language", "en")
    return client


NOWHERE = ["postgresql://nobody:x@127.0.0.1:1/nothing", "sqlite:////nowhere/at/all.sqlite3"]


@pytest.mark.parametrize("url", NOWHERE)
def test_without_a_database_the_page_says_that_bookings_are_safe(url):
    page = Page(visitor(away(url)).get("/rules"))
    assert page.status == 503
    assert page.heading == "Vicino is busy or being looked after"
    assert "Your bookings are safe." in page
    assert page.headers["Retry-After"] == "5"


@pytest.mark.parametrize("url", NOWHERE)
def test_without_a_database_whoever_is_signed_in_sees_the_same_calm_page(url):
    client = visitor(away(url))
    with client.session_transaction() as session:
        session["_user_id"] = "a secret"
    page = Page(client.get("/profile"))
    assert page.status == 503
    assert "Your bookings are safe." in page


def test_without_a_database_words_for_everybody_still_open():
    client = visitor(away(NOWHERE[0]))
    for url in ("/sign-in", "/help", "/privacy", "/accessibility"):
        assert Page(client.get(url)).status == 200


def test_a_fault_of_ours_is_a_page_and_not_a_trace():
    app = away(NOWHERE[0])
    app.add_url_rule("/broken", "broken", _broken)
    page = Page(visitor(app).get("/broken"))
    assert page.status == 500
    assert page.heading == "Something went wrong on our side"
    assert "ZeroDivision" not in page.text


def test_what_is_logged_of_a_fault_names_the_page_and_no_address(caplog):
    app = away(NOWHERE[0])
    app.add_url_rule("/calendar-of/<token>", "calendar_of", lambda token: 1 / 0)
    app.view_functions["calendar_of"].is_public = True
    visitor(app).get("/calendar-of/a-secret")
    assert "GET calendar_of" in [record.getMessage() for record in caplog.records]


def test_under_a_name_that_is_not_ours_nothing_is_served():
    environ = {"SECRET_KEY": "tests", "LOCAL": "1", "DATABASE_URL": NOWHERE[0]}
    app = create_app({}, environ | {"TRUSTED_HOSTS": "vicino.comune.example, localhost"})
    for host in ("localhost", "vicino.comune.example"):
        assert app.test_client().get("/help", headers={"Host": host}).status_code == 200
    for method in ("GET", "POST"):
        answer = app.test_client().open("/help", method=method, headers={"Host": "evil.example"})
        page = Page(answer)
        assert (page.status, page.heading) == (400, "400")
        assert "does not answer under this name" in page


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (Forbidden(), 403, "This is not open to you"),
        (Refused([]), 409, "Things have changed in the meantime"),
        (TooManyRequests(retry_after=7), 429, "Too many attempts in a short time"),
        (ServiceUnavailable(), 503, "Vicino is busy or being looked after"),
        (PoolTimeout(), 503, "Vicino is busy or being looked after"),
    ],
)
def test_whatever_stops_a_page_has_its_words(error, status, words):
    app = away(NOWHERE[0])
    app.add_url_rule("/stopped", "stopped", public(_raise(error)))
    page = Page(visitor(app).get("/stopped"))
    assert (page.status, page.heading) == (status, words)
    assert page.headers.get("Retry-After") == {429: "7", 503: "5"}.get(status)


def _raise(error):
    def stop():
        raise error

    return stop


@public
def _broken() -> str:
    return str(1 / 0)


def test_when_even_the_error_page_fails_the_status_is_still_told(app, monkeypatch):
    monkeypatch.setitem(app.jinja_env.globals, "icon", None)
    page = Page(app.test_client().get("/nowhere"))
    assert (page.status, page.heading) == (404, "404")
