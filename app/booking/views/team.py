"""Calling somebody of the team to the office: it may free a partner's desk."""

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.booking.forms.bookings import parse_day, parse_number, parse_part
from app.booking.services import weeks
from app.booking.views.blueprint import bp
from app.core.errors import Forbidden, Refused
from app.core.forms import clean
from app.pola.labels.plans import plan_words
from app.pola.views.team import team_page


@bp.post("/team/recalls")
@requires(Permission.DECIDE_PLAN)
def recall() -> Response:
    """Call a person to the office on the halves that the form names."""
    user_id = parse_number(request.form.get("person"))
    day, part = parse_day(request.form.get("day")), parse_part(request.form.get("part"))
    reason = clean(request.form.get("reason")) or ""
    if user_id is None or day is None or part is None:
        return team_page([_("Choose the person, the day and the part of it.")])
    try:
        weeks.recall_person(user_id, day, part.halves, reason, by=me())
    except Forbidden:
        abort(404)
    except Refused as refused:
        return team_page(plan_words(refused.reasons))
    flash(_("The person has been called to the office and told why."), "success")
    return redirect(url_for("pola.team"), code=303)
