"""A sheet of labels with QR codes, one for each desk of a room, to print and cut."""

from flask import abort, render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from app.auth.permissions import Permission, requires
from app.booking.admin_views.blueprint import bp, find_place
from app.booking.labels import floor_words, room_words
from app.booking.rules.places import DeskFacts
from app.core.qr import qr_code

# Two by four on an A4 page.
A_PAGE = 8


@bp.get("/<code>/rooms/<int:room_id>/codes")
@requires(Permission.EDIT_PLACES)
def codes(code: str, room_id: int) -> str:
    """Show a room's labels: each leads to where its desk is booked, whoever scans it."""
    place = find_place(code)
    room = next((one for one in place.rooms if one.id == room_id), None)
    if room is None:
        abort(404)
    return render_template(
        "places/codes.html",
        place=place,
        room=room_words(room.name),
        floor=floor_words(room.floor),
        labels=[(desk, _code(desk)) for desk in room.desks],
        a_page=A_PAGE,
    )


def _code(desk: DeskFacts) -> Markup:
    """Return the code of a desk: what can be done there now."""
    address = url_for("booking.at_desk", desk_id=desk.id, _external=True)
    return qr_code(address, str(_("Code that leads to desk %(desk)s", desk=desk.label)))
