"""Language: the person's choice, then the cookie of the sign-in page, then Italian.

The browser's own language is not asked (ADR 7): the city works in Italian, while
many of its browsers come in English.
"""

from flask import Flask, g, request
from flask_babel import Babel

LOCALES = {"it": "Italiano", "en": "English"}
DEFAULT = "it"
COOKIE = "language"


def current_locale() -> str:
    """Return `it` or `en` for this request."""
    me = g.get("_me")
    chosen = (me.locale if me else None) or request.cookies.get(COOKIE)
    return chosen if chosen in LOCALES else DEFAULT


def init_app(app: Flask) -> None:
    """Install Flask-Babel with our choice of language."""
    Babel(app, locale_selector=current_locale, default_translation_directories="translations")
