"""Both sign one document, and the agreement begins."""

from dataclasses import replace
from datetime import date, datetime

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.audit import AuditLine
from app.core.db import db
from app.core.errors import Refused
from app.pola.models import Agreement
from app.pola.queries.agreements import agreement_on, find_agreement
from app.pola.queries.documents import documents_of, histories, signatures_of
from app.pola.rules.hitches import Hitch
from app.pola.rules.routes import Origin, Signer
from app.pola.rules.states import State, Step
from app.pola.services import decisions, drafts, signing
from tests.support.agreements import (
    TERMS,
    make_agreement,
)
from tests.support.factories import actor
from tests.support.journeys import mails, signed_by_both, submitted

TODAY = date(2026, 3, 2)
REASON = "Lo sportello resterebbe scoperto il martedì."
pytestmark = pytest.mark.usefixtures("app")


def test_a_request_goes_all_the_way_to_being_in_force(sofia, carlo):
    request = submitted(sofia)
    assert find_agreement(request).state is State.SUBMITTED
    assert decisions.approve_request(request, by=actor(carlo)) is State.TO_SIGN_EMPLOYEE
    done = signed_by_both(request, sofia, carlo)
    assert (done.state, done.in_force_from) == (State.ACTIVE, TODAY)
    assert agreement_on(sofia.id, date(2026, 8, 31)).id == request
    assert agreement_on(sofia.id, date(2026, 9, 1)) is None
    assert [line.step for line in histories([request])[request]] == [
        Step.SUBMIT,
        Step.APPROVE_LAST,
        Step.SIGN_EMPLOYEE,
        Step.SIGN_MANAGER,
    ]
    assert mails(sofia) == ["agreement_to_sign", "agreement_active"]
    assert mails(carlo) == ["agreement_submitted", "agreement_to_sign"]
    actions = db.session.scalars(
        sa.select(AuditLine.action).where(AuditLine.subject_kind == "agreement")
    )
    assert set(actions) >= {"start_request", "save_terms", "agreement_submit", "make_document"}


def test_both_sign_the_same_document_with_name_and_time(sofia, carlo):
    request = submitted(sofia)
    decisions.approve_request(request, by=actor(carlo))
    signed_by_both(request, sofia, carlo)
    (document,) = documents_of(request)
    signatures = signatures_of(request)
    assert {one.sha256 for one in signatures.values()} == {document.sha256}
    assert signatures[Signer.EMPLOYEE].name == sofia.full_name
    assert signatures[Signer.MANAGER].name == carlo.full_name
    assert signatures[Signer.MANAGER].at == clock.now()
    # It can be read ever after.
    assert signing.document_to_sign(request, by=actor(sofia)) == document


def test_a_document_that_was_not_seen_cannot_be_signed(sofia, carlo):
    request = submitted(sofia)
    decisions.approve_request(request, by=actor(carlo))
    with pytest.raises(Refused) as refused:
        signing.sign(request, "0" * 64, by=actor(sofia))
    assert refused.value.codes == [Hitch.DOCUMENT_CHANGED]


def test_signing_twice_is_signing_once(sofia, carlo):
    request = submitted(sofia)
    decisions.approve_request(request, by=actor(carlo))
    seen = signing.document_to_sign(request, by=actor(sofia))
    for _click in range(2):
        state = signing.sign(request, seen.sha256, by=actor(sofia))
        assert state is State.TO_SIGN_MANAGER


def test_who_signs_late_begins_late(sofia, carlo):
    request = submitted(sofia)
    decisions.approve_request(request, by=actor(carlo))
    with clock.frozen(datetime(2026, 3, 10, 9, tzinfo=clock.ROME)):
        done = signed_by_both(request, sofia, carlo)
        assert (done.in_force_from, done.in_force_until) == (date(2026, 3, 10), TERMS.ends_on)
        db.session.rollback()
        assert db.session.get(Agreement, request).starts_on == date(2026, 3, 10)
    # What was signed stays as it was signed.
    assert done.terms == TERMS


def test_nobody_signs_what_is_over(sofia, carlo):
    request = submitted(sofia)
    decisions.approve_request(request, by=actor(carlo))
    seen = signing.document_to_sign(request, by=actor(sofia))
    with clock.frozen(datetime(2026, 9, 1, 9, tzinfo=clock.ROME)), pytest.raises(Refused) as no:
        signing.sign(request, seen.sha256, by=actor(sofia))
    assert no.value.codes == [Hitch.TERM_OVER]


def test_the_database_keeps_two_agreements_from_being_in_force(sofia, carlo):
    make_agreement(sofia, starts_on=date(2026, 8, 1), ends_on=date(2027, 1, 31))
    request = make_agreement(sofia, State.TO_SIGN_EMPLOYEE, approvals_given=1).id
    with pytest.raises(Refused) as refused:
        signed_by_both(request, sofia, carlo)
    assert refused.value.codes == [Hitch.OVERLAPS]
    assert find_agreement(request).state is State.TO_SIGN_MANAGER


def test_a_revision_closes_its_parent_the_day_before(sofia, carlo):
    parent = make_agreement(sofia)
    with clock.frozen(datetime(2026, 5, 4, 9, tzinfo=clock.ROME)):
        request = drafts.start_request(sofia.id, by=actor(sofia), origin=Origin.REVISION)
        decisions.submit_request(request, by=actor(sofia))
        decisions.approve_request(request, by=actor(carlo))
        done = signed_by_both(request, sofia, carlo)
    assert (done.in_force_from, done.in_force_until) == (date(2026, 5, 5), TERMS.ends_on)
    old = find_agreement(parent.id)
    assert (old.state, old.in_force_until) == (State.REVISED, date(2026, 5, 4))
    assert agreement_on(sofia.id, date(2026, 5, 4)).id == parent.id


def test_a_revision_may_put_itself_in_the_place_of_what_has_not_begun(sofia, carlo):
    parent = make_agreement(sofia, starts_on=date(2026, 4, 1))
    request = drafts.start_request(sofia.id, by=actor(sofia), origin=Origin.REVISION)
    decisions.submit_request(request, by=actor(sofia))
    decisions.approve_request(request, by=actor(carlo))
    assert signed_by_both(request, sofia, carlo).in_force_from == date(2026, 4, 1)
    old = find_agreement(parent.id)
    assert (old.state, old.in_force_from) == (State.REVISED, None)


def test_a_revision_of_what_is_over_just_begins(sofia, carlo):
    parent = make_agreement(sofia)
    request = drafts.start_request(sofia.id, by=actor(sofia), origin=Origin.REVISION)
    moved = replace(TERMS, starts_on=date(2026, 9, 1), ends_on=date(2026, 12, 31))
    drafts.save_terms(request, moved, version=1, by=actor(sofia))
    decisions.submit_request(request, by=actor(sofia))
    decisions.approve_request(request, by=actor(carlo))
    signed_by_both(request, sofia, carlo)
    assert find_agreement(parent.id).state is State.ACTIVE
