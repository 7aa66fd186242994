"""Sign: the document, its fingerprint, and what happens once both have signed."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, is_granted, requires
from app.core.errors import Refused
from app.core.uploads import takes_files
from app.pola.forms.signing import SignedFileForm
from app.pola.labels.agreements import SIGNERS
from app.pola.labels.content import content_words, period_words
from app.pola.labels.reasons import reason_words
from app.pola.queries.agreements import AgreementFacts, find_agreement
from app.pola.queries.documents import documents_of, signatures_of
from app.pola.rules.filings import due_on
from app.pola.rules.routes import Signer
from app.pola.rules.states import State
from app.pola.services import signing
from app.pola.views.blueprint import bp

Answer = Response | str | tuple[str, int]


@bp.get("/agreement/<int:agreement_id>/sign")
@requires(Permission.SIGN_AGREEMENT)
def sign(agreement_id: int) -> Answer:
    """Show what is, or was, signed, and by whom."""
    return _page(_get(agreement_id))


@bp.post("/agreement/<int:agreement_id>/sign")
@requires(Permission.SIGN_AGREEMENT)
def sign_agreement(agreement_id: int) -> Answer:
    """Sign the document that the page has shown."""
    agreement = _get(agreement_id)
    try:
        signing.sign(agreement_id, request.form.get("sha256", ""), by=me())
    except Refused as refused:
        return _page(_get(agreement_id), problems=reason_words(refused.reasons))
    return redirect(url_for(".signed", agreement_id=agreement.id), code=303)


@bp.get("/agreement/<int:agreement_id>/signed")
@requires(Permission.SIGN_AGREEMENT)
def signed(agreement_id: int) -> Response | str:
    """Say that it is signed, and what happens next."""
    agreement = _get(agreement_id)
    signatures = signatures_of(agreement_id)
    if not any(one.user_id == me().id for one in signatures.values()):
        return redirect(url_for(".sign", agreement_id=agreement_id))
    begins = agreement.in_force_from
    return render_template(
        "pola/signed.html",
        agreement=agreement,
        is_mine=agreement.user_id == me().id,
        is_in_force=agreement.state is State.ACTIVE,
        begins=begins,
        file_by=due_on(begins) if begins else None,
        signatures=signatures,
        signers=SIGNERS,
        back=_back(agreement),
    )


@bp.post("/agreement/<int:agreement_id>/files")
@requires(Permission.SIGN_AGREEMENT)
@takes_files(10)
def attach_file(agreement_id: int) -> Answer:
    """Keep a file that was signed elsewhere."""
    agreement, form = _get(agreement_id), SignedFileForm()
    if not form.validate():
        return _page(agreement, form=form)
    file: FileStorage = form.file.data
    try:
        content = file.read()
        signing.attach_signed_file(agreement_id, form.file_name, content, by=me())
    except Refused as refused:
        form.file.errors = reason_words(refused.reasons)
        return _page(agreement, form=form)
    flash(_("The file is kept beside the agreement."), "success")
    return redirect(url_for(".sign", agreement_id=agreement_id), code=303)


def _page(
    agreement: AgreementFacts,
    *,
    problems: list[str] | None = None,
    form: SignedFileForm | None = None,
) -> Answer:
    """Draw what is signed; where there is nothing to sign, lead back and say so."""
    try:
        document = signing.document_to_sign(agreement.id, by=me())
    except Refused as refused:
        flash(" ".join(reason_words(refused.reasons)), "warning")
        return redirect(_back(agreement), code=303)
    is_mine = agreement.user_id == me().id
    turns = {State.TO_SIGN_EMPLOYEE: is_mine, State.TO_SIGN_MANAGER: not is_mine}
    page = render_template(
        "pola/sign.html",
        agreement=agreement,
        document=document,
        others=[one for one in documents_of(agreement.id) if one.id != document.id],
        signatures=signatures_of(agreement.id),
        signers=SIGNERS,
        quality=SIGNERS[Signer.EMPLOYEE if is_mine else Signer.MANAGER],
        is_my_turn=turns.get(agreement.state, False),
        is_mine=is_mine,
        period=period_words(agreement.terms),
        content=content_words(agreement.terms),
        problems=problems or [],
        form=form or SignedFileForm(formdata=None),
        back=_back(agreement),
    )
    return page, 422 if problems or form else 200


def _get(agreement_id: int) -> AgreementFacts:
    """Return an agreement that this person may sign; any other is not there."""
    agreement = find_agreement(agreement_id)
    if agreement is None or not is_granted(me(), Permission.SIGN_AGREEMENT, agreement):
        abort(404)
    return agreement


def _back(agreement: AgreementFacts) -> str:
    if agreement.user_id == me().id:
        return url_for(".my_agreement")
    return url_for(".inbox")
