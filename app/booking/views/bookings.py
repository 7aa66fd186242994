"""A person's bookings: see, cancel, restore, change."""

from datetime import date, timedelta
from itertools import groupby
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, authorize, requires
from app.booking.forms.bookings import parse_wish
from app.booking.labels import HALVES, PARTS, equipment_words, floor_words, refusal_words
from app.booking.queries.bookings import (
    BookingFacts,
    coming_bookings,
    find_booking,
    past_bookings,
)
from app.booking.queries.places import places
from app.booking.queries.standing import standings
from app.booking.rules.nearness import Point, Trip, trip
from app.booking.rules.refusals import halves_left
from app.booking.services import bookings
from app.booking.views.blueprint import bp
from app.core import clock
from app.core.errors import Refused
from app.core.half import Half
from app.core.templating import day_long

PAGE = 20
# Where the session keeps what a booking was before its last change.
_BEFORE = "booking_before"


@bp.get("/bookings")
@requires(Permission.BOOK_DESK)
def my_bookings() -> str:
    """List the coming bookings by week, and the past ones page by page."""
    user = me().id or 0
    offset = max(0, request.args.get("from", 0, type=int))
    # One more than shown tells whether there is a next page.
    past = past_bookings(user, PAGE + 1, offset)
    coming = coming_bookings(user)
    where = standings({b.desk_id for b in [*coming, *past]})
    return render_template(
        "booking/my_bookings.html",
        weeks=[(monday, list(days)) for monday, days in groupby(coming, key=_monday)],
        past=past[:PAGE],
        offset=offset,
        has_more=len(past) > PAGE,
        page=PAGE,
        where=where,
        parts=PARTS,
        left={b.id: _left(b) for b in coming},
        this_monday=_monday_of(clock.today()),
    )


def _monday(booking: BookingFacts) -> date:
    return _monday_of(booking.day)


def _monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _left(booking: BookingFacts) -> list[Half]:
    """Return the halves that can still be given back."""
    workplace = places(g.places_revision).by_id.get(booking.workplace_id)
    if workplace is None:
        return list(booking.part.halves) if booking.day >= clock.today() else []
    return halves_left(booking.day, booking.part, workplace, clock.local().replace(tzinfo=None))


@bp.get("/bookings/<int:booking_id>")
@requires(Permission.SEE_BOOKING)
def booking(booking_id: int) -> str:
    """Show one booking: when, where, how to get in, and the ways back."""
    return _booking_page(_get(booking_id))


def _booking_page(facts: BookingFacts, problems: list[str] | None = None) -> str:
    where = standings({facts.desk_id})
    known = places(g.places_revision)
    workplace = known.by_id.get(facts.workplace_id)
    # The old place is offered back as long as the change that left it is the last one.
    before = session.get(_BEFORE, {})
    is_last = before.get("id") == facts.id and before.get("sequence") == facts.sequence
    return render_template(
        "booking/booking.html",
        booking=facts,
        place=where[facts.desk_id],
        workplace=workplace,
        trip=_trip(facts),
        hours=_hours(facts),
        left=_left(facts),
        halves=HALVES,
        parts=PARTS,
        before=before if is_last and facts.is_active else None,
        problems=problems or [],
        floor_words=floor_words,
        equipment_words=equipment_words,
    )


def _trip(facts: BookingFacts) -> Trip | None:
    known = places(g.places_revision)
    area, workplace = known.areas.get(me().area_code or ""), known.by_id.get(facts.workplace_id)
    if area is None or workplace is None:
        return None
    start = Point(area.latitude, area.longitude)
    return trip(start, Point(workplace.latitude, workplace.longitude))


def _hours(facts: BookingFacts) -> tuple[Any, Any] | None:
    workplace = places(g.places_revision).by_id.get(facts.workplace_id)
    if workplace is None:
        return None
    halves = facts.part.halves
    return workplace.half_hours(halves[0])[0], workplace.half_hours(halves[-1])[1]


@bp.post("/bookings/<int:booking_id>/cancel")
@requires(Permission.CHANGE_BOOKING)
def cancel(booking_id: int) -> Response | tuple[str, int]:
    """Give the desk back; the page that follows offers to undo it."""
    facts = _get(booking_id)
    try:
        bookings.cancel_booking(booking_id, by=me())
    except Refused as refused:
        return _booking_page(_get(booking_id), refusal_words(refused.reasons)), 422
    if _get(booking_id).is_active:
        flash(_("The afternoon is free again for others. The morning stays yours."), "success")
    elif request.form.get("back") == "list":
        flash(_("The booking of %(day)s is cancelled.", day=day_long(facts.day)), "success")
    return redirect(url_for(".booking", booking_id=booking_id), code=303)


@bp.post("/bookings/<int:booking_id>/restore")
@requires(Permission.CHANGE_BOOKING)
def restore(booking_id: int) -> Response | tuple[str, int]:
    """Undo a cancellation, if the desk is still free."""
    _get(booking_id)
    try:
        bookings.restore_booking(booking_id, by=me())
    except Refused as refused:
        return _booking_page(_get(booking_id), refusal_words(refused.reasons)), 422
    flash(_("The desk is yours again."), "success")
    return redirect(url_for(".booking", booking_id=booking_id), code=303)


@bp.post("/bookings/<int:booking_id>/change")
@requires(Permission.CHANGE_BOOKING)
def change(booking_id: int) -> Response | tuple[str, int]:
    """Move the booking to another desk, day or part; the old desk is kept until then."""
    facts = _get(booking_id)
    wish = parse_wish(request.form)
    if wish is None:
        words = [_("The form did not say which desk, day and part of it. Choose again.")]
        return _booking_page(facts, words), 422
    try:
        bookings.change_booking(booking_id, wish.desk_id, wish.day, wish.part, by=me())
    except Refused as refused:
        words = [*refusal_words(refused.reasons), _("Your booking is as it was.")]
        return _booking_page(_get(booking_id), words), 422
    session[_BEFORE] = {
        "id": booking_id,
        "sequence": facts.sequence + 1,
        "desk_id": facts.desk_id,
        "day": str(facts.day),
        "part": facts.part.value,
    }
    flash(_("Your booking is changed."), "success")
    return redirect(url_for(".booking", booking_id=booking_id), code=303)


def _get(booking_id: int) -> BookingFacts:
    """Return a booking that the person may see; 404 and 403 otherwise."""
    facts = find_booking(booking_id)
    if facts is None:
        abort(404)
    authorize(me(), Permission.SEE_BOOKING, facts)
    return facts
