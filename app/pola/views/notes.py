"""What human resources note of a person and of an agreement."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.core.errors import Refused
from app.pola.forms.person import PriorityForm, ProtocolForm, WorkerForm
from app.pola.labels.protocol import PROTOCOL_FAULTS
from app.pola.labels.reasons import reason_words
from app.pola.queries.agreements import AgreementFacts, find_agreement
from app.pola.queries.person import metadata_of
from app.pola.services import priorities
from app.pola.services.protocol import set_protocol
from app.pola.views.blueprint import bp
from app.pola.views.person import get_person, person_page


@bp.post("/people/<int:user_id>/priorities")
@requires(Permission.SEE_PRIORITY)
def note_priority(user_id: int) -> Response | tuple[str, int]:
    """Note that a person's requests are heard first."""
    facts, form = get_person(user_id), PriorityForm()
    if form.validate_on_submit():
        try:
            priorities.note_priority(user_id, form.category.data, form.review_on.data, by=me())
        except Refused as refused:
            form.form_errors.extend(reason_words(refused.reasons))
        else:
            flash(_("The priority is noted."), "success")
            return redirect(url_for(".person", user_id=user_id), code=303)
    return person_page(facts, priority_form=form), 422


@bp.post("/people/<int:user_id>/priorities/<int:note_id>/remove")
@requires(Permission.SEE_PRIORITY)
def remove_priority(user_id: int, note_id: int) -> Response:
    """Take a priority away."""
    get_person(user_id)
    priorities.remove_priority(note_id, by=me())
    flash(_("The priority is removed."), "success")
    return redirect(url_for(".person", user_id=user_id), code=303)


@bp.post("/people/<int:user_id>/note")
@requires(Permission.SEE_PRIORITY)
def note_worker(user_id: int) -> Response | tuple[str, int]:
    """Note the facts on which the law makes a person's terms depend."""
    facts, form = get_person(user_id), WorkerForm()
    if not form.validate_on_submit():
        return person_page(facts, worker_form=form), 422
    priorities.note_worker(
        user_id,
        is_disabled=form.is_disabled.data,
        prevalence_waived_until=form.prevalence_waived_until.data,
        by=me(),
    )
    flash(_("The note is kept."), "success")
    return redirect(url_for(".person", user_id=user_id), code=303)


@bp.get("/agreements/<int:agreement_id>/protocol")
@requires(Permission.RUN_PROGRAMME)
def protocol(agreement_id: int) -> str:
    """Show the form in which the register's number is filled in."""
    agreement = _get(agreement_id)
    form = ProtocolForm(
        formdata=None,
        number=agreement.protocol_number,
        on=agreement.protocol_on,
        metadata=metadata_of(agreement_id),
    )
    return _protocol_page(agreement, form)


@bp.post("/agreements/<int:agreement_id>/protocol")
@requires(Permission.RUN_PROGRAMME)
def fill_protocol(agreement_id: int) -> Response | tuple[str, int]:
    """Fill in the register's number."""
    agreement, form = _get(agreement_id), ProtocolForm()
    if form.validate_on_submit():
        number, metadata = form.number.data or "", form.metadata.data or ""
        try:
            set_protocol(agreement_id, number, form.on.data, metadata, by=me())
        except Refused as refused:
            form.refuse(refused, PROTOCOL_FAULTS)
        else:
            flash(_("The register's number is kept."), "success")
            return redirect(url_for(".person", user_id=agreement.user_id), code=303)
    return _protocol_page(agreement, form), 422


def _protocol_page(agreement: AgreementFacts, form: ProtocolForm) -> str:
    return render_template("pola/protocol.html", agreement=agreement, form=form)


def _get(agreement_id: int) -> AgreementFacts:
    agreement = find_agreement(agreement_id)
    if agreement is None:
        abort(404)
    return agreement
