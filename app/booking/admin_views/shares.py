"""What offices are sure of in a workplace, and the most that they may take."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.booking.admin_views.blueprint import bp, find_place, is_mine, own_place
from app.booking.forms.limits import ShareForm
from app.booking.labels.limits import CAP_REFUSALS
from app.booking.queries.caps import shares_of
from app.booking.rules.places import WorkplaceFacts
from app.booking.services.caps import end_share
from app.booking.services.caps import set_share as give_share
from app.core import clock
from app.core.errors import Refused


@bp.get("/<code>/shares")
@requires(Permission.SEE_OCCUPANCY)
def shares(code: str) -> str:
    """Show which offices are sure of desks here, and ask for one more."""
    form = ShareForm(formdata=None, data={"from_day": clock.today(), "guaranteed": 0})
    return _page(find_place(code), form)


@bp.post("/<code>/shares")
@requires(Permission.SET_LIMITS)
def set_share(code: str) -> Response | tuple[str, int]:
    """Give an office its share."""
    place, form = own_place(code, Permission.SET_LIMITS), ShareForm()
    if form.validate():
        try:
            give_share(place.id, form.share, by=me())
        except Refused as refused:
            form.refuse(refused, CAP_REFUSALS)
        else:
            flash(_("The office's share is written down."), "success")
            return redirect(url_for("places.shares", code=code), code=303)
    return _page(place, form), 422


@bp.post("/<code>/shares/<int:office_id>/end")
@requires(Permission.SET_LIMITS)
def take_share(code: str, office_id: int) -> Response:
    """End an office's share."""
    place = own_place(code, Permission.SET_LIMITS)
    if office_id not in {row.office_id for row in shares_of(place.id)}:
        abort(404)
    end_share(place.id, office_id, by=me())
    flash(_("The office has no share of its own any more."), "success")
    return redirect(url_for("places.shares", code=code), code=303)


def _page(place: WorkplaceFacts, form: ShareForm) -> str:
    return render_template(
        "places/shares.html",
        place=place,
        form=form,
        shares=shares_of(place.id),
        today=clock.today(),
        is_mine=is_mine(place),
    )
