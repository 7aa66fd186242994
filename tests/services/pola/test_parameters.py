from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import Role
from app.core import clock
from app.core.audit import AuditLine
from app.core.db import db, transaction
from app.core.errors import Forbidden, Refused
from app.pola.models import Parameter, PriorityNote, WorkerNote
from app.pola.queries.programme import (
    decisions,
    parameter_rows,
    programme,
    setting,
    settings,
    what_if,
)
from app.pola.rules.notices import Notice
from app.pola.rules.parameters import ParameterName
from app.pola.rules.priorities import Priority
from app.pola.rules.settings import SettingRefusal
from app.pola.rules.states import State
from app.pola.rules.terms import RemotePattern, Rhythm
from app.pola.services.parameters import check_parameter, set_parameter
from tests.support.agreements import acknowledge_notices, make_agreement
from tests.support.counting import counted
from tests.support.factories import actor, make_user

TODAY = date(2026, 3, 2)
APRIL, MAY = date(2026, 4, 1), date(2026, 5, 1)
WEEK = ParameterName.MOST_HALVES_A_WEEK


@pytest.fixture
def hr(app):
    return actor(make_user(), Role.HR)


def test_a_value_holds_from_its_day_on_and_its_history_stays(hr):
    set_parameter(WEEK, "4", APRIL, by=hr)
    set_parameter(WEEK, " 05 ", MAY, by=hr)
    assert [programme(day).most_halves_a_week for day in (TODAY, APRIL, MAY)] == [6, 4, 5]
    found = setting(WEEK, TODAY, parameter_rows())
    assert (found.now.value, found.coming.value, found.coming.from_day) == ("6", "4", APRIL)
    last, first = decisions(WEEK)
    assert (last.value, first.value, last.is_overtaken) == ("5", "4", False)
    assert last.decided_by == hr.full_name
    assert decisions(ParameterName.NOTICE_DAYS) == []


def test_each_decision_leaves_a_line_in_the_audit(hr):
    number = set_parameter(WEEK, "4", APRIL, by=hr)
    line = db.session.scalars(sa.select(AuditLine).where(AuditLine.action == "set_parameter")).one()
    assert (line.actor_id, line.subject_kind, line.subject_id) == (hr.id, "parameter", number)
    assert '"value": "6"' in line.before
    assert '"from": "2026-04-01"' in line.after


def test_only_human_resources_decide(app):
    for role in (Role.MANAGER, Role.ADMINISTRATOR, Role.AUDITOR):
        with pytest.raises(Forbidden):
            set_parameter(WEEK, "4", APRIL, by=actor(make_user(), role))
        with pytest.raises(Forbidden):
            check_parameter(WEEK, "4", APRIL, by=actor(make_user(), role))
    set_parameter(WEEK, "4", APRIL, by=SYSTEM)
    assert decisions(WEEK)[0].decided_by == ""


def test_what_is_no_value_is_refused(hr):
    for value in ("", "11", "four", "-1"):
        with pytest.raises(ValueError, match="write a whole number from 0 to 10"):
            set_parameter(WEEK, value, APRIL, by=hr)
    with pytest.raises(Refused) as refused:
        set_parameter(WEEK, "6", APRIL, by=hr)
    assert refused.value.codes == [SettingRefusal.NOT_CHANGED]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Parameter)) == 0


def test_a_day_that_agreements_go_by_is_closed_but_drafts_do_not_close_it(hr):
    make_agreement(make_user(), State.DRAFT)
    set_parameter(WEEK, "4", TODAY, by=hr)
    make_agreement(make_user(), State.SUBMITTED)
    with pytest.raises(Refused) as refused:
        set_parameter(WEEK, "5", TODAY, by=hr)
    assert refused.value.codes == [SettingRefusal.RELIED_ON]
    check_parameter(WEEK, "5", TODAY + timedelta(days=1), by=hr)
    assert len(decisions(WEEK)) == 1, "a check writes nothing"


def test_a_text_that_people_have_read_is_not_rewritten_under_them(hr):
    set_parameter(ParameterName.SAFETY_TEXT, "Prima nota.", TODAY, by=hr)
    acknowledge_notices(make_user(), [Notice.SAFETY], version=TODAY)
    with pytest.raises(Refused) as refused:
        set_parameter(ParameterName.SAFETY_TEXT, "Altra nota.", TODAY, by=hr)
    assert refused.value.codes == [SettingRefusal.TEXT_READ]
    set_parameter(ParameterName.PRIVACY_TEXT, "Altra nota.", TODAY, by=hr)


def test_the_whole_programme_is_read_in_one_query(hr):
    set_parameter(WEEK, "4", APRIL, by=hr)
    with counted() as statements:
        found = settings(TODAY, parameter_rows())
    assert len(statements) == 1
    assert [one.name for one in found] == list(ParameterName)


def three_a_week(count=6):
    return RemotePattern(Rhythm.PER_WEEK, (), count)


@pytest.fixture
def city(app):
    """Six half-days a week in force and sent, four in a draft, and some that nobody counts."""
    people = [make_user() for _ in range(7)]
    make_agreement(people[0], pattern=three_a_week(4))
    make_agreement(people[1], pattern=three_a_week(3))
    make_agreement(people[1], State.SUBMITTED, pattern=three_a_week(4))
    make_agreement(people[2], State.DRAFT, pattern=three_a_week(4))
    make_agreement(people[3], State.WITHDRAWAL_NOTICE, pattern=three_a_week(2))
    make_agreement(people[4], State.EXPIRED, pattern=three_a_week(4))
    make_agreement(people[5], State.REFUSED, pattern=three_a_week(4))
    make_agreement(people[6], pattern=three_a_week(4), ends_on=date(2026, 3, 31))
    return people


def test_what_if_counts_the_agreements_and_requests_that_would_break_a_rule(city):
    effect = what_if(WEEK, "3", APRIL)
    assert (effect.in_force, effect.in_force_broken) == (3, 1)
    assert (effect.requests, effect.requests_broken) == (2, 2)
    assert effect.people_broken == 3


def test_what_was_broken_before_is_not_the_new_values_doing(city):
    assert what_if(WEEK, "8", APRIL).people_broken == 0
    assert what_if(ParameterName.SAFETY_TEXT, "Nota.", APRIL).people_broken == 0
    long = make_user()
    make_agreement(long, pattern=three_a_week(8))
    assert what_if(WEEK, "6", APRIL).in_force_broken == 0


def test_what_if_knows_who_has_a_priority_or_a_waiver(city):
    with transaction():
        db.session.add(
            PriorityNote(user_id=city[0].id, category=Priority.CHILD12, review_on=MAY,
                         created_at=clock.now())
        )  # fmt: skip
        db.session.add(WorkerNote(user_id=city[1].id, prevalence_waived_until=MAY))
    assert what_if(WEEK, "3", APRIL).in_force_broken == 0
    assert what_if(WEEK, "3", MAY + timedelta(days=1)).in_force_broken == 1


def test_what_if_reads_all_agreements_in_as_many_queries_as_one(city):
    with counted() as few:
        what_if(WEEK, "3", APRIL)
    for _ in range(5):
        make_agreement(make_user())
    with counted() as many:
        what_if(WEEK, "3", APRIL)
    assert len(few) == len(many) == 2


def test_what_if_needs_a_value(app):
    with pytest.raises(ValueError, match="write a whole number"):
        what_if(WEEK, "many", APRIL)
