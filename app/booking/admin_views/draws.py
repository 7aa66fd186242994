"""On which days a workplace's desks are drawn among those who asked."""

from datetime import date, time, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, is_granted, requires
from app.booking.admin_views.blueprint import bp, find_place
from app.booking.forms.draws import DrawForm
from app.booking.labels.fairness import DRAW_REFUSALS
from app.booking.queries.places import places
from app.booking.rules.dated import DrawFacts
from app.booking.rules.fairness import draw_refusals, drawn_days, rules_ahead
from app.booking.rules.places import WorkplaceFacts
from app.booking.services.fairness import end_draw as end_rule
from app.booking.services.fairness import set_draw as set_rule
from app.core import clock
from app.core.errors import Refused

# So many of the days that a rule would draw are shown, looked for in so many weeks.
DAYS_SHOWN, WEEKS = 3, 9


@bp.get("/<code>/draws")
@requires(Permission.SEE_OCCUPANCY)
def draws(code: str) -> str | tuple[str, int]:
    """Show when desks are drawn here; asked for a new rule, say first what it would mean."""
    place = find_place(code)
    if "days_before" not in request.args:
        start = {"from_day": clock.today(), "days_before": 1, "hour": time(12)}
        return _page(place, DrawForm(formdata=None, data=start))
    form = DrawForm(formdata=request.args)
    if not form.validate():
        return _page(place, form), 422
    today = clock.today()
    days_ahead = places().policies(today).days_ahead
    if reasons := draw_refusals(form.rule, today, days_ahead):
        form.refuse(Refused(reasons), DRAW_REFUSALS)
        return _page(place, form), 422
    return _page(place, form, form.rule)


@bp.post("/<code>/draws")
@requires(Permission.SET_POLICIES)
def set_draw(code: str) -> Response | tuple[str, int]:
    """Write down when desks are drawn."""
    place, form = find_place(code), DrawForm()
    if form.validate():
        try:
            set_rule(place.id, form.rule, by=me())
        except Refused as refused:
            form.refuse(refused, DRAW_REFUSALS)
        else:
            flash(_("The draw is written down."), "success")
            return redirect(url_for("places.draws", code=code), code=303)
    return _page(place, form), 422


@bp.post("/<code>/draws/end")
@requires(Permission.SET_POLICIES)
def end_draw(code: str) -> Response:
    """Draw no more days; whoever entered is served by the same order."""
    end_rule(find_place(code).id, by=me())
    flash(_("Desks are drawn here no more: who books first has them."), "success")
    return redirect(url_for("places.draws", code=code), code=303)


def _page(place: WorkplaceFacts, form: DrawForm, wanted: DrawFacts | None = None) -> str:
    return render_template(
        "places/draws.html",
        place=place,
        form=form,
        rules=rules_ahead(place, clock.today()),
        wanted=wanted,
        examples=_examples(wanted) if wanted else [],
        fields=_fields(form),
        may_set=is_granted(me(), Permission.SET_POLICIES),
    )


def _examples(rule: DrawFacts) -> list[date]:
    """Return the first days that a rule would draw from its first day on."""
    first = max(rule.from_day, clock.today())
    days = (first + timedelta(days=n) for n in range(7 * WEEKS))
    coming = drawn_days(rule, days, places().subdivision)
    return [day for day in coming if rule.moment(day) > clock.wall()][:DAYS_SHOWN]


def _fields(form: DrawForm) -> dict[str, Any]:
    """Return the form as it was sent, to be sent again with the last click."""
    names = ("days_before", "from_day", "to_day")
    values = {name: getattr(form, name).data for name in names}
    fields = {name: "" if value is None else str(value) for name, value in values.items()}
    hour = form.hour.data.strftime("%H:%M") if form.hour.data else ""
    return fields | {"hour": hour, "weekdays": list(form.weekdays.data or ())}
