"""Human resources learn what the Ministry did not take in: once for each refusal and gap."""

from datetime import date

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import Role
from app.core.db import db, transaction
from app.core.errors import Forbidden
from app.pola.models import Filing
from app.pola.rules.filings import FilingState
from app.pola.services.filings import hand, telling
from app.pola.services.filings.claims import Bar
from app.pola.services.filings.telling import tell_failures
from tests.support.agreements import make_agreement
from tests.support.factories import actor, make_user
from tests.support.filings import file_start, make_worker, send, the_filing
from tests.support.letters import last_letter, owed


@pytest.fixture
def rosa(app):
    return make_user("hr@example.it", Role.HR)


def refuse(*agreements, attempts=1):
    """The Ministry has said no to the starts of these agreements."""
    with transaction():
        db.session.execute(
            sa.update(Filing)
            .where(Filing.agreement_id.in_([one.id for one in agreements]))
            .values(state=FilingState.REFUSED, attempts=attempts, answer="E100x")
        )


def start(number=0, **more):
    agreement = make_agreement(make_worker(number, **more), starts_on=date(2026, 2, 2))
    file_start(agreement)
    return agreement


def test_a_refusal_is_told_once_to_everybody_of_human_resources(rosa, started):
    paolo = make_user("paolo@example.it", Role.HR)
    make_user("left@example.it", Role.HR, is_active=False)
    refuse(started)
    assert tell_failures({}, by=SYSTEM) == 1
    assert tell_failures({}, by=SYSTEM) == 0
    (told,) = owed("filing_failed", rosa)
    assert owed("filing_failed") == [told, told] == [told, *owed("filing_failed", paolo)]
    assert told["more"] == 0
    assert told["filings"] == [
        {
            "filing_id": the_filing().id,
            "full_name": "Sofia Rossi",
            "act": "I",
            "event_on": "2026-02-02",
            "due_on": "2026-03-20",
            "state": "refused",
        }
    ]


def test_a_second_refusal_after_somebody_tried_again_is_told_too(rosa, started):
    refuse(started)
    tell_failures({}, by=SYSTEM)
    refuse(started, attempts=2)
    assert tell_failures({}, by=SYSTEM) == 1


def test_what_the_ministry_refuses_is_told_by_the_job_that_files(rosa, ministry, started):
    ministry.plan = ["E999"]
    assert send() == {"refused": 1}
    assert send() == {}
    said = last_letter("filing_failed", rosa)
    assert said.subject == "The Ministry: a communication needs you"
    assert said.facts == (("Sofia Rossi", "Start on Monday 2 February: refused by the Ministry"),)
    assert "E999" not in str(said)
    assert len(owed("filing_failed")) == 1


def test_what_cannot_be_sent_for_want_of_something_is_told_once(rosa, ministry):
    start(contract=None)
    assert send() == {Bar.INCOMPLETE: 1}
    assert send() == {Bar.INCOMPLETE: 1}
    said = last_letter("filing_failed", rosa)
    assert (
        said.facts[0][1] == "Start on Monday 2 February: something is missing, so it was not sent"
    )
    assert len(owed("filing_failed")) == 1


def test_many_refusals_are_one_mail(rosa, app):
    refuse(*(start(n) for n in range(12)))
    assert tell_failures({}, by=SYSTEM) == 12
    (told,) = owed("filing_failed")
    assert (len(told["filings"]), told["more"]) == (10, 2)
    assert last_letter("filing_failed", rosa).notes == ("2 more are on the page.",)


def test_what_was_sent_or_settled_meanwhile_is_not_told(rosa, started):
    number = the_filing().id
    refuse(started)
    hand.retry_filing(number, by=actor(rosa, Role.HR))
    assert tell_failures({}, by=SYSTEM) == 0
    assert tell_failures({number: Bar.HELD}, by=SYSTEM) == 0


def test_a_process_that_falls_before_it_tells_hides_nothing(rosa, started, monkeypatch):
    refuse(started)
    with monkeypatch.context() as broken:
        broken.setattr(telling, "hr_people", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            tell_failures({}, by=SYSTEM)
    assert owed("filing_failed") == []
    assert tell_failures({}, by=SYSTEM) == 1


def test_only_human_resources_and_the_system_tell(app):
    with pytest.raises(Forbidden):
        tell_failures({}, by=actor(make_user()))
