from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.auth.models import Role, User
from app.core import clock
from app.core.db import db, transaction
from app.pola.models import Agreement, AgreementStep, Approval
from app.pola.rules.parameters import ParameterName
from app.pola.rules.states import State
from app.pola.rules.terms import RemotePattern, Rhythm
from tests.support.agreements import (
    a_manager_of,
    acknowledge_notices,
    make_agreement,
    set_parameter,
)
from tests.support.browser import untranslated, words
from tests.support.counting import counted
from tests.support.factories import make_office, make_user

TOO_MUCH = RemotePattern(Rhythm.PER_MONTH, count=30)
SOON = date(2026, 4, 1)


@pytest.fixture
def hr(app):
    return make_user("hr@example.it", Role.HR, given_name="Giulia", surname="Bellini")


@pytest.fixture
def at_the_desk(browser, hr):
    """Signed in as human resources, who have the last word on every request."""
    set_parameter(ParameterName.APPROVAL_ROUTE, "hr")
    return browser.sign_in(hr)


def ask(surname="Rossi", **more):
    person = make_user(given_name="Anna", surname=surname, **more.pop("person", {}))
    return make_agreement(person, State.SUBMITTED, **{"starts_on": SOON} | more)


def state_of(request):
    return db.session.get(Agreement, request.id).state


def asker(request):
    return db.session.get(User, request.user_id)


def counters(page):
    return [words(one) for one in page.all("b")]


def ticked(page):
    return [one.get("value") for one in page.all("input") if "checked" in one.attrib]


@pytest.mark.parametrize(
    "path", ["/inbox", "/inbox/approval", "/people", "/inbox/1", "/people/1", "/documents/1"]
)
def test_these_pages_want_a_signed_in_person(browser, path):
    assert browser.get(path).location.startswith("/sign-in")


@pytest.mark.parametrize("path", ["/inbox", "/inbox/approval", "/people"])
def test_who_leads_nobody_has_no_inbox(browser, path):
    browser.sign_in(make_user())
    assert browser.get(path).status == 403


def test_the_inbox_tells_what_changes_and_that_every_rule_holds(at_the_desk):
    request = ask()
    page = at_the_desk.get("/inbox")
    assert page.heading == "Requests to approve"
    assert "First agreement: remote on Tuesday and Thursday." in page
    assert "Keeps every rule" in page
    assert "To begin in April 2026" in page
    assert "From Wednesday 1 April · waiting since Monday 2 March" in page
    assert f"/inbox/{request.id}" in page.text
    assert not untranslated(page)


def test_a_broken_rule_is_named_and_the_request_is_to_be_examined(at_the_desk):
    ask(pattern=TOO_MUCH)
    page = at_the_desk.get("/inbox")
    assert "30 half-days a month are more than the most, 20." in page
    assert "Examine" in page
    assert "Keeps every rule" not in page


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
    assert browser.post(f"/inbox/{request.id}/approve").status == 403
    assert browser.get("/inbox/999999").status == 404


def test_a_manager_has_the_own_lists_and_no_links_of_human_resources(browser):
    request = ask()
    browser.sign_in(a_manager_of(asker(request)))
    page = browser.get("/inbox")
    assert len(counters(page)) == 5
    assert "to file with the Ministry" not in page
    assert not [nav for nav in page.all("nav") if nav.get("aria-label") == "Human resources"]
    assert browser.get("/inbox?box=file").status == 404
    assert browser.get("/inbox?box=waiting").status == 404


def test_human_resources_have_a_row_of_links_to_their_pages(at_the_desk):
    page = at_the_desk.get("/inbox")
    [row] = [nav for nav in page.all("nav") if nav.get("aria-label") == "Human resources"]
    assert words(row).startswith("Requests People Agreements Campaigns")
    [current] = [one for one in row.iter() if one.get("aria-current")]
    assert words(current) == "Requests"


def test_every_list_can_be_opened_even_when_it_is_empty(at_the_desk):
    for box in ("approve", "waiting", "file", "expiring", "safety", "trouble"):
        page = at_the_desk.get(f"/inbox?box={box}")
        assert page.status == 200
        assert not untranslated(page)
    assert at_the_desk.get("/inbox?box=nonsense").status == 404


def test_each_list_says_its_own_things(at_the_desk):
    reader = make_user()
    make_agreement(reader, starts_on=date(2026, 1, 1), ends_on=date(2026, 3, 31))
    acknowledge_notices(reader, at=clock.now() - timedelta(days=350))
    make_agreement(make_user(), starts_on=date(2026, 1, 1), ends_on=date(2026, 8, 31))
    page = at_the_desk.get("/inbox?box=expiring")
    assert "In force until Tuesday 31 March." in page
    assert "29 days left" in page
    assert "Nobody has asked for a renewal yet." in page
    page = at_the_desk.get("/inbox?box=safety")
    assert "Read the safety note on Monday 17 March 2025." in page
    assert "Has not read the safety note yet." in page
    page = at_the_desk.get("/inbox?box=trouble")
    assert "Nobody is on record who could decide and sign: add a manager." in page


def test_the_lists_can_be_of_one_office(at_the_desk):
    office = make_office()
    ask("Dentro", person={"office_id": office.id})
    ask("Fuori")
    page = at_the_desk.get(f"/inbox?office={office.id}")
    assert "Dentro" in page
    assert "Fuori" not in page
    assert counters(page)[0] == "1"


def test_a_long_list_is_read_page_by_page(at_the_desk):
    for _ in range(27):
        ask()
    page = at_the_desk.get("/inbox")
    assert "1 to 25 of 27" in page
    page = at_the_desk.get("/inbox?box=approve&from=25")
    assert "26 to 27 of 27" in page
    assert page.text.count("Anna Rossi</a>") == 2


@pytest.mark.parametrize("query", ["from=-5", "from=abc", "office=abc", "office=", "pick=no"])
def test_odd_addresses_show_the_plain_list(at_the_desk, query):
    ask()
    assert "Anna Rossi" in at_the_desk.get(f"/inbox?{query}")


def test_a_priority_is_yes_and_never_which(at_the_desk):
    request = ask()
    at_the_desk.post(
        f"/people/{request.user_id}/priorities", {"category": "dis104", "review_on": "2027-01-01"}
    )
    for path in ("/inbox", f"/inbox/{request.id}"):
        page = at_the_desk.get(path)
        assert "Priority: yes" in page
        assert "disability" not in page


def test_the_inbox_asks_the_same_number_of_questions_for_one_and_for_many(at_the_desk):
    def asked():
        with counted() as statements:
            at_the_desk.get("/inbox")
        return len(statements)

    ask()
    before = asked()
    for _ in range(6):
        ask()
    assert asked() == before == 7
