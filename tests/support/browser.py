"""A person with a browser: opens pages, fills forms, and checks house rules on every page."""

import re
from contextvars import Context
from typing import Any

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.core.db import db
from tests.support.factories import PASSWORD
from tests.support.tracing import untraced

_H = "{http://www.w3.org/1999/xhtml}"


class Page:
    """An answer, with its parsed HTML."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.headers = response.headers
        # A file that is taken away may be anything.
        self.text = response.get_data().decode(errors="replace")
        self.is_html = (response.content_type or "").startswith("text/html")
        whole = "<!doctype" in self.text[:200].lower()
        self.tree = None
        if self.is_html and whole:
            self.tree = untraced(html5lib.HTMLParser(strict=True).parse, self.text)
            untraced(_check, self)

    def all(self, tag: str) -> list[Any]:
        """Return every element of a name."""
        return [] if self.tree is None else list(self.tree.iter(_H + tag))

    @property
    def heading(self) -> str:
        """Return the words of the h1."""
        return words(self.all("h1")[0])

    @property
    def location(self) -> str:
        """Return where a redirect leads."""
        return self.headers["Location"]

    def __contains__(self, text: str) -> bool:
        """Tell whether the page says this, tags and white space apart."""
        said = self.text if self.tree is None else words(self.tree)
        return " ".join(text.split()) in " ".join(said.split())


def words(element: Any) -> str:
    """Return an element's text with single spaces."""
    return " ".join("".join(element.itertext()).split())


def _check(page: Page) -> None:
    """House rules that hold on every page."""
    html = page.tree
    assert html.get("lang") in {"it", "en"}, "the page says its language"
    headings, title = page.all("h1"), words(page.all("title")[0])
    assert len(headings) == 1, f"one h1, not {len(headings)}"
    assert title.startswith(page.heading), f"the title {title!r} starts with the h1"
    ids = [e.get("id") for e in html.iter() if e.get("id")]
    assert len(ids) == len(set(ids)), f"unique ids: {[i for i in ids if ids.count(i) > 1]}"
    labelled = {e.get("for") for e in page.all("label")}
    for tag in ("input", "select", "textarea"):
        for control in page.all(tag):
            named = control.get("id") in labelled or control.get("aria-label")
            hidden = control.get("type") in {"hidden", "submit"}
            assert named or hidden, f"a label for {control.get('name')}"
    for form in page.all("form"):
        assert form.get("action"), "every form says where it goes"
        if form.get("method", "get").lower() == "post":
            names = {e.get("name") for e in form.iter()}
            assert "csrf_token" in names, f"{form.get('action')} carries a token"
    for element in html.iter():
        assert element.get("style") is None, "no inline style"
        assert not any(name.startswith("on") for name in element.attrib), "no inline script"
    for script in page.all("script"):
        assert script.get("src"), "scripts come from files"


class Browser:
    """One browser, with its cookies."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        # Tests read the words as the code says them.
        self.speak("en")

    def speak(self, language: str) -> "Browser":
        """Choose a language as the sign-in page does; whoever signs in speaks it from then on."""
        self.client.set_cookie("language", language)
        return self

    def get(self, url: str, **more: Any) -> Page:
        """Open an address."""
        return Page(self._send("GET", url, **more))

    def post(self, url: str, data: dict[str, Any] | None = None, **more: Any) -> Page:
        """Send a form, with the token that a page of ours would carry."""
        values = {"csrf_token": self.token()} | (data or {})
        return Page(self._send("POST", url, data=values, **more))

    def post_body(self, url: str, body: bytes, content_type: str) -> Page:
        """Send what is encoded already; it brings its own token."""
        return Page(self._send("POST", url, data=body, content_type=content_type))

    def token(self) -> str:
        """Return a CSRF token of this browser's session."""
        return self._send("GET", "/sign-in/token-for-tests").get_data(as_text=True)

    def _send(self, method: str, url: str, **more: Any) -> TestResponse:
        """Ask as a server is asked: outside the test's own context, where another person's
        request would leave its traces. What it wrote is seen by the test's next query."""
        db.session.rollback()
        response = Context().run(self.client.open, url, method=method, **more)
        db.session.rollback()
        db.session.expire_all()
        return response

    def sign_in(self, user: Any) -> "Browser":
        """Sign in through the real form."""
        page = self.post("/sign-in", {"email": user.email, "password": PASSWORD})
        assert page.status == 303, page.text
        return self

    def follow(self, page: Page) -> Page:
        """Open where a redirect leads."""
        assert page.status == 303, page.status
        return self.get(page.location)


def untranslated(page: Page) -> list[str]:
    """Return what looks like a msgid that was never put into words."""
    return re.findall(r"%\(\w+\)s", page.text)
