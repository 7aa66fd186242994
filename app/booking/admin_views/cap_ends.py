"""The end of a limit: looked at first, since what is under it may be lower."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.booking.admin_views.blueprint import bp, own_place
from app.booking.admin_views.limits import Taking, bookings_in, carry_out, taking
from app.booking.forms.limits import EndCapForm
from app.booking.labels.limits import CAP_REFUSALS
from app.booking.queries.caps import surplus_of
from app.booking.rules.caps import Surplus, Way, end_refusals, revealed, without_cap
from app.booking.rules.places import CapFacts, WorkplaceFacts
from app.booking.services import caps
from app.core import clock
from app.core.errors import Refused


@bp.get("/<code>/limits/<int:cap_id>/end")
@requires(Permission.SET_LIMITS)
def preview_end(code: str, cap_id: int) -> str | tuple[str, int]:
    """Ask from which day a limit ends, and show what counts then: nothing has happened yet."""
    place = own_place(code, Permission.SET_LIMITS)
    cap = _cap(place, cap_id)
    if "from_day" not in request.args:
        first = max(clock.today(), cap.from_day)
        return _page(place, cap, EndCapForm(formdata=None, data={"from_day": first}))
    form = EndCapForm(formdata=request.args)
    if not form.validate():
        return _page(place, cap, form), 422
    if reasons := end_refusals(cap, form.first, clock.today()):
        form.refuse(Refused(reasons), CAP_REFUSALS)
        return _page(place, cap, form), 422
    return _page(place, cap, form, is_preview=True)


@bp.post("/<code>/limits/<int:cap_id>/end")
@requires(Permission.SET_LIMITS)
def end_cap(code: str, cap_id: int) -> Response | tuple[str, int]:
    """End a limit, then keep, ask or draw above the one under it, as was chosen."""
    place, form = own_place(code, Permission.SET_LIMITS), EndCapForm()
    cap = _cap(place, cap_id)
    if not form.validate():
        return _page(place, cap, form), 422
    try:
        under = caps.end_cap(cap_id, form.first, by=me())
    except Refused as refused:
        form.refuse(refused, CAP_REFUSALS)
        return _page(place, cap, form), 422
    flash(_("The limit is ended."), "success")
    if under:
        carry_out(under, Way(form.way.data))
    return redirect(url_for("places.limits", code=code), code=303)


def _cap(place: WorkplaceFacts, cap_id: int) -> CapFacts:
    found = next((cap for cap in place.caps if cap.id == cap_id), None)
    if found is None:
        abort(404)
    return found


def _page(
    place: WorkplaceFacts, cap: CapFacts, form: EndCapForm, *, is_preview: bool = False
) -> str:
    """Show the question; as a preview with what would count, and who is above it."""
    found: list[Surplus] = []
    could_move: Taking = {}
    after = place
    if is_preview:
        after = without_cap(place, cap, form.first)
        surplus = surplus_of(after, form.first, cap.to_day)
        above = {half for some in revealed(surplus, place, cap).values() for half in some}
        found = [one for one in surplus if (one.day, one.half) in above]
        could_move = taking(after, found)
    return render_template(
        "places/end_cap.html",
        place=place,
        cap=cap,
        form=form,
        is_preview=is_preview,
        under=_under(after, cap, form) if is_preview else [],
        found=found,
        taking=could_move,
        exempt=len(bookings_in(could_move, is_exempt=True)),
        asked=len(bookings_in(could_move, is_exempt=False)),
    )


def _under(after: WorkplaceFacts, cap: CapFacts, form: EndCapForm) -> list[CapFacts]:
    """Return the limits that count, or may, from a day on when this one has ended."""
    first = max(form.first, cap.from_day)
    return [
        one
        for one in reversed(after.caps)
        if one.id != cap.id
        and (one.to_day is None or one.to_day >= first)
        and (cap.to_day is None or one.from_day <= cap.to_day)
    ]
