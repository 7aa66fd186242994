"""One series: its days, and how to change or end it from a day on."""

from datetime import date
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.booking.forms.bookings import parse_day
from app.booking.forms.series import EndForm, SeriesChangeForm
from app.booking.labels import PARTS, room_words
from app.booking.labels.reasons import reason_words
from app.booking.labels.series import DAY_REASONS, WAYS
from app.booking.labels.waiting import WAIT_STATES
from app.booking.queries.one_series import coming_days, preview_change
from app.booking.queries.places import places
from app.booking.queries.series import StoredSeries, find_series, last_open_day
from app.booking.queries.standing import standings
from app.booking.rules.places import WorkplaceFacts
from app.booking.rules.series import (
    SeriesDayState,
    SeriesRefusal,
    change_refusals,
    series_refusals,
)
from app.booking.services import series_changes
from app.booking.views.blueprint import bp
from app.booking.views.series import left_out, tell, why_not
from app.core import clock
from app.core.errors import Reason, Refused
from app.core.templating import day_long


def _mine(series_id: int) -> StoredSeries:
    """Return a series of one's own; any other is not there."""
    found = find_series(series_id)
    if found is None or found.user_id != me().id:
        abort(404)
    return found


@bp.get("/series/<int:series_id>")
@requires(Permission.CHANGE_BOOKING)
def series(series_id: int) -> str:
    """Tell what became of each day of a series, and offer what can be done about it."""
    return _page(_mine(series_id), EndForm(formdata=None, data={"day": clock.today()}))


def _page(found: StoredSeries, form: EndForm) -> str:
    known = places(g.places_revision)
    days = coming_days(found, known)
    return render_template(
        "booking/series.html",
        series=found,
        is_over=found.is_ended or (found.facts.to_day or date.max) < clock.today(),
        form=form,
        days=days,
        last_open=last_open_day(known),
        where=standings({found.desk_id, *(day.desk_id for day in days if day.desk_id)}),
        is_lent=found.desk_id in known.by_desk,
        parts=PARTS,
        reasons=DAY_REASONS,
        wait_states=WAIT_STATES,
        today=clock.today(),
    )


@bp.post("/series/<int:series_id>/end-from")
@requires(Permission.CHANGE_BOOKING)
def end_series_from(series_id: int) -> Response | tuple[str, int]:
    """Book no more from a day on, and cancel what is booked from there."""
    found, form = _mine(series_id), EndForm()
    if not form.validate():
        return _page(found, form), 422
    assert form.day.data is not None
    try:
        given = series_changes.end_from(series_id, form.day.data, by=me())
    except Refused as refused:
        form.form_errors.extend(reason_words(refused.reasons))
        return _page(found, form), 422
    words = ngettext("%(num)d booking is cancelled.", "%(num)d bookings are cancelled.", given)
    flash(_("It has ended.") + " " + words, "success")
    return redirect(url_for(".my_bookings"), code=303)


@bp.post("/series/<int:series_id>/days/<day>/leave-out")
@requires(Permission.CHANGE_BOOKING)
def leave_day_out(series_id: int, day: str) -> Response:
    """Give one day back, or leave it out before it opens."""
    _mine(series_id)
    wanted = _day(day)
    try:
        series_changes.leave_out(series_id, wanted, by=me())
    except Refused as refused:
        flash(" ".join(reason_words(refused.reasons)), "error")
    else:
        flash(_("Left out: %(day)s.", day=day_long(wanted)), "success")
    return redirect(url_for(".series", series_id=series_id), code=303)


@bp.post("/series/<int:series_id>/days/<day>/book")
@requires(Permission.CHANGE_BOOKING)
def take_day_up(series_id: int, day: str) -> Response:
    """Have a day after all, or try it again."""
    _mine(series_id)
    wanted = _day(day)
    try:
        state = series_changes.take_up(series_id, wanted, by=me())
    except Refused as refused:
        flash(" ".join(reason_words(refused.reasons)), "error")
    else:
        words = {
            None: _("One of your days again: %(day)s."),
            SeriesDayState.BOOKED: _("Booked: %(day)s."),
            SeriesDayState.WAITING: _("No desk is free on %(day)s: you are waiting for one."),
        }.get(state, _("No desk can be had on %(day)s."))
        is_good = state in {None, SeriesDayState.BOOKED}
        flash(words % {"day": day_long(wanted)}, "success" if is_good else "warning")
    return redirect(url_for(".series", series_id=series_id), code=303)


def _day(text: str) -> date:
    day = parse_day(text)
    if day is None:
        abort(404)
    return day


@bp.get("/series/<int:series_id>/change")
@requires(Permission.CHANGE_BOOKING)
def change_series(series_id: int) -> str | tuple[str, int]:
    """Ask what is to be different from when on, and show what that makes of each day."""
    found = _mine(series_id)
    desks = _desks(found)
    is_asked = "from_day" in request.args
    form = SeriesChangeForm(
        desks, formdata=request.args if is_asked else None, data=_present(found, desks)
    )
    plans, problems = None, []
    if is_asked and form.validate():
        problems = _problems(found, form)
        if not problems:
            plans = preview_change(found, form.wish, form.desk.data, by=me())
    page = render_template(
        "booking/change_series.html",
        series=found,
        form=form,
        plans=plans,
        problems=problems,
        ways=WAYS,
        why=why_not,
        first=clock.today(),
    )
    return (page, 422) if problems or form.errors else page


def _present(found: StoredSeries, desks: list[tuple[int, str]]) -> dict[str, Any]:
    """Return what the form begins with: the series as it is, from today on."""
    facts = found.facts
    return {
        "weekdays": [str(number) for number in sorted(facts.weekdays)],
        "part": facts.part.value,
        "from_day": max(clock.today(), facts.from_day),
        "to_day": facts.to_day,
        "waits": facts.waits,
        "desk": found.desk_id if found.desk_id in dict(desks) else None,
    }


def _problems(found: StoredSeries, form: SeriesChangeForm) -> list[str]:
    wish = form.wish
    known = places(g.places_revision)
    reasons = change_refusals(found.facts, wish.from_day, clock.today())
    reasons = reasons or series_refusals(wish, clock.today(), known.subdivision)
    if found.is_ended:
        reasons = [Reason(SeriesRefusal.ENDED)]
    return reason_words(reasons)


def _desks(found: StoredSeries) -> list[tuple[int, str]]:
    """Return the desks to choose from: those of the workplace, and one that was asked for."""
    known = places(g.places_revision)
    here = known.by_desk.get(found.desk_id)
    return _labels(here) if here else [d for one in known.workplaces for d in _labels(one)]


def _labels(workplace: WorkplaceFacts) -> list[tuple[int, str]]:
    return [
        (desk.id, f"{desk.label} · {room_words(room.name)}")
        for room in workplace.rooms
        for desk in room.desks
    ]


@bp.post("/series/<int:series_id>/change")
@requires(Permission.CHANGE_BOOKING)
def save_series_change(series_id: int) -> Response:
    """Change it from a day on: each day that can be is moved or booked."""
    found = _mine(series_id)
    form = SeriesChangeForm(_desks(found), formdata=MultiDict(request.form))
    query: dict[str, Any] = {
        name: request.form.getlist(name)
        for name in ("desk", "weekdays", "part", "from_day", "to_day", "waits")
    }
    back = url_for(".change_series", series_id=series_id, **query)
    if not form.validate():
        return redirect(back, code=303)
    try:
        new_id, done = series_changes.change_from(
            series_id, form.desk.data, form.wish, by=me(), leave_out=left_out()
        )
    except Refused as refused:
        flash(" ".join(reason_words(refused.reasons)), "error")
        return redirect(back, code=303)
    flash(_("Your weekly booking is changed."), "success")
    if done[SeriesDayState.BOOKED] or done[SeriesDayState.MISSED] or done[SeriesDayState.WAITING]:
        tell(done)
    return redirect(url_for(".series", series_id=new_id), code=303)
