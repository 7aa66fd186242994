"""What bars a communication: an open period, something missing, something taken back."""

from datetime import date, timedelta

import pytest

from app.auth.models import User
from app.core.db import db, transaction
from app.pola.models import Agreement
from app.pola.rules.filings import Act, FilingState
from tests.support.agreements import make_agreement
from tests.support.filings import (
    file_annulment,
    file_start,
    file_withdrawal,
    filed,
    fiscal_code,
    make_worker,
    send,
    states,
    the_filing,
)
from tests.support.ministry import Period, configured

TODAY = date(2026, 3, 2)
ACCEPTED, WAITING = FilingState.ACCEPTED, FilingState.WAITING


@pytest.mark.parametrize("ends", [None, "2026-02-02"])
def test_a_period_that_is_still_open_is_withdrawn_from_and_the_start_told_again(
    ministry, started, ends
):
    ministry.periods = [Period("1" * 17, fiscal_code(), "2025-05-01", ends)]
    assert send() == {"accepted": 1}
    assert ministry.acts() == ["R", "I"]
    assert ministry.accepted[0][1]["DataFinePeriodo"] == "2026-02-01"
    assert filed() == [
        (Act.START, date(2026, 2, 2), ACCEPTED),
        (Act.WITHDRAWAL, date(2026, 2, 1), ACCEPTED),
    ]
    assert the_filing(Act.WITHDRAWAL).code == ministry.accepted[0][2]


def test_a_period_that_was_told_here_gets_its_withdrawal_beside_it(ministry, started):
    send()
    first, ended = the_filing(), date(2026, 3, 1)
    with transaction():
        db.session.get(Agreement, started.id).in_force_until = ended
    user = db.session.get(User, started.user_id)
    file_start(make_agreement(user, starts_on=ended + timedelta(days=1)))
    assert send() == {"accepted": 1}
    assert ministry.acts() == ["I", "R", "I"]
    assert filed(started)[1:] == [(Act.WITHDRAWAL, ended, ACCEPTED)]
    assert the_filing(Act.WITHDRAWAL).previous_id == first.id


def test_a_withdrawal_that_is_refused_leaves_the_start_refused(ministry, started):
    ministry.periods = [Period("1" * 17, fiscal_code(), "2025-05-01", None)]
    ministry.plan = ["E100", "E060"]
    assert send() == {"refused": 1}
    assert the_filing().answer == "E060"
    assert ministry.acts() == []


def test_an_open_period_of_another_employer_is_not_touched(ministry, started):
    period = Period("1" * 17, fiscal_code(), "2025-05-01", None, employer="99999999999")
    ministry.periods = [period]
    assert send() == {"refused": 1}
    assert ministry.acts() == []


def test_a_start_that_somebody_told_elsewhere_is_taken_over_with_its_code(ministry, started):
    ministry.periods = [Period("1" * 17, fiscal_code(), "2026-02-02", "2026-08-31")]
    assert send() == {"accepted": 1}
    assert ministry.acts() == []
    assert the_filing().code == "1" * 17


def test_what_is_not_complete_waits_and_is_sent_once_it_is(ministry, started):
    with configured({"INAIL_PAT": ""}):
        assert send() == {"incomplete": 1}
    assert (states(), the_filing().attempts, ministry.asked) == ([WAITING], 0, [])
    assert send() == {"accepted": 1}


def test_a_withdrawal_whose_start_was_told_elsewhere_waits_for_a_hand(ministry):
    agreement = make_agreement(make_worker())
    file_withdrawal(agreement, TODAY)
    assert send() == {"incomplete": 1}
    assert states() == [WAITING]


def test_a_start_that_never_arrived_goes_with_its_annulment(ministry, started):
    ministry.plan = ["HTTP 500"]
    assert send() == {"in_doubt": 1}
    file_annulment(started)
    assert send(6) == {"waiting": 1, "held": 1}
    assert send(6) == {"dropped": 1, "taken": 1}
    assert states() == [FilingState.DROPPED] * 2
    assert ministry.acts() == []
