"""One request: what it asks, whether it keeps the rules, and what can be decided."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, is_granted, requires
from app.core import clock
from app.core.errors import Refused
from app.pola.forms.decisions import RefuseForm, ReturnForm
from app.pola.labels.agreements import ORIGINS, STATES
from app.pola.labels.content import content_words
from app.pola.labels.differences import difference_words
from app.pola.labels.inbox import PARTIES, broken_words
from app.pola.labels.reasons import reason_words
from app.pola.queries.agreements import AgreementFacts
from app.pola.queries.inbox.lines import Lines
from app.pola.queries.inbox.lists import find_request, requests
from app.pola.queries.inbox.reach import reach_of
from app.pola.queries.programme import parameter_rows
from app.pola.queries.teams import effect_of
from app.pola.rules.states import State
from app.pola.services import decisions
from app.pola.views.blueprint import bp
from app.pola.views.inbox import get_request


@bp.get("/inbox/<int:agreement_id>")
@requires(Permission.DECIDE_AGREEMENT)
def examine(agreement_id: int) -> str:
    """Show one request whole, with what whoever's turn it is may do."""
    return _page(get_request(agreement_id))


@bp.post("/inbox/<int:agreement_id>/return")
@requires(Permission.DECIDE_AGREEMENT)
def send_back(agreement_id: int) -> Response | tuple[str, int]:
    """Send a request back to be changed."""
    agreement, form = get_request(agreement_id), ReturnForm()
    if form.validate_on_submit():
        try:
            decisions.ask_changes(agreement_id, form.reason, by=me())
        except Refused as refused:
            form.form_errors.extend(reason_words(refused.reasons))
        else:
            name = agreement.full_name
            flash(_("Sent back: %(name)s reads what should change.", name=name), "success")
            return redirect(url_for(".inbox"), code=303)
    return _page(agreement, back_form=form), 422


@bp.post("/inbox/<int:agreement_id>/refuse")
@requires(Permission.DECIDE_AGREEMENT)
def refuse(agreement_id: int) -> Response | tuple[str, int]:
    """Refuse a request, with the reason in writing."""
    agreement, form = get_request(agreement_id), RefuseForm()
    if form.validate_on_submit():
        try:
            decisions.refuse_request(agreement_id, form.reason.data, by=me())
        except Refused as refused:
            form.form_errors.extend(reason_words(refused.reasons))
        else:
            flash(_("Refused: %(name)s reads the reason.", name=agreement.full_name), "success")
            return redirect(url_for(".inbox"), code=303)
    return _page(agreement, refuse_form=form), 422


def _page(
    agreement: AgreementFacts,
    *,
    back_form: ReturnForm | None = None,
    refuse_form: RefuseForm | None = None,
) -> str:
    lines = Lines(reach_of(me()), parameter_rows(), clock.today())
    row = find_request(lines, agreement.id)
    assert row is not None, "it was found a moment ago"
    return render_template(
        "pola/examine.html",
        row=row,
        agreement=agreement,
        states=STATES,
        origins=ORIGINS,
        parties=PARTIES,
        changes=[difference_words(change) for change in row.changes],
        faults=broken_words(row.faults),
        content=content_words(agreement.terms),
        effect=effect_of(agreement) if agreement.state is State.SUBMITTED else [],
        may_sign=agreement.state is State.TO_SIGN_MANAGER
        and is_granted(me(), Permission.SIGN_AGREEMENT, agreement),
        is_my_turn=bool(requests(lines, [agreement.id])),
        back_form=back_form or ReturnForm(formdata=None),
        refuse_form=refuse_form or RefuseForm(formdata=None),
    )
