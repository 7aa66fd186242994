"""My team: who is where in the next four weeks, and what waits for the manager's tap."""

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.core import clock
from app.core.errors import Forbidden, Refused
from app.pola.labels.plans import plan_words
from app.pola.queries.plans import find_swap
from app.pola.queries.teams import team_of
from app.pola.services import swaps
from app.pola.views.blueprint import bp


@bp.get("/team")
@requires(Permission.SEE_TEAM)
def team() -> Response:
    """Show the team's four weeks by half, and the requests to swap."""
    return team_page()


def team_page(problems: list[str] | None = None) -> Response:
    """Return the page, on top of it what was just refused."""
    found = team_of(me(), clock.today())
    weeks: dict[tuple[int, int], list[object]] = {}
    for day in found.days:
        weeks.setdefault(day.isocalendar()[:2], []).append(day)
    page = render_template(
        "pola/team.html",
        found=found,
        weeks=list(weeks.values()),
        problems=problems or [],
        today=clock.today(),
    )
    response = make_response(page)
    response.status_code = 422 if problems else 200
    return response


@bp.post("/team/swaps/<int:swap_id>")
@requires(Permission.DECIDE_PLAN)
def answer_swap(swap_id: int) -> Response:
    """Accept or decline a request to swap, by the button that was pressed."""
    answer = request.form.get("answer")
    if answer not in {"accept", "decline"}:
        abort(400)
    if find_swap(swap_id) is None:
        abort(404)
    try:
        swaps.answer_swap(swap_id, accept=answer == "accept", by=me())
    except Forbidden:
        abort(404)
    except Refused as refused:
        return team_page(plan_words(refused.reasons))
    flash(
        _("The swap is accepted.") if answer == "accept" else _("The swap is declined."), "success"
    )
    return redirect(url_for(".team"), code=303)
