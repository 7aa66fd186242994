"""One workplace in a half-day: its desks on the plan and in a list, and no names."""

from datetime import date
from typing import Any

from flask import abort, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, is_granted, requires
from app.booking.labels import HALVES, PARTS, floor_words, room_words
from app.booking.labels.attendance import ATTENDANCE_REFUSALS
from app.booking.queries.places import places
from app.booking.rules.attendance import running_half
from app.booking.rules.places import WorkplaceFacts
from app.booking.rules.plan import plan_of_room
from app.booking.services import attendance
from app.core import clock
from app.core.errors import Refused
from app.core.half import Half, Part
from app.core.htmx import render
from app.core.templating import hm, sentence
from app.occupancy.forms.board import days_beside, parse_day_near, parse_half
from app.occupancy.labels.board import DESK_ICONS, DESKS, STATE_ICONS, STATES
from app.occupancy.queries.workplace import desks_on
from app.occupancy.rules.board import moment_of
from app.occupancy.views.blueprint import bp


@bp.get("/today/<code>")
@requires(Permission.SEE_OCCUPANCY)
def workplace(code: str) -> Response:
    """Show a workplace's desks on a day, in one half of it."""
    found = find_workplace(code)
    asked, today = request.args.get("day"), clock.today()
    day = parse_day_near(asked, today)
    half = parse_half(request.args.get("half"))
    return _page(found, day or today, half, is_other_day=bool(asked) and day is None)


@bp.post("/today/<code>/desks/<int:desk_id>/free")
@requires(Permission.MOVE_BOOKING)
def free(code: str, desk_id: int) -> Response:
    """Free a desk to which nobody came; it never says whose it was."""
    found = find_workplace(code)
    desk, half = found.desks.get(desk_id), parse_half(request.form.get("half"))
    if desk is None or half is None:
        abort(404)
    try:
        attendance.free_unused(desk_id, clock.today(), half, by=me())
    except Refused as refused:
        problems = [sentence(reason, ATTENDANCE_REFUSALS) for reason in refused.reasons]
        return _page(found, clock.today(), half, problems=problems)
    flash(_("Desk %(desk)s is free again.", desk=desk.label), "success")
    return redirect(url_for(".workplace", code=code, half=half.value), code=303)


def find_workplace(code: str) -> WorkplaceFacts:
    """Return the workplace of an address; 404 for one that is not there."""
    found = places(g.places_revision).by_code.get(code)
    if found is None:
        abort(404)
    return found


def _page(
    found: WorkplaceFacts,
    day: date,
    half: Half | None,
    *,
    problems: list[str] | None = None,
    is_other_day: bool = False,
) -> Response:
    now = clock.wall()
    half = half or moment_of(found, day, now).half
    on = desks_on(found, day, half)
    before, after = days_beside(day, now.date())
    return render(
        "occupancy/workplace.html",
        "occupancy/_desks_on.html",
        status=422 if problems else 200,
        on=on,
        workplace=found,
        day=day,
        half=half,
        is_today=day == now.date(),
        is_other_day=is_other_day,
        closure=found.closure(day, half),
        before=before,
        after=after,
        problems=problems or [],
        can_free=_can_free(found, day, half),
        chips=_chips(found),
        plans={room.room.id: plan_of_room(room.room) for room in on.rooms},
        desks=DESKS,
        desk_icons=DESK_ICONS,
        states=STATES,
        state_icons=STATE_ICONS,
        halves=HALVES,
        room_words=room_words,
        floor_words=floor_words,
    )


def _can_free(found: WorkplaceFacts, day: date, half: Half) -> bool:
    """Return True for the workplace's own managers while the half runs."""
    if not is_granted(me(), Permission.MOVE_BOOKING, found):
        return False
    return half is running_half(found, day, clock.wall())


def _chips(found: WorkplaceFacts) -> list[dict[str, Any]]:
    """Return the choice between the halves, with the workplace's hours."""
    chips = []
    for half in Half:
        begins, ends = found.half_hours(half)
        label = PARTS[Part.of([half])]
        chips.append({"value": half.value, "label": label, "more": f"{hm(begins)}-{hm(ends)}"})
    return chips
