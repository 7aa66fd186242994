"""What an agreement came to: reported by the employee, judged by the manager."""

from dataclasses import replace
from datetime import date

import pytest

from app.pola.queries.evaluations import evaluation_of, was_positive
from app.pola.rules.states import State
from app.pola.rules.terms import Comparison, IndicatorKind
from tests.support.agreements import ACTIVITY, a_manager_of, make_agreement
from tests.support.factories import make_user

ACTIVITIES = (
    ACTIVITY,
    replace(
        ACTIVITY,
        title="Sportello",
        indicator="Risposte in tempo",
        kind=IndicatorKind.PERCENTAGE,
        target="90",
        numerator="Risposte in tempo",
        denominator="Domande",
    ),
    replace(
        ACTIVITY,
        title="Manuale",
        indicator="Consegna",
        kind=IndicatorKind.DATE,
        comparison=Comparison.BY,
        target="15/12/2026",
    ),
    replace(ACTIVITY, title="Clima", kind=IndicatorKind.TEXT, target="Buono"),
)
REPORT = {
    "reported1": "38",
    "report1": "Due pratiche aspettano pareri.",
    "part2": "95",
    "whole2": "100",
    "reported3": "2026-11-30",
    "report4": "Buono.",
    "report0": "Va bene così.",
}
JUDGEMENT = {
    "met1": "no",
    "judgement1": "Mancano due pratiche.",
    "met2": "yes",
    "met3": "yes",
    "met4": "yes",
    "met0": "yes",
    "judgement0": "Continuiamo.",
}


@pytest.fixture
def sofia(app):
    return make_user(given_name="Sofia", surname="Rossi")


@pytest.fixture
def claudia(sofia):
    return a_manager_of(sofia)


@pytest.fixture
def agreement(sofia, claudia):
    return make_agreement(sofia, activities=ACTIVITIES)


def address(agreement, page="evaluation"):
    return f"/agreement/{agreement.id}/{page}"


def test_the_employee_reports_and_the_manager_judges(browser, sofia, claudia, agreement):
    page = browser.sign_in(sofia).get(address(agreement))
    assert page.heading == "What you have reached"
    assert "Pratiche chiuse: at least 40" in page
    page = browser.follow(browser.post(address(agreement, "report"), REPORT))
    assert "Your report is kept, and your manager is told." in page
    assert 'value="38"' in page.text
    assert 'value="95"' in page.text
    assert 'value="2026-11-30"' in page.text
    assert evaluation_of(agreement.id)[2].reported == "95/100"
    browser.post("/sign-out")
    page = browser.sign_in(claudia).get(address(agreement))
    assert page.heading == "What Sofia Rossi has reached"
    assert "Reported: 38" in page
    assert "does not reach the target" in page
    assert "Due pratiche aspettano pareri." in page
    page = browser.follow(browser.post(address(agreement, "judgement"), JUDGEMENT))
    assert "Your evaluation is kept: Sofia Rossi reads it." in page
    assert was_positive(agreement.id)
    browser.post("/sign-out")
    page = browser.sign_in(sofia).get(address(agreement))
    assert "Evaluation: target not met" in page
    assert "Evaluation: positive" in page
    assert "Continuiamo." in page
    page = browser.post(address(agreement, "report"), REPORT)
    assert page.status == 422
    assert "they can no longer be changed" in page


def test_the_report_can_be_corrected_until_it_is_judged(browser, sofia, agreement):
    browser.sign_in(sofia).post(address(agreement, "report"), REPORT)
    browser.post(address(agreement, "report"), REPORT | {"reported1": "41"})
    assert evaluation_of(agreement.id)[1].reported == "41"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("reported1", "molte", "Write a number such as 120 or 12,5."),
        ("part2", "molte", "Write a number from 0 to 999999."),
        ("whole2", "", "Write both numbers, or neither."),
        ("reported3", "presto", "Write a date such as 01/04/2026."),
        ("report1", "a" * 2001, "Write at most 2000 characters."),
    ],
)
def test_what_cannot_be_measured_is_told_beside_its_field(
    browser, sofia, agreement, field, value, words
):
    page = browser.sign_in(sofia).post(address(agreement, "report"), REPORT | {field: value})
    assert page.status == 422
    assert words in page
    assert f"#{field}" in {a.get("href") for a in page.all("a")}
    assert evaluation_of(agreement.id) == {}


def test_nothing_is_judged_before_it_is_reported(browser, claudia, agreement):
    page = browser.sign_in(claudia).get(address(agreement))
    assert "There is no report yet: Sofia Rossi writes it first." in page
    assert browser.post(address(agreement, "judgement"), JUDGEMENT).status == 422


def test_every_target_is_judged(browser, sofia, claudia, agreement):
    browser.sign_in(sofia).post(address(agreement, "report"), REPORT)
    browser.post("/sign-out")
    page = browser.sign_in(claudia).post(address(agreement, "judgement"), {"met1": "yes"})
    assert page.status == 422
    assert "#met0-0" in {a.get("href") for a in page.all("a")}
    assert was_positive(agreement.id) is None


def test_an_agreement_that_has_not_begun_is_not_reported_on(browser, sofia, claudia):
    later = make_agreement(sofia, starts_on=date(2026, 4, 1))
    page = browser.sign_in(sofia).post(
        address(later, "report"), {"reported1": "1", "report1": "", "report0": ""}
    )
    assert page.status == 422
    assert "The agreement has not begun" in page


def test_a_request_has_nothing_to_evaluate(browser, sofia, claudia):
    request = make_agreement(sofia, State.SUBMITTED)
    assert browser.sign_in(sofia).get(address(request)).status == 404


def test_nobody_else_reports_judges_or_reads(browser, sofia, claudia, agreement):
    browser.sign_in(claudia)
    assert browser.post(address(agreement, "report"), REPORT).status == 404
    browser.post("/sign-out")
    browser.sign_in(sofia)
    assert browser.post(address(agreement, "judgement"), JUDGEMENT).status in (403, 404)
    browser.post("/sign-out")
    assert browser.sign_in(make_user()).get(address(agreement)).status == 404
