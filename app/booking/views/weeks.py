"""My weeks: four weeks by halves, each changed with one tap."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from flask import abort, flash, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.booking.forms.bookings import parse_day, parse_number
from app.booking.labels import refusal_words
from app.booking.queries.places import places
from app.booking.queries.weeks import Weeks, swap_choices, weeks_of
from app.booking.rules.refusals import Refusal
from app.booking.services import weeks as services
from app.booking.views.blueprint import bp
from app.booking.views.home import short_name
from app.core import clock
from app.core.errors import Forbidden, Refused
from app.core.half import Half, Part
from app.pola.labels.plans import plan_words, possible_words
from app.pola.queries.plans import find_swap
from app.pola.rules.agreed import DayHalf
from app.pola.rules.day_kinds import DayKind
from app.pola.rules.planning import PlanRefusal
from app.pola.services import swaps

# How far back and ahead the calendar can be turned.
MOST_WEEKS = 52


@bp.get("/weeks")
@requires(Permission.CHANGE_PLAN)
def weeks() -> Response:
    """Show four weeks, from the one asked for on; with `swap`, the halves to swap with."""
    return _page(_first(request.args.get("from")), swapping=_key(request.args.get("swap")))


@bp.post("/weeks/halves")
@requires(Permission.CHANGE_PLAN)
def plan_half() -> Response:
    """Change one half to the kind that the button says."""
    key, kind = _key(request.form.get("half")), _kind(request.form.get("kind"))
    if key is None or kind is None:
        abort(400)
    return _do(key[0], lambda: _changed(key, kind))


@bp.post("/weeks/swaps")
@requires(Permission.CHANGE_PLAN)
def ask_swap() -> Response:
    """Ask to swap an agreed half for another of the same week."""
    away, instead = _key(request.form.get("away")), _key(request.form.get("instead"))
    if away is None or instead is None:
        abort(400)

    def ask() -> None:
        swaps.ask_swap(me().id or 0, away, instead, by=me())
        flash(_("Your request has been sent. Your manager answers it."), "success")

    return _do(away[0], ask)


@bp.post("/weeks/swaps/<int:swap_id>/take-back")
@requires(Permission.CHANGE_PLAN)
def take_swap_back(swap_id: int) -> Response:
    """Give up one's own request to swap."""
    if find_swap(swap_id) is None:
        abort(404)

    def take_back() -> None:
        try:
            swaps.take_swap_back(swap_id, by=me())
        except Forbidden:
            abort(404)
        flash(_("Your request has been taken back."), "success")

    return _do(_first(request.form.get("from")), take_back)


def _changed(key: DayHalf, kind: DayKind) -> None:
    warnings = services.plan_half(me().id or 0, *key, kind, by=me())
    flash(_("Your plan has been changed."), "success")
    for words in plan_words(warnings):
        flash(words, "warning")


def _do(day: date, deed: Callable[[], None]) -> Response:
    """Do it and show its week again; a refusal is told on top of the page."""
    first = _first(request.form.get("from"))
    try:
        deed()
    except Refused as refused:
        return _page(first, refused=refused)
    address = url_for(".weeks", _anchor=f"day-{day}", **{"from": str(first)})  # type: ignore[arg-type]
    return redirect(address, code=303)


def _page(
    first: date, *, refused: Refused | None = None, swapping: DayHalf | None = None
) -> Response:
    g.places_revision = places().revision if refused else g.places_revision
    found = weeks_of(me().id or 0, first)
    page = render_template(
        "booking/weeks.html",
        found=found,
        problems=_problems(refused),
        places=places(g.places_revision),
        short=short_name,
        parts={Half.AM: Part.AM, Half.PM: Part.PM},
        swapping=swapping,
        swap_choices=swap_choices(swapping, found.facts) if swapping else [],
        **_neighbours(found),
    )
    response = make_response(page)
    response.status_code = 422 if refused else 200
    return response


def _problems(refused: Refused | None) -> list[str]:
    """Return each reason in words, and last what would work."""
    if refused is None:
        return []
    words = []
    for reason in refused.reasons:
        if isinstance(reason.code, Refusal):
            words += refusal_words([reason])
        elif isinstance(reason.code, PlanRefusal):
            words += plan_words([reason])[:1]
    days = next((r.facts["possible"] for r in refused.reasons if r.facts.get("possible")), ())
    return [*words, possible_words(days)] if days else words


def _neighbours(found: Weeks) -> dict[str, Any]:
    """Return the four weeks before and after, as far as the calendar goes."""
    span, far = timedelta(weeks=4), timedelta(weeks=MOST_WEEKS)
    before, after = found.first - span, found.first + span
    return {
        "before": before if before >= found.today - far else None,
        "after": after if after <= found.today + far else None,
    }


def _first(text: str | None) -> date:
    """Return the day asked for, within a year of today; else today."""
    day, today = parse_day(text), clock.today()
    far = timedelta(weeks=MOST_WEEKS)
    return day if day is not None and today - far <= day <= today + far else today


def _key(text: str | None) -> DayHalf | None:
    """Return the half written as `2026-03-03-am`, or None for anything else."""
    words, _dash, half = (text or "").rpartition("-")
    day = parse_day(words)
    near = day is not None and parse_number(str(abs((day - clock.today()).days))) is not None
    if day is None or not near or half not in {one.value for one in Half}:
        return None
    return (day, Half(half))


def _kind(text: str | None) -> DayKind | None:
    return DayKind(text) if text in {kind.value for kind in DayKind} else None
