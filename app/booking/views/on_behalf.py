"""Book and cancel desks for somebody else; nothing else about them is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, is_granted, requires
from app.booking.forms.bookings import parse_day, parse_part, parse_wish
from app.booking.labels import PARTS, equipment_words, refusal_words, room_words
from app.booking.labels.delegations import delegation_words
from app.booking.queries.availability import counts_with_whole, free_desk_ids, taken_halves
from app.booking.queries.bookings import find_booking
from app.booking.queries.delegations import Ward, ward_of, wards_of
from app.booking.queries.home import day_reasons
from app.booking.queries.on_behalf import booked_for
from app.booking.queries.places import places
from app.booking.queries.standing import standings
from app.booking.rules.places import DeskFacts, Places, RoomFacts, WorkplaceFacts
from app.booking.rules.refusals import is_held_back
from app.booking.services import on_behalf as services
from app.booking.views.blueprint import bp
from app.core import clock
from app.core.calendar import next_working_day
from app.core.errors import Refused
from app.core.half import Part
from app.core.templating import day_long

# From so many people on the list can be searched.
MANY = 12


@dataclass(frozen=True)
class _Asked:
    """The day, the part and the workplace that the address asks for."""

    day: date
    part: Part
    workplace: WorkplaceFacts | None


@bp.get("/on-behalf")
@requires(Permission.BOOK_FOR)
def on_behalf() -> str:
    """List the people for whom one may book."""
    wards = wards_of(me())
    asked = " ".join(request.args.get("q", "").split())
    found = [one for one in wards if asked.casefold() in one.full_name.casefold()]
    return render_template(
        "booking/on_behalf.html",
        wards=found,
        is_searchable=len(wards) >= MANY,
        asked=asked,
        my_id=me().id,
    )


@bp.get("/on-behalf/<int:user_id>")
@requires(Permission.BOOK_FOR)
def book_for_page(user_id: int) -> str:
    """Show the free desks of a workplace, to book one for somebody."""
    return _page(_get(user_id), _asked(request.args))


@bp.post("/on-behalf/<int:user_id>")
@requires(Permission.BOOK_FOR)
def book_for(user_id: int) -> Response | tuple[str, int]:
    """Book a desk in somebody's name."""
    ward, wish = _get(user_id), parse_wish(request.form)
    if wish is None:
        return _page(ward, _asked(request.form), [_("Choose a desk, a day and a part of it.")]), 422
    known = places(g.places_revision)
    workplace = known.by_desk.get(wish.desk_id)
    try:
        services.book_for(ward.user_id, wish.desk_id, wish.day, wish.part, by=me())
    except Refused as refused:
        asked = _Asked(wish.day, wish.part, workplace)
        return _page(ward, asked, delegation_words(refused.reasons)), 422
    words = {"name": ward.full_name, "day": day_long(wish.day)}
    flash(_("A desk is booked for %(name)s on %(day)s; they are told.", **words), "success")
    return redirect(url_for(".book_for_page", user_id=user_id, day=wish.day), code=303)


@bp.post("/on-behalf/<int:user_id>/bookings/<int:booking_id>/cancel")
@requires(Permission.BOOK_FOR)
def cancel_for(user_id: int, booking_id: int) -> Response:
    """Give back a desk that was booked for somebody."""
    ward, booking = _get(user_id), find_booking(booking_id)
    if booking is None or booking.user_id != ward.user_id or booking.booked_by is None:
        abort(404)
    try:
        services.cancel_for(booking_id, by=me())
    except Refused as refused:
        flash(" ".join(delegation_words(refused.reasons)), "error")
    else:
        words = {"name": ward.full_name, "day": day_long(booking.day)}
        flash(_("Cancelled for %(name)s, %(day)s; they are told.", **words), "success")
    return redirect(url_for(".book_for_page", user_id=user_id), code=303)


def _get(user_id: int) -> Ward:
    """Return somebody for whom one may book; anybody else is not there."""
    ward = ward_of(user_id)
    if ward is None or not is_granted(me(), Permission.BOOK_FOR, ward):
        abort(404)
    return ward


def _lending(known: Places) -> list[WorkplaceFacts]:
    """Return the workplaces by name: the person's own order would tell where they live."""
    return sorted((one for one in known.workplaces if one.desks), key=lambda one: one.name)


def _asked(sent: Mapping[str, str]) -> _Asked:
    known = places(g.places_revision)
    day = parse_day(sent.get("day")) or next_working_day(clock.today(), known.subdivision)
    workplace = known.by_code.get(sent.get("workplace", ""))
    return _Asked(day, parse_part(sent.get("part")) or Part.DAY, workplace)


def _page(ward: Ward, asked: _Asked, problems: list[str] | None = None) -> str:
    known = places(g.places_revision)
    booked = booked_for(ward.user_id)
    closed = day_reasons(asked.day, asked.part, known, clock.wall())
    lending = _lending(known)
    counts = counts_with_whole({asked.day}, asked.day, known)
    drawn = {one.id for one in lending if one.is_to_be_drawn(asked.day, clock.wall())}
    free = {
        one.id: 0 if one.id in drawn else counts[asked.day, one.id].free(asked.part)
        for one in lending
    }
    if asked.workplace is None:
        # The first that has a desk, or else the first.
        first = next(iter(sorted(lending, key=lambda one: not free[one.id])), None)
        asked = replace(asked, workplace=first)
    return render_template(
        "booking/book_for.html",
        ward=ward,
        asked=asked,
        problems=problems or [],
        closed=refusal_words(closed),
        workplaces=[(one, free[one.id]) for one in lending],
        drawn=drawn,
        rooms=[] if closed else _free_rooms(asked, known),
        booked=booked,
        where=standings({one.desk_id for one in booked}),
        parts=PARTS,
        first_day=clock.today(),
        room_words=room_words,
        equipment_words=equipment_words,
    )


def _free_rooms(asked: _Asked, known: Places) -> list[tuple[RoomFacts, list[DeskFacts]]]:
    """Return the free desks by room; those kept for who needs them are not booked for others."""
    workplace, now = asked.workplace, clock.wall()
    if workplace is None or workplace.is_to_be_drawn(asked.day, now):
        return []
    policies = known.policies(now.date())
    taken = taken_halves(workplace.id, asked.day)
    free = {
        number
        for number in free_desk_ids(workplace, asked.day, asked.part, taken)
        if not is_held_back(workplace.desks[number], asked.day, now, policies)
    }
    rooms = [(room, [desk for desk in room.desks if desk.id in free]) for room in workplace.rooms]
    return [(room, desks) for room, desks in rooms if desks]
