"""Exchange desks with a colleague: choose whose, see what was asked, answer."""

from dataclasses import dataclass

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.booking.forms.bookings import parse_number
from app.booking.labels import PARTS, equipment_words, floor_words, room_words
from app.booking.labels.exchanges import EXCHANGE_ICONS, EXCHANGE_STATES
from app.booking.labels.reasons import reason_words
from app.booking.queries.bookings import BookingFacts, find_booking
from app.booking.queries.exchanges import (
    ExchangeFacts,
    exchangeable,
    exchanges_of,
    find_exchange,
    open_question,
)
from app.booking.queries.places import places
from app.booking.queries.seen import seen_at
from app.booking.rules.places import WorkplaceFacts
from app.booking.services import exchanges as service
from app.booking.views.blueprint import bp
from app.core.errors import Refused


@dataclass(frozen=True)
class Line:
    """An exchange as its page shows it: both desks in words, and what can be done."""

    facts: ExchangeFacts
    own: str
    other: str
    state: str
    is_mine: bool
    # False once the colleague went elsewhere.
    is_there: bool


@bp.get("/bookings/<int:booking_id>/exchange")
@requires(Permission.ASK_EXCHANGE)
def new_exchange(booking_id: int) -> str:
    """Show the desks that are taken for the same time, to ask for one of them.

    Those of the booking's workplace, or of another one named by `at`.
    """
    return _choice(_own_booking(booking_id))


@bp.post("/bookings/<int:booking_id>/exchange")
@requires(Permission.ASK_EXCHANGE)
def ask_exchange(booking_id: int) -> Response | tuple[str, int]:
    """Ask whoever holds the chosen desk."""
    booking = _own_booking(booking_id)
    desk_id = parse_number(request.form.get("desk_id"))
    if desk_id is None:
        return _choice(booking, [_("Choose the desk that you would like.")]), 422
    try:
        service.ask_exchange(booking_id, desk_id, by=me())
    except Refused as refused:
        return _choice(booking, reason_words(refused.reasons)), 422
    flash(_("Asked. Your desk stays yours until your colleague accepts."), "success")
    return redirect(url_for(".exchanges"), code=303)


def _choice(booking: BookingFacts, problems: list[str] | None = None) -> str:
    known = places(g.places_revision)
    at = request.values.get("at")
    place = known.by_code.get(at) if at else known.by_id.get(booking.workplace_id)
    place = place or abort(404)
    held = exchangeable(booking, place.id)
    names = seen_at(place.id, booking.day, me())
    rooms = [
        (room, [desk for desk in room.desks if desk.id in held])
        for room in place.rooms
        if any(desk.id in held for desk in room.desks)
    ]
    return render_template(
        "booking/exchange.html",
        booking=booking,
        place=place,
        own=_desk(booking.desk_id),
        rooms=rooms,
        names={desk: ", ".join(dict.fromkeys(who.values())) for desk, who in names.items()},
        is_asked=open_question(booking.id) is not None,
        wanted=parse_number(request.args.get("desk")),
        problems=problems or [],
        parts=PARTS,
        floor_words=floor_words,
        room_words=room_words,
        equipment_words=equipment_words,
    )


@bp.get("/exchanges")
@requires(Permission.ANSWER_EXCHANGE)
def exchanges() -> str:
    """Show what colleagues ask, what I asked, and what came of it."""
    return _page()


def _page(problems: list[str] | None = None) -> str:
    lines = [_line(one) for one in exchanges_of(me().id or 0)]
    return render_template(
        "booking/exchanges.html",
        to_answer=[one for one in lines if one.facts.is_asked and not one.is_mine],
        asked=[one for one in lines if one.facts.is_asked and one.is_mine],
        past=[one for one in lines if not one.facts.is_asked],
        parts=PARTS,
        icons=EXCHANGE_ICONS,
        problems=problems or [],
    )


def _line(one: ExchangeFacts) -> Line:
    is_mine = one.asker_id == me().id
    own, other = (one.desk_id, one.other_desk_id) if is_mine else (one.other_desk_id, one.desk_id)
    # Where a colleague went since is not told: they may hide.
    is_there = one.is_other_unchanged if is_mine else one.is_unchanged
    words = _desk(other) if is_there else str(_("a desk that has changed since"))
    return Line(one, _desk(own), words, str(EXCHANGE_STATES[one.state]), is_mine, is_there)


def _desk(desk_id: int) -> str:
    place: WorkplaceFacts | None = places(g.places_revision).by_desk.get(desk_id)
    return f"{place.desks[desk_id].label}, {place.name}" if place else str(_("a desk that is gone"))


@bp.post("/exchanges/<int:exchange_id>/answer")
@requires(Permission.ANSWER_EXCHANGE)
def answer_exchange(exchange_id: int) -> Response | tuple[str, int]:
    """Accept or decline what a colleague asks."""
    found = find_exchange(exchange_id)
    if found is None or found.user_id != me().id:
        abort(404)
    accept = request.form.get("answer") == "accept"
    if not accept and request.form.get("answer") != "decline":
        abort(400)
    try:
        service.answer_exchange(exchange_id, accept=accept, by=me())
    except Refused as refused:
        return _page(reason_words(refused.reasons)), 422
    if accept:
        flash(_("The desks are exchanged."), "success")
        return redirect(url_for(".booking", booking_id=found.other_booking_id), code=303)
    flash(_("Your desk stays yours, and your colleague is told."), "success")
    return redirect(url_for(".exchanges"), code=303)


@bp.post("/exchanges/<int:exchange_id>/withdraw")
@requires(Permission.ASK_EXCHANGE)
def withdraw_exchange(exchange_id: int) -> Response | tuple[str, int]:
    """Take a question of mine back."""
    found = find_exchange(exchange_id)
    if found is None or found.asker_id != me().id:
        abort(404)
    try:
        service.withdraw_exchange(exchange_id, by=me())
    except Refused as refused:
        return _page(reason_words(refused.reasons)), 422
    flash(_("You no longer ask for this exchange."), "success")
    return redirect(url_for(".exchanges"), code=303)


def _own_booking(booking_id: int) -> BookingFacts:
    found = find_booking(booking_id)
    if found is None or found.user_id != me().id:
        abort(404)
    return found
