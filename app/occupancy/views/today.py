"""The board: every workplace today, and how full the next two weeks are. No names."""

import hashlib
from datetime import date
from typing import Any

from flask import current_app, g, request, url_for
from flask.wrappers import Response as FlaskResponse
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, is_granted, requires
from app.booking.labels import HALVES, PARTS
from app.booking.queries.places import places
from app.booking.rules.places import Places
from app.core import clock
from app.core.calendar import working_days
from app.core.half import Half, Part
from app.core.htmx import render, wants_fragment
from app.core.i18n import current_locale
from app.occupancy.forms.board import parse_half
from app.occupancy.labels.board import (
    LEVELS,
    MOMENTS,
    STATE_ICONS,
    STATES,
    closed_words,
    reopens_words,
    still_booked_words,
)
from app.occupancy.queries.board import board, board_mark, heat
from app.occupancy.rules.board import totals
from app.occupancy.views.blueprint import bp

DAYS = 10
_CLOSE = "places.new_closure"


@bp.get("/today")
@requires(Permission.SEE_OCCUPANCY)
def today() -> Response:
    """Show every workplace now, and the next two weeks; HTMX asks for one of the two alone."""
    known, day = places(g.places_revision), clock.today()
    if wants_fragment() and "half" not in request.args:
        return _board_alone(known, day)
    context = _heat(known, day)
    if not wants_fragment():
        context |= _tiles(known, day) | {"close_url": _close_url(known)}
    return render("occupancy/today.html", "occupancy/_heat.html", **context)


def _board_alone(known: Places, day: date) -> Response:
    """Return the tiles; unchanged ones cost one look at the day's versions."""
    # Read before the tiles: a change in between makes the next answer new, never stale.
    facts = (board_mark(day, known), current_locale(), request.script_root)
    mark = hashlib.blake2b(repr(facts).encode(), digest_size=12).hexdigest()
    response: Response
    if request.if_none_match.contains(mark):
        response = FlaskResponse(status=304)
        response.vary.add("HX-Request")
    else:
        response = render("", "occupancy/_tiles.html", **_tiles(known, day))
    response.set_etag(mark)
    return response


def _tiles(known: Places, day: date) -> dict[str, Any]:
    tiles = board(day, known)
    moments = {tile.moment for tile in tiles}
    return {
        "tiles": tiles,
        "totals": totals(tiles),
        "now": clock.local(),
        # Told once, where all clocks stand alike.
        "moment": MOMENTS[moments.pop()] if len(moments) == 1 else "",
        "states": STATES,
        "state_icons": STATE_ICONS,
        "halves": HALVES,
        "closed_words": closed_words,
        "reopens_words": reopens_words,
        "still_booked_words": still_booked_words,
    }


def _heat(known: Places, day: date) -> dict[str, Any]:
    half = parse_half(request.args.get("half"))
    days = working_days(day, DAYS, known.subdivision)
    return {
        "rows": heat(days, known, half),
        "days": days,
        "today": day,
        "half": half,
        "halves": HALVES,
        "levels": LEVELS,
        "chips": [
            {"value": "", "label": _("Fuller half")},
            *({"value": one.value, "label": PARTS[Part.of([one])]} for one in Half),
        ],
    }


def _close_url(known: Places) -> str | None:
    """Return where a workplace is closed, for those who may close one."""
    is_there = _CLOSE in current_app.view_functions
    may = any(is_granted(me(), Permission.SET_LIMITS, one) for one in known.workplaces)
    return url_for(_CLOSE) if is_there and may else None
