"""The list of workplaces; how much of each may be taken, by whom, and who moves when it is less."""

import time
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, is_granted, requires
from app.booking.admin_views.blueprint import bp, find_place, is_mine
from app.booking.forms.limits import CapForm, ShareForm
from app.booking.labels.limits import CAP_REFUSALS
from app.booking.queries.caps import (
    candidates,
    draws_of,
    find_cap,
    shares_of,
    states_of_caps,
    surplus_of,
)
from app.booking.queries.places import places
from app.booking.rules.caps import Surplus, Way, cap_refusals, with_cap
from app.booking.rules.draws import Candidate
from app.booking.rules.moves import MoveState
from app.booking.rules.places import CapFacts, WorkplaceFacts
from app.booking.services.caps import ask_everybody, draw, end_share, start_cap, still_to_ask
from app.booking.services.caps import set_share as give_share
from app.core import clock
from app.core.errors import Refused
from app.core.half import Half

# Longer than this nobody looks at a page that does not answer; the rest waits for another click.
SECONDS = 5.0
SLICE = 10
Taking = dict[tuple[date, Half], list[Candidate]]


@bp.get("")
@requires(Permission.SEE_OCCUPANCY)
def workplaces() -> str:
    """List the workplaces, one's own first, with the pages of each."""
    known = places()
    shown = sorted(known.workplaces, key=lambda w: (not is_mine(w), w.name))
    return render_template(
        "places/workplaces.html",
        workplaces=shown,
        today=clock.today(),
        mine={w.id for w in shown if is_mine(w)},
        pages=_pages(),
        may_add=is_granted(me(), Permission.EDIT_PLACES),
    )


@bp.get("/<code>/limits")
@requires(Permission.SEE_OCCUPANCY)
def limits(code: str) -> str:
    """Show what limits a workplace and ask for a new cap; other pages lead here filled in."""
    place = find_place(code)
    form = CapForm(formdata=None, data={"from_day": clock.today()})
    if is_mine(place) and request.args:
        asked = CapForm(formdata=request.args)
        for name in ("percent", "number", "from_day", "to_day"):
            getattr(form, name).data = getattr(asked, name).data or getattr(form, name).data
        form.weekdays.data = list("".join(request.args.getlist("weekdays")))
    return _limits_page(place, form)


@bp.get("/<code>/limits/preview")
@requires(Permission.SET_LIMITS)
def preview_cap(code: str) -> str | tuple[str, int]:
    """Show which half-days a cap would leave with too many bookings: nothing has happened yet."""
    place = _mine(code)
    form = CapForm(formdata=request.args)
    if not _is_good(form, place):
        return _limits_page(place, form), 422
    wanted = form.cap
    found = surplus_of(with_cap(place, wanted), wanted.from_day, wanted.to_day)
    found = [one for one in found if one.limit == wanted]
    taking = _taking(place, found)
    return render_template(
        "places/preview_cap.html",
        place=place,
        form=form,
        cap=wanted,
        found=found,
        taking=taking,
        exempt=_count(taking, is_exempt=True),
        asked=_count(taking, is_exempt=False),
        fields=_fields(form),
    )


@bp.post("/<code>/limits")
@requires(Permission.SET_LIMITS)
def set_cap(code: str) -> Response | tuple[str, int]:
    """Write a cap down, then keep, ask or draw, as was chosen."""
    place = _mine(code)
    form = CapForm()
    if not _is_good(form, place):
        return _limits_page(place, form), 422
    try:
        cap_id = start_cap(place.id, form.cap, by=me())
    except Refused as refused:
        form.refuse(refused, CAP_REFUSALS)
        return _limits_page(place, form), 422
    flash(_("The limit is written down."), "success")
    _carry_out(cap_id, Way(form.way.data))
    return redirect(url_for("places.limits", code=code), code=303)


@bp.post("/<code>/limits/<int:cap_id>/moves")
@requires(Permission.MOVE_BOOKING)
def go_on(code: str, cap_id: int) -> Response:
    """Ask or draw who moves, for a cap that was kept at first, or go on where it stopped."""
    place, cap = _mine(code), find_cap(cap_id)
    if cap is None or cap.workplace_id != place.id or request.form.get("way") not in set(Way):
        abort(404)
    _carry_out(cap_id, Way(request.form["way"]))
    return redirect(url_for("places.limits", code=code), code=303)


@bp.get("/<code>/shares")
@requires(Permission.SEE_OCCUPANCY)
def shares(code: str) -> str:
    """Show which offices are sure of desks here, and ask for one more."""
    form = ShareForm(formdata=None, data={"from_day": clock.today(), "guaranteed": 0})
    return _shares_page(find_place(code), form)


@bp.post("/<code>/shares")
@requires(Permission.SET_LIMITS)
def set_share(code: str) -> Response | tuple[str, int]:
    """Give an office its share."""
    place = _mine(code)
    form = ShareForm()
    if not form.validate():
        return _shares_page(place, form), 422
    try:
        give_share(place.id, form.share, by=me())
    except Refused as refused:
        form.refuse(refused, CAP_REFUSALS)
        return _shares_page(place, form), 422
    flash(_("The office's share is written down."), "success")
    return redirect(url_for("places.shares", code=code), code=303)


@bp.post("/<code>/shares/<int:office_id>/end")
@requires(Permission.SET_LIMITS)
def take_share(code: str, office_id: int) -> Response:
    """Take an office's share away."""
    place = _mine(code)
    if office_id not in {row.office_id for row in shares_of(place.id)}:
        abort(404)
    end_share(place.id, office_id, by=me())
    flash(_("The office has no share of its own any more."), "success")
    return redirect(url_for("places.shares", code=code), code=303)


def _mine(code: str) -> WorkplaceFacts:
    place = find_place(code)
    if not is_granted(me(), Permission.SET_LIMITS, place):
        abort(403)
    return place


def _is_good(form: CapForm, place: WorkplaceFacts) -> bool:
    """Check a form and the rules behind it; what is wrong stands in the form."""
    if not form.validate():
        return False
    if reasons := cap_refusals(form.cap, clock.today(), place.subdivision):
        form.refuse(Refused(reasons), CAP_REFUSALS)
    return not form.form_errors


def _taking(place: WorkplaceFacts, found: Sequence[Surplus]) -> Taking:
    """Return who could move out of the half-days with too many that have not begun."""
    return candidates(place, ((one.day, one.half) for one in found if not one.has_begun))


def _count(taking: Taking, *, is_exempt: bool) -> int:
    """Return how many bookings would be asked, or left alone; never whose, never why."""
    chosen = (one for found in taking.values() for one in found if one.is_exempt is is_exempt)
    return len({one.booking_id for one in chosen})


def _carry_out(cap_id: int, way: Way) -> None:
    """Do what was chosen about the bookings above a cap, and say what came of it."""
    began = time.monotonic()

    def is_time_left() -> bool:
        return time.monotonic() - began < SECONDS

    if way is Way.ASK:
        asked = 0
        while (more := ask_everybody(cap_id, by=me(), limit=SLICE)) and is_time_left():
            asked += more
        flash(
            ngettext("%(num)d person is asked.", "%(num)d people are asked.", asked + more), "info"
        )
    elif way is Way.DRAW:
        done: Counter[MoveState] = Counter()
        while some := draw(cap_id, by=me(), limit=SLICE):
            done += some
            if not is_time_left():
                break
        for state, words in DRAWN.items():
            if done[state]:
                flash(words(done[state]), "info")
        if not done:
            flash(_("Nobody could be drawn who has not been drawn before."), "info")


def _limits_page(place: WorkplaceFacts, form: CapForm) -> str:
    today = clock.today()
    coming = [c for c in place.caps if c.to_day is None or c.to_day >= today]
    found = surplus_of(place, today)
    return render_template(
        "places/limits.html",
        place=place,
        form=form,
        caps=list(reversed(coming)),
        past=[cap for cap in reversed(place.caps) if cap not in coming],
        problems=_problems(place, found),
        draws=draws_of(place.id),
        today=today,
        is_mine=is_mine(place),
    )


def _problems(place: WorkplaceFacts, found: Sequence[Surplus]) -> list[dict[str, Any]]:
    """Return the half-days with too many, by the cap that they are above, and what can be done."""
    groups: dict[CapFacts | None, list[Surplus]] = {}
    for one in found:
        groups.setdefault(one.limit, []).append(one)
    taking, states = _taking(place, found), states_of_caps(place.id)
    return [
        {
            "cap": cap,
            "found": group,
            "taking": taking,
            "exempt": _count({k: taking[k] for k in _keys(group, taking)}, is_exempt=True),
            "asked": states[cap.id][MoveState.ASKED] if cap else 0,
            "without": states[cap.id][MoveState.NO_PLACE] if cap else 0,
            "to_ask": len(still_to_ask(cap.id)) if cap else 0,
        }
        for cap, group in groups.items()
    ]


def _shares_page(place: WorkplaceFacts, form: ShareForm) -> str:
    return render_template(
        "places/shares.html",
        place=place,
        form=form,
        shares=shares_of(place.id),
        today=clock.today(),
        is_mine=is_mine(place),
    )


def _fields(form: CapForm) -> dict[str, Any]:
    """Return the form as it was sent, to be sent again with the last click; its way apart."""
    names = ("percent", "number", "from_day", "to_day", "reason")
    values = {name: getattr(form, name).data for name in names}
    fields = {name: "" if value is None else str(value) for name, value in values.items()}
    return fields | {"weekdays": list(form.weekdays.data or ())}


def _pages() -> list[tuple[str, str]]:
    """Return the pages that every workplace has: endpoint and words."""
    listed = (
        ("occupancy.workplace", _("Today, desk by desk")),
        ("places.limits", _("Limits")),
        ("places.shares", _("Offices' shares")),
        ("places.rooms", _("Rooms and desks")),
        ("places.house", _("What guests read")),
    )
    return [(name, words) for name, words in listed if name in current_app.view_functions]
