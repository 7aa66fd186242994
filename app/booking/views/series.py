"""The same desk every week: what it would do day by day, then book it; end it; give days back."""

from collections import Counter
from datetime import date
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.booking.forms.bookings import parse_day, parse_number, parse_part
from app.booking.forms.series import AwayForm, SeriesForm
from app.booking.labels import floor_words, refusal_words, room_words
from app.booking.labels.reasons import reason_words
from app.booking.labels.series import WAYS
from app.booking.queries.places import places
from app.booking.queries.series import DayPlan, find_series, preview
from app.booking.rules.refusals import Refusal
from app.booking.rules.series import SeriesDayState, SeriesFacts, series_refusals
from app.booking.services import series as service
from app.booking.views.blueprint import bp
from app.core import clock
from app.core.errors import Refused
from app.core.half import Part


@bp.get("/series/new")
@requires(Permission.BOOK_DESK)
def new_series() -> str | tuple[str, int]:
    """Ask on which days, and show what each of them would bring."""
    known = places(g.places_revision)
    desk_id = parse_number(request.args.get("desk")) or 0
    workplace = known.by_desk.get(desk_id)
    if workplace is None:
        abort(404)
    day = parse_day(request.args.get("day")) or clock.today()
    part = parse_part(request.args.get("part")) or Part.DAY
    start = {"weekdays": [str(day.isoweekday())], "part": part.value, "from_day": day}
    is_asked = "weekdays" in request.args or "from_day" in request.args
    form = SeriesForm(formdata=request.args if is_asked else None, data=start)
    plans, problems = None, []
    if is_asked and form.validate():
        problems = _words(form.wish)
        plans = preview(form.wish, desk_id, by=me()) if not problems else None
    page = render_template(
        "booking/new_series.html",
        form=form,
        desk=workplace.desks[desk_id],
        workplace=workplace,
        room=room_words(workplace.room_of[desk_id].name),
        floor=floor_words(workplace.room_of[desk_id].floor),
        plans=plans,
        problems=problems,
        ways=WAYS,
        why=why_not,
        first=clock.today(),
    )
    return (page, 422) if problems or form.errors else page


def _words(wish: SeriesFacts) -> list[str]:
    known = places(g.places_revision)
    reasons = series_refusals(wish, clock.today(), known.subdivision)
    return reason_words(reasons)


def why_not(plan: DayPlan) -> str:
    """Return why the wished desk is not to be had on a day."""
    codes = [reason.code for reason in plan.reasons]
    if codes == [Refusal.DESK_TAKEN]:
        # Not a moment ago, as when somebody clicks.
        return str(_("Somebody has booked yours."))
    return " ".join(refusal_words(plan.reasons))


@bp.post("/series")
@requires(Permission.BOOK_DESK)
def start_series() -> Response:
    """Book what can be booked of it now; the rest follows as days open."""
    desk_id = parse_number(request.form.get("desk")) or 0
    form = SeriesForm(formdata=MultiDict(request.form))
    query: dict[str, Any] = {
        name: request.form.getlist(name)
        for name in ("desk", "weekdays", "part", "from_day", "to_day", "waits")
    }
    back = url_for(".new_series", **query)
    if not form.validate():
        return redirect(back, code=303)
    try:
        series_id = service.start_series(desk_id, form.wish, by=me())
    except Refused as refused:
        gone = any(code is Refusal.DESK_GONE for code in refused.codes)
        return redirect(url_for(".home") if gone else back, code=303)
    done = service.book_series(series_id, by=me(), leave_out=left_out())
    tell(done)
    return redirect(url_for(".my_bookings"), code=303)


def left_out() -> set[date]:
    """Return the days that were ticked to be left out."""
    days = map(parse_day, request.form.getlist("leave_out"))
    return {day for day in days if day is not None}


def tell(done: Counter[SeriesDayState]) -> None:
    """Say how many days were booked, wait or were missed."""
    booked, missed = done[SeriesDayState.BOOKED], done[SeriesDayState.MISSED]
    flash(ngettext("%(num)d day is booked.", "%(num)d days are booked.", booked), "success")
    if waiting := done[SeriesDayState.WAITING]:
        flash(
            ngettext(
                "On %(num)d day no desk is free: you are waiting for one.",
                "On %(num)d days no desk is free: you are waiting for one.",
                waiting,
            ),
            "info",
        )
    if missed:
        flash(
            ngettext(
                "On %(num)d day no desk is free: you can wait for one.",
                "On %(num)d days no desk is free: you can wait for one.",
                missed,
            ),
            "warning",
        )


@bp.post("/series/<int:series_id>/end")
@requires(Permission.CHANGE_BOOKING)
def end_series(series_id: int) -> Response:
    """Book no more days; those that are booked stay."""
    found = find_series(series_id)
    if found is None or found.user_id != me().id:
        abort(404)
    try:
        service.end_series(series_id, by=me())
    except Refused as refused:
        flash(" ".join(reason_words(refused.reasons)), "error")
    else:
        flash(_("No more days are booked. Those that you have stay yours."), "success")
    return redirect(url_for(".my_bookings"), code=303)


@bp.get("/bookings/away")
@requires(Permission.CHANGE_BOOKING)
def away() -> str:
    """Ask from when to when a person needs no desk; the address may say it already."""
    days = {name: parse_day(request.args.get(name)) for name in ("first", "last")}
    return render_template("booking/away.html", form=AwayForm(formdata=None, data=days))


@bp.post("/bookings/away")
@requires(Permission.CHANGE_BOOKING)
def give_back_days() -> Response | tuple[str, int]:
    """Cancel all of one's own bookings in these days."""
    form = AwayForm()
    if not form.validate():
        return render_template("booking/away.html", form=form), 422
    assert form.first.data is not None
    assert form.last.data is not None
    given = service.give_back_days(form.first.data, form.last.data, by=me())
    words = ngettext("%(num)d booking is cancelled.", "%(num)d bookings are cancelled.", given)
    flash(words, "success" if given else "info")
    return redirect(url_for(".my_bookings"), code=303)
