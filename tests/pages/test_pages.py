from datetime import date, datetime, time
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.auth.models import Role
from app.booking.models import Closure
from app.booking.rules.places import Owner
from app.booking.rules.policies import PolicyName
from app.booking.services import limits
from app.core import clock
from app.core.db import db, raise_revision, transaction
from app.core.half import Half
from tests.support.browser import Page, untranslated
from tests.support.factories import actor, make_user, make_workplace

PAGES = {
    "/help": "Help",
    "/rules": "Rules of the service",
    "/accessibility": "Accessibility statement",
    "/privacy": "Privacy",
}


@pytest.mark.parametrize("url", PAGES)
def test_words_for_everybody_need_no_sign_in(browser, url):
    page = browser.get(url)
    assert page.status == 200
    assert page.heading == PAGES[url]
    assert untranslated(page) == []
    in_italian = browser.speak("it").get(url)
    assert (in_italian.status, in_italian.tree.get("lang")) == (200, "it")
    assert untranslated(in_italian) == []
    assert browser.speak("en").sign_in(make_user()).get(url).heading == PAGES[url]


def test_the_foot_leads_to_our_own_pages_until_the_city_has_its_own(browser, app, monkeypatch):
    def links():
        return {a.get("data-element"): a.get("href") for a in browser.get("/help").all("a")}

    assert links()["accessibility-link"] == "/accessibility"
    assert links()["privacy-policy-link"] == "/privacy"
    monkeypatch.setitem(app.config, "ACCESSIBILITY_URL", "https://form.agid.gov.it/view/1")
    assert links()["accessibility-link"] == "https://form.agid.gov.it/view/1"


def test_the_header_leads_to_the_three_places_and_marks_where_one_is(browser, app):
    def header(page):
        nav = [n for n in page.all("nav") if n.get("class") == "v-nav"]
        links = [a for n in nav for a in n.iter() if a.tag.endswith("}a")]
        return {a.text: a.get("aria-current") for a in links}

    assert header(browser.get("/help")) == {}
    browser.sign_in(make_user())
    assert header(browser.get("/my-data")) == {
        "Book a desk": None,
        "My bookings": None,
        "Profile": "page",
    }


@pytest.fixture
def by(app):
    return actor(make_user(None, Role.ADMINISTRATOR), Role.ADMINISTRATOR)


def test_the_rules_are_printed_from_what_is_in_force(browser, by):
    page = browser.get("/rules")
    for words in (
        "You can book up to 28 days ahead.",
        "You can hold 10 bookings",
        "For the same day you can book until 18:00.",
        "you need an agreement",
        "No workplace lends desks yet.",
    ):
        assert words in page
    limits.set_policy(PolicyName.DAYS_AHEAD, "14", from_day=date(2026, 3, 1), by=by)
    limits.set_policy(PolicyName.DAYS_AHEAD, "7", from_day=date(2026, 4, 1), by=by)
    limits.set_policy(PolicyName.PARTNER_NEEDS_AGREEMENT, "no", from_day=date(2026, 3, 2), by=by)
    page = browser.get("/rules")
    assert "You can book up to 14 days ahead. Since 01/03/2026." in page
    assert "From Wednesday 1 April: You can book up to 7 days ahead." in page
    assert "A desk at a partner's workplace needs no agreement." in page


def test_the_rules_tell_each_workplaces_limit_and_closures(browser, by):
    workplace = make_workplace("LARGA", desks=10, owner=Owner.PARTNER, midday=time(13))
    assert "All 10 desks can be booked. Open 8:00-19:00; the afternoon begins at 13:00." in (
        browser.get("/rules")
    )
    with transaction():
        db.session.add_all(
            [
                Closure(
                    workplace_id=workplace.id,
                    from_day=date(2026, 3, 9),
                    from_half=Half.PM,
                    to_day=date(2026, 3, 9),
                    to_half=Half.PM,
                    reason="Sciopero",
                    created_at=clock.now(),
                ),
                Closure(
                    workplace_id=workplace.id,
                    from_day=date(2026, 8, 10),
                    from_half=Half.PM,
                    to_day=date(2026, 8, 14),
                    to_half=Half.PM,
                    reason="Caldo",
                    created_at=clock.now(),
                ),
                Closure(
                    workplace_id=workplace.id,
                    from_day=date(2026, 2, 2),
                    from_half=Half.AM,
                    to_day=date(2026, 2, 3),
                    to_half=Half.PM,
                    reason="Lavori",
                    created_at=clock.now(),
                ),
            ]
        )
        raise_revision()
    page = browser.get("/rules")
    assert "Closed on Monday 9 March, afternoon: Sciopero" in page
    assert "Closed from Monday 10 August (afternoon) to Friday 14 August: Caldo" in page
    assert "Lavori" not in page
    assert "It belongs to a partner of the city." in page


def test_a_cap_and_its_end_are_told_in_words(browser, by):
    workplace = make_workplace("LARGA", desks=10)
    limits.set_cap(
        workplace,
        percent=80,
        number=None,
        from_day=date(2026, 3, 2),
        to_day=date(2026, 3, 31),
        reason="Estate",
        by=by,
    )
    page = browser.get("/rules")
    assert "At most 8 of 10 desks can be booked at the same time." in page
    assert "From Wednesday 1 April: 10 desks at the same time." in page


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
    page = browser.post("/sign-in", {"email": "a" * 1_100_000})
    assert page.status == 413
    assert page.heading == "This is too much at once"


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 429, 500, 503])
def test_every_error_page_speaks_both_languages(app, language, status):
    from app.core.error_pages import _page

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


def _broken() -> str:
    return str(1 / 0)


_broken.is_public = True


def test_when_even_the_error_page_fails_the_status_is_still_told(app, monkeypatch):
    monkeypatch.setitem(app.jinja_env.globals, "icon", None)
    page = Page(app.test_client().get("/nowhere"))
    assert (page.status, page.heading) == (404, "404")


def test_cookies_are_closed_to_scripts_and_other_sites():
    for local, name in ((True, "vicino"), (False, "__Host-vicino")):
        environ = {"SECRET_KEY": "tests", "DATABASE_URL": NOWHERE[0]} | (
            {"LOCAL": "1"} if local else {}
        )
        client = create_app({}, environ).test_client()
        base = "http://localhost" if local else "https://vicino.example.it"
        cookie = client.get("/sign-in", base_url=base).headers["Set-Cookie"]
        assert cookie.startswith(f"{name}=")
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/" in cookie
        assert ("Secure" in cookie) is not local
        token = _token(client, base)
        language = client.post(
            "/language",
            data={"locale": "en", "csrf_token": token},
            base_url=base,
            headers={"Referer": base + "/help"},
        )
        chosen = [c for c in language.headers.getlist("Set-Cookie") if "language=" in c]
        assert ("Secure" in chosen[0]) is not local


def _token(client, base):
    page = Page(client.get("/sign-in", base_url=base))
    return next(i.get("value") for i in page.all("input") if i.get("name") == "csrf_token")


def test_only_known_proxies_are_believed_about_the_address():
    environ = {"SECRET_KEY": "tests", "LOCAL": "1", "DATABASE_URL": NOWHERE[0]}
    headers = {"X-Forwarded-For": "192.0.2.9", "X-Forwarded-Proto": "https"}
    for proxies, secure in (("0", False), ("1", True)):
        app = create_app({}, environ | {"TRUSTED_PROXIES": proxies})
        response = app.test_client().get("/help", headers=headers)
        assert ("Strict-Transport-Security" in response.headers) is secure


def test_the_day_of_the_rules_is_the_italian_one(browser):
    with clock.frozen(datetime(2026, 3, 2, 23, 30, tzinfo=clock.ROME)):
        assert "As they stand today, Monday 2 March." in browser.get("/rules")
