"""A screen on a wall: a device opens its own address, and nobody signs in."""

import hashlib
from datetime import datetime
from typing import Any

from flask import make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.actors import SYSTEM
from app.auth.permissions import public
from app.booking.labels import room_words
from app.booking.queries.places import places
from app.booking.queries.screens import ScreenFacts, find_screen
from app.booking.rules.places import Places, WorkplaceFacts
from app.booking.services.releases import release_when_due
from app.core import clock
from app.core.htmx import render, wants_fragment
from app.core.i18n import speaking
from app.core.qr import qr_code
from app.occupancy.labels.board import STATE_ICONS, STATES, closed_words, reopens_words
from app.occupancy.labels.wall import DESK_ICONS, DESK_SIGNS
from app.occupancy.queries.board import board, board_mark
from app.occupancy.queries.wall import wall, workplace_mark
from app.occupancy.rules.wall import SHUT
from app.occupancy.views.blueprint import bp


@bp.get("/screens/<token>")
@public
def screen(token: str) -> Response:
    """Show today without names; an unchanged wall costs three point selects."""
    found = find_screen(token)
    known = places() if found else None
    if found is None or known is None or not _is_there(found, known):
        response: Response = make_response(render_template("occupancy/no_screen.html"), 404)
    else:
        # Nobody is signed in here: what is done before other pages is done now.
        release_when_due(known, by=SYSTEM)
        with speaking(found.locale):
            response = _screen(token, found, known)
    response.headers["Cache-Control"] = "no-cache"
    # The address is the key: neither a link nor a search engine may pass it on.
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _is_there(found: ScreenFacts, known: Places) -> bool:
    """Return False when the workplace that it showed is no longer lent."""
    return found.workplace_id is None or found.workplace_id in known.by_id


def _screen(token: str, found: ScreenFacts, known: Places) -> Response:
    workplace = known.by_id.get(found.workplace_id or 0)
    # Read before the numbers: a change in between makes the next answer new, never stale.
    mark = _mark(found, known, workplace)
    if request.if_none_match.contains(mark):
        response: Response = make_response("", 304)
        response.vary.add("HX-Request")
    else:
        again = url_for("occupancy.screen", token=token)
        response = _all(again, known) if workplace is None else _one(again, workplace)
    response.set_etag(mark)
    return response


def _mark(found: ScreenFacts, known: Places, workplace: WorkplaceFacts | None) -> str:
    """Return what stands for all that the wall shows, apart from a clock that runs by itself."""
    now = _now()
    if workplace is None:
        moved = board_mark(now.date(), known)
    else:
        moved = workplace_mark(workplace, now, known.revision)
    parts = (
        found,
        moved,
        request.url_root,
        # A page that is loaded anew brings the clock with it.
        None if wants_fragment() else f"{now:%H:%M}",
    )
    return hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()


def _all(again: str, known: Places) -> Response:
    """Show every workplace with its number."""
    return _render("_walls", again, tiles=board(_now().date(), known), shut=SHUT)


def _one(again: str, workplace: WorkplaceFacts) -> Response:
    """Show one workplace: its number, and which desks are free."""
    shown = wall(workplace, _now())
    # From a wall on a holiday the code leads to the day on which it opens again.
    address = url_for("booking.desks", code=workplace.code, day=shown.day_to_book, _external=True)
    return _render(
        "_wall",
        again,
        wall=shown,
        closed_words=closed_words,
        reopens_words=reopens_words,
        desk_signs=DESK_SIGNS,
        desk_icons=DESK_ICONS,
        room_words=room_words,
        code=qr_code(address, str(_("Code to scan with a phone"))),
    )


def _render(fragment: str, again: str, **context: Any) -> Response:
    path = f"occupancy/{fragment}.html"
    return render(
        "occupancy/screen.html",
        path,
        piece=path,
        again=again,
        now=_now(),
        states=STATES,
        state_icons=STATE_ICONS,
        **context,
    )


def _now() -> datetime:
    """Return what the clock on a wall in Italy says."""
    return clock.wall()
