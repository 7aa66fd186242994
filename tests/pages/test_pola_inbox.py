from datetime import date, timedelta

import pytest

from app.auth.models import Role, RoleGrant
from app.core import clock
from app.core.db import db, transaction
from app.pola.rules.filings import FilingState
from app.pola.rules.parameters import ParameterName
from app.pola.rules.routes import Side
from app.pola.rules.states import State
from tests.support.agreements import (
    a_manager_of,
    acknowledge_notices,
    make_agreement,
    set_parameter,
)
from tests.support.browser import untranslated, words
from tests.support.counting import counted
from tests.support.factories import make_office, make_user
from tests.support.inbox import make_filing
from tests.support.requests import SOON, TOO_MUCH, ask, asker


@pytest.fixture
def hr(app):
    return make_user("hr@example.it", Role.HR, given_name="Giulia", surname="Bellini")


@pytest.fixture
def at_the_desk(browser, hr):
    """Signed in as human resources, who have the last word on every request."""
    set_parameter(ParameterName.APPROVAL_ROUTE, "hr")
    return browser.sign_in(hr)


def counters(page):
    return [words(one) for one in page.all("b")]


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


def test_a_manager_is_led_to_what_waits_for_a_signature(browser):
    person = make_user()
    request = make_agreement(person, State.TO_SIGN_MANAGER)
    page = browser.sign_in(a_manager_of(person)).get("/inbox?box=sign")
    assert "Agreements to sign" in page
    assert f"/requests/{request.id}" in page.text


def test_filings_and_troubles_say_what_is_due(at_the_desk):
    first, second, third = (make_user(given_name="Anna") for _ in range(3))
    make_filing(make_agreement(first), FilingState.WAITING)
    make_filing(make_agreement(second), FilingState.REFUSED, message="E037: la data")
    given = {"ended_by": Side.EMPLOYEE, "notice_ends_on": date(2026, 4, 1)}
    make_agreement(third, State.WITHDRAWAL_NOTICE, **given)
    page = at_the_desk.get("/inbox?box=file")
    assert "Start on Monday 2 March." in page
    assert "Due by Monday 20 April" in page
    page = at_the_desk.get("/inbox?box=trouble")
    assert "The Ministry refused a filing." in page
    assert "Start: E037: la data" in page
    assert "The employee gave notice." in page
    assert "Ends on Wednesday 1 April" in page


def test_a_renewal_that_was_begun_is_told(at_the_desk):
    person = make_user()
    make_agreement(person, starts_on=date(2026, 1, 1), ends_on=date(2026, 3, 31))
    make_agreement(person, State.DRAFT, starts_on=SOON)
    assert "A new request has been begun." in at_the_desk.get("/inbox?box=expiring")


def test_human_resources_choose_among_all_offices_and_a_manager_among_the_own(browser, hr):
    above = make_office("DIR")
    below = [make_office(code, parent_id=above.id) for code in ("UNI", "SEZ")]
    chief = make_user(None, Role.MANAGER)
    with transaction():
        for office in below:
            db.session.add(RoleGrant(user_id=chief.id, role=Role.MANAGER, office_id=office.id))
    offered = {}
    for user in (hr, chief, a_manager_of(make_user())):
        page = browser.sign_in(user).get("/inbox")
        offered[user.id] = len(page.all("option"))
        browser.post("/sign-out")
    # One more says: all offices.
    assert list(offered.values()) == [4, 3, 0]
