"""Who may book for the person and for whom the person may: see it, give it, take it back."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, is_granted, requires
from app.booking.forms.delegations import FOR_ME, DelegationForm
from app.booking.labels.delegations import delegation_words
from app.booking.queries.colleagues import FEWEST_LETTERS, MOST_FOUND, Named, find_by_name
from app.booking.queries.delegations import (
    delegations_of_offices,
    delegations_over,
    delegations_to,
    find_delegation,
    led_offices,
)
from app.booking.services import delegations as services
from app.booking.views.blueprint import bp
from app.core import clock
from app.core.errors import Refused
from app.core.forms import clean

MOST_LETTERS = 254


@bp.get("/delegations")
@requires(Permission.GIVE_DELEGATION)
def delegations() -> str:
    """List the delegations, and look for a colleague to give one to."""
    return _page(_asked(request.args.get("q")))


@bp.post("/delegations")
@requires(Permission.GIVE_DELEGATION)
def give_delegation() -> Response | tuple[str, int]:
    """Let a colleague book for the person, or for an office that they lead."""
    asked = _asked(request.form.get("q"))
    found = _found(asked)
    form = DelegationForm(found, led_offices(me()))
    if not form.validate():
        return _page(asked, form), 422
    try:
        services.give_delegation(
            int(form.delegate.data), form.span, by=me(), office_id=form.office_id
        )
    except Refused as refused:
        form.form_errors.extend(delegation_words(refused.reasons))
        return _page(asked, form), 422
    chosen = next(one for one in found if str(one.id) == form.delegate.data)
    flash(_("%(name)s may book now, and is told.", name=chosen.name), "success")
    return redirect(url_for(".delegations"), code=303)


@bp.post("/delegations/<int:delegation_id>/end")
@requires(Permission.GIVE_DELEGATION)
def end_delegation(delegation_id: int) -> Response:
    """Take a delegation back."""
    found = find_delegation(delegation_id)
    if found is None or not is_granted(me(), Permission.GIVE_DELEGATION, found):
        abort(404)
    try:
        services.end_delegation(delegation_id, by=me())
    except Refused as refused:
        flash(" ".join(delegation_words(refused.reasons)), "error")
    else:
        words = {"name": found.delegate, "owner": found.owner}
        flash(_("%(name)s no longer books for %(owner)s.", **words), "success")
    return redirect(url_for(".delegations"), code=303)


def _asked(text: str | None) -> str:
    return " ".join((clean(text) or "").split())[:MOST_LETTERS]


def _found(asked: str) -> list[Named]:
    """Return the colleagues whose name was asked for, never the person who asks."""
    found = [one for one in find_by_name(asked, MOST_FOUND + 1) if one.id != me().id]
    return found[:MOST_FOUND]


def _page(asked: str, form: DelegationForm | None = None) -> str:
    offices = led_offices(me())
    found = _found(asked)
    if form is None:
        # One that was found alone is meant.
        only = str(found[0].id) if len(found) == 1 else None
        filled = {"from_day": clock.today(), "owner": FOR_ME, "delegate": only}
        form = DelegationForm(found, offices, formdata=None, data=filled)
    my_id = me().id or 0
    over_me = delegations_over(my_id)
    shown = {one.id for one in over_me}
    return render_template(
        "booking/delegations.html",
        asked=asked,
        is_too_short=bool(asked) and len(asked) < FEWEST_LETTERS,
        found=found,
        form=form,
        has_offices=bool(offices),
        over_me=over_me,
        over_offices=[one for one in delegations_of_offices(me(), offices) if one.id not in shown],
        to_me=delegations_to(my_id),
        today=clock.today(),
    )
