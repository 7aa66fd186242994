"""Where the code on a desk leads: this desk, now. Scanning alone changes nothing."""

import math
from collections.abc import Iterable

from flask import abort, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.booking.labels import room_words
from app.booking.queries.availability import taken_halves
from app.booking.queries.bookings import Held, held_since
from app.booking.queries.desks import DeskList, DeskRow, Looker, desk_list
from app.booking.queries.places import places
from app.booking.queries.shares import needs_of
from app.booking.rules.attendance import running_half
from app.booking.rules.places import DeskFacts, WorkplaceFacts
from app.booking.views.blueprint import bp
from app.core import clock
from app.core.calendar import is_working_day
from app.core.half import Half, Part


@bp.get("/desks/<int:desk_id>")
@requires(Permission.SEE_DESKS)
def at_desk(desk_id: int) -> str | Response:
    """Say whose turn it is at a desk, and offer what can be done there until the half ends.

    Outside opening hours, and while the workplace is closed, it leads to the list
    of desks. Who holds a desk is told to nobody else.
    """
    known = places(g.places_revision)
    workplace = known.by_desk.get(desk_id)
    if workplace is None:
        abort(404)
    day, half = clock.today(), running_half(workplace, clock.today(), clock.wall())
    if half is None or not is_working_day(day, known.subdivision) or workplace.closure(day, half):
        return redirect(url_for(".desks", code=workplace.code, desk=desk_id, look=1))
    mine = _mine(half)
    part = Part.of([half])
    looker = Looker(me().id, may_book=mine is None, needs=needs_of(me(), day, known, clock.wall()))
    found = desk_list(workplace, day, part, taken_halves(workplace.id, day), looker=looker)
    row = next(r for room in found.rooms for r in room.rows if r.desk.id == desk_id)
    is_mine = mine is not None and mine.desk_id == desk_id
    return render_template(
        "booking/at_desk.html",
        workplace=workplace,
        desk=row.desk,
        room=room_words(workplace.room_of[desk_id].name),
        row=row,
        booking=mine,
        is_mine=is_mine,
        # The person's own desk of now, when they stand before another one.
        own_desk=_label(mine, workplace) if mine and not is_mine else None,
        part=part,
        today=day,
        until=workplace.half_hours(half)[1],
        nearest=None if is_mine else _nearest(row.desk, found),
    )


def _mine(half: Half) -> Held | None:
    """Return the person's booking of this half-day, or None."""
    today = clock.today()
    held = held_since(me().id or 0, today)
    return next((b for b in held if b.day == today and half in b.part.halves), None)


def _label(mine: Held, here: WorkplaceFacts) -> str:
    """Return which desk the person holds now, with its workplace when it is another one."""
    workplace = places(g.places_revision).by_desk.get(mine.desk_id)
    if workplace is None:
        return ""
    label = workplace.desks[mine.desk_id].label
    return label if workplace.id == here.id else f"{label}, {workplace.name}"


def _nearest(desk: DeskFacts, found: DeskList) -> DeskRow | None:
    """Return the free desk fewest steps away: in the same room first."""
    rows: Iterable[DeskRow] = (r for room in found.rooms for r in room.rows)
    others = [r for r in rows if r.can_be_had and r.desk.id != desk.id]
    return min(others, key=lambda r: _steps(desk, r.desk), default=None)


def _steps(desk: DeskFacts, other: DeskFacts) -> tuple[bool, float, str]:
    metres = math.hypot(other.x_m - desk.x_m, other.y_m - desk.y_m)
    return other.room_id != desk.room_id, metres, other.code
