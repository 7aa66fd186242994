"""Stand in a line for a desk, leave it, and answer what is offered."""

from flask import abort, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.booking.forms.bookings import parse_day, parse_part
from app.booking.labels.reasons import reason_words
from app.booking.queries.places import places
from app.booking.queries.waiting import find_wait
from app.booking.services import waiting
from app.booking.views.blueprint import bp
from app.core import clock
from app.core.errors import Refused
from app.core.templating import day_long, hm


@bp.post("/waits")
@requires(Permission.BOOK_DESK)
def wait() -> Response:
    """Stand in the line of a workplace, or of all that are near."""
    day, part = parse_day(request.form.get("day")), parse_part(request.form.get("part"))
    known = places(g.places_revision)
    code = request.form.get("workplace")
    workplace = known.by_code.get(code) if code else None
    if day is None or part is None or (code and workplace is None):
        abort(400)
    near = known.policies(clock.today()).near_km
    try:
        waiting.wait_for(
            workplace.id if workplace else None,
            day,
            part,
            by=me(),
            within_km=None if workplace else near,
        )
    except Refused as refused:
        flash(" ".join(reason_words(refused.reasons)), "error")
        return redirect(url_for(".home", day=day, part=part.value, workplace=code), code=303)
    drawn = workplace.drawn_at(day) if workplace else None
    if drawn and clock.wall() < drawn:
        words = _("You have entered the draw for %(day)s. It is held at %(hour)s of %(drawn)s.")
        said = {"day": day_long(day), "hour": hm(drawn.time()), "drawn": day_long(drawn)}
    else:
        words = _("You are in the line for %(day)s. As soon as a desk is free it is yours.")
        said = {"day": day_long(day)}
    flash(words % said, "success")
    return redirect(url_for(".my_bookings"), code=303)


@bp.post("/waits/<int:wait_id>/stop")
@requires(Permission.CHANGE_BOOKING)
def stop_waiting(wait_id: int) -> Response:
    """Leave the line."""
    _check_mine(wait_id)
    try:
        waiting.stop_waiting(wait_id, by=me())
    except Refused as refused:
        flash(" ".join(reason_words(refused.reasons)), "error")
    else:
        flash(_("You have left the line."), "success")
    return redirect(url_for(".my_bookings"), code=303)


@bp.post("/waits/<int:wait_id>/answer")
@requires(Permission.CHANGE_BOOKING)
def answer_offer(wait_id: int) -> Response:
    """Take the desk that is offered, or leave it to the next in line."""
    _check_mine(wait_id)
    accept = request.form.get("answer") == "accept"
    try:
        booking_id = waiting.answer_offer(wait_id, accept=accept, by=me())
    except Refused as refused:
        flash(" ".join(reason_words(refused.reasons)), "error")
        return redirect(url_for(".my_bookings"), code=303)
    if accept:
        return redirect(url_for(".booking", booking_id=booking_id), code=303)
    flash(_("The desk goes to the next in line. Thank you."), "success")
    return redirect(url_for(".my_bookings"), code=303)


def _check_mine(wait_id: int) -> None:
    """Answer as if somebody else's wait were not there."""
    found = find_wait(wait_id)
    if found is None or found.user_id != me().id:
        abort(404)
