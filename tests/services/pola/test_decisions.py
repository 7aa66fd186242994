"""Whoever's turn it is decides."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.auth.models import Role
from app.core import clock
from app.core.db import db
from app.core.errors import Forbidden, Refused
from app.pola.models import Approval
from app.pola.queries.agreements import find_agreement
from app.pola.queries.documents import histories, signatures_of
from app.pola.rules.hitches import Hitch
from app.pola.rules.parameters import ParameterName
from app.pola.rules.routes import Approver, Signer, Verdict
from app.pola.rules.states import State
from app.pola.services import decisions, drafts, signing
from tests.support.agreements import (
    TERMS,
    a_manager_of,
    make_agreement,
    make_deputy,
    set_parameter,
)
from tests.support.factories import actor, make_user
from tests.support.journeys import mails, signed_by_both, submitted

TODAY = date(2026, 3, 2)
REASON = "Lo sportello resterebbe scoperto il martedì."
pytestmark = pytest.mark.usefixtures("app")


def test_changes_are_asked_with_a_reason_and_the_request_comes_back(sofia, carlo):
    request = submitted(sofia)
    with pytest.raises(Refused) as refused:
        decisions.ask_changes(request, " no ", by=actor(carlo))
    assert refused.value.codes == [Hitch.REASON_NEEDED]
    decisions.ask_changes(request, REASON, by=actor(carlo))
    returned = find_agreement(request)
    assert returned.state is State.CHANGES_ASKED
    assert histories([request])[request][-1].note == REASON
    version = drafts.save_terms(
        request, replace(TERMS, places=("Casa", "Mare")), version=returned.version, by=actor(sofia)
    )
    decisions.submit_request(request, by=actor(sofia))
    assert find_agreement(request).version == version + 1
    assert mails(sofia) == ["agreement_returned"]


def test_a_refusal_is_written_and_final(sofia, carlo):
    request = submitted(sofia)
    decisions.refuse_request(request, REASON, by=actor(carlo))
    assert find_agreement(request).state is State.REFUSED
    with pytest.raises(Refused) as refused:
        decisions.approve_request(request, by=actor(carlo))
    assert refused.value.codes == [Hitch.NOT_NOW]
    assert mails(sofia) == ["agreement_refused"]
    # Whoever was refused may ask again.
    assert drafts.start_request(sofia.id, by=actor(sofia)) != request


def test_a_manager_who_should_sign_may_still_refuse(sofia, carlo):
    set_parameter(ParameterName.APPROVAL_ROUTE, "manager+hr")
    request = make_agreement(sofia, State.TO_SIGN_MANAGER, approvals_given=2).id
    decisions.refuse_request(request, REASON, by=actor(carlo))
    approver = db.session.scalar(sa.select(Approval.approver))
    assert (find_agreement(request).state, approver) == (State.REFUSED, Approver.MANAGER)


def test_the_way_is_manager_then_director_then_human_resources(sofia, carlo):
    set_parameter(ParameterName.APPROVAL_ROUTE, "manager+director+hr")
    paola, hr = a_manager_of(carlo), make_user()
    request = submitted(sofia)
    for early in (actor(paola), actor(hr, Role.HR)):
        with pytest.raises(Refused) as refused:
            decisions.approve_request(request, by=early)
        assert refused.value.codes == [Hitch.NOT_YOUR_TURN]
    assert decisions.approve_request(request, by=actor(carlo)) is State.SUBMITTED
    assert decisions.approve_request(request, by=actor(paola)) is State.SUBMITTED
    last = decisions.approve_request(request, by=actor(hr, Role.HR))
    assert last is State.TO_SIGN_EMPLOYEE
    decided = db.session.execute(sa.select(Approval.place, Approval.approver)).all()
    assert [tuple(row) for row in decided] == list(enumerate(Approver, 1))
    assert mails(paola) == ["agreement_submitted"]
    assert mails(sofia) == ["agreement_approved"] * 2 + ["agreement_to_sign"]


def test_where_nobody_is_above_human_resources_decide(sofia, carlo):
    set_parameter(ParameterName.APPROVAL_ROUTE, "manager+director")
    request = submitted(sofia)
    decisions.approve_request(request, by=actor(carlo))
    hr = actor(make_user(), Role.HR)
    assert decisions.approve_request(request, by=hr) is State.TO_SIGN_EMPLOYEE


def test_a_running_request_keeps_the_way_of_the_day_it_was_sent(sofia, carlo):
    request = submitted(sofia)
    set_parameter(ParameterName.APPROVAL_ROUTE, "manager+hr", date(2026, 3, 3))
    with clock.frozen(datetime(2026, 3, 4, 9, tzinfo=clock.ROME)):
        state = decisions.approve_request(request, by=actor(carlo))
    assert state is State.TO_SIGN_EMPLOYEE


def test_a_deputy_decides_and_signs_in_the_managers_name(sofia, carlo):
    dora = make_user()
    make_deputy(carlo, dora, TODAY, TODAY)
    request = submitted(sofia)
    decisions.approve_request(request, by=actor(dora))
    signed_by_both(request, sofia, dora)
    stood_in = db.session.execute(sa.select(Approval.decided_by, Approval.deputy_of)).one()
    assert tuple(stood_in) == (dora.id, carlo.id)
    assert signatures_of(request)[Signer.MANAGER].deputy_of == carlo.id
    assert mails(dora) == ["agreement_submitted", "agreement_to_sign"]


def test_nobody_decides_about_their_own_request(sofia, carlo):
    make_deputy(carlo, sofia, TODAY, TODAY)
    request = submitted(sofia)
    with pytest.raises(Forbidden):
        decisions.approve_request(request, by=actor(sofia))
    # Not even human resources, of whom the permission table knows no better.
    with pytest.raises(Refused) as refused:
        decisions.approve_request(request, by=actor(sofia, Role.HR))
    assert refused.value.codes == [Hitch.NOT_YOUR_TURN]


def test_an_approval_is_taken_back_within_fifteen_seconds(sofia, carlo):
    request = submitted(sofia)
    decisions.approve_request(request, by=actor(carlo))
    with clock.frozen(clock.now() + timedelta(seconds=15)):
        decisions.undo_approval(request, by=actor(carlo))
    undone = find_agreement(request)
    assert (undone.state, undone.approvals_given) == (State.SUBMITTED, 0)
    verdicts = db.session.scalars(sa.select(Approval.verdict).order_by(Approval.id))
    assert list(verdicts) == [Verdict.APPROVED, Verdict.UNDONE]
    with pytest.raises(Refused) as refused:
        decisions.undo_approval(request, by=actor(carlo))
    assert refused.value.codes == [Hitch.NOT_YOUR_TURN]
    assert decisions.approve_request(request, by=actor(carlo)) is State.TO_SIGN_EMPLOYEE


def test_an_approval_is_not_taken_back_later_or_by_somebody_else(sofia, carlo):
    paola = a_manager_of(carlo)
    request = submitted(sofia)
    decisions.approve_request(request, by=actor(carlo))
    with pytest.raises(Refused) as refused:
        decisions.undo_approval(request, by=actor(paola))
    assert refused.value.codes == [Hitch.NOT_YOUR_TURN]
    with clock.frozen(clock.now() + timedelta(seconds=16)), pytest.raises(Refused) as refused:
        decisions.undo_approval(request, by=actor(carlo))
    assert refused.value.codes == [Hitch.UNDO_TOO_LATE]


def test_what_was_signed_upon_is_not_undone(sofia, carlo):
    request = submitted(sofia)
    decisions.approve_request(request, by=actor(carlo))
    seen = signing.document_to_sign(request, by=actor(sofia))
    signing.sign(request, seen.sha256, by=actor(sofia))
    with pytest.raises(Refused) as refused:
        decisions.undo_approval(request, by=actor(carlo))
    assert refused.value.codes == [Hitch.NOT_NOW]


def test_many_are_approved_each_for_itself(sofia, carlo):
    anna, bice = make_user(), make_user()
    a_manager_of(bice)
    first = submitted(sofia)
    second = make_agreement(anna, State.REFUSED).id
    third = make_agreement(bice, State.SUBMITTED).id
    db.session.execute(sa.update(type(anna)).where(type(anna).id == anna.id).values(
        manager_id=carlo.id))  # fmt: skip
    db.session.commit()
    outcome = decisions.approve_requests([first, second, third, first], by=actor(carlo))
    told = {key: value and value.codes for key, value in outcome.items()}
    assert told == {first: None, second: [Hitch.NOT_NOW], third: [Hitch.GONE]}
    assert find_agreement(first).state is State.TO_SIGN_EMPLOYEE
    assert find_agreement(third).state is State.SUBMITTED
