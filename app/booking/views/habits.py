"""Favourite desks, what a person likes a desk to have, and their usual week."""

from datetime import date, timedelta

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.booking.forms.bookings import parse_day, parse_number
from app.booking.forms.habits import UsualWeekForm
from app.booking.labels import PARTS, refusal_words
from app.booking.labels.reasons import reason_words
from app.booking.queries.habits import Habits, habits_of, next_usual_week
from app.booking.queries.places import places
from app.booking.queries.standing import standings
from app.booking.queries.usual_week import usual_week
from app.booking.rules.places import EQUIPMENT
from app.booking.services import habits as service
from app.booking.views.blueprint import bp
from app.core import clock
from app.core.errors import Refused
from app.core.security import page_here

# Weeks further away are not open for anybody.
_MOST_WEEKS = timedelta(days=366)


@bp.get("/usual-week")
@requires(Permission.BOOK_DESK)
def usual_week_page() -> str:
    """Ask on which days a person usually wants a desk; list their favourite desks."""
    habits = _mine()
    return _form_page(habits, UsualWeekForm(dict(habits.usual_days), formdata=None))


def _mine() -> Habits:
    return habits_of(me().id or 0, clock.today())


def _form_page(habits: Habits, form: UsualWeekForm) -> str:
    known = places(g.places_revision)
    return render_template(
        "booking/usual_week.html",
        form=form,
        has_days=bool(habits.usual_days),
        monday=next_usual_week(habits, known, clock.today()),
        favourites=habits.favourites,
        where=standings(habits.favourites),
    )


@bp.post("/usual-week")
@requires(Permission.BOOK_DESK)
def set_usual_week() -> Response | tuple[str, int]:
    """Store the usual week; nothing is booked by that."""
    form = UsualWeekForm({})
    if not form.validate():
        return _form_page(_mine(), form), 422
    service.set_usual_week(form.usual, by=me())
    flash(
        _("Your usual week is saved. Nothing is booked yet.")
        if form.usual
        else _("You have no usual week any more."),
        "success",
    )
    return redirect(url_for(".usual_week_page"), code=303)


@bp.get("/usual-week/<monday>")
@requires(Permission.BOOK_DESK)
def usual_week_days(monday: str) -> str | Response:
    """Tell day by day what of a usual week is booked, where, and what can be done."""
    first = _monday(monday)
    habits = _mine()
    if not habits.usual_days:
        return redirect(url_for(".usual_week_page"))
    days = usual_week(habits, first, by=me())
    return render_template(
        "booking/usual_days.html",
        monday=first,
        days=days,
        can_book=any(one.home and one.home.proposal and not one.home.has_too_many for one in days),
        is_booked=bool(days) and not any(one.missing for one in days),
        where=standings({held.desk_id for one in days for held in one.held}),
        parts=PARTS,
        why=refusal_words,
        places=places(g.places_revision),
    )


def _monday(text: str) -> date:
    """Return the Monday in an address; 404 for anything else."""
    day = parse_day(text)
    if day is None or day.weekday() or abs(day - clock.today()) > _MOST_WEEKS:
        abort(404)
    return day


@bp.post("/usual-week/<monday>/book")
@requires(Permission.BOOK_DESK)
def book_usual_week(monday: str) -> Response:
    """Book what is missing of a usual week; the page that follows tells each day."""
    booked = service.book_usual_week(_monday(monday), by=me())
    words = ngettext("%(num)d day is booked.", "%(num)d days are booked.", booked)
    if booked:
        flash(words, "success")
    else:
        flash(_("Nothing more was booked."), "info")
    return redirect(url_for(".usual_week_days", monday=monday), code=303)


@bp.post("/favourites")
@requires(Permission.BOOK_DESK)
def add_favourite() -> Response:
    """Note that the person likes a desk."""
    desk_id = parse_number(request.form.get("desk"))
    if desk_id is None:
        abort(400)
    try:
        service.add_favourite(desk_id, by=me())
    except Refused as refused:
        flash(" ".join(reason_words(refused.reasons)), "error")
    else:
        flash(_("This desk is a favourite now: it comes first when it is free."), "success")
    return redirect(_back(), code=303)


@bp.post("/favourites/remove")
@requires(Permission.BOOK_DESK)
def remove_favourite() -> Response:
    """Note that the person likes a desk no longer."""
    desk_id = parse_number(request.form.get("desk"))
    if desk_id is None:
        abort(400)
    service.remove_favourite(desk_id, by=me())
    flash(_("This desk is no favourite any more."), "success")
    return redirect(_back(), code=303)


def _back() -> str:
    """Return the page that the button stood on."""
    wanted = page_here(request.form.get("next"))
    return request.script_root + wanted if wanted else url_for(".usual_week_page")


@bp.post("/profile/wishes")
@requires(Permission.EDIT_OWN_PROFILE)
def wishes() -> Response:
    """Note what the person likes a desk to have."""
    wanted = request.form.getlist("wished")
    if set(wanted) - set(EQUIPMENT):
        abort(400)
    service.tell_wishes(wanted, by=me())
    flash(
        _("Saved: desks that have this are proposed to you first.")
        if wanted
        else _("Saved: you have no wishes for your desk."),
        "success",
    )
    return redirect(url_for(".profile", _anchor="wishes"), code=303)
