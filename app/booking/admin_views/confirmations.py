"""Whether people confirm that they come to a workplace: administrators decide it."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.booking.admin_views.blueprint import bp, find_place
from app.booking.forms.bookings import parse_number
from app.booking.labels.attendance import CONFIRMATION_REFUSALS
from app.booking.rules.places import WorkplaceFacts
from app.booking.services.releases import ask_to_confirm
from app.core import clock
from app.core.errors import Refused
from app.core.templating import sentence

USUAL_MINUTES = 60


@bp.get("/<code>/confirmation")
@requires(Permission.SET_POLICIES)
def confirmation(code: str) -> str:
    """Show whether people confirm, and what has to be done before they are asked to."""
    place = find_place(code)
    return _page(place, place.confirm_within or USUAL_MINUTES, [])


@bp.post("/<code>/confirmation")
@requires(Permission.SET_POLICIES)
def set_confirmation(code: str) -> Response | tuple[str, int]:
    """Ask people to confirm from now on, or no longer."""
    place = find_place(code)
    is_off = "off" in request.form
    written = request.form.get("minutes", "")
    minutes = None if is_off else parse_number(written) or 0
    try:
        ask_to_confirm(place.id, minutes, by=me())
    except Refused as refused:
        words = [sentence(reason, CONFIRMATION_REFUSALS) for reason in refused.reasons]
        return _page(place, written, words), 422
    if is_off:
        flash(
            _("Nobody has to confirm at %(workplace)s any more.", workplace=place.name), "success"
        )
    else:
        flash(
            _("Saved: from tomorrow on, who does not confirm in time loses the desk of that day."),
            "success",
        )
    return redirect(url_for(".confirmation", code=code), code=303)


def _page(place: WorkplaceFacts, minutes: object, problems: list[str]) -> str:
    return render_template(
        "places/confirmation.html",
        place=place,
        minutes=minutes,
        problems=problems,
        today=clock.today(),
    )
