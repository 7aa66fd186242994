"""The employee reports, the manager judges."""

from datetime import date, datetime

import pytest

from app.auth.models import Role
from app.core import clock
from app.core.errors import Forbidden, Refused
from app.pola.queries.agreements import find_agreement
from app.pola.queries.evaluations import evaluation_of, was_positive
from app.pola.rules.hitches import Hitch
from app.pola.rules.parameters import ParameterName
from app.pola.rules.routes import Origin
from app.pola.rules.states import State
from app.pola.services import (
    decisions,
    drafts,
    evaluations,
)
from app.pola.services.evaluations import Judgement, Report
from tests.support.agreements import (
    make_agreement,
    set_parameter,
)
from tests.support.factories import actor, make_user
from tests.support.journeys import mails

TODAY, TOMORROW = date(2026, 3, 2), date(2026, 3, 3)
SIGNED_ELSEWHERE = bytes.fromhex("3082abcd06092a864886f70d010702a0")
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def hr():
    return actor(make_user(), Role.HR)


def refusal(deed, *what, **more):
    with pytest.raises(Refused) as refused:
        deed(*what, **more)
    return refused.value.codes


def judged(agreement, sofia, carlo, *, is_positive=True):
    evaluations.report_results(agreement.id, [Report(1, "41")], by=actor(sofia))
    lines = [Judgement(0, is_positive), Judgement(1, is_met=True)]
    evaluations.judge_results(agreement.id, lines, by=actor(carlo))


def test_the_employee_reports_and_the_manager_judges(sofia, carlo):
    agreement = make_agreement(sofia)
    assert was_positive(agreement.id) is None
    reports = [Report(0, report="Un buon anno."), Report(1, "38", "Quasi.")]
    evaluations.report_results(agreement.id, reports, by=actor(sofia))
    evaluations.report_results(agreement.id, [Report(1, "41")], by=actor(sofia))
    lines = [Judgement(0, is_met=True, judgement="Bene."), Judgement(1, is_met=True)]
    evaluations.judge_results(agreement.id, lines, by=actor(carlo))
    whole, first = evaluation_of(agreement.id).values()
    assert (whole.report, whole.judgement, whole.judged_by) == (
        "Un buon anno.",
        "Bene.",
        carlo.id,
    )
    assert (first.reported, first.report, first.is_met) == ("41", "", True)
    assert was_positive(agreement.id) is True
    assert (mails(carlo), mails(sofia)) == (["agreement_reported"] * 2, ["agreement_judged"])


def test_what_was_judged_is_no_longer_reported(sofia, carlo):
    agreement = make_agreement(sofia)
    judged(agreement, sofia, carlo)
    again = refusal(evaluations.report_results, agreement.id, [], by=actor(sofia))
    assert again == [Hitch.ALREADY_JUDGED]


def test_nothing_is_judged_before_it_is_reported_or_only_in_part(sofia, carlo):
    agreement = make_agreement(sofia)
    judge = evaluations.judge_results
    both = [Judgement(0, is_met=True), Judgement(1, is_met=True)]
    assert refusal(judge, agreement.id, both, by=actor(carlo)) == [Hitch.REPORT_FIRST]
    assert refusal(judge, agreement.id, both[:1], by=actor(carlo)) == [Hitch.JUDGEMENT_INCOMPLETE]
    twice = [*both, both[0]]
    assert refusal(judge, agreement.id, twice, by=actor(carlo)) == [Hitch.ACTIVITY_UNKNOWN]


def test_only_activities_of_the_agreement_are_reported_and_only_once_it_has_begun(sofia):
    agreement = make_agreement(sofia, starts_on=TOMORROW)
    report = evaluations.report_results
    assert refusal(report, agreement.id, [], by=actor(sofia)) == [Hitch.NOT_BEGUN]
    with clock.frozen(datetime(2026, 3, 3, 9, tzinfo=clock.ROME)):
        unknown = refusal(report, agreement.id, [Report(2)], by=actor(sofia))
    assert unknown == [Hitch.ACTIVITY_UNKNOWN]


def test_nobody_judges_themselves(sofia, carlo):
    agreement = make_agreement(sofia)
    with pytest.raises(Forbidden):
        evaluations.judge_results(agreement.id, [], by=actor(sofia))


def renewal_of(sofia):
    request = drafts.start_request(sofia.id, by=actor(sofia))
    assert find_agreement(request).origin is Origin.RENEWAL
    return request


@pytest.mark.parametrize(
    ("is_positive", "codes"),
    [(None, [Hitch.EVALUATION_MISSING]), (False, [Hitch.EVALUATION_NEGATIVE]), (True, [])],
)
def test_a_renewal_needs_a_positive_evaluation(sofia, carlo, is_positive, codes):
    past = {"starts_on": date(2025, 9, 1), "ends_on": date(2026, 2, 28)}
    agreement = make_agreement(sofia, State.EXPIRED, **past)
    if is_positive is not None:
        judged(agreement, sofia, carlo, is_positive=is_positive)
    request = renewal_of(sofia)
    if codes:
        assert refusal(decisions.submit_request, request, by=actor(sofia)) == codes
    else:
        decisions.submit_request(request, by=actor(sofia))


def test_a_programme_may_do_without_evaluations(sofia, carlo):
    set_parameter(ParameterName.EVALUATION_NEEDED, "no")
    past = {"starts_on": date(2025, 9, 1), "ends_on": date(2026, 2, 28)}
    make_agreement(sofia, State.EXPIRED, **past)
    decisions.submit_request(renewal_of(sofia), by=actor(sofia))
