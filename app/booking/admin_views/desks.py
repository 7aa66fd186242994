"""One desk: what stands against it, out of order and mended, retired and back."""

from collections.abc import Sequence
from datetime import date

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.booking.admin_views.blueprint import bp, find_place, is_mine
from app.booking.forms.houses import OutageForm
from app.booking.labels import PARTS
from app.booking.labels.houses import TAKEN_AWAY, desk_refusal_words
from app.booking.models import Desk
from app.booking.queries.desk_admin import DeskStanding, bookings_to_come, find_desk
from app.booking.queries.places import places
from app.booking.queries.relocation import affected_desks, where_to
from app.booking.rules.dated import is_within
from app.booking.rules.moves import MoveCause, MoveState
from app.booking.rules.places import WorkplaceFacts
from app.booking.rules.relocation import Affected, by_goal
from app.booking.services import desks as services
from app.booking.services.limits import mend_desk, put_out_of_order, withdraw_outage
from app.booking.services.moves import move_away
from app.core import clock
from app.core.db import db
from app.core.errors import Refused
from app.core.templating import day_long


@bp.get("/<code>/desks/<int:desk_id>")
@requires(Permission.SET_LIMITS)
def desk(code: str, desk_id: int) -> str | tuple[str, int]:
    """Show a desk; with `from_day`, preview what an outage would mean: nothing is done yet.

    With `retire`, where its bookings would go if it were taken away.
    """
    place, found = _find(code, desk_id)
    if "from_day" not in request.args or not is_mine(place):
        form = OutageForm(formdata=None, data={"from_day": clock.today()})
        return _page(place, found, form, is_leaving="retire" in request.args)
    form = OutageForm(formdata=request.args)
    if not form.validate():
        return _page(place, found, form), 422
    first = form.from_day.data
    assert first, "the form wants it"
    return _page(place, found, form, preview=_affected(desk_id, first, form.to_day.data))


@bp.post("/<code>/desks/<int:desk_id>/out-of-order")
@requires(Permission.SET_LIMITS)
def break_desk(code: str, desk_id: int) -> Response | tuple[str, int]:
    """Put a desk out of order, then move its bookings, each in a transaction of its own."""
    place, found = _find(code, desk_id)
    form = OutageForm()
    if not form.validate():
        return _page(place, found, form), 422
    first = form.from_day.data
    assert first, "the form wants it"
    put_out_of_order(_row(desk_id), first, form.to_day.data, form.reason.data or "", by=me())
    _tell(found, *_move(_affected(desk_id, first, form.to_day.data)))
    return _back(code, desk_id)


@bp.post("/<code>/desks/<int:desk_id>/mend")
@requires(Permission.SET_LIMITS)
def mend(code: str, desk_id: int) -> Response:
    """End what a desk is out of order for: from today it can be booked."""
    _place, found = _find(code, desk_id)
    mend_desk(_row(desk_id), by=me())
    flash(_("Desk %(desk)s can be booked again.", desk=found.label), "success")
    return _back(code, desk_id)


@bp.post("/<code>/desks/<int:desk_id>/outages/<int:outage_id>/withdraw")
@requires(Permission.SET_LIMITS)
def withdraw(code: str, desk_id: int, outage_id: int) -> Response:
    """Take back an outage that has not begun."""
    _place, found = _find(code, desk_id)
    planned = next((s for s in found.spells if s.id == outage_id), None)
    if planned is None:
        abort(404)
    try:
        withdraw_outage(_row(desk_id), outage_id, by=me())
    except ValueError:
        flash(_("It has begun: say when the desk is mended."), "error")
    else:
        when = day_long(planned.from_day)
        flash(
            _(
                "The outage of desk %(desk)s from %(day)s on is taken back.",
                desk=found.label,
                day=when,
            ),
            "success",
        )
    return _back(code, desk_id)


@bp.post("/<code>/desks/<int:desk_id>/retire")
@requires(Permission.EDIT_PLACES)
def retire(code: str, desk_id: int) -> Response | tuple[str, int]:
    """Take a desk away for good; with `move`, after moving the bookings that it still has."""
    place, found = _find(code, desk_id)
    if "move" in request.form:
        # Nobody may book it while the others leave; what cannot move keeps it where it is.
        is_out_for_good = found.now is not None and found.now.to_day is None
        if found.is_active and not is_out_for_good:
            put_out_of_order(_row(desk_id), clock.today(), None, str(TAKEN_AWAY), by=me())
        _move(_affected(desk_id, clock.today()))
    try:
        services.retire_desk(desk_id, by=me())
    except Refused as refused:
        form = OutageForm(formdata=None, data={"from_day": clock.today()})
        problems = desk_refusal_words(refused.reasons)
        return _page(place, _find(code, desk_id)[1], form, problems=problems), 422
    flash(_("Desk %(desk)s is retired. Its past stays on record.", desk=found.label), "success")
    return _back(code, desk_id)


@bp.post("/<code>/desks/<int:desk_id>/return")
@requires(Permission.EDIT_PLACES)
def return_desk(code: str, desk_id: int) -> Response:
    """Bring a retired desk back."""
    _place, found = _find(code, desk_id)
    services.return_desk(desk_id, by=me())
    flash(_("Desk %(desk)s can be booked again.", desk=found.label), "success")
    return _back(code, desk_id)


def _find(code: str, desk_id: int) -> tuple[WorkplaceFacts, DeskStanding]:
    place, found = find_place(code), find_desk(desk_id, code)
    if found is None:
        abort(404)
    return place, found


def _row(desk_id: int) -> Desk:
    return db.session.get_one(Desk, desk_id)


def _back(code: str, desk_id: int) -> Response:
    return redirect(url_for("places.desk", code=code, desk_id=desk_id), code=303)


def _affected(desk_id: int, first: date, last: date | None = None) -> list[Affected]:
    """Return the bookings that need this desk on these days; what is over needs none."""
    open_still = set(bookings_to_come(desk_id))
    return [one for one in affected_desks([desk_id], first, last) if one.booking_id in open_still]


def _move(affected: Sequence[Affected]) -> tuple[int, int]:
    """Move each booking away; return how many moved and how many found no other desk."""
    states = [move_away(one.booking_id, cause=MoveCause.DESK, by=me()) for one in affected]
    moved = sum(state is MoveState.MOVED for state in states)
    return moved, sum(state is MoveState.NO_PLACE for state in states)


def _tell(found: DeskStanding, moved: int, left: int) -> None:
    """Say what became of the bookings."""
    flash(_("Desk %(desk)s is out of order.", desk=found.label), "success")
    if moved:
        words = ngettext(
            "%(num)d booking has moved, and its person is told.",
            "%(num)d bookings have moved, and their people are told.",
            moved,
        )
        flash(words, "success")
    if left:
        words = ngettext(
            "%(num)d booking found no other desk: it stays here, and its person is told.",
            "%(num)d bookings found no other desk: they stay here, and their people are told.",
            left,
        )
        flash(words, "warning")


def _page(
    place: WorkplaceFacts,
    found: DeskStanding,
    form: OutageForm,
    *,
    preview: Sequence[Affected] | None = None,
    problems: Sequence[str] = (),
    is_leaving: bool = False,
) -> str:
    known, today = places(), clock.today()
    # Names are for those who must act.
    to_come = _affected(found.id, today) if is_mine(place) else []
    return render_template(
        "places/desk.html",
        place=place,
        desk=found,
        form=form,
        problems=problems,
        is_mine=is_mine(place),
        # The bookings that stand on days on which the desk cannot be used.
        stranded=[one for one in to_come if _stands_in(found, one.day)],
        to_come=to_come,
        hit=len(preview or ()),
        parts=PARTS,
        today=today,
        groups=by_goal(where_to(preview, known, MoveCause.DESK)) if preview is not None else None,
        leaving=by_goal(where_to(to_come, known, MoveCause.DESK)) if is_leaving else None,
    )


def _stands_in(found: DeskStanding, day: date) -> bool:
    return any(is_within(day, s.from_day, s.to_day) for s in found.spells)
