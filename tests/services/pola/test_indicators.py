import json
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from app.auth.models import Role
from app.auth.permissions import Permission
from app.core import clock
from app.core.audit import AuditLine
from app.core.db import connection, db, transaction
from app.core.errors import Forbidden
from app.core.half import Half
from app.pola.models import CommuteAnswer, Evaluation, PlannedHalf
from app.pola.queries.commutes import commute_of
from app.pola.queries.indicators import (
    EnteredValue,
    agreements_by_state,
    entered_values,
    year_facts,
)
from app.pola.rules.commute import CommuteCount, Mode
from app.pola.rules.day_kinds import DayKind, PlanSource
from app.pola.rules.indicators import Indicator
from app.pola.rules.notices import Notice
from app.pola.rules.states import State
from app.pola.rules.tallies import Ratio, Split
from app.pola.services.commutes import answer_commute, forget_commute
from app.pola.services.indicators import set_indicator
from tests.support.agreements import acknowledge_notices, make_agreement
from tests.support.factories import actor, make_office, make_user

MONDAY = date(2026, 3, 2)
LAST_YEAR = date(2025, 11, 3)
# Holidays apart: 20 days in January, 20 in February, Monday 2 March.
WORKING_DAYS = 41
AT_HOME = DayKind.AGILE_HOME


def plan(user, *days, kind=AT_HOME, halves=tuple(Half)):
    with transaction():
        for day in days:
            for half in halves:
                row = {"user_id": user.id, "day": day, "half": half, "kind": kind}
                row |= {"source": PlanSource.PERSON, "changed_at": clock.now()}
                db.session.add(PlannedHalf(**row))


@pytest.fixture
def hr(app):
    return actor(make_user(None, Role.HR), Role.HR)


def worker(**more):
    return make_user(is_remote_capable=True, **more)


def test_people_are_counted_once_however_often_they_work_remotely(app):
    anna, bruno, clara = worker(), worker(), make_user()
    plan(anna, MONDAY, date(2026, 2, 3))
    plan(bruno, MONDAY, halves=[Half.AM])
    # Clara's activities cannot be done remotely.
    plan(clara, MONDAY)
    found, before = year_facts(2026)
    assert (found.total.staff, found.total.capable, found.total.agile) == (3, 2, 2)
    assert found.total.remote_halves == 5
    assert found.total.workable_days == 2 * WORKING_DAYS
    assert before.total.agile == 0
    assert before.total.capable == 2


def test_days_to_come_and_other_years_are_not_counted(app):
    anna = worker()
    plan(anna, LAST_YEAR, date(2024, 11, 4), date(2026, 3, 3))
    found, before = year_facts(2026)
    assert (found.total.agile, found.total.remote_halves) == (0, 0)
    assert (before.total.agile, before.total.remote_halves) == (1, 2)


def test_absences_and_near_desks_have_their_own_counts(app):
    anna = worker()
    plan(anna, MONDAY, kind=DayKind.LEAVE)
    plan(anna, date(2026, 2, 3), kind=DayKind.NEAR_MUNICIPAL)
    # A partner's desk is near, and remote work.
    plan(anna, date(2026, 2, 4), kind=DayKind.NEAR_PARTNER)
    found, _before = year_facts(2026)
    total = found.total
    assert (total.absence_halves, total.near_halves, total.remote_halves) == (2, 4, 2)
    assert (total.near, total.agile) == (1, 1)
    assert total.worked_days == WORKING_DAYS - 1


def test_people_who_left_are_not_counted_and_new_ones_from_their_first_day(app):
    gone = worker(is_active=False)
    plan(gone, MONDAY)
    make_agreement(gone)
    worker(hired_on=date(2026, 2, 27))
    found, before = year_facts(2026)
    assert (found.total.capable, found.total.agile, found.total.in_force) == (1, 0, 0)
    assert found.total.workable_days == 2
    assert before.total.staff == 0


def test_agreements_are_in_force_today_or_at_the_end_of_a_past_year(app):
    anna, bruno = worker(), worker()
    make_agreement(anna)
    make_agreement(bruno, starts_on=date(2025, 7, 1), ends_on=date(2026, 1, 31))
    make_agreement(worker(), State.SUBMITTED)
    found, before = year_facts(2026)
    assert (found.total.in_force, before.total.in_force) == (1, 1)
    assert agreements_by_state(2026) == {State.SUBMITTED: 1, State.ACTIVE: 2}
    assert agreements_by_state(2025) == {State.ACTIVE: 1}


def test_training_counts_for_those_who_work_remotely(app):
    anna, bruno = worker(), worker()
    for person in (anna, bruno):
        acknowledge_notices(person, [Notice.TRAINING])
    acknowledge_notices(anna, [Notice.SAFETY])
    plan(anna, MONDAY, LAST_YEAR)
    found, before = year_facts(2026)
    # It was read this year, not yet in the last one.
    assert (found.total.trained, before.total.trained) == (1, 0)


def test_judgements_count_in_the_year_in_which_they_were_given(app):
    agreement = make_agreement(worker())
    lines = ((0, True, MONDAY), (1, False, MONDAY))
    with transaction():
        for place, is_met, day in lines:
            at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
            values = {"agreement_id": agreement.id, "place": place, "is_met": is_met}
            db.session.add(Evaluation(**values, judged_at=at))
    found, before = year_facts(2026)
    assert found.evaluations == Ratio(1, 1)
    assert before.evaluations == Ratio(0, 0)


@pytest.mark.parametrize(("split", "names"), [
    (Split.OFFICE, {"Anagrafe", ""}),
    (Split.SEX, {"F", ""}),
    (Split.GRADE, {"Istruttori", ""}),
    (Split.AGE, {"40", ""}),
    (None, {""}),
])  # fmt: skip
def test_people_are_told_apart(app, split, names):
    directorate = make_office("AN")
    with transaction():
        directorate.name = "Anagrafe"
    unit = make_office("AN1", parent_id=directorate.id)
    with transaction():
        unit.level = "unit"
    anna = worker(
        office_id=unit.id, sex="F", grade="Istruttori", born_on=date(1980, 5, 1)
    )  # fmt: skip
    plan(anna, MONDAY)
    plan(worker(), MONDAY)
    found, _before = year_facts(2026, split)
    assert set(found.groups) == names
    assert found.total.agile == 2
    if split:
        assert all(tally.agile == tally.capable == 1 for tally in found.groups.values())


def test_an_office_without_a_directorate_counts_for_the_highest_one(app):
    top = make_office("TOP")
    with transaction():
        top.level = "directorate-general"
    plan(worker(office_id=top.id), MONDAY)
    assert set(year_facts(2026, Split.OFFICE)[0].groups) == {"Risorse umane"}


def test_ways_that_were_not_gone_are_summed_by_answer(app):
    anna, bruno, clara = worker(), worker(), worker()
    for person in (anna, bruno):
        answer_commute(Mode.CAR, 10, by=actor(person))
    answer_commute(Mode.BIKE, 0, by=actor(clara))
    plan(anna, MONDAY)
    plan(bruno, MONDAY, kind=DayKind.NEAR_MUNICIPAL)
    plan(clara, MONDAY, kind=DayKind.LEAVE)
    found, _before = year_facts(2026)
    assert found.commutes == [CommuteCount(Mode.CAR, 10, 2, 1, 1)]


def test_human_resources_write_down_what_nobody_can_work_out(hr):
    set_indicator(Indicator.VPN, 2026, "yes", "", by=hr)
    set_indicator(Indicator.TRAINING_COST, 2026, "1200,5", "1500", by=hr)
    set_indicator(Indicator.AGILE_DAYS, 2026, "", "30", by=hr)
    set_indicator(Indicator.TRAINING_COST, 2026, "1300", "1500", by=hr)
    assert entered_values(2026) == {
        Indicator.VPN: EnteredValue("yes"),
        Indicator.TRAINING_COST: EnteredValue("1300", "1500"),
        Indicator.AGILE_DAYS: EnteredValue("", "30"),
    }
    assert entered_values(2025) == {}
    last = db.session.scalars(sa.select(AuditLine).order_by(AuditLine.id)).all()[-1]
    assert last.action == "set_indicator"
    assert json.loads(last.before)["value"] == "1200.5"
    assert json.loads(last.after)["value"] == "1300"


def test_the_same_figure_again_is_no_deed(hr):
    for _ in range(2):
        set_indicator(Indicator.VPN, 2026, "yes", "", by=hr)
    assert connection().execute(sa.select(sa.func.count(AuditLine.id))).scalar() == 1


def test_a_value_of_another_kind_is_not_written(hr):
    with pytest.raises(ValueError, match="yes or no"):
        set_indicator(Indicator.VPN, 2026, "12", "", by=hr)
    with pytest.raises(ValueError, match="worked out"):
        set_indicator(Indicator.AGILE_DAYS, 2026, "12", "", by=hr)
    assert entered_values(2026) == {}


def test_only_human_resources_write_figures_down(app):
    auditor = actor(make_user(None, Role.AUDITOR), Role.AUDITOR)
    with pytest.raises(Forbidden, match=Permission.RUN_PROGRAMME):
        set_indicator(Indicator.VPN, 2026, "yes", "", by=auditor)


def test_a_person_says_how_they_travel_changes_it_and_takes_it_back(app):
    sofia = make_user()
    me = actor(sofia)
    answer_commute(Mode.CAR, 10, by=me)
    answer_commute(Mode.BIKE, 5, by=me)
    found = commute_of(sofia.id)
    assert (found.mode, found.band_km) == ("bike", 5)
    forget_commute(by=me)
    forget_commute(by=me)
    assert commute_of(sofia.id) is None
    assert connection().execute(sa.select(sa.func.count(CommuteAnswer.user_id))).scalar() == 0
    lines = db.session.scalars(sa.select(AuditLine).order_by(AuditLine.id)).all()
    # The audit says that something was answered, and keeps no answer.
    assert [line.action for line in lines] == ["answer_commute"] * 2 + ["forget_commute"]
    assert all(line.before is None and line.after is None for line in lines)


def test_a_band_that_does_not_exist_is_not_written(app):
    with pytest.raises(ValueError, match="band"):
        answer_commute(Mode.CAR, 7, by=actor(make_user()))
