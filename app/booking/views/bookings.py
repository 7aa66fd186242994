"""A person's bookings: see, cancel, restore, change."""

from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, is_granted, requires
from app.booking.forms.bookings import DeskWish, parse_number, parse_wish
from app.booking.labels import PARTS, equipment_words, floor_words, room_words
from app.booking.queries.bookings import (
    BookingFacts,
    coming_bookings,
    find_booking,
    past_bookings,
)
from app.booking.queries.groups import InviteFacts, held_by
from app.booking.queries.habits import habits_of
from app.booking.queries.house_notes import is_new_to
from app.booking.queries.obstacles import obstacles
from app.booking.queries.places import places
from app.booking.queries.plan import plan_of
from app.booking.queries.series import missed_days, series_of
from app.booking.queries.standing import standings
from app.booking.queries.working_week import week_of
from app.booking.rules.nearness import Point, Trip, trip
from app.booking.rules.refusals import halves_left
from app.booking.rules.releases import asked_until
from app.booking.services import bookings, readings
from app.booking.views.blueprint import bp
from app.booking.views.desks import desks_page
from app.booking.views.home import short_name
from app.booking.views.lines import standing_in_line
from app.booking.views.problems import Problem, problems_of, wanted_instead
from app.core import clock
from app.core.calendar import previous_working_day
from app.core.errors import Refused
from app.core.half import Half, Part
from app.core.templating import day_long

PAGE = 20
# Where the session keeps what a booking was before its last change.
_BEFORE = "booking_before"


@bp.get("/bookings")
@requires(Permission.BOOK_DESK)
def my_bookings() -> str:
    """List the coming bookings by week, and the past ones page by page."""
    user = me().id or 0
    series = series_of(user)
    offset = parse_number(request.args.get("from")) or 0
    # One more than shown tells whether there is a next page.
    past = past_bookings(user, PAGE + 1, offset)
    coming = coming_bookings(user)
    where = standings({b.desk_id for b in [*coming, *past]})
    return render_template(
        "booking/my_bookings.html",
        weeks=[(monday, list(days)) for monday, days in groupby(coming, key=_monday)],
        to_answer=[booking for booking in coming if booking.move_id],
        past=past[:PAGE],
        offset=offset,
        has_more=len(past) > PAGE,
        page=PAGE,
        where=where,
        waits=standing_in_line(user),
        series=series,
        missed=missed_days([one.id for one in series]) if series else {},
        places=places(g.places_revision),
        parts=PARTS,
        left={b.id: _left(b) for b in coming},
        movable={b.id for b in coming if len(_left(b)) == len(b.part.halves)},
        held=_held([b for b in coming if b.booked_by]),
        this_monday=_monday_of(clock.today()),
        today=clock.today(),
    )


def _held(booked_by_others: list[BookingFacts]) -> dict[int, InviteFacts]:
    """Return the invitations that are still to be answered, by their booking."""
    return held_by([one.id for one in booked_by_others if one.is_active])


def _monday(booking: BookingFacts) -> date:
    return _monday_of(booking.day)


def _monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _left(booking: BookingFacts) -> list[Half]:
    """Return the halves that can still be given back."""
    workplace = places(g.places_revision).by_id.get(booking.workplace_id)
    if workplace is None:
        return list(booking.part.halves) if booking.day >= clock.today() else []
    return halves_left(booking.day, booking.part, workplace, clock.wall())


@bp.get("/bookings/<int:booking_id>")
@requires(Permission.SEE_BOOKING)
def booking(booking_id: int) -> str:
    """Show one booking: when, where, how to get in, and the ways back."""
    return booking_page(_get(booking_id))


def booking_page(facts: BookingFacts, problems: list[Problem] | None = None) -> str:
    """Return the page of a booking, on top of it what was just refused."""
    if facts.user_id != me().id:
        readings.note_reading(facts, by=me())
    known = places(g.places_revision)
    left = _left(facts)
    habits = habits_of(facts.user_id, _monday(facts))
    # Others who may open a booking learn nothing of leave.
    plan = plan_of(facts.user_id, facts.day) if facts.user_id == me().id else None
    return render_template(
        "booking/booking.html",
        booking=facts,
        place=standings({facts.desk_id})[facts.desk_id],
        workplace=known.by_id.get(facts.workplace_id),
        trip=_trip(facts),
        hours=_hours(facts),
        confirm_by=_confirm_by(facts),
        may_confirm=_may_confirm(facts),
        left=left,
        # What has begun to be over stays where it is.
        is_movable=len(left) == len(facts.part.halves),
        parts=PARTS,
        # Both ways back are offered only while they would work.
        before=_before(facts),
        is_new_here=_is_new_here(facts, left),
        invite=_held([facts] if facts.booked_by else []).get(facts.id),
        in_the_way=_in_the_way(facts) if left and not facts.is_active else [],
        problems=problems or [],
        week=week_of(facts.day, habits.held, known, plan),
        is_favourite=facts.desk_id in habits.favourites,
        today=clock.today(),
        places=known,
        short=short_name,
        floor_words=floor_words,
        room_words=room_words,
        equipment_words=equipment_words,
    )


def _is_new_here(facts: BookingFacts, left: list[Half]) -> bool:
    """Return True for whoever is to come, and has not read the workplace's note."""
    workplace = places(g.places_revision).by_id.get(facts.workplace_id)
    if workplace is None or not (left and facts.is_active and facts.user_id == me().id):
        return False
    return is_new_to(me().id, workplace)


def _before(facts: BookingFacts) -> dict[str, Any] | None:
    """Return the desk that the booking was moved from, while it can be gone back to."""
    kept: dict[str, Any] = session.get(_BEFORE, {})
    # Only the last change is undone.
    if not facts.is_active or (kept.get("id"), kept.get("sequence")) != (facts.id, facts.sequence):
        return None
    day, part = date.fromisoformat(kept["day"]), Part(kept["part"])
    workplace = places(g.places_revision).by_desk.get(kept["desk_id"])
    if workplace is None or obstacles(facts, kept["desk_id"], day, part):
        return None
    # What was different besides the desk itself.
    more = [workplace.name] if workplace.id != facts.workplace_id else []
    more += [day_long(day)] if day != facts.day else []
    more += [str(PARTS[part]).lower()] if part is not facts.part else []
    desk = workplace.desks[kept["desk_id"]].label
    return kept | {"day": day, "desk": desk, "more": ", ".join(more)}


def _in_the_way(facts: BookingFacts) -> list[Problem]:
    """Return why a cancelled booking cannot be had again; empty when it can."""
    wish = DeskWish(facts.desk_id, facts.day, facts.part)
    reasons = obstacles(facts, wish.desk_id, wish.day, wish.part)
    return problems_of(Refused(reasons), wanted_instead(wish)) if reasons else []


def _trip(facts: BookingFacts) -> Trip | None:
    known = places(g.places_revision)
    area, workplace = known.areas.get(me().area_code or ""), known.by_id.get(facts.workplace_id)
    if area is None or workplace is None:
        return None
    start = Point(area.latitude, area.longitude)
    return trip(start, Point(workplace.latitude, workplace.longitude))


def _confirm_by(facts: BookingFacts) -> datetime | None:
    """Return until when the person says that they come, where that is asked; None elsewhere."""
    workplace = places(g.places_revision).by_id.get(facts.workplace_id)
    return asked_until(workplace, facts.day, facts.part, clock.wall())


def _may_confirm(facts: BookingFacts) -> bool:
    """Return True from the working day before on, where people are asked to confirm."""
    if _confirm_by(facts) is None:
        return False
    before = previous_working_day(facts.day, places(g.places_revision).subdivision)
    return clock.today() >= before


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
        return _refused_page(booking_id, refused), 422
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
        return _refused_page(booking_id, refused), 422
    flash(_("The desk is yours again."), "success")
    return redirect(url_for(".booking", booking_id=booking_id), code=303)


@bp.post("/bookings/<int:booking_id>/change")
@requires(Permission.CHANGE_BOOKING)
def change(booking_id: int) -> Response | tuple[str, int]:
    """Move the booking to another desk, day or part; the old desk is kept until then."""
    facts = _get(booking_id)
    wish = parse_wish(request.form)
    if wish is None:
        words = _("The form did not say which desk, day and part of it. Choose again.")
        return booking_page(facts, [Problem(str(words))]), 422
    try:
        bookings.change_booking(booking_id, wish.desk_id, wish.day, wish.part, by=me())
    except Refused as refused:
        return _not_moved_page(booking_id, wish, refused), 422
    session[_BEFORE] = {
        "id": booking_id,
        "sequence": facts.sequence + 1,
        "desk_id": facts.desk_id,
        "day": str(facts.day),
        "part": facts.part.value,
    }
    flash(_("Your booking is changed."), "success")
    return redirect(url_for(".booking", booking_id=booking_id), code=303)


def _refused_page(booking_id: int, refused: Refused) -> str:
    """Show the booking as it stands, and why it was not cancelled or restored."""
    facts = _get(booking_id)
    wish = DeskWish(facts.desk_id, facts.day, facts.part)
    return booking_page(facts, problems_of(refused, wanted_instead(wish)))


def _not_moved_page(booking_id: int, wish: DeskWish, refused: Refused) -> str:
    """Show the desks again, from which another can be chosen; the booking is as it was."""
    facts = _get(booking_id)
    problems = problems_of(refused, wanted_instead(wish, booking_id), moving=booking_id)
    workplace = places(g.places_revision).by_desk.get(wish.desk_id)
    if workplace is None or len(_left(facts)) < len(facts.part.halves):
        return booking_page(facts, problems)
    return desks_page(workplace, wish.day, wish.part, facts, problems)


def _get(booking_id: int) -> BookingFacts:
    """Return a booking that the person may see; any other is not there, so that none is counted."""
    facts = find_booking(booking_id)
    if facts is None or not is_granted(me(), Permission.SEE_BOOKING, facts):
        abort(404)
    return facts
