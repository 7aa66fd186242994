"""How much of a workplace may be taken, and who moves when it is less than is booked."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.booking.admin_views.blueprint import bp, find_place, is_mine, own_place
from app.booking.forms.closures import WORKED
from app.booking.forms.limits import CapForm
from app.booking.labels.limits import CAP_REFUSALS, outcome_words
from app.booking.queries.caps import candidates, decided_for, draws_of, find_cap, surplus_of
from app.booking.rules.caps import Surplus, Way, cap_refusals, with_cap
from app.booking.rules.draws import Candidate
from app.booking.rules.moves import MoveState
from app.booking.rules.places import CapFacts, WorkplaceFacts
from app.booking.services.caps import HalfDays, ask_everybody, draw, start_cap
from app.core import clock
from app.core.errors import Refused
from app.core.half import Half

# Longer than this nobody looks at a page that does not answer; the rest waits for another click.
SECONDS = 5.0
SLICE = 10
Taking = dict[tuple[date, Half], list[Candidate]]


@dataclass(frozen=True)
class Trouble:
    """Half-days with too many bookings above one cap, and who could still move; no names.

    `cap` is None where desks out of order are to blame.
    """

    cap: CapFacts | None
    found: list[Surplus]
    exempt: int
    # They could be asked; were asked, and have not answered; found no other desk.
    to_ask: int
    asked: int
    without: int


@bp.get("/<code>/limits")
@requires(Permission.SEE_OCCUPANCY)
def limits(code: str) -> str:
    """Show what limits a workplace and ask for a new cap; other pages lead here filled in."""
    place = find_place(code)
    form = CapForm(formdata=None, data={"from_day": clock.today()})
    asked = CapForm(formdata=request.args)
    for name in ("percent", "number", "from_day", "to_day", "reason"):
        field = getattr(form, name)
        given = getattr(asked, name).data
        field.data = field.data if given is None else given
    ticked = "".join(request.args.getlist("weekdays"))
    form.weekdays.data = [number for number in WORKED if number in ticked]
    return _page(place, form)


@bp.get("/<code>/limits/preview")
@requires(Permission.SET_LIMITS)
def preview_cap(code: str) -> str | tuple[str, int]:
    """Show which half-days a cap would leave with too many bookings: nothing has happened yet."""
    place = own_place(code, Permission.SET_LIMITS)
    form = CapForm(formdata=request.args)
    if not _is_good(form, place):
        return _page(place, form), 422
    wanted = form.cap
    after = with_cap(place, wanted)
    found = surplus_of(after, wanted.from_day, wanted.to_day)
    found = [one for one in found if one.limit is wanted]
    could_move = taking(after, found)
    return render_template(
        "places/preview_cap.html",
        place=place,
        form=form,
        cap=wanted,
        found=found,
        taking=could_move,
        exempt=len(bookings_in(could_move, is_exempt=True)),
        asked=len(bookings_in(could_move, is_exempt=False)),
        fields=_fields(form),
    )


@bp.post("/<code>/limits")
@requires(Permission.SET_LIMITS)
def set_cap(code: str) -> Response | tuple[str, int]:
    """Write a cap down, then keep, ask or draw, as was chosen."""
    place, form = own_place(code, Permission.SET_LIMITS), CapForm()
    if not _is_good(form, place):
        return _page(place, form), 422
    cap_id = start_cap(place.id, form.cap, by=me())
    flash(_("The limit is written down."), "success")
    carry_out({cap_id: None}, Way(form.way.data))
    return redirect(url_for("places.limits", code=code), code=303)


@bp.post("/<code>/limits/<int:cap_id>/moves")
@requires(Permission.MOVE_BOOKING)
def go_on(code: str, cap_id: int) -> Response:
    """Ask or draw for a cap that was kept at first, or go on where it stopped."""
    place, cap, way = (
        own_place(code, Permission.MOVE_BOOKING),
        find_cap(cap_id),
        request.form.get("way"),
    )
    if cap is None or cap.workplace_id != place.id or way not in set(Way):
        abort(404)
    carry_out({cap_id: None}, Way(way))
    return redirect(url_for("places.limits", code=code), code=303)


def _is_good(form: CapForm, place: WorkplaceFacts) -> bool:
    """Check a form and the rules behind it; what is wrong stands in the form."""
    if not form.validate():
        return False
    if reasons := cap_refusals(form.cap, clock.today(), place.subdivision):
        form.refuse(Refused(reasons), CAP_REFUSALS)
    return not reasons


def taking(place: WorkplaceFacts, found: Sequence[Surplus]) -> Taking:
    """Return who could move out of the half-days with too many that have not begun."""
    return candidates(place, [(one.day, one.half) for one in found if not one.has_begun])


def bookings_in(could_move: Taking, *, is_exempt: bool) -> set[int]:
    """Return the bookings that would be asked, or left alone; pages tell how many."""
    return {
        c.booking_id for found in could_move.values() for c in found if c.is_exempt is is_exempt
    }


def carry_out(caps: Mapping[int, HalfDays | None], way: Way) -> None:
    """Do what was chosen about the bookings above caps, and say what came of it.

    Each cap with the half-days that are meant; None for all of its own.
    """
    if way is Way.KEEP:
        return
    began, done = time.monotonic(), Counter[MoveState]()
    for cap_id, only in caps.items():
        while some := _some(cap_id, way, only):
            done += some
            if time.monotonic() - began > SECONDS:
                break
    for words in outcome_words(way, done):
        flash(words, "info")


def _some(cap_id: int, way: Way, only: HalfDays | None) -> Counter[MoveState]:
    """Ask or draw the next few; return how many went how."""
    if way is Way.DRAW:
        return draw(cap_id, by=me(), limit=SLICE, only=only)
    return +Counter({MoveState.ASKED: ask_everybody(cap_id, by=me(), limit=SLICE, only=only)})


def _page(place: WorkplaceFacts, form: CapForm) -> str:
    today = clock.today()
    coming = [c for c in place.caps if c.to_day is None or c.to_day >= today]
    return render_template(
        "places/limits.html",
        place=place,
        form=form,
        caps=list(reversed(coming)),
        past=[cap for cap in reversed(place.caps) if cap not in coming],
        troubles=_troubles(place),
        draws=draws_of(place.id),
        today=today,
        is_mine=is_mine(place),
    )


def _troubles(place: WorkplaceFacts) -> list[Trouble]:
    """Return the half-days with too many, by the cap that they are above."""
    found = surplus_of(place, clock.today())
    groups: dict[CapFacts | None, list[Surplus]] = {}
    for one in found:
        groups.setdefault(one.limit, []).append(one)
    everybody = taking(place, found)
    decided = decided_for(cap.id for cap in groups if cap)
    return [
        _trouble(cap, group, everybody, decided[cap.id if cap else 0])
        for cap, group in groups.items()
    ]


def _trouble(
    cap: CapFacts | None, found: list[Surplus], everybody: Taking, decided: dict[int, MoveState]
) -> Trouble:
    keys = [(one.day, one.half) for one in found if not one.has_begun]
    there = {key: everybody[key] for key in keys}
    movable = bookings_in(there, is_exempt=False)
    states = Counter(decided[number] for number in movable & decided.keys())
    return Trouble(
        cap,
        found,
        exempt=len(bookings_in(there, is_exempt=True)),
        to_ask=len(movable - decided.keys()),
        asked=states[MoveState.ASKED],
        without=states[MoveState.NO_PLACE],
    )


def _fields(form: CapForm) -> dict[str, Any]:
    """Return the form as it was sent, to be sent again with the last click; its way apart."""
    names = ("percent", "number", "from_day", "to_day", "reason")
    values = {name: getattr(form, name).data for name in names}
    fields = {name: "" if value is None else str(value) for name, value in values.items()}
    return fields | {"weekdays": list(form.weekdays.data or ())}
