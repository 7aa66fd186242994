"""Choose another desk: the room as seen from the door, as a plan and as a list."""

import hashlib
from typing import Any

from flask import abort, g, redirect, render_template, request, url_for
from flask.wrappers import Response as FlaskResponse
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.booking.forms.bookings import parse_day, parse_part
from app.booking.labels import (
    EQUIPMENT,
    EQUIPMENT_ICONS,
    HALVES,
    PARTS,
    equipment_words,
    floor_words,
)
from app.booking.queries.availability import day_version, taken_halves
from app.booking.queries.bookings import BookingFacts, bookings_between, find_booking
from app.booking.queries.desks import DeskList, DeskState, desk_list
from app.booking.queries.places import places
from app.booking.rules.calendar import next_working_day
from app.booking.rules.choice import best_desk
from app.booking.rules.places import EQUIPMENT as KNOWN_EQUIPMENT
from app.booking.rules.places import WorkplaceFacts
from app.booking.rules.plan import room_plan
from app.booking.views.blueprint import bp
from app.core import clock
from app.core.half import Part
from app.core.i18n import current_locale


@bp.get("/workplaces/<code>/desks")
@requires(Permission.SEE_DESKS)
def desks(code: str) -> str | Response:
    """Show a workplace's desks on a day; with `booking`, to move that booking here."""
    workplace = _workplace(code)
    known = places(g.places_revision)
    day = parse_day(request.args.get("day"))
    if day is None:
        day = next_working_day(clock.today(), known.subdivision)
        query: dict[str, Any] = {**request.args.to_dict(flat=False), "day": str(day)}
        return redirect(url_for(".desks", code=code, **query))
    moving = _moving()
    part = parse_part(request.args.get("part")) or (moving.part if moving else Part.DAY)
    context = _list_context(workplace, day, part)
    mine = [b for b in bookings_between(me().id or 0, day, day) if not moving or b.id != moving.id]
    return render_template(
        "booking/desks.html",
        **context,
        moving=moving,
        mine=mine,
        workplaces=known.workplaces,
        plans={room.room.id: room_plan(room.room.desks) for room in context["found"].rooms},
        chosen=_chosen(context["found"], workplace, f"{me().id}/{day}"),
        parts=PARTS,
        first_day=clock.today(),
    )


@bp.get("/workplaces/<code>/availability")
@requires(Permission.SEE_DESKS)
def availability(code: str) -> str | Response:
    """Return the list of desks alone; unchanged ones cost one point select."""
    workplace = _workplace(code)
    day = parse_day(request.args.get("day"))
    part = parse_part(request.args.get("part")) or Part.DAY
    if day is None:
        abort(400)
    # Read before the list: a change in between makes the next answer new, never stale.
    etag = _etag(workplace, day_version(workplace.id, day))
    if etag in request.if_none_match:
        response = FlaskResponse(status=304)
    else:
        context = _list_context(workplace, day, part)
        response = FlaskResponse(render_template("booking/_desks.html", **context, chosen=None))
    response.set_etag(etag)
    return response


def _etag(workplace: WorkplaceFacts, version: int) -> str:
    """Return what stands for the list: all that it is made of, the person's own desk included."""
    parts = (
        workplace.id,
        version,
        g.places_revision,
        current_locale(),
        me().id,
        request.query_string,
    )
    return hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()


def _workplace(code: str) -> WorkplaceFacts:
    workplace = places(g.places_revision).by_code.get(code)
    if workplace is None:
        abort(404)
    return workplace


def _moving() -> BookingFacts | None:
    """Return the person's own booking that is being moved, if any."""
    number = request.args.get("booking", "")
    found = find_booking(int(number)) if number.isdecimal() and len(number) < 10 else None
    return found if found and found.user_id == me().id and found.is_active else None


def _list_context(workplace: WorkplaceFacts, day: Any, part: Part) -> dict[str, Any]:
    filters = [*KNOWN_EQUIPMENT, "accessible"]
    wanted = [item for item in request.args.getlist("with") if item in filters]
    found = desk_list(
        workplace, day, part, taken_halves(workplace.id, day), user_id=me().id, wanted=wanted
    )
    return {
        "workplace": workplace,
        "day": day,
        "part": part,
        "found": found,
        "wanted": wanted,
        "filters": filters,
        "halves": HALVES,
        "equipment": EQUIPMENT,
        "equipment_icons": EQUIPMENT_ICONS,
        "equipment_words": equipment_words,
        "floor_words": floor_words,
        "states": DeskState,
    }


def _chosen(found: DeskList, workplace: WorkplaceFacts, draw: str) -> int | None:
    """Return the desk to choose beforehand: the one asked for, else the best that is free."""
    free = [row.desk for room in found.rooms for row in room.rows if row.can_be_had]
    asked = request.args.get("desk", "")
    usual = int(asked) if asked.isdecimal() else None
    best = best_desk(free, usual=usual, draw=draw)
    return best.id if best and best.id in workplace.desks else None
