"""The emergency list: for a workplace's emergency staff, of today, one audited click."""

from flask import g, make_response, render_template, request
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, authorize, is_granted, requires
from app.booking.labels import HALVES, PARTS, floor_words, room_words
from app.booking.queries.places import places
from app.booking.services.present import open_list
from app.core import clock
from app.core.half import Half, Part
from app.occupancy.forms.board import parse_half
from app.occupancy.queries.present import present_in
from app.occupancy.rules.board import moment_of
from app.occupancy.views.blueprint import bp
from app.occupancy.views.workplace import find_workplace


@bp.route("/today/<code>/present", methods=["GET", "POST"])
@requires(Permission.SEE_PRESENT)
def present(code: str) -> Response:
    """Say what the list is for, and show it when it is asked for; no other day can be."""
    found = find_workplace(code)
    authorize(me(), Permission.SEE_PRESENT, found)
    now = clock.wall()
    half = parse_half(request.form.get("half")) or moment_of(found, now.date(), now).half
    people = None
    if request.method == "POST":
        open_list(found, half, by=me())
        people = present_in(found, now.date(), half)
    page = render_template(
        "occupancy/present.html",
        workplace=found,
        half=half,
        now=clock.local(),
        people=people,
        chips=[{"value": one.value, "label": PARTS[Part.of([one])]} for one in Half],
        others=[
            one
            for one in places(g.places_revision).workplaces
            if one.id != found.id and is_granted(me(), Permission.SEE_PRESENT, one)
        ],
        halves=HALVES,
        room_words=room_words,
        floor_words=floor_words,
    )
    response = make_response(page)
    # It names people: no browser and no proxy keeps it.
    response.headers["Cache-Control"] = "no-store"
    return response
