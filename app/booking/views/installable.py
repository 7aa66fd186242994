"""Vicino as an app on a phone: how it stands among others, what a device keeps (ADR 33)."""

import hashlib
import hmac
import json
from functools import lru_cache
from typing import Any

from flask import Response as Answer
from flask import abort, current_app, jsonify, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.login import find_me, me
from app.auth.permissions import Permission, impersonal, requires
from app.booking.queries.calendar import next_events
from app.booking.views.blueprint import bp, pages_bp
from app.core.i18n import DEFAULT, LOCALES, speaking
from app.core.qr import qr_code
from app.core.static_files import FOLDER, load_manifest
from app.core.templating import hm

# How many bookings a device keeps at most.
NEXT = 20
HOUR = "private, max-age=3600"
PAPER, BLUE = "#f4f7fa", "#004d99"
# What the page without a connection is made of.
SHELL = ("app.css", "app.js", "icons.svg", "favicon.svg")
FONTS = ("titillium-400.woff2", "titillium-600.woff2", "titillium-700.woff2")
ICONS = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("icon-maskable.png", "512x512", "maskable"),
)


@pages_bp.get("/manifest.webmanifest")
@impersonal
def manifest() -> Response:
    """Say how Vicino stands on a home screen: name, icons, and that it opens on the card."""
    locale = _language() or request.accept_languages.best_match(LOCALES) or DEFAULT
    asset = current_app.extensions["asset"]
    with speaking(locale):
        card = {
            "id": url_for("booking.home"),
            "name": "Vicino",
            "short_name": "Vicino",
            "description": _("Book a desk near home."),
            "lang": locale,
            "dir": "ltr",
            "start_url": url_for("booking.home"),
            "scope": url_for("booking.home"),
            "display": "standalone",
            "background_color": PAPER,
            "theme_color": BLUE,
            "icons": [
                {"src": asset(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
                for name, sizes, purpose in ICONS
            ],
            "shortcuts": [{"name": _("My bookings"), "url": url_for("booking.my_bookings")}],
        }
    response = Answer(json.dumps(card), content_type="application/manifest+json")
    response.headers["Cache-Control"] = HOUR
    response.headers["Vary"] = "Accept-Language"
    return response


@pages_bp.get("/offline")
@impersonal
def offline() -> str:
    """Show what a device shows without a connection: nothing of anybody comes from here."""
    return _offline(_language() or DEFAULT)


@pages_bp.get("/sw.js")
@impersonal
def worker() -> Response:
    """Give the script that stands between the pages and the network on a device."""
    if "sw.js" not in load_manifest():
        abort(404)
    pages = {code: url_for("pages.offline", lang=code) for code in LOCALES}
    script = _worker(request.url_root, tuple(pages.items()))
    response = Answer(script, content_type="text/javascript")
    response.headers["Cache-Control"] = HOUR
    response.add_etag()
    return response.make_conditional(request)


@bp.get("/bookings/next.json")
@requires(Permission.BOOK_DESK)
def next_bookings() -> Response:
    """Give a device the desks that the person is going to, and nothing else."""
    response = jsonify(
        bookings=[
            {
                "day": event.day.isoformat(),
                "hours": f"{hm(event.begins.time())}-{hm(event.ends.time())}",
                "workplace": event.workplace,
                "address": event.address,
                "desk": event.desk,
            }
            for event in next_events(me().id or 0, NEXT)
        ]
    )
    response.headers["Cache-Control"] = "private, no-store"
    # Whose they are, for the device to compare: it is never shown.
    response.headers["Device-Mark"] = device_mark()
    return response


@bp.app_template_global()
def device_mark() -> str:
    """Return by what a device tells people apart and learns nothing of them; empty for nobody."""
    who = find_me()
    if who is None:
        return ""
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.digest(key, f"device:{who.id}".encode(), "sha256").hex()[:24]


def _language() -> str | None:
    """Return the language that the address asks for, if we speak it."""
    wanted = request.args.get("lang")
    return wanted if wanted in LOCALES else None


def _offline(locale: str) -> str:
    with speaking(locale):
        address = url_for("booking.home", _external=True)
        code = qr_code(address, _("The address of Vicino as a code"))
        return render_template("pages/offline.html", address=address, code=code)


@lru_cache(maxsize=16)
def _worker(root: str, pages: tuple[tuple[str, str], ...]) -> str:
    """Return the script for one name of this site, under a version that follows from what it keeps.

    With any file or word another version: a device never mixes two of them.
    """
    asset, names = current_app.extensions["asset"], load_manifest()
    facts: dict[str, Any] = {
        "pages": dict(pages),
        "files": [asset(name) for name in SHELL + FONTS],
        "start": url_for("booking.home"),
        "next": url_for("booking.next_bookings"),
        "signOut": url_for("auth.logout"),
        "language": DEFAULT,
    }
    whole = [root, names, facts, *(_offline(locale) for locale, _address in pages)]
    facts["version"] = hashlib.sha256(json.dumps(whole).encode()).hexdigest()[:12]
    script = (FOLDER / names["sw.js"]).read_text()
    return f"const VICINO = {json.dumps(facts)};\n{script}"
