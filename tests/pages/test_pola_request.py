"""A request in three pages: what is kept, what is told, what is sent."""

from datetime import date

import pytest

from app.pola.queries.agreements import find_agreement, open_request_of
from app.pola.queries.people import readings_of
from app.pola.rules.notices import Notice
from app.pola.rules.parameters import ParameterName
from app.pola.rules.routes import Origin
from app.pola.rules.states import State
from app.pola.rules.terms import Duration, RemotePattern, Rhythm
from app.pola.services import decisions
from tests.support.agreements import (
    TERMS,
    a_manager_of,
    acknowledge_notices,
    make_agreement,
    set_parameter,
)
from tests.support.counting import counted
from tests.support.factories import actor, make_office, make_user
from tests.support.forms import address, links, send, shown

TODAY = date(2026, 3, 2)


@pytest.fixture
def sofia(app):
    return make_user(office_id=make_office().id, given_name="Sofia", is_remote_capable=True)


@pytest.fixture
def claudia(sofia):
    return a_manager_of(sofia, given_name="Claudia", surname="Gentile")


@pytest.fixture
def at_home(browser, sofia, claudia):
    return browser.sign_in(sofia)


@pytest.fixture
def draft(sofia):
    return make_agreement(sofia, State.DRAFT)


def test_six_clicks_lead_from_nothing_to_a_request_that_is_sent(at_home, sofia):
    page = at_home.post("/agreement/requests", {"origin": "new"})
    draft = open_request_of(sofia.id)
    page = send(at_home, draft, "period", halves=["1-am", "1-pm"])
    assert page.location == address(draft, "content")
    activity = {
        "activity1_title": "Istruttoria delle pratiche",
        "activity1_result": "Pratiche chiuse",
        "activity1_indicator": "Pratiche",
        "activity1_target": "40",
    }
    page = send(at_home, draft, "content", places="Casa", **activity)
    assert page.location == address(draft, "clauses")
    reasons = "Il servizio non può più essere reso a distanza."
    ticks = {"read_safety": "y", "read_privacy": "y"}
    page = send(at_home, draft, "clauses", justified_reasons=reasons, **ticks)
    assert page.status == 303, page.text
    page = at_home.follow(page)
    assert "Your request is sent. Claudia Gentile decides next." in page
    assert "Waiting for your manager, Claudia Gentile" in page
    assert readings_of(sofia.id, TODAY)[Notice.SAFETY].acknowledged_at


def test_it_is_filled_in_from_the_last_agreement_and_says_what_changes(at_home, sofia):
    make_agreement(sofia)
    at_home.post("/agreement/requests", {"origin": "revision"})
    draft = open_request_of(sofia.id)
    send(at_home, draft, "period", halves=["0-am", "0-pm"])
    page = at_home.get(address(draft, "content"))
    assert "What changes" in page
    assert "Remote on Monday instead of Tuesday and Thursday." in page


def test_a_first_request_says_what_comes_next(at_home, draft):
    page = at_home.get(f"/agreement/{draft.id}/request")
    assert "step 1 of 3" in page
    assert "Then your request goes to Claudia Gentile, your manager." in page


def test_the_city_without_managers_says_so(browser, sofia, draft):
    page = browser.sign_in(sofia).get(address(draft, "period"))
    assert "You have no manager on record" in page


def test_what_is_wrong_is_told_beside_its_field_and_kept(at_home, draft):
    page = send(at_home, draft, "period", ends_on="2026-03-01", halves=[])
    assert page.status == 422
    assert {"#ends_on", "#halves-0"} <= links(page)
    assert "The last day comes before the first: choose a later one." in page
    assert find_agreement(draft.id).terms.ends_on == date(2026, 3, 1)


def test_a_number_out_of_range_is_told_with_its_range(at_home, draft):
    page = send(at_home, draft, "period", rhythm="per_week", count_week="8")
    assert "8 half-days are more than the most. Write a number from 1 to 6." in page
    assert "#count_week" in links(page)


def test_what_cannot_be_read_is_not_kept_but_stays_on_the_page(at_home, draft):
    page = send(at_home, draft, "period", starts_on="soon", halves=["0-am"])
    assert page.status == 422
    assert "Write a date such as 01/04/2026." in page
    assert 'value="soon"' in page.text
    assert find_agreement(draft.id).terms == TERMS


def test_unfinished_work_can_be_kept_and_left(at_home, draft):
    page = send(at_home, draft, "period", halves=[], later="1")
    assert page.location == "/agreement"
    assert "What you wrote is kept" in at_home.follow(page)
    assert find_agreement(draft.id).terms.pattern == RemotePattern(Rhythm.WEEKDAYS)


def test_a_second_tab_is_told_and_loses_nothing(at_home, draft):
    old = shown(at_home.get(address(draft, "period")))
    send(at_home, draft, "period", ends_on="2026-07-31")
    page = at_home.post(address(draft, "period"), old | {"ends_on": "2026-06-30"})
    assert page.status == 422
    assert "Somebody changed this in the meantime." in page
    assert 'value="2026-06-30"' in page.text
    assert find_agreement(draft.id).terms.ends_on == date(2026, 7, 31)
    assert at_home.post(address(draft, "period"), shown(page)).status == 303
    assert find_agreement(draft.id).terms.ends_on == date(2026, 6, 30)


def test_notes_that_are_not_read_keep_the_request_from_being_sent(at_home, sofia, draft):
    page = send(at_home, draft, "clauses")
    assert page.status == 422
    assert {"#read_safety", "#read_privacy"} <= links(page)
    assert "I have read this: Safety note: Read it, then tick the box." in page


def test_a_text_of_the_city_is_shown_with_its_version(at_home, draft):
    set_parameter(ParameterName.VPN_TEXT, "Usa sempre la rete protetta.", date(2026, 2, 1))
    page = at_home.get(address(draft, "clauses"))
    assert "Usa sempre la rete protetta." in page
    assert "Version of 01/02/2026" in page
    set_parameter(ParameterName.SAFETY_TEXT, "Lunga nota. " * 80)
    assert "Read the text" in at_home.get(address(draft, "clauses"))


def test_a_text_that_changed_while_it_was_read_is_read_again(at_home, draft):
    fields = shown(at_home.get(address(draft, "clauses"))) | {"read_safety": "y"}
    set_parameter(ParameterName.SAFETY_TEXT, "Nuova nota.", date(2026, 3, 1))
    page = at_home.post(address(draft, "clauses"), fields)
    assert "Somebody changed this in the meantime." in page
    assert "Nuova nota." in page


def test_what_was_read_is_not_asked_again(at_home, sofia, draft):
    acknowledge_notices(sofia)
    page = at_home.get(address(draft, "clauses"))
    assert "You read it on 02/03/2026 10:15." in page
    assert "read_safety" not in page.text
    assert send(at_home, draft, "clauses").status == 303


def test_what_is_wrong_elsewhere_leads_to_its_page(at_home, sofia):
    acknowledge_notices(sofia)
    draft = make_agreement(sofia, State.DRAFT, starts_on=date(2026, 2, 1))
    page = send(at_home, draft, "clauses")
    assert page.status == 422
    assert address(draft, "period") + "#starts_on" in links(page)
    assert "Period and days: " in page


def test_clauses_say_what_they_need(at_home, sofia, draft):
    acknowledge_notices(sofia)
    page = send(at_home, draft, "clauses", notice_days="10", justified_reasons="boh")
    assert {"#notice_days", "#justified_reasons"} <= links(page)
    page = send(at_home, draft, "clauses", notice_days="")
    assert "Write how many days." in page


def test_a_version_that_is_no_day_is_nonsense(at_home, draft):
    fields = shown(at_home.get(address(draft, "clauses")))
    fields |= {"read_safety": "y", "seen_safety": "soon"}
    assert at_home.post(address(draft, "clauses"), fields).status == 400


def test_whoever_sent_it_back_is_heard(at_home, sofia, claudia):
    draft = make_agreement(sofia, State.SUBMITTED)
    decisions.ask_changes(draft.id, "Un giorno in meno, per favore.", by=actor(claudia))
    page = at_home.get(address(draft, "period"))
    assert "What is to be changed" in page
    assert "Un giorno in meno, per favore." in page


def test_a_renewal_says_that_the_evaluation_comes_first(at_home, sofia):
    last = make_agreement(sofia)
    renewal = make_agreement(sofia, State.DRAFT, origin=Origin.RENEWAL, parent_id=last.id)
    page = at_home.get(address(renewal, "period"))
    assert page.heading == "Renew your agreement"
    assert f"/agreement/{last.id}/evaluation" in links(page)
    acknowledge_notices(sofia)
    later = {"starts_on": "2026-09-01", "ends_on": "2027-02-28"}
    assert send(at_home, renewal, "period", **later).status == 303
    page = send(at_home, renewal, "clauses")
    assert "has not been evaluated yet" in page


def test_an_open_ended_request_has_no_last_day(at_home, draft):
    assert send(at_home, draft, "period", duration="open", ends_on="2026-08-31").status == 303
    terms = find_agreement(draft.id).terms
    assert (terms.duration, terms.ends_on) == (Duration.OPEN, None)


def test_a_request_that_is_sent_is_not_written_any_more(at_home, sofia):
    sent = make_agreement(sofia, State.SUBMITTED)
    assert at_home.get(address(sent, "period")).location == "/agreement"
    page = at_home.post(address(sent, "period"), {"version": "1"})
    assert "This request is sent or closed: nothing was changed." in at_home.follow(page)


@pytest.mark.parametrize("page", ["period", "content", "clauses"])
def test_somebody_elses_request_is_not_there(browser, draft, claudia, page):
    browser.sign_in(claudia)
    assert browser.get(address(draft, page)).status == 404
    assert browser.post(address(draft, page), {"version": "1"}).status == 404


def test_a_page_that_is_none_is_not_there(at_home, draft):
    assert at_home.get(address(draft, "money")).status == 404


def test_drawing_a_page_costs_the_same_whatever_it_holds(at_home, sofia):
    draft = make_agreement(sofia, State.DRAFT, activities=())
    at_home.get(address(draft, "content"))
    with counted() as few:
        at_home.get(address(draft, "content"))
    send(at_home, draft, "content", add="activity")
    for month in range(1, 7):
        first = date(2024, month, 1)
        make_agreement(sofia, State.EXPIRED, starts_on=first, ends_on=first)
    with counted() as many:
        at_home.get(address(draft, "content"))
    assert len(many) == len(few)
