from datetime import date

import pytest

from app.auth.actors import SYSTEM
from app.auth.models import Office
from app.core.db import db, transaction
from app.core.errors import Forbidden, Refused
from app.core.half import Half
from app.core.mail import OutboxMail
from app.pola.queries.teams import effect_of
from app.pola.rules.day_kinds import DayKind, PlanSource
from app.pola.rules.planning import PlanRefusal
from app.pola.rules.states import State
from app.pola.rules.terms import RemotePattern, Rhythm, WeekHalf
from app.pola.services import absences, plans, swaps
from tests.support.agreements import (
    a_manager_of,
    acknowledge_notices,
    facts_of,
    make_agreement,
)
from tests.support.factories import actor, make_office, make_user
from tests.support.plans import a_plan, in_force, planned

MONDAY, TUESDAY, THURSDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 5)
TUESDAYS = RemotePattern(Rhythm.WEEKDAYS, (WeekHalf(1, Half.AM), WeekHalf(1, Half.PM)))
AWAY, INSTEAD = (TUESDAY, Half.AM), (THURSDAY, Half.PM)


@pytest.fixture
def sofia(app):
    sofia = make_user(office_id=make_office().id)
    acknowledge_notices(sofia)
    in_force(sofia, TUESDAYS, MONDAY, None)
    replan(sofia)
    return sofia


@pytest.fixture
def chief(sofia):
    return a_manager_of(sofia)


def replan(user):
    with transaction():
        plans.replan(user.id, by=SYSTEM)


def least_present(user, percent):
    with transaction():
        db.session.get(Office, user.office_id).minimum_presence_percent = percent


def codes(deed, *what, **more):
    with pytest.raises(Refused) as refused:
        deed(*what, **more)
    return refused.value.codes


def test_a_swap_is_asked_answered_and_kept_when_the_plan_is_written_anew(sofia, chief):
    swap = swaps.ask_swap(sofia.id, AWAY, INSTEAD, by=actor(sofia))
    swaps.answer_swap(swap, accept=True, by=actor(chief))
    replan(sofia)
    found = planned(sofia)
    assert AWAY not in found
    assert found[INSTEAD].source is PlanSource.SWAP
    kinds = [mail.kind for mail in db.session.scalars(db.select(OutboxMail))]
    assert kinds == ["swap_asked", "swap_answered"]


def test_one_half_is_asked_for_once_at_a_time(sofia):
    swaps.ask_swap(sofia.id, AWAY, INSTEAD, by=actor(sofia))
    again = codes(swaps.ask_swap, sofia.id, AWAY, (THURSDAY, Half.AM), by=actor(sofia))
    assert again == [PlanRefusal.ALREADY_ASKED]


def test_the_rules_are_asked_again_before_a_swap_is_accepted(sofia, chief):
    swap = swaps.ask_swap(sofia.id, AWAY, INSTEAD, by=actor(sofia))
    least_present(sofia, 100)
    refused = codes(swaps.answer_swap, swap, accept=True, by=actor(chief))
    assert refused == [PlanRefusal.TOO_FEW_IN_OFFICE]
    swaps.answer_swap(swap, accept=False, by=actor(chief))
    assert codes(swaps.answer_swap, swap, accept=True, by=actor(chief)) == [
        PlanRefusal.ALREADY_ANSWERED
    ]


def test_a_swap_that_does_not_exist_was_answered(sofia):
    assert codes(swaps.answer_swap, 99, accept=True, by=actor(sofia)) == [
        PlanRefusal.ALREADY_ANSWERED
    ]


def test_nobody_answers_their_own_request(sofia):
    swap = swaps.ask_swap(sofia.id, AWAY, INSTEAD, by=actor(sofia))
    with pytest.raises(Forbidden):
        swaps.answer_swap(swap, accept=True, by=actor(sofia))


def test_an_agreed_day_in_the_office_is_taken_back_with_a_tap(sofia):
    plans.change_half(sofia.id, *AWAY, DayKind.OFFICE, by=actor(sofia))
    assert planned(sofia)[AWAY].source is PlanSource.PERSON
    assert plans.change_half(sofia.id, *AWAY, DayKind.OFFICE, by=actor(sofia)) == ()
    plans.change_half(sofia.id, *AWAY, DayKind.AGILE_HOME, by=actor(sofia))
    assert planned(sofia)[AWAY].source is PlanSource.AGREEMENT


def test_what_is_booked_is_not_changed_by_the_plan_alone(sofia):
    a_plan(sofia, *INSTEAD, DayKind.NEAR_MUNICIPAL, PlanSource.DESK)
    refused = codes(plans.change_half, sofia.id, *INSTEAD, DayKind.AGILE_HOME, by=actor(sofia))
    assert refused == [PlanRefusal.HAS_DESK]


def test_a_recall_stays_used_and_is_not_undone_by_the_person(sofia, chief):
    absences.recall(sofia.id, TUESDAY, [Half.AM], "Sportello scoperto", by=actor(chief))
    refused = codes(plans.change_half, sofia.id, *AWAY, DayKind.AGILE_HOME, by=actor(sofia))
    assert refused == [PlanRefusal.RECALLED]
    replan(sofia)
    assert planned(sofia)[AWAY].kind is DayKind.OFFICE


def test_an_agreement_tells_on_which_halves_too_few_would_be_left(app):
    office = make_office("ANAG")
    person, other = make_user(office_id=office.id), make_user(office_id=office.id)
    least_present(person, 50)
    a_plan(other, TUESDAY, Half.AM, DayKind.AGILE_HOME)
    asked = make_agreement(person, State.SUBMITTED, pattern=TUESDAYS, starts_on=MONDAY)
    [(key, presence)] = effect_of(facts_of(asked))
    assert key == AWAY
    assert (presence.there, presence.working, presence.needed) == (0, 2, 1)


def test_an_agreement_that_counts_halves_has_no_effect_to_tell(app):
    person = make_user(office_id=make_office("ANAG").id)
    least_present(person, 100)
    counting = RemotePattern(Rhythm.PER_WEEK, count=2)
    assert effect_of(facts_of(make_agreement(person, State.SUBMITTED, pattern=counting))) == []
