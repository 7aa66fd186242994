"""Reminders of renewals that are written but not sent."""

from datetime import date, datetime

import pytest

from app.auth.actors import SYSTEM
from app.auth.models import User
from app.core import clock
from app.core.db import db, transaction
from app.core.errors import Forbidden
from app.pola.models import Agreement
from app.pola.rules.routes import Origin
from app.pola.rules.states import State
from app.pola.services import renewals
from app.pola.services.renewals import remind_renewals
from tests.support.agreements import make_agreement
from tests.support.factories import actor, make_user
from tests.support.letters import last_letter, owed

ENDS = date(2026, 4, 30)
LONG_AGO = datetime(2026, 2, 2, 9, tzinfo=clock.ROME)


def at(month, day):
    return clock.frozen(datetime(2026, month, day, 8, tzinfo=clock.ROME))


def prepare(user, *, prepared_at=LONG_AGO, **parent):
    """A renewal that the person has not sent, of an agreement that ends on 30 April."""
    old = make_agreement(user, **{"ends_on": ENDS} | parent)
    more = {"origin": Origin.RENEWAL, "parent_id": old.id, "created_at": prepared_at}
    return make_agreement(user, State.DRAFT, starts_on=date(2026, 5, 1), **more)


def change(agreement, **values):
    with transaction():
        stored = db.session.get_one(Agreement, agreement.id)
        for name, value in values.items():
            setattr(stored, name, value)


def test_a_person_is_reminded_three_weeks_and_one_week_before_the_end_once_each(sofia):
    draft = prepare(sofia)
    told = []
    for month, day in ((4, 8), (4, 9), (4, 10), (4, 22), (4, 23), (4, 24), (4, 30), (5, 1)):
        with at(month, day):
            told.append(remind_renewals(by=SYSTEM))
    assert told == [0, 1, 0, 0, 1, 0, 0, 0]
    assert owed("renewal_reminder", sofia) == [
        {"agreement_id": draft.id, "ends_on": "2026-04-30", "days": days} for days in (21, 7)
    ]
    said = last_letter("renewal_reminder", sofia)
    assert said.subject == "Send your renewal: your agreement ends on Thursday 30 April"
    assert said.buttons[0].url.endswith(f"/agreement/{draft.id}/request")


def test_a_day_on_which_the_job_did_not_run_is_made_up_for(sofia):
    prepare(sofia)
    with at(4, 16):
        assert remind_renewals(by=SYSTEM) == 1
        assert remind_renewals(by=SYSTEM) == 0


def test_two_processes_remind_a_person_once(sofia, monkeypatch):
    draft = prepare(sofia)
    with at(4, 9):
        found = renewals._waiting(clock.today())
        assert remind_renewals(by=SYSTEM) == 1
        # The other one had read the list before.
        monkeypatch.setattr(renewals, "_waiting", lambda _today: found)
        assert remind_renewals(by=SYSTEM) == 0
    assert len(owed("renewal_reminder", sofia)) == 1
    assert draft.id == found[0].id


def test_who_sent_gave_up_or_has_left_is_not_reminded(sofia):
    draft = prepare(sofia)
    for state in (State.SUBMITTED, State.ABANDONED):
        change(draft, state=state)
        with at(4, 9):
            assert remind_renewals(by=SYSTEM) == 0
    change(draft, state=State.DRAFT)
    with transaction():
        db.session.get_one(User, sofia.id).is_active = False
    with at(4, 9):
        assert remind_renewals(by=SYSTEM) == 0


@pytest.mark.usefixtures("app")
def test_who_sends_while_the_job_runs_is_not_reminded(monkeypatch):
    drafts = [prepare(make_user()) for _ in range(2)]
    real = renewals._remind_one

    def slow(draft_id, *, by):
        change(drafts[1], state=State.SUBMITTED)
        return real(draft_id, by=by)

    monkeypatch.setattr(renewals, "_remind_one", slow)
    with at(4, 9):
        assert remind_renewals(by=SYSTEM) == 1


def test_an_agreement_that_was_ended_needs_no_renewal(sofia):
    draft = prepare(sofia)
    parent = db.session.get_one(Agreement, draft.parent_id)
    change(parent, state=State.WITHDRAWN)
    with at(4, 9):
        assert remind_renewals(by=SYSTEM) == 0


def test_a_renewal_that_was_prepared_just_now_is_told_by_its_own_mail(sofia):
    prepare(sofia, prepared_at=datetime(2026, 4, 13, 9, tzinfo=clock.ROME))
    with at(4, 14):
        assert remind_renewals(by=SYSTEM) == 0
    with at(4, 23):
        assert remind_renewals(by=SYSTEM) == 1


def test_only_human_resources_and_the_system_remind(sofia):
    with pytest.raises(Forbidden):
        remind_renewals(by=actor(sofia))
