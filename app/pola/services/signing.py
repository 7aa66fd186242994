"""Sign: an act of the signed-in person over one exact document."""

import hashlib
import re

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.permissions import Permission
from app.core import audit, clock
from app.core.db import command, connection
from app.core.errors import Reason, Refused
from app.pola.documents.agreement import agreement_pdf
from app.pola.models import Document, Signature
from app.pola.queries.agreements import AgreementFacts
from app.pola.queries.documents import DocumentFacts, documents_of, find_document, signatures_of
from app.pola.queries.people import on_paper
from app.pola.queries.programme import programme
from app.pola.queries.turns import parties_of, principal_of
from app.pola.rules.files import PDF, file_faults, media_type
from app.pola.rules.hitches import Hitch
from app.pola.rules.routes import Signer
from app.pola.rules.states import SIGNED, State, Step
from app.pola.rules.ways import Party
from app.pola.services.force import begin
from app.pola.services.letters import tell_employee, tell_manager
from app.pola.services.steps import check_step, open_agreement, take_step

_INSERT_DOCUMENT = sa.insert(Document).returning(Document.id)
_INSERT_SIGNATURE = sa.insert(Signature)
# Our own documents bear such a name; no file that somebody brings may pass for one.
_OURS = re.compile(r"accordo-\d+-\d+\.pdf")
_TO_SIGN = frozenset({State.TO_SIGN_EMPLOYEE, State.TO_SIGN_MANAGER})


@command
def document_to_sign(agreement_id: int, *, by: Actor) -> DocumentFacts:
    """Return the document that is, or was, signed; made and stored when it is first asked for.

    Raises Refused before the last approval, and for agreements that were taken over
    without a document.
    """
    agreement = open_agreement(agreement_id, Permission.SEE_AGREEMENT, by)
    return _document(agreement, by)


@command
def sign(agreement_id: int, sha256: str, *, by: Actor) -> State:
    """Sign the document that the person has seen, as employee or as manager; return the state.

    Raises Refused if the document is no longer the one with this SHA-256. Signing
    twice is signing once.
    """
    agreement = open_agreement(agreement_id, Permission.SIGN_AGREEMENT, by)
    signed = signatures_of(agreement_id).values()
    if any(one.user_id == by.id and one.sha256 == sha256 for one in signed):
        return agreement.state
    is_first = agreement.state is not State.TO_SIGN_MANAGER
    step = Step.SIGN_EMPLOYEE if is_first else Step.SIGN_MANAGER
    check_step(agreement, step, by)
    last = agreement.terms.ends_on
    if last is not None and last < clock.today():
        raise Refused([Reason(Hitch.TERM_OVER, {"day": last})])
    document = _document(agreement, by)
    if document.sha256 != sha256:
        raise Refused([Reason(Hitch.DOCUMENT_CHANGED)])
    _write_signature(agreement, document, Signer.EMPLOYEE if is_first else Signer.MANAGER, by)
    if is_first:
        done = take_step(agreement, step, by=by)
        tell_manager(done, "agreement_to_sign")
    else:
        done = begin(agreement, by=by)
        tell_employee(done, "agreement_active")
    return done.state


@command
def attach_signed_file(agreement_id: int, name: str, content: bytes, *, by: Actor) -> int:
    """Keep a file that was signed elsewhere beside an agreement; return the file's id.

    A PKCS#7 envelope (.p7m) or a PDF with a signature in it, at most 10 MB; raises
    Refused otherwise. The same file twice is kept once.
    """
    agreement = open_agreement(agreement_id, Permission.SIGN_AGREEMENT, by)
    if agreement.state not in _TO_SIGN | SIGNED:
        raise Refused([Reason(Hitch.NOT_NOW, {"state": agreement.state})])
    if faults := file_faults(content):
        raise Refused(faults)
    digest = hashlib.sha256(content).hexdigest()
    for one in documents_of(agreement_id):
        if one.sha256 == digest:
            return one.id
    kind = media_type(content)
    kept_name = f"firmato-{name}" if _OURS.fullmatch(name) else name[-200:]
    document_id = _store(agreement_id, kept_name, kind, content, by)
    words = {"document_id": document_id, "sha256": digest}
    audit.record(by.id, "attach_signed_file", "agreement", agreement_id, after=words)
    return document_id


def _document(agreement: AgreementFacts, by: Actor) -> DocumentFacts:
    if agreement.state is not State.TO_SIGN_EMPLOYEE:
        signature = signatures_of(agreement.id).get(Signer.EMPLOYEE)
        signed = find_document(signature.document_id) if signature else None
        if signed is None:
            raise Refused([Reason(Hitch.NOT_NOW, {"state": agreement.state})])
        return signed
    # Nothing changes an agreement while it waits for this signature: its version names the file.
    name = f"accordo-{agreement.id}-{agreement.version}.pdf"
    for stored in documents_of(agreement.id):
        if stored.name == name:
            return stored
    person = on_paper(agreement.user_id, clock.today())
    content = agreement_pdf(agreement, programme(agreement.rules_of), person)
    document_id = _store(agreement.id, name, PDF, content, by)
    made = find_document(document_id)
    assert made is not None
    audit.record(by.id, "make_document", "agreement", agreement.id, after={"sha256": made.sha256})
    return made


def _store(agreement_id: int, name: str, kind: str, content: bytes, by: Actor) -> int:
    row = {
        "agreement_id": agreement_id,
        "name": name,
        "media_type": kind,
        "sha256": hashlib.sha256(content).hexdigest(),
        "content": content,
        "created_at": clock.now(),
        "created_by": by.id,
    }
    return int(connection().execute(_INSERT_DOCUMENT, row).scalar_one())


def _write_signature(
    agreement: AgreementFacts, document: DocumentFacts, signer: Signer, by: Actor
) -> None:
    is_manager = Party.MANAGER in parties_of(agreement, by)
    connection().execute(
        _INSERT_SIGNATURE,
        {
            "agreement_id": agreement.id,
            "document_id": document.id,
            "signer": signer,
            "user_id": by.id,
            "deputy_of": principal_of(agreement.manager_id, by) if is_manager else None,
            "name": by.full_name,
            "at": clock.now(),
            "sha256": document.sha256,
        },
    )
