"""How agreements end."""

from collections import Counter
from datetime import date, datetime

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import Role
from app.core import clock
from app.core.db import db, transaction
from app.core.errors import Forbidden, Refused
from app.pola.models import PlannedHalf
from app.pola.queries.documents import histories
from app.pola.rules.hitches import Hitch
from app.pola.rules.routes import Origin, Side
from app.pola.rules.states import State, Step
from app.pola.rules.terms import Duration
from app.pola.services import endings, plans, priorities
from tests.support.agreements import facts_of, make_agreement
from tests.support.factories import actor, make_user
from tests.support.journeys import mails

TODAY = date(2026, 3, 2)
REASON = "Il servizio è stato riorganizzato."
pytestmark = pytest.mark.usefixtures("app")


def at(*when):
    return clock.frozen(datetime(*when, 9, tzinfo=clock.ROME))


def planned(user):
    db.session.rollback()
    days = sa.select(PlannedHalf.day).where(PlannedHalf.user_id == user.id)
    return sorted(set(db.session.scalars(days)))


def in_plan(user):
    with transaction():
        plans.replan(user.id, by=SYSTEM)


def test_an_employee_withdraws_with_thirty_days_of_notice(sofia, carlo):
    agreement = make_agreement(sofia)
    in_plan(sofia)
    assert planned(sofia)[-1] == date(2026, 8, 27)
    assert endings.give_notice(agreement.id, "", by=actor(sofia)) == date(2026, 4, 1)
    told = facts_of(agreement)
    assert (told.state, told.ended_by) == (State.WITHDRAWAL_NOTICE, Side.EMPLOYEE)
    assert (told.notice_ends_on, told.in_force_until) == (date(2026, 4, 1), date(2026, 4, 1))
    assert planned(sofia)[-1] == date(2026, 3, 31)
    assert mails(sofia) == mails(carlo) == ["agreement_withdrawn"]
    with at(2026, 4, 1):
        assert endings.run_dates(by=SYSTEM) == Counter()
    with at(2026, 4, 2):
        assert endings.run_dates(by=SYSTEM) == Counter(withdrawn=1)
        assert endings.run_dates(by=SYSTEM) == Counter()
    assert facts_of(agreement).state is State.WITHDRAWN


def test_the_city_gives_a_disabled_worker_ninety_days_if_open_ended(sofia, carlo):
    hr = actor(make_user(), Role.HR)
    priorities.note_worker(sofia.id, is_disabled=True, prevalence_waived_until=None, by=hr)
    agreement = make_agreement(sofia, duration=Duration.OPEN, ends_on=None)
    with pytest.raises(Refused) as refused:
        endings.give_notice(agreement.id, REASON, by=actor(carlo))
    assert refused.value.codes == [Hitch.HR_GIVES_NOTICE]
    assert endings.give_notice(agreement.id, REASON, by=hr) == date(2026, 5, 31)
    assert facts_of(agreement).ended_by is Side.EMPLOYER


def test_a_disabled_worker_withdraws_with_thirty(sofia, carlo):
    hr = actor(make_user(), Role.HR)
    priorities.note_worker(sofia.id, is_disabled=True, prevalence_waived_until=None, by=hr)
    agreement = make_agreement(sofia, duration=Duration.OPEN, ends_on=None)
    assert endings.give_notice(agreement.id, "", by=actor(sofia)) == date(2026, 4, 1)


def test_a_term_that_ends_before_the_notice_runs_out(sofia):
    agreement = make_agreement(sofia, ends_on=date(2026, 4, 1))
    with pytest.raises(Refused) as refused:
        endings.give_notice(agreement.id, "", by=actor(sofia))
    assert refused.value.codes == [Hitch.ENDS_FIRST]


def test_notice_is_taken_back_by_the_side_that_gave_it(sofia, carlo):
    agreement = make_agreement(sofia)
    endings.give_notice(agreement.id, "", by=actor(sofia))
    with pytest.raises(Refused) as refused:
        endings.take_notice_back(agreement.id, by=actor(carlo))
    assert refused.value.codes == [Hitch.NOT_THE_SIDE]
    endings.take_notice_back(agreement.id, by=actor(sofia))
    back = facts_of(agreement)
    assert (back.state, back.ended_by, back.notice_ends_on) == (State.ACTIVE, None, None)
    assert back.in_force_until == date(2026, 8, 31)
    assert planned(sofia)[-1] == date(2026, 8, 27)


def test_notice_that_has_run_is_not_taken_back(sofia):
    agreement = make_agreement(sofia)
    endings.give_notice(agreement.id, "", by=actor(sofia))
    with at(2026, 4, 2), pytest.raises(Refused) as refused:
        endings.take_notice_back(agreement.id, by=actor(sofia))
    assert refused.value.codes == [Hitch.NOT_NOW]


def test_notice_is_not_taken_back_over_a_later_agreement(sofia):
    agreement = make_agreement(sofia)
    endings.give_notice(agreement.id, "", by=actor(sofia))
    make_agreement(sofia, starts_on=date(2026, 5, 1))
    with pytest.raises(Refused) as refused:
        endings.take_notice_back(agreement.id, by=actor(sofia))
    assert refused.value.codes == [Hitch.OVERLAPS]


def test_notice_before_the_first_day_keeps_it_from_beginning(sofia):
    agreement = make_agreement(sofia, starts_on=date(2026, 5, 1))
    endings.give_notice(agreement.id, "", by=actor(sofia))
    assert facts_of(agreement).in_force_from is None
    endings.take_notice_back(agreement.id, by=actor(sofia))
    assert facts_of(agreement).in_force_from == date(2026, 5, 1)
    endings.give_notice(agreement.id, "", by=actor(sofia))
    with at(2026, 4, 2):
        assert endings.run_dates(by=SYSTEM) == Counter(withdrawn=1)


@pytest.mark.parametrize("who", ["employee", "manager", "hr"])
def test_either_side_ends_it_at_once_for_a_written_reason(sofia, carlo, who):
    agreement = make_agreement(sofia)
    people = {"employee": actor(sofia), "manager": actor(carlo), "hr": actor(make_user(), Role.HR)}
    with pytest.raises(Refused) as refused:
        endings.withdraw_at_once(agreement.id, "perché", by=people[who])
    assert refused.value.codes == [Hitch.REASON_NEEDED]
    assert endings.withdraw_at_once(agreement.id, REASON, by=people[who]) == TODAY
    ended = facts_of(agreement)
    assert (ended.state, ended.in_force_until) == (State.WITHDRAWN, TODAY)
    assert histories([agreement.id])[agreement.id][-1].note == REASON


def test_notice_may_turn_into_an_end_at_once(sofia):
    agreement = make_agreement(sofia)
    endings.give_notice(agreement.id, "", by=actor(sofia))
    with at(2026, 3, 9):
        endings.withdraw_at_once(agreement.id, REASON, by=actor(sofia))
    assert facts_of(agreement).in_force_until == date(2026, 3, 9)
    assert facts_of(agreement).notice_ends_on is None


def test_what_ends_before_it_begins_was_never_in_force(sofia):
    agreement = make_agreement(sofia, starts_on=date(2026, 4, 1))
    endings.withdraw_at_once(agreement.id, REASON, by=actor(sofia))
    assert facts_of(agreement).in_force_from is None


def test_a_stranger_ends_nothing(sofia):
    agreement = make_agreement(sofia)
    with pytest.raises(Forbidden):
        endings.give_notice(agreement.id, "", by=actor(make_user()))


def test_an_agreement_expires_after_its_last_day(sofia, carlo):
    agreement = make_agreement(sofia, ends_on=TODAY)
    running = make_agreement(make_user(), duration=Duration.OPEN, ends_on=None)
    assert endings.run_dates(by=SYSTEM)["expired"] == 0
    with at(2026, 3, 3):
        assert endings.run_dates(by=SYSTEM) == Counter(expired=1)
        assert endings.run_dates(by=SYSTEM) == Counter()
    assert facts_of(agreement).state is State.EXPIRED
    assert facts_of(running).state is State.ACTIVE


def test_a_term_that_came_before_the_notice_expires(sofia):
    agreement = make_agreement(
        sofia, State.WITHDRAWAL_NOTICE, ends_on=date(2026, 3, 5), notice_ends_on=date(2026, 3, 5)
    )
    with at(2026, 3, 6):
        assert endings.run_dates(by=SYSTEM) == Counter(expired=1)
    assert facts_of(agreement).state is State.EXPIRED


def test_both_are_told_once_that_it_ends_within_sixty_days(sofia, carlo):
    make_agreement(sofia, ends_on=date(2026, 5, 1))
    make_agreement(make_user(), ends_on=date(2026, 5, 2))
    assert endings.run_dates(by=SYSTEM) == Counter(told=1)
    assert endings.run_dates(by=SYSTEM) == Counter()
    assert mails(sofia) == mails(carlo) == ["agreement_expiring"]


def test_only_human_resources_and_the_system_run_dates(sofia):
    make_agreement(sofia, ends_on=TODAY)
    with at(2026, 3, 3), pytest.raises(Forbidden):
        endings.run_dates(by=actor(sofia))


def test_a_transfer_closes_the_agreement_and_what_was_sent(sofia):
    past = {"starts_on": date(2025, 9, 1), "ends_on": date(2026, 2, 28)}
    over = make_agreement(sofia, State.EXPIRED, **past)
    agreement = make_agreement(sofia)
    request = make_agreement(sofia, State.SUBMITTED)
    assert endings.close_by_transfer(sofia.id, by=SYSTEM) == 1
    closed = facts_of(agreement)
    assert (closed.state, closed.in_force_until) == (State.CLOSED_TRANSFER, TODAY)
    assert facts_of(request).state is State.ABANDONED
    assert facts_of(over).state is State.EXPIRED
    assert [line.step for line in histories([agreement.id])[agreement.id]] == [Step.TRANSFER]
    assert planned(sofia) == []


def test_a_transfer_leaves_a_draft_to_be_sent_to_the_new_office(sofia):
    request = make_agreement(sofia, State.DRAFT)
    assert endings.close_by_transfer(sofia.id, by=SYSTEM) == 0
    assert facts_of(request).state is State.DRAFT


def test_a_transfer_also_ends_what_was_to_be_replaced(sofia):
    old = make_agreement(sofia, State.REVISED, in_force_until=date(2026, 3, 31))
    new = make_agreement(
        sofia, starts_on=date(2026, 4, 1), origin=Origin.REVISION, parent_id=old.id
    )
    assert endings.close_by_transfer(sofia.id, by=SYSTEM) == 1
    assert facts_of(new).in_force_from is None
    assert facts_of(old).in_force_until == TODAY


def test_nobody_transfers_themselves(sofia):
    with pytest.raises(Forbidden):
        endings.close_by_transfer(sofia.id, by=actor(sofia))


def test_who_comes_second_at_night_finds_it_done(sofia):
    agreement = make_agreement(sofia, ends_on=date(2026, 3, 20))
    assert endings._end_by_date(agreement.id, by=SYSTEM) == ""
    assert endings.run_dates(by=SYSTEM) == Counter(told=1)
    assert endings._tell_expiry(agreement.id, by=SYSTEM) == 0
