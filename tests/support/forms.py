"""What a browser would send of a form that it shows."""

from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Form, RadioField, SelectField, SelectMultipleField

from app.pola.models import Agreement
from tests.support.browser import Browser, Page


def as_sent(form: Form) -> MultiDict[str, Any]:
    """Return the fields with the values that the page shows."""
    sent: MultiDict[str, Any] = MultiDict()
    for field in form:
        if isinstance(field, BooleanField):
            if field.data:
                sent.add(field.name, "y")
        elif isinstance(field, SelectMultipleField):
            for value in field.data or ():
                sent.add(field.name, value)
        elif isinstance(field, RadioField | SelectField):
            chosen = [
                value for value, _label, is_chosen, _more in field.iter_choices() if is_chosen
            ]
            fallback = [] if isinstance(field, RadioField) else next(iter(field.iter_choices()))[:1]
            for value in chosen or fallback:
                sent.add(field.name, value)
        else:
            sent.add(field.name, field._value())
    return sent


def address(draft: Agreement, page: str) -> str:
    """Return where a page of a request is."""
    return f"/agreement/{draft.id}/request/{page}"


def shown(page: Page) -> dict[str, Any]:
    """Return the fields of a request's form as a browser would send them."""
    [form] = [f for f in page.all("form") if "/request/" in f.get("action", "")]
    sent: dict[str, Any] = {}
    for field in form.iter():
        name, kind = field.get("name"), field.get("type")
        tag = field.tag.rsplit("}", 1)[-1]
        if not name or (kind in ("checkbox", "radio") and field.get("checked") is None):
            continue
        if tag == "input":
            sent.setdefault(name, []).append(field.get("value", ""))
        elif tag == "textarea":
            sent[name] = field.text or ""
        elif tag == "select":
            options = [o for o in field.iter() if o.tag.endswith("option")]
            chosen = [o for o in options if o.get("selected") is not None] or options
            sent[name] = chosen[0].get("value")
    return sent


def send(browser: Browser, draft: Agreement, page: str, **changes: Any) -> Page:
    """Open a page, change some fields, send it."""
    fields = shown(browser.get(address(draft, page))) | changes
    return browser.post(address(draft, page), fields)


def links(page: Page) -> set[str]:
    """Return where the links of a page lead."""
    return {a.get("href") for a in page.all("a")}
