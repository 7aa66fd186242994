from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.auth.models import Role
from app.core import clock
from app.core.db import db, transaction
from app.pola.models import Agreement, AgreementStep, Approval
from app.pola.rules.parameters import ParameterName
from app.pola.rules.states import State
from tests.support.agreements import (
    a_manager_of,
    make_agreement,
    set_parameter,
)
from tests.support.factories import make_user
from tests.support.requests import TOO_MUCH, ask, asker, state_of


@pytest.fixture
def hr(app):
    return make_user("hr@example.it", Role.HR, given_name="Giulia", surname="Bellini")


@pytest.fixture
def at_the_desk(browser, hr):
    """Signed in as human resources, who have the last word on every request."""
    set_parameter(ParameterName.APPROVAL_ROUTE, "hr")
    return browser.sign_in(hr)


def ticked(page):
    return [one.get("value") for one in page.all("input") if "checked" in one.attrib]


def test_one_click_approves_and_the_next_page_offers_to_undo_it(at_the_desk):
    request = ask()
    answer = at_the_desk.post(f"/inbox/{request.id}/approve", {"box": "approve"})
    page = at_the_desk.follow(answer)
    assert state_of(request) is State.TO_SIGN_EMPLOYEE
    assert "Approved." in page
    assert "Undo the approval" in page
    page = at_the_desk.follow(at_the_desk.post("/inbox/undo", {"box": "approve"}))
    assert state_of(request) is State.SUBMITTED
    assert "The approval is taken back." in page
    assert "Undo the approval" not in page


def test_the_way_back_is_offered_for_ten_seconds_and_open_for_fifteen(at_the_desk):
    request = ask()
    answer = at_the_desk.post(f"/inbox/{request.id}/approve")
    with clock.frozen(clock.now() + timedelta(seconds=11)):
        assert "Undo" not in at_the_desk.get(answer.location)
    with clock.frozen(clock.now() + timedelta(seconds=16)):
        page = at_the_desk.follow(at_the_desk.post("/inbox/undo"))
    assert state_of(request) is State.TO_SIGN_EMPLOYEE
    assert "taken back" not in page


def test_an_undo_that_comes_too_late_says_so(at_the_desk):
    request = ask()
    at_the_desk.post(f"/inbox/{request.id}/approve")
    with clock.frozen(clock.now() + timedelta(seconds=16)):
        page = at_the_desk.follow(at_the_desk.post("/inbox/undo"))
    assert "It is too late to take the approval back." in page


def test_forty_clean_ones_are_approved_in_three_clicks(at_the_desk):
    clean = [ask() for _ in range(40)]
    odd = ask(pattern=TOO_MUCH, starts_on=date(2026, 3, 15), ends_on=date(2026, 9, 14))
    page = at_the_desk.get("/inbox")
    assert "/inbox?box=approve&pick=clean" in page.text.replace("&amp;", "&")
    page = at_the_desk.get("/inbox?box=approve&pick=clean")
    assert "40 requests selected" in page
    chosen = ticked(page)
    assert sorted(map(int, chosen)) == [one.id for one in clean]
    page = at_the_desk.get("/inbox/approval", query_string={"id": chosen})
    assert page.heading == "Approve 40 requests?"
    assert page.text.count("Anna Rossi") == 40
    assert {state_of(one) for one in clean} == {State.SUBMITTED}
    page = at_the_desk.follow(at_the_desk.post("/inbox/approval", {"id": chosen}))
    assert "40 requests approved." in page
    assert {state_of(one) for one in clean} == {State.TO_SIGN_EMPLOYEE}
    assert state_of(odd) is State.SUBMITTED


def test_what_fails_is_told_by_name_and_the_others_go_through(at_the_desk, app):
    good, gone = ask("Bianchi"), ask("Verdi")
    with transaction():
        db.session.execute(
            sa.update(Agreement).where(Agreement.id == gone.id).values(state=State.ABANDONED)
        )
    answer = at_the_desk.post("/inbox/approval", {"id": [str(good.id), str(gone.id)]})
    page = at_the_desk.follow(answer)
    assert state_of(good) is State.TO_SIGN_EMPLOYEE
    assert "Not approved: Anna Verdi." in page
    assert "Given up" in page


def test_many_failures_are_counted_rather_than_told(at_the_desk):
    gone = [make_agreement(make_user(), State.ABANDONED) for _ in range(8)]
    answer = at_the_desk.post("/inbox/approval", {"id": [str(one.id) for one in gone]})
    page = at_the_desk.follow(answer)
    assert page.text.count("Not approved: ") == 5
    assert "3 more requests were not approved: they are still in the list." in page


def test_a_stranger_learns_no_name_from_a_request_that_is_not_theirs(browser, app):
    request = ask("Segreti")
    chief = a_manager_of(make_user())
    browser.sign_in(chief)
    page = browser.follow(browser.post("/inbox/approval", {"id": [str(request.id)]}))
    assert "Segreti" not in page
    assert state_of(request) is State.SUBMITTED
    assert "1 more request was not approved" in page


def test_confirming_leaves_out_what_somebody_else_has_decided_meanwhile(at_the_desk):
    here, gone = ask(), make_agreement(make_user(), State.TO_SIGN_EMPLOYEE)
    page = at_the_desk.get("/inbox/approval", query_string={"id": [here.id, gone.id]})
    assert page.heading == "Approve 1 request?"
    assert "1 request is left out" in page


def test_with_nothing_ticked_one_is_led_back(at_the_desk):
    page = at_the_desk.follow(at_the_desk.get("/inbox/approval?box=approve"))
    assert "Choose at least one request." in page


def test_a_single_approval_that_is_refused_tells_why(at_the_desk):
    request = make_agreement(make_user(), State.REFUSED)
    page = at_the_desk.post(f"/inbox/{request.id}/approve", {"box": "approve"})
    assert page.status == 422
    assert "This cannot be done now" in page


def test_a_request_is_sent_back_with_a_stock_reason_and_own_words(at_the_desk):
    request = ask()
    form = {"stock": "measure", "words": "Per la prima attività."}
    page = at_the_desk.follow(at_the_desk.post(f"/inbox/{request.id}/return", form))
    assert "Sent back: Anna Rossi reads what should change." in page
    assert state_of(request) is State.CHANGES_ASKED
    note = db.session.scalars(sa.select(AgreementStep.note)).all()[-1]
    assert note.startswith("Say for each activity how its result will be measured.")
    assert note.endswith("Per la prima attività.")


@pytest.mark.parametrize(
    ("form", "said"),
    [({}, "Choose one."), ({"stock": "own", "words": " "}, "Write what should change.")],
)
def test_sending_back_wants_to_know_what_should_change(at_the_desk, form, said):
    request = ask()
    page = at_the_desk.post(f"/inbox/{request.id}/return", form)
    assert page.status == 422
    assert said in page
    assert state_of(request) is State.SUBMITTED


def test_own_words_that_say_nothing_are_refused(at_the_desk):
    request = ask()
    page = at_the_desk.post(f"/inbox/{request.id}/return", {"stock": "own", "words": "no"})
    assert page.status == 422
    assert "Write the reason: at least" in page


def test_refusing_wants_a_reason_in_writing(at_the_desk):
    request = ask()
    page = at_the_desk.post(f"/inbox/{request.id}/refuse", {"reason": ""})
    assert page.status == 422
    assert "Write the reason." in page
    page = at_the_desk.post(f"/inbox/{request.id}/refuse", {"reason": "no"})
    assert page.status == 422
    assert state_of(request) is State.SUBMITTED
    reason = "Lo sportello ha bisogno di presenza."
    page = at_the_desk.follow(at_the_desk.post(f"/inbox/{request.id}/refuse", {"reason": reason}))
    assert "Refused: Anna Rossi reads the reason." in page
    assert db.session.scalars(sa.select(Approval.reason)).all() == [reason]


def test_a_request_can_be_read_whole(at_the_desk):
    request = ask(pattern=TOO_MUCH)
    page = at_the_desk.get(f"/inbox/{request.id}")
    assert page.heading == "Request of Anna Rossi"
    assert "Istruttoria delle pratiche" in page
    assert "9:00-13:00 and 14:00-16:00" in page
    assert "Presence does not prevail over remote work." in page
    assert "Send it back to be changed" in page


def test_who_is_not_next_reads_with_whom_it_is(browser, hr):
    request = ask()
    manager = a_manager_of(asker(request))
    browser.sign_in(hr)
    page = browser.get(f"/inbox/{request.id}")
    assert f"It is now with {manager.full_name}." in page
    assert "Send it back" not in page
    page = browser.get("/inbox?box=waiting")
    assert f"now with {manager.full_name}" in page


def test_a_request_of_somebody_whom_one_does_not_lead_is_not_there(browser):
    request = ask()
    browser.sign_in(a_manager_of(make_user()))
    assert browser.get(f"/inbox/{request.id}").status == 404
    assert browser.post(f"/inbox/{request.id}/return", {"stock": "days"}).status == 404
    assert browser.post(f"/inbox/{request.id}/refuse", {"reason": "Un motivo vero."}).status == 404
    assert browser.post(f"/inbox/{request.id}/approve").status == 404
    assert browser.get("/inbox/999999").status == 404
