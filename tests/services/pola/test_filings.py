"""What is written down for the Ministry, with the deed that makes it necessary."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.core import clock
from app.core.audit import AuditLine
from app.core.db import command, db
from app.core.errors import Refused
from app.pola.models import Filing
from app.pola.rules.communications import read_told
from app.pola.rules.filings import Act, FilingState
from app.pola.rules.routes import Origin
from app.pola.rules.states import State
from app.pola.rules.terms import Duration
from app.pola.services import endings, filings, signing
from tests.support.agreements import a_manager_of, acknowledge_notices, make_agreement
from tests.support.factories import actor
from tests.support.filings import (
    file_annulment,
    file_change,
    file_start,
    file_withdrawal,
    filed,
    make_worker,
    stand,
    the_filing,
)

TODAY, LAST = date(2026, 3, 2), date(2026, 8, 31)
DAY = timedelta(days=1)
WAITING, DROPPED = FilingState.WAITING, FilingState.DROPPED
REASON = "Il servizio è stato riorganizzato."


@pytest.fixture
def anna(app):
    user = make_worker()
    acknowledge_notices(user)
    return user


@pytest.fixture
def boss(anna):
    return a_manager_of(anna)


def both_sign(user, manager, **terms):
    agreement = make_agreement(user, State.TO_SIGN_EMPLOYEE, approvals_given=1, **terms)
    for person in (user, manager):
        sha256 = signing.document_to_sign(agreement.id, by=actor(person)).sha256
        signing.sign(agreement.id, sha256, by=actor(person))
    return agreement


def revision_of(parent):
    return {"origin": Origin.REVISION, "parent_id": parent.id}


def test_a_signed_agreement_is_to_be_told_by_the_twentieth_of_the_next_month(anna, boss):
    agreement = both_sign(anna, boss, starts_on=date(2026, 3, 9))
    told = the_filing()
    assert (told.event_on, told.due_on, told.state) == (
        date(2026, 3, 9), date(2026, 4, 20), WAITING,
    )  # fmt: skip
    assert told.user_id == anna.id
    facts = read_told(told.facts)
    assert (facts.signed_on, facts.starts_on, facts.ends_on) == (TODAY, date(2026, 3, 9), LAST)
    assert (facts.fiscal_code, facts.surname, facts.duration) == (anna.fiscal_code, "Rossi", "TD")
    line = db.session.scalars(sa.select(AuditLine).where(AuditLine.action == "file")).one()
    assert (line.subject_kind, line.subject_id) == ("filing", told.id)
    assert filed(agreement) == [(Act.START, date(2026, 3, 9), WAITING)]


def test_the_signing_date_is_the_day_in_italy_on_which_the_last_one_signed(anna, boss):
    with clock.frozen(datetime(2026, 3, 3, 0, 30, tzinfo=clock.ROME)):
        both_sign(anna, boss, starts_on=date(2026, 3, 9))
    assert read_told(the_filing().facts).signed_on == date(2026, 3, 3)


def test_an_open_ended_agreement_is_told_without_a_last_day(anna, boss):
    both_sign(anna, boss, duration=Duration.OPEN, ends_on=None)
    facts = read_told(the_filing().facts)
    assert (facts.duration, facts.ends_on) == ("TI", None)


def test_a_revision_that_ends_as_before_changes_nothing_for_the_ministry(anna, boss):
    parent = make_agreement(anna, starts_on=date(2026, 2, 2))
    file_start(parent)
    both_sign(anna, boss, **revision_of(parent))
    assert filed() == [(Act.START, date(2026, 2, 2), WAITING)]


def test_a_revision_that_ends_on_another_day_is_a_change_of_the_same_period(anna, boss):
    parent = make_agreement(anna, starts_on=date(2026, 2, 2))
    file_start(parent)
    both_sign(anna, boss, ends_on=LAST - DAY, **revision_of(parent))
    assert filed() == [(Act.START, date(2026, 2, 2), WAITING), (Act.CHANGE, TODAY, WAITING)]
    change = the_filing(Act.CHANGE)
    assert change.previous_id == the_filing().id
    facts = read_told(change.facts)
    assert (facts.starts_on, facts.ends_on) == (date(2026, 2, 2), LAST - DAY)


def test_a_revision_from_the_first_day_on_is_told_instead_of_what_it_replaces(anna, boss):
    parent = make_agreement(anna)
    file_start(parent)
    child = both_sign(anna, boss, ends_on=LAST - DAY, **revision_of(parent))
    assert filed(parent) == [(Act.START, TODAY, DROPPED)]
    assert filed(child) == [(Act.START, TODAY, WAITING)]


def test_what_was_told_already_is_annulled_before_its_replacement_is_told(anna, boss):
    parent = make_agreement(anna)
    file_start(parent)
    stand(FilingState.ACCEPTED, code="1" * 17)
    child = both_sign(anna, boss, ends_on=LAST - DAY, **revision_of(parent))
    assert filed(parent) == [
        (Act.START, TODAY, FilingState.ACCEPTED),
        (Act.ANNULMENT, TODAY, WAITING),
    ]
    assert filed(child) == [(Act.START, TODAY, WAITING)]
    assert the_filing(Act.ANNULMENT).previous_id < the_filing(Act.ANNULMENT).id


def test_an_early_end_is_a_withdrawal_and_a_natural_one_is_not_told(anna, boss):
    agreement = make_agreement(anna)
    file_start(agreement)
    endings.withdraw_at_once(agreement.id, REASON, by=actor(boss))
    assert filed() == [(Act.START, TODAY, WAITING), (Act.WITHDRAWAL, TODAY, WAITING)]
    facts = read_told(the_filing(Act.WITHDRAWAL).facts)
    assert (facts.starts_on, facts.ends_on) == (TODAY, TODAY)
    other = make_worker(1)
    natural = make_agreement(other, ends_on=date(2026, 3, 1), starts_on=date(2026, 2, 1))
    endings.run_dates(by=SYSTEM)
    assert filed(natural) == []


def test_notice_is_told_when_it_has_run_out(anna, boss):
    agreement = make_agreement(anna)
    file_start(agreement)
    last = endings.give_notice(agreement.id, "", by=actor(anna))
    assert len(filed()) == 1
    with clock.frozen(datetime(2026, 4, 2, 9, tzinfo=clock.ROME)):
        endings.run_dates(by=SYSTEM)
    assert filed()[1:] == [(Act.WITHDRAWAL, last, WAITING)]
    assert the_filing(Act.WITHDRAWAL).due_on == date(2026, 5, 20)


def test_an_agreement_that_never_begins_leaves_nothing_to_tell(anna, boss):
    agreement = make_agreement(anna, starts_on=date(2026, 4, 1))
    file_start(agreement)
    endings.withdraw_at_once(agreement.id, REASON, by=actor(boss))
    assert filed() == [(Act.START, date(2026, 4, 1), DROPPED)]
    assert the_filing().settled_at == clock.now()
    # Twice is once.
    file_annulment(agreement)
    assert len(filed()) == 1


@pytest.mark.parametrize("state", [
    FilingState.ACCEPTED, FilingState.SENDING, FilingState.IN_DOUBT, FilingState.EXPORTED,
])  # fmt: skip
def test_what_the_ministry_may_know_is_annulled(anna, boss, state):
    agreement = make_agreement(anna, starts_on=date(2026, 4, 1))
    file_start(agreement)
    stand(state)
    endings.withdraw_at_once(agreement.id, REASON, by=actor(boss))
    assert filed() == [(Act.START, date(2026, 4, 1), state), (Act.ANNULMENT, TODAY, WAITING)]
    assert the_filing(Act.ANNULMENT).previous_id == the_filing().id


def test_a_revision_that_never_begins_leaves_the_period_that_it_closed(anna, boss):
    parent = make_agreement(anna, starts_on=date(2026, 2, 2))
    file_start(parent)
    stand(FilingState.ACCEPTED, code="1" * 17)
    begins = date(2026, 4, 1)
    child = both_sign(anna, boss, starts_on=begins, ends_on=LAST - DAY, **revision_of(parent))
    endings.withdraw_at_once(child.id, REASON, by=actor(boss))
    assert filed(child) == [(Act.CHANGE, begins, DROPPED)]
    assert filed(parent) == [
        (Act.START, date(2026, 2, 2), FilingState.ACCEPTED),
        (Act.WITHDRAWAL, begins - DAY, WAITING),
    ]


def test_a_transfer_before_a_revision_begins_ends_the_period_once(anna, boss):
    parent = make_agreement(anna, starts_on=date(2026, 2, 2))
    file_start(parent)
    begins = date(2026, 4, 1)
    both_sign(anna, boss, starts_on=begins, ends_on=LAST - DAY, **revision_of(parent))
    endings.close_by_transfer(anna.id, by=SYSTEM)
    assert [line for line in filed() if line[2] is WAITING] == [
        (Act.START, date(2026, 2, 2), WAITING),
        (Act.WITHDRAWAL, TODAY, WAITING),
    ]


def test_nothing_is_filed_twice(anna):
    agreement = make_agreement(anna)
    for _again in range(2):
        file_start(agreement)
        file_change(agreement, TODAY)
        file_withdrawal(agreement, TODAY)
    assert [act for act, _day, _state in filed()] == [Act.START, Act.CHANGE, Act.WITHDRAWAL]


def test_what_was_dropped_is_woken_when_it_is_needed_again(anna):
    agreement = make_agreement(anna)
    file_start(agreement)
    file_withdrawal(agreement, date(2026, 4, 1))
    file_withdrawal(agreement, date(2026, 5, 1))
    file_withdrawal(agreement, date(2026, 4, 1))
    assert filed() == [
        (Act.START, TODAY, WAITING),
        (Act.WITHDRAWAL, date(2026, 4, 1), WAITING),
        (Act.WITHDRAWAL, date(2026, 5, 1), DROPPED),
    ]


def test_a_filing_is_written_with_its_deed_or_not_at_all(anna):
    agreement = make_agreement(anna)

    @command
    def begin_and_fail():
        filings.file_start(agreement.id, by=SYSTEM)
        assert db.session.scalars(sa.select(Filing)).one()
        raise Refused([])

    with pytest.raises(Refused):
        begin_and_fail()
    assert db.session.scalars(sa.select(Filing)).all() == []
