"""Close a workplace in three clicks, see what became of everybody, open it again."""

import time
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, is_granted, requires
from app.booking.admin_views.blueprint import bp
from app.booking.forms.closures import ClosureForm
from app.booking.labels.moves import CLOSURE_KINDS, CLOSURE_REFUSALS, STATES, closed_words
from app.booking.queries.closures import all_closures, find_closure, still_to_move
from app.booking.queries.moves import counts_of_closure, without_place
from app.booking.queries.places import places
from app.booking.queries.relocation import affected_by, where_to
from app.booking.rules.closures import closed_halves, closure_refusals, overlapping
from app.booking.rules.places import ClosureFacts, WorkplaceFacts
from app.booking.rules.relocation import Planned, by_goal
from app.booking.services.closures import carry_on as move_the_rest
from app.booking.services.closures import reopen as reopen_closure
from app.booking.services.closures import start_closure
from app.core import clock
from app.core.errors import Refused
from app.core.half import Half
from app.core.templating import sentence
from app.pola.views.paging import page_links

PAGE = 25
# Longer than this nobody looks at a page that does not answer; the rest waits for another click.
SECONDS = 5.0
SLICE = 10


@bp.get("/closures")
@requires(Permission.SEE_OCCUPANCY)
def closures() -> str:
    """Show closures that are to come or in force, then those of the past."""
    found = all_closures()
    pages = page_links("places.closures", len(found), PAGE)
    return render_template(
        "places/closures.html",
        closed_words=closed_words,
        closures=found[pages.offset : pages.offset + PAGE],
        pages=pages,
        names={w.id: w for w in places().workplaces},
        today=clock.today(),
        may_close=bool(_mine()),
        closure_kinds=CLOSURE_KINDS,
    )


@bp.get("/closures/new")
@requires(Permission.SET_LIMITS)
def new_closure() -> str:
    """Ask which workplace, when and why; other pages lead here with some of it filled in."""
    today = clock.today()
    plain = {
        "from_day": today,
        "to_day": today,
        "from_half": Half.AM,
        "to_half": Half.PM,
    }
    asked = {name: request.args.get(name) for name in ("workplace", "kind", "reason")}
    form = ClosureForm(_mine() or abort(403), formdata=None, data=plain | _given(asked))
    _fill_dates(form)
    return render_template("places/new_closure.html", form=form)


@bp.get("/closures/preview")
@requires(Permission.MOVE_BOOKING)
def preview_closure() -> str | tuple[str, int]:
    """Show everybody who is hit and where each would go: nothing has happened yet."""
    form, place = _read(request.args)
    if place is None:
        return render_template("places/new_closure.html", form=form), 422
    planned = _planned(place, form.closure)
    return render_template(
        "places/preview_closure.html",
        closed_words=closed_words,
        form=form,
        place=place,
        closure=form.closure,
        groups=by_goal(planned),
        planned=planned,
        placed=sum(plan.desk is not None for plan in planned),
        people=len({plan.affected.user_id for plan in planned}),
        overlaps=overlapping(form.closure, place.closures, clock.today(), place.subdivision),
        fields=_fields(form),
    )


@bp.post("/closures")
@requires(Permission.SET_LIMITS)
def close() -> Response | tuple[str, int]:
    """Close the workplace, then move whom it hits, each in a transaction of their own."""
    form, place = _read(request.form)
    if place is None:
        return render_template("places/new_closure.html", form=form), 422
    try:
        closure_id = start_closure(place.id, form.closure, by=me())
    except Refused as refused:
        form.refuse(refused, CLOSURE_REFUSALS)
        return render_template("places/new_closure.html", form=form), 422
    _move(closure_id)
    return redirect(url_for("places.closure", closure_id=closure_id), code=303)


@bp.get("/closures/<int:closure_id>")
@requires(Permission.SEE_OCCUPANCY)
def closure(closure_id: int) -> str:
    """Show what became of everybody whom a closure hit, in numbers."""
    row = _find(closure_id)
    place = places().by_id.get(row.workplace_id) or abort(404)
    mine = is_granted(me(), Permission.MOVE_BOOKING, place)
    return render_template(
        "places/closure.html",
        closed_words=closed_words,
        closure=row,
        place=place,
        counts=counts_of_closure(closure_id),
        without=without_place(closure_id),
        left=len(still_to_move(closure_id)),
        is_mine=mine,
        is_over=row.to_day < clock.today(),
        move_states=STATES,
    )


@bp.post("/closures/<int:closure_id>/go-on")
@requires(Permission.MOVE_BOOKING)
def carry_on(closure_id: int) -> Response:
    """Move whoever is left."""
    row = _find(closure_id)
    if not is_granted(me(), Permission.MOVE_BOOKING, row):
        abort(403)
    _move(closure_id)
    return redirect(url_for("places.closure", closure_id=closure_id), code=303)


@bp.post("/closures/<int:closure_id>/reopen")
@requires(Permission.SET_LIMITS)
def reopen(closure_id: int) -> Response:
    """Open the workplace again and offer everybody the way back."""
    _find(closure_id)
    try:
        offered = reopen_closure(closure_id, by=me())
    except Refused as refused:
        flash(" ".join(sentence(reason, CLOSURE_REFUSALS) for reason in refused.reasons), "error")
    else:
        words = ngettext(
            "The workplace is open again. %(num)d person is offered the way back.",
            "The workplace is open again. %(num)d people are offered the way back.",
            offered,
        )
        flash(words, "success")
    return redirect(url_for("places.closure", closure_id=closure_id), code=303)


def _mine() -> list[WorkplaceFacts]:
    """Return the workplaces that the person may close, and whose people they may move."""
    by, needed = me(), (Permission.SET_LIMITS, Permission.MOVE_BOOKING)
    return [w for w in places().workplaces if all(is_granted(by, one, w) for one in needed)]


def _find(closure_id: int) -> Any:
    return find_closure(closure_id) or abort(404)


def _given(values: dict[str, str | None]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


def _fill_dates(form: ClosureForm) -> None:
    """Take days, halves and weekdays from the address, as far as they make sense."""
    asked = ClosureForm(_mine(), formdata=request.args)
    first = asked.from_day.data or form.from_day.data
    last = asked.to_day.data or first
    assert first, "the page fills it"
    assert last, "the page fills it"
    form.from_day.data, form.to_day.data = first, max(first, last)
    for name in ("from_half", "to_half"):
        if request.args.get(name) in set(Half):
            getattr(form, name).data = request.args[name]
    ticked = "".join(request.args.getlist("weekdays"))
    form.weekdays.data = [number for number in "12345" if number in ticked]


def _read(values: Any) -> tuple[ClosureForm, WorkplaceFacts | None]:
    """Return the form, and the workplace if all of it can be done."""
    mine = _mine() or abort(403)
    form = ClosureForm(mine, formdata=values)
    if not form.validate():
        return form, None
    place = next(w for w in mine if w.code == form.workplace.data)
    if reasons := closure_refusals(form.closure, clock.today(), place.subdivision):
        form.refuse(Refused(reasons), CLOSURE_REFUSALS)
        return form, None
    return form, place


def _planned(place: WorkplaceFacts, wanted: ClosureFacts) -> list[Planned]:
    halves = closed_halves(wanted, clock.today(), place.subdivision)
    return where_to(affected_by(place, halves), places())


def _fields(form: ClosureForm) -> dict[str, Any]:
    """Return the form as it was sent, to be sent again with the last click."""
    single = ("workplace", "from_day", "from_half", "to_day", "to_half", "kind", "reason")
    fields = {name: str(getattr(form, name).data) for name in single}
    return fields | {"weekdays": list(form.weekdays.data or ())}


def _move(closure_id: int) -> None:
    """Move people in slices until nobody is left or the time for one click is over."""
    began = time.monotonic()
    while move_the_rest(closure_id, by=me(), limit=SLICE) and time.monotonic() - began < SECONDS:
        pass
