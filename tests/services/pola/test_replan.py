from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.core import clock
from app.core.db import db, transaction
from app.core.half import Half
from app.pola.models import Agreement, Swap
from app.pola.rules.day_kinds import DayKind, PlanSource
from app.pola.rules.states import State
from app.pola.rules.swaps import SwapState
from app.pola.rules.terms import RemotePattern, Rhythm, WeekHalf
from app.pola.services import plans
from tests.support.factories import make_user
from tests.support.plans import a_plan, in_force, planned

TUESDAY, WEDNESDAY, THURSDAY = date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 5)
TUESDAYS = RemotePattern(Rhythm.WEEKDAYS, (WeekHalf(1, Half.AM), WeekHalf(1, Half.PM)))
TUESDAY_MORNINGS = RemotePattern(Rhythm.WEEKDAYS, (WeekHalf(1, Half.AM),))


@pytest.fixture
def sofia(app):
    return make_user()


def replan(user):
    with transaction():
        plans.replan(user.id, by=SYSTEM)


def test_an_agreement_of_fixed_days_is_written_into_the_plan(sofia):
    in_force(sofia, TUESDAYS, TUESDAY, date(2026, 3, 31))
    replan(sofia)
    days = {day for day, _half in planned(sofia)}
    assert days == {TUESDAY + timedelta(weeks=n) for n in range(5)}
    assert {one.kind for one in planned(sofia).values()} == {DayKind.AGILE_HOME}
    assert len(planned(sofia)) == 10


def test_holidays_are_not_planned(sofia):
    mondays = RemotePattern(Rhythm.WEEKDAYS, (WeekHalf(0, Half.AM),))
    in_force(sofia, mondays, date(2026, 4, 6), date(2026, 4, 13))
    replan(sofia)
    assert set(planned(sofia)) == {(date(2026, 4, 13), Half.AM)}


def test_planning_again_changes_nothing(sofia):
    in_force(sofia, TUESDAYS, TUESDAY, None)
    replan(sofia)
    before = planned(sofia)
    replan(sofia)
    assert planned(sofia) == before
    assert max(day for day, _half in before) <= date(2026, 3, 2) + timedelta(days=400)


def test_an_agreement_that_ends_takes_its_halves_along(sofia):
    agreement = in_force(sofia, TUESDAYS, TUESDAY, date(2026, 3, 31))
    replan(sofia)
    with transaction():
        db.session.execute(
            sa.update(Agreement)
            .where(Agreement.id == agreement)
            .values(in_force_until=TUESDAY, state=State.WITHDRAWN)
        )
    replan(sofia)
    assert {day for day, _half in planned(sofia)} == {TUESDAY}


def test_what_was_chosen_or_booked_stays_and_learns_what_the_agreement_says(sofia):
    a_plan(sofia, TUESDAY, Half.AM, DayKind.NEAR_MUNICIPAL, PlanSource.DESK)
    a_plan(sofia, TUESDAY, Half.PM, DayKind.LEAVE, PlanSource.ABSENCE)
    in_force(sofia, TUESDAYS, TUESDAY, TUESDAY)
    replan(sofia)
    found = planned(sofia)
    assert found[TUESDAY, Half.AM].kind is DayKind.NEAR_MUNICIPAL
    assert found[TUESDAY, Half.PM].kind is DayKind.LEAVE
    assert {one.agreed for one in found.values()} == {DayKind.AGILE_HOME}


def test_remote_halves_that_were_chosen_go_with_the_agreement_that_allowed_them(sofia):
    a_plan(sofia, TUESDAY, Half.AM, DayKind.AGILE_HOME, PlanSource.PERSON)
    a_plan(sofia, WEDNESDAY, Half.AM, DayKind.AGILE_HOME, PlanSource.PERSON)
    in_force(sofia, RemotePattern(Rhythm.PER_WEEK, count=2), TUESDAY, TUESDAY)
    replan(sofia)
    assert set(planned(sofia)) == {(TUESDAY, Half.AM)}


def test_the_past_stays_as_it_was(sofia):
    in_force(sofia, TUESDAYS, date(2026, 2, 1), None)
    a_plan(sofia, date(2026, 2, 24), Half.AM, DayKind.AGILE_HOME, PlanSource.AGREEMENT)
    replan(sofia)
    past = {day for day, _half in planned(sofia) if day < date(2026, 3, 2)}
    assert past == {date(2026, 2, 24)}


def test_an_accepted_swap_is_planned_again_as_it_was(sofia):
    in_force(sofia, TUESDAY_MORNINGS, TUESDAY, TUESDAY)
    with transaction():
        db.session.add(
            Swap(
                user_id=sofia.id,
                from_day=TUESDAY,
                from_half=Half.AM,
                to_day=THURSDAY,
                to_half=Half.PM,
                state=SwapState.ACCEPTED,
                asked_at=clock.now(),
                answered_at=clock.now(),
            )
        )
    replan(sofia)
    assert set(planned(sofia)) == {(THURSDAY, Half.PM)}


def test_a_recalled_half_stays_in_the_office(sofia):
    a_plan(sofia, TUESDAY, Half.AM, DayKind.OFFICE, PlanSource.RECALL)
    in_force(sofia, TUESDAY_MORNINGS, TUESDAY, TUESDAY)
    replan(sofia)
    [one] = planned(sofia).values()
    assert (one.kind, one.agreed) == (DayKind.OFFICE, DayKind.AGILE_HOME)


def test_a_desk_takes_the_place_of_an_agreed_half_and_gives_it_back(sofia):
    in_force(sofia, TUESDAYS, TUESDAY, TUESDAY)
    replan(sofia)
    with transaction():
        plans.note_desk(sofia.id, TUESDAY, [Half.AM], DayKind.NEAR_MUNICIPAL, by=SYSTEM)
    assert planned(sofia)[TUESDAY, Half.AM].source is PlanSource.DESK
    with transaction():
        plans.forget_desk(sofia.id, TUESDAY, [Half.AM, Half.PM], by=SYSTEM)
    found = planned(sofia)
    assert found[TUESDAY, Half.AM].kind is DayKind.AGILE_HOME
    assert found[TUESDAY, Half.AM].source is PlanSource.AGREEMENT
    assert found[TUESDAY, Half.PM].kind is DayKind.AGILE_HOME


def test_without_an_agreement_a_desk_that_is_given_back_leaves_nothing(sofia):
    with transaction():
        plans.note_desk(sofia.id, TUESDAY, list(Half), DayKind.NEAR_MUNICIPAL, by=SYSTEM)
    assert len(planned(sofia)) == 2
    with transaction():
        plans.forget_desk(sofia.id, TUESDAY, list(Half), by=SYSTEM)
    assert planned(sofia) == {}
