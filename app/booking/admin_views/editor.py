"""The room from above: desks are placed, aligned, numbered, and saved with one form."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.booking.admin_views.blueprint import bp, find_place, is_mine, own_place
from app.booking.admin_views.rooms import existing_room, prefix_of
from app.booking.forms.rooms import PlanForm, SpotFields, read_spots
from app.booking.labels import equipment_words, floor_words, room_words
from app.booking.labels.rooms import room_refusal_words, size_words
from app.booking.queries.rooms import retired_desks
from app.booking.rules.places import RoomFacts, WorkplaceFacts
from app.booking.rules.plan import METRE, placed_plan
from app.booking.rules.rooms import (
    DESK_DEPTH_M,
    DESK_WIDTH_M,
    SPOT_M,
    RoomRefusal,
    Spot,
    arrangement,
    room_extent,
)
from app.booking.services.furnishing import arrange_desks
from app.core.errors import Reason, Refused
from app.core.templating import number


@bp.get("/<code>/rooms/<int:room_id>")
@requires(Permission.EDIT_PLACES)
def room(code: str, room_id: int) -> str:
    """Show a room from above, with its desks to be moved."""
    place = find_place(code)
    return room_page(place, existing_room(place, room_id))


@bp.post("/<code>/rooms/<int:room_id>/arrange")
@requires(Permission.EDIT_PLACES)
def arrange(code: str, room_id: int) -> Response | tuple[str, int]:
    """Save where the desks stand and how they are called."""
    place = own_place(code)
    found = existing_room(place, room_id)
    written = read_spots(request.form)
    try:
        arrange_desks(place, room_id, _spots(written), seen=request.form.get("seen", ""), by=me())
    except Refused as refused:
        changed = RoomRefusal.CHANGED_MEANWHILE in refused.codes
        return room_page(place, found, refused.reasons, written, is_theirs=changed), 422
    flash(_("The desks of %(room)s are in their places.", room=room_words(found.name)), "success")
    return redirect(url_for("places.room", code=code, room_id=room_id), code=303)


def _spots(written: Sequence[SpotFields]) -> list[Spot]:
    """Return the desks in their places; Refused with each place that is not two numbers."""
    found = [one.spot for one in written if one.spot]
    if len(found) < len(written):
        unread = [{"code": one.code} for one in written if one.spot is None]
        raise Refused([Reason(RoomRefusal.NO_PLACE, facts) for facts in unread])
    return found


def room_page(
    place: WorkplaceFacts,
    found: RoomFacts,
    reasons: Sequence[Reason] = (),
    written: Sequence[SpotFields] = (),
    *,
    is_theirs: bool = False,
    plan_form: PlanForm | None = None,
) -> str:
    """Return the editor; after a refusal with what was written, and why it is not saved.

    `is_theirs`: somebody else changed the room meanwhile, and was told on the page;
    whoever saves once more has seen it.
    """
    stored = arrangement(Spot(d.id, d.code, d.x_m, d.y_m) for d in found.desks)
    was_seen = request.form.get("seen", stored) if written and not is_theirs else stored
    corners = [(desk.x_m, desk.y_m) for desk in found.desks]
    width_m, depth_m = room_extent(corners, found.width_m, found.depth_m)
    start = {"plan_width_m": found.width_m or width_m}
    return render_template(
        "places/room.html",
        place=place,
        room=found,
        rows=_rows(found, written),
        seen=was_seen,
        problems=room_refusal_words(reasons),
        is_theirs=is_theirs,
        is_mine=is_mine(place),
        retired=retired_desks(found.id),
        plan=placed_plan(found),
        plan_form=plan_form or PlanForm(formdata=None, data=start),
        prefix=prefix_of(place, found),
        measures={
            "metre": METRE,
            "desk-width": DESK_WIDTH_M,
            "desk-depth": DESK_DEPTH_M,
            "spot": SPOT_M,
            "width": width_m,
            "depth": depth_m,
        },
        title=_("Desks of %(room)s", room=room_words(found.name)),
        floor_words=floor_words,
        size_words=size_words,
    )


def _rows(found: RoomFacts, written: Sequence[SpotFields]) -> list[dict[str, Any]]:
    """Return the room's desks as the form shows them: as written, else as they are."""
    by_id = {one.desk_id: one for one in written}
    return [
        {
            "id": desk.id,
            "label": desk.label,
            "code": by_id[desk.id].code if desk.id in by_id else desk.code,
            "x": by_id[desk.id].x if desk.id in by_id else number(desk.x_m),
            "y": by_id[desk.id].y if desk.id in by_id else number(desk.y_m),
            "has": equipment_words(desk.equipment, is_accessible=desk.is_accessible),
        }
        for desk in found.desks
    ]
