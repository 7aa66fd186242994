from datetime import date, datetime

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.db import db
from app.pola.models import Agreement, AgreementStep, Approval, Signature
from app.pola.queries.agreements import agreement_on, find_agreement
from app.pola.rules.hitches import Hitch
from app.pola.rules.states import State, Step
from app.pola.services import endings, signing
from tests.concurrency.signers import (
    approve,
    begin_request,
    put_in_force,
    refuse,
    run_dates,
    sign,
    take_notice_back,
)
from tests.support.agreements import a_manager_of, make_agreement, make_deputy
from tests.support.factories import actor, make_user
from tests.support.racing import Runner

TODAY = date(2026, 3, 2)


def count(table):
    return db.session.scalar(sa.select(sa.func.count()).select_from(table))


def told(lanes):
    return [codes for lane in lanes for (codes,) in lane.notes]


def ready_to_sign(user, manager, **terms):
    """An agreement that the employee has signed; and the document's SHA-256."""
    agreement = make_agreement(user, State.TO_SIGN_EMPLOYEE, approvals_given=1, **terms)
    sha256 = signing.document_to_sign(agreement.id, by=actor(user)).sha256
    signing.sign(agreement.id, sha256, by=actor(user))
    return agreement, sha256


def test_many_clicks_begin_one_request(arena):
    user = make_user()
    lanes = arena.race([Runner(begin_request, {"user_id": user.id})] * 20)
    assert len({lane.notes[0] for lane in lanes}) == 1
    assert count(Agreement) == 1


@pytest.mark.parametrize("turn", range(3))
def test_of_approving_and_refusing_exactly_one_wins(arena, turn):
    user, deputy = make_user(), make_user()
    manager = a_manager_of(user)
    make_deputy(manager, deputy, TODAY, TODAY)
    request = make_agreement(user, State.SUBMITTED)
    plays = [(approve, manager), (refuse, deputy)] * 8
    lanes = arena.race(
        [Runner(play, {"user_id": who.id, "agreement_id": request.id}) for play, who in plays]
    )
    outcomes = told(lanes)
    assert outcomes.count([]) == 1
    assert outcomes.count([Hitch.NOT_NOW]) == len(plays) - 1
    won = plays[outcomes.index([])][0]
    state = State.TO_SIGN_EMPLOYEE if won is approve else State.REFUSED
    assert find_agreement(request.id).state is state
    assert (count(Approval), count(AgreementStep)) == (1, 1)


def test_manager_and_deputy_who_sign_at_once_sign_once(arena):
    user, deputy = make_user(), make_user()
    manager = a_manager_of(user)
    make_deputy(manager, deputy, TODAY, TODAY)
    agreement, sha256 = ready_to_sign(user, manager)
    facts = {"agreement_id": agreement.id, "sha256": sha256}
    arena.race([Runner(sign, facts | {"user_id": who.id}) for who in [manager, deputy] * 8])
    assert find_agreement(agreement.id).state is State.ACTIVE
    steps = db.session.scalars(sa.select(AgreementStep.step)).all()
    assert steps.count(Step.SIGN_MANAGER) == 1
    assert count(Signature) == 2


@pytest.mark.parametrize("turn", range(3))
def test_of_a_new_agreement_and_an_old_one_that_goes_on_one_is_in_force(arena, turn):
    user = make_user()
    manager = a_manager_of(user)
    old = make_agreement(user)
    endings.give_notice(old.id, "", by=actor(user))
    new, sha256 = ready_to_sign(user, manager, starts_on=date(2026, 5, 1))
    lanes = arena.race(
        [
            Runner(sign, {"user_id": manager.id, "agreement_id": new.id, "sha256": sha256}),
            Runner(take_notice_back, {"user_id": user.id, "agreement_id": old.id}),
        ]
    )
    assert sorted(told(lanes)) == [[], [Hitch.OVERLAPS]]
    states = {find_agreement(old.id).state, find_agreement(new.id).state}
    in_force = agreement_on(user.id, date(2026, 6, 1)).id
    if in_force == new.id:
        assert states == {State.ACTIVE, State.WITHDRAWAL_NOTICE}
    else:
        assert states == {State.ACTIVE, State.TO_SIGN_MANAGER}


def test_the_database_alone_keeps_two_agreements_from_being_in_force(arena):
    # Nobody's turn is taken here: everybody looks, sees a free period, and writes.
    user = make_user()
    ids = [make_agreement(user, State.ABANDONED).id for _n in range(12)]
    days = {"first": date(2026, 3, 2), "last": date(2026, 8, 31)}
    lanes = arena.race(
        [Runner(put_in_force, days | {"user_id": user.id, "agreement_id": n}) for n in ids]
    )
    assert [lane.notes[0][0] for lane in lanes] == [True] * len(ids)
    assert [lane.notes[0][1] for lane in lanes].count(True) == 1
    in_force = sa.select(sa.func.count()).where(Agreement.in_force_from.is_not(None))
    assert db.session.scalar(in_force) == 1


def test_however_many_nights_run_at_once_each_agreement_ends_once(arena):
    past = {"starts_on": date(2025, 9, 1), "ends_on": date(2026, 3, 1)}
    for _n in range(10):
        make_agreement(make_user(), **past)
    with clock.frozen(datetime(2026, 3, 2, 2, tzinfo=clock.ROME)):
        lanes = arena.race([Runner(run_dates, {})] * 8)
    assert sum(done for lane in lanes for (done,) in lane.notes) == 10
    assert count(AgreementStep) == 10
