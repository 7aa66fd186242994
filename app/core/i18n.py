"""Language: the person's choice, then the cookie of the sign-in page, then Italian.

The browser's own language is not asked (ADR 7): the city works in Italian, while
many of its browsers come in English.
"""

from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel, get_locale, refresh
from werkzeug.wrappers import Response

LOCALES = {"it": "Italiano", "en": "English"}
DEFAULT = "it"
COOKIE = "language"
ONE_YEAR = 365 * 24 * 3600


def current_locale() -> str:
    """Return `it` or `en`: this request's language, or the one a mail is written in."""
    return str(get_locale() or DEFAULT)


def _choose() -> str:
    me = g.get("_me")
    chosen = (me.locale if me else None) or cookie_locale()
    return chosen if chosen in LOCALES else DEFAULT


def forget_locale() -> None:
    """Choose again: the person of this request has just come to be known, or has gone."""
    refresh()


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
