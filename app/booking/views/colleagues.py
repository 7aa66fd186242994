"""Find out where a colleague sits, as far as they choose to show it."""

from flask import g, make_response, render_template, request
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.booking.labels import PARTS, room_words
from app.booking.queries.colleagues import FEWEST_LETTERS, MOST_FOUND, find_by_name
from app.booking.queries.places import places
from app.booking.queries.seen import days_told, shown_to
from app.booking.rules.seen import SeenBy
from app.booking.views.blueprint import bp
from app.core import clock

MOST_LETTERS = 100


@bp.get("/colleagues")
@requires(Permission.SEE_DESKS)
def colleagues() -> Response:
    """Search by surname; whoever hides is named as anybody else, and nothing is told of them."""
    known = places(g.places_revision)
    asked = " ".join(request.args.get("q", "").replace("\x00", "").split())[:MOST_LETTERS]
    is_asked = len(asked) >= FEWEST_LETTERS
    # One more than are told, to know whether there are more; oneself is nobody's colleague.
    names = find_by_name(asked, MOST_FOUND + 2) if is_asked else []
    found = [one for one in names if one.id != me().id]
    told = found[:MOST_FOUND]
    shown = shown_to(me(), [one.id for one in told], known) if is_asked else {}
    page = render_template(
        "booking/colleagues.html",
        asked=asked,
        is_asked=is_asked,
        is_too_short=bool(asked) and not is_asked,
        found=told,
        has_more=len(found) > MOST_FOUND,
        shown=shown,
        last=days_told(known.subdivision)[-1],
        nobody_may=known.policies(clock.today()).seen_by is SeenBy.NOBODY,
        workplaces=known.by_id,
        parts=PARTS,
        room_words=room_words,
    )
    response = make_response(page, 422 if asked and not is_asked else 200)
    # Whom somebody looked for is nothing to leave on a shared machine.
    response.headers["Cache-Control"] = "no-store"
    return response
