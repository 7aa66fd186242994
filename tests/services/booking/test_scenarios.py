import json

import pytest
import sqlalchemy as sa

from app.auth.models import Role
from app.booking.models import Scenario
from app.booking.queries.scenarios import find_scenarios, scenarios
from app.booking.rules.scenarios import ScenarioFault
from app.booking.services.scenarios import forget_scenario, keep_scenario
from app.core import clock
from app.core.audit import AuditLine
from app.core.db import db
from app.core.errors import Forbidden, Refused
from tests.support.factories import actor, make_user

pytestmark = pytest.mark.usefixtures("app")
QUESTION = {"address": {"place1": "SILE"}, "words": ["Via Sile è chiusa il venerdì."]}
ANSWER = {"days": 62, "lines": []}


def manager():
    return actor(make_user(), Role.FACILITY_MANAGER)


def audited():
    return db.session.scalars(sa.select(AuditLine.action).order_by(AuditLine.id)).all()


def test_a_question_is_kept_with_the_answer_that_it_got():
    kept = keep_scenario("  Sile chiusa  ", QUESTION, ANSWER, by=manager())
    found = find_scenarios(kept)[kept]
    assert (found.name, found.question, found.answer) == ("Sile chiusa", QUESTION, ANSWER)
    assert found.created_at == clock.now()
    assert audited() == ["keep_scenario"]


def test_the_last_kept_question_comes_first():
    by = manager()
    first = keep_scenario("A", QUESTION, ANSWER, by=by)
    second = keep_scenario("B", QUESTION, ANSWER, by=by)
    assert [(one.id, one.name) for one in scenarios()] == [(second, "B"), (first, "A")]


@pytest.mark.parametrize(
    ("name", "fault"),
    [("", ScenarioFault.UNNAMED), (" \t", ScenarioFault.UNNAMED),
     ("a" * 81, ScenarioFault.LONG_NAME)],
)  # fmt: skip
def test_a_name_is_asked_for_and_has_an_end(name, fault):
    with pytest.raises(Refused) as refused:
        keep_scenario(name, QUESTION, ANSWER, by=manager())
    assert refused.value.codes == [fault]
    assert scenarios() == []


def test_eighty_characters_are_a_name():
    assert keep_scenario("à" * 80, QUESTION, ANSWER, by=manager())


def test_what_is_kept_can_be_forgotten_once():
    by = manager()
    kept = keep_scenario("A", QUESTION, ANSWER, by=by)
    forget_scenario(kept, by=by)
    forget_scenario(kept, by=by)
    assert scenarios() == []
    assert audited() == ["keep_scenario", "forget_scenario"]
    line = db.session.scalars(sa.select(AuditLine).order_by(AuditLine.id.desc())).first()
    assert json.loads(line.before) == {"name": "A"}


@pytest.mark.parametrize("role", [None, Role.AUDITOR, Role.MANAGER])
def test_others_keep_and_forget_nothing(role):
    kept = keep_scenario("A", QUESTION, ANSWER, by=manager())
    other = actor(make_user(), *([role] if role else []))
    with pytest.raises(Forbidden):
        keep_scenario("B", QUESTION, ANSWER, by=other)
    with pytest.raises(Forbidden):
        forget_scenario(kept, by=other)
    assert db.session.scalars(sa.select(Scenario.name)).all() == ["A"]


@pytest.mark.parametrize("number", [0, -1, 2**31, 10**12])
def test_numbers_that_no_question_has_find_nothing(number):
    assert find_scenarios(number) == {}
