"""The plan that lies under a room's desks: sent, shown, taken away."""

from flask import abort, flash, make_response, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.booking.admin_views.blueprint import bp, own_place
from app.booking.admin_views.editor import room_page
from app.booking.admin_views.rooms import MOST_ID, existing_room, say_moved
from app.booking.forms.rooms import PlanForm
from app.booking.labels.rooms import dropped_words, room_refusal_words
from app.booking.pictures import clean_picture
from app.booking.queries.rooms import find_picture
from app.booking.rules.pictures import MOST_MEGABYTES
from app.booking.services import rooms as services
from app.core.errors import Refused
from app.core.security import ONE_YEAR
from app.core.uploads import takes_files

# Even opened by itself, a plan runs nothing, loads nothing and belongs to no site.
PLAN_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@bp.get("/rooms/<int:room_id>/plan/<sha256>")
@requires(Permission.SEE_DESKS)
def plan(room_id: int, sha256: str) -> Response:
    """Return the plan of a room; its address changes with it, so browsers keep it."""
    found = find_picture(room_id, sha256) if room_id < MOST_ID and sha256.isalnum() else None
    if found is None:
        abort(404)
    response = make_response(found.content)
    response.headers["Content-Type"] = found.media_type
    response.headers["Content-Security-Policy"] = PLAN_POLICY
    response.headers["Cache-Control"] = f"private, max-age={ONE_YEAR}, immutable"
    return response


@bp.post("/<code>/rooms/<int:room_id>/plan")
@requires(Permission.EDIT_PLACES)
@takes_files(MOST_MEGABYTES)
def send_plan(code: str, room_id: int) -> Response | tuple[str, int]:
    """Clean a plan, lay it under the desks, and say what was left out of it."""
    place, form = own_place(code), PlanForm()
    room = existing_room(place, room_id)
    if form.validate():
        try:
            picture = clean_picture(form.content)
            moved = services.draw_room(
                place, room_id, picture, form.plan_width_m.data or 0, by=me()
            )
        except Refused as refused:
            form.form_errors.extend(room_refusal_words(refused.reasons))
        else:
            flash(_("The plan lies under the desks."), "success")
            if picture.dropped:
                words = {"what": dropped_words(picture.dropped)}
                flash(_("This was left out of the drawing: %(what)s.", **words), "info")
            say_moved(moved)
            return redirect(url_for("places.room", code=code, room_id=room_id), code=303)
    return room_page(place, room, plan_form=form), 422


@bp.post("/<code>/rooms/<int:room_id>/plan/remove")
@requires(Permission.EDIT_PLACES)
def remove_plan(code: str, room_id: int) -> Response:
    """Take the plan away."""
    place = own_place(code)
    existing_room(place, room_id)
    services.remove_drawing(place, room_id, by=me())
    flash(_("The plan is gone. The desks stay where they are."), "success")
    return redirect(url_for("places.room", code=code, room_id=room_id), code=303)
