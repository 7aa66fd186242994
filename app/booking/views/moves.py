"""A booking that could not stay: what happened, and the person's answer."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, is_granted, requires
from app.booking.labels.reasons import reason_words
from app.booking.queries.bookings import find_booking
from app.booking.queries.moves import MoveFacts, find_move
from app.booking.queries.places import desk_label, places
from app.booking.rules.moves import OPEN, MoveAnswer, MoveCause, MoveState
from app.booking.rules.order import Ranked, ranked
from app.booking.rules.places import AreaFacts
from app.booking.rules.relocation import extra_minutes
from app.booking.services.moves import answer_move as take_answer
from app.booking.views.blueprint import bp
from app.core import clock
from app.core.errors import Refused


@bp.get("/moves/<int:move_id>")
@requires(Permission.ANSWER_MOVE)
def move(move_id: int) -> str:
    """Tell a person what happened to their desk, and what they can say to it."""
    return _page(_mine(move_id), [])


@bp.post("/moves/<int:move_id>")
@requires(Permission.ANSWER_MOVE)
def answer_move(move_id: int) -> Response | tuple[str, int]:
    """Take the answer: accept, keep, or go back."""
    found = _mine(move_id)
    said = request.form.get("answer")
    if said not in set(MoveAnswer):
        abort(400)
    try:
        take_answer(move_id, MoveAnswer(said), by=me())
    except Refused as refused:
        return _page(_mine(move_id), reason_words(refused.reasons)), 422
    flash(_("Thank you: noted. Here is your booking as it stands."), "success")
    return redirect(url_for("booking.booking", booking_id=found.booking_id), code=303)


def _mine(move_id: int) -> MoveFacts:
    """Return a move of one's own; somebody else's is not there."""
    found = find_move(move_id)
    if found is None or not is_granted(me(), Permission.ANSWER_MOVE, found):
        abort(404)
    return found


def _page(found: MoveFacts, problems: list[str]) -> str:
    known = places()
    old = known.by_id.get(found.from_workplace_id)
    new = known.by_id.get(found.to_workplace_id or 0)
    area = known.areas.get(me().area_code or "")
    is_open = found.state in OPEN and found.is_untouched and found.day >= clock.today()
    return render_template(
        "booking/move.html",
        move=found,
        booking=find_booking(found.booking_id),
        problems=problems,
        old=old,
        new=new,
        from_desk=desk_label(found.from_desk, old.code if old else ""),
        to_desk=desk_label(found.to_desk or "", new.code if new else ""),
        extra=extra_minutes(area, old, new) if old and new else 0,
        is_open=is_open,
        elsewhere=_elsewhere(found, area),
    )


def _elsewhere(found: MoveFacts, area: AreaFacts | None) -> list[Ranked]:
    """Return where whoever was given no desk can look for one, in their own order."""
    if found.state is not MoveState.NO_PLACE:
        return []
    order = ranked(area, places().workplaces, me().workplace_order)
    is_shut = found.cause is not MoveCause.DESK
    return [row for row in order if not is_shut or row.workplace.id != found.from_workplace_id]
