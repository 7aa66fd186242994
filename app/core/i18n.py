"""Language: the person's choice, then the cookie of the sign-in page, then Italian.

The browser's own language is not asked (ADR 7): the city works in Italian, while
many of its browsers come in English.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from babel.support import NullTranslations, Translations
from flask import Flask, current_app, g, has_app_context, has_request_context, request
from flask_babel import Babel, force_locale, get_locale, refresh
from markupsafe import Markup
from werkzeug.wrappers import Response

LOCALES = {"it": "Italiano", "en": "English"}
DEFAULT = "it"
COOKIE = "language"
FOLDER = Path(__file__).resolve().parent.parent / "translations"
_NAME = "_locale_name"
ONE_YEAR = 365 * 24 * 3600


def current_locale() -> str:
    """Return `it` or `en`: this request's language, or the one a mail is written in."""
    if not has_app_context():
        return DEFAULT
    name: str | None = g.get(_NAME)
    if name is None:
        name = g._locale_name = str(get_locale() or DEFAULT)
    return name


def _choose() -> str:
    me = g.get("_me")
    chosen = (me.locale if me else None) or cookie_locale()
    return chosen if chosen in LOCALES else DEFAULT


def forget_locale() -> None:
    """Choose again: the person of this request has just come to be known, or has gone."""
    g.pop(_NAME, None)
    refresh()


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Write in this language for a while, whoever asks: a mail or a calendar of a person."""
    before = g.get(_NAME)
    g._locale_name = locale
    try:
        with force_locale(locale):
            yield
    finally:
        g._locale_name = before


@cache
def _catalogue(locale: str) -> NullTranslations:
    return Translations.load(str(FOLDER), [locale])


@cache
def _constant(locale: str, message: str) -> Markup:
    return Markup(_catalogue(locale).gettext(message))  # noqa: S704 - our own catalogue


def say(message: str, **facts: Any) -> Markup:
    """Return a message in the current language for a template, its facts escaped.

    Flask-Babel's own asks three proxies for every word; a page has two hundred.
    """
    text = _constant(current_locale(), message)
    return text % facts if facts else text


def say_plural(one: str, many: str, num: int, **facts: Any) -> Markup:
    """Return a message that depends on a number, which it may quote as %(num)d."""
    text = _catalogue(current_locale()).ngettext(one, many, num)
    return Markup(text) % {"num": num, **facts}  # noqa: S704 - our own catalogue


_tables: dict[tuple[int, str], dict[Any, str]] = {}


def spoken(labels: Mapping[Any, Any]) -> dict[Any, str]:
    """Return a constant table of labels in the current language, put into words once."""
    key = (id(labels), current_locale())
    if key not in _tables:
        _tables[key] = {member: str(words) for member, words in labels.items()}
    return _tables[key]


def cookie_locale() -> str | None:
    """Return the language chosen in this browser before anybody signed in, or None."""
    chosen = request.cookies.get(COOKIE) if has_request_context() else None
    return chosen if chosen in LOCALES else None


def keep_locale(response: Response, locale: str) -> None:
    """Remember a language in this browser; it tells nothing about who chose it."""
    response.set_cookie(
        COOKIE,
        locale,
        max_age=ONE_YEAR,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def init_app(app: Flask) -> None:
    """Install Flask-Babel with our choice of language."""
    Babel(app, locale_selector=_choose, default_translation_directories="translations")
    app.jinja_env.globals.update(_=say, gettext=say, ngettext=say_plural)
    app.before_request(forget_locale)
