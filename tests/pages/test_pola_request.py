"""A request in three pages: what is kept, what is told, what is sent."""

from dataclasses import replace
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


def address(draft, page):
    return f"/agreement/{draft.id}/request/{page}"


def shown(page):
    """The fields of the page's form as a browser would send them."""
    [form] = [f for f in page.all("form") if "/request/" in f.get("action", "")]
    sent = {}
    for field in form.iter():
        name, kind = field.get("name"), field.get("type")
        tag = field.tag.rsplit("}", 1)[-1]
        if not name or (kind in ("checkbox", "radio") and field.get("checked") is None):
            continue
        if tag == "input":
            sent.setdefault(name, []).append(field.get("value", ""))
        elif tag == "textarea":
            sent[name] = field.text or ""
        elif tag == "select":
            options = [o for o in field.iter() if o.tag.endswith("option")]
            chosen = [o for o in options if o.get("selected") is not None] or options
            sent[name] = chosen[0].get("value")
    return sent


def send(browser, draft, page, **changes):
    """Open a page, change some fields, send it."""
    fields = shown(browser.get(address(draft, page))) | changes
    return browser.post(address(draft, page), fields)


def links(page):
    return {a.get("href") for a in page.all("a")}


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
    assert page.heading.startswith("Error:")
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


def test_an_activity_is_added_and_what_was_typed_stays(at_home, draft):
    page = send(at_home, draft, "content", add="activity", places="Casa al mare")
    assert page.status == 200
    assert "Casa al mare" in page
    assert "Remove activity 2" in page
    [focused] = [f for f in page.all("input") if f.get("autofocus") is not None]
    assert focused.get("name") == "activity2_title"
    assert find_agreement(draft.id).terms == TERMS


def test_a_row_is_removed_and_what_was_typed_stays(at_home, draft):
    page = send(at_home, draft, "content", add="activity")
    fields = shown(page) | {"activity2_title": "Sportello", "remove": "activity1"}
    page = at_home.post(address(draft, "content"), fields)
    assert 'value="Sportello"' in page.text
    assert "Remove activity 2" not in page
    page = send(at_home, draft, "content", remove="tool1")
    assert "Computer portatile" not in page.text


def test_eight_activities_are_the_most(at_home, sofia):
    many = tuple(replace(TERMS.activities[0], title=f"Attività {n}") for n in range(8))
    draft = make_agreement(sofia, State.DRAFT, activities=many)
    page = send(at_home, draft, "content", add="activity")
    assert "Eight activities are the most." in page
    assert "Remove activity 9" not in page


def test_the_longest_texts_are_kept(at_home, sofia):
    long = tuple(replace(TERMS.activities[0], result="è" * 4000) for _ in range(8))
    draft = make_agreement(sofia, State.DRAFT, activities=long)
    assert send(at_home, draft, "content", places="Casa").status == 303


def test_every_activity_says_what_it_lacks(at_home, draft):
    page = send(at_home, draft, "content", activity1_title="", activity1_target="")
    assert {"#activity1_title", "#activity1_target"} <= links(page)
    page = send(
        at_home,
        draft,
        "content",
        activity1_title="Sportello",
        activity1_kind="percentage",
        activity1_target="molte",
    )
    assert "“molte” is not a percentage. Write a number from 0 to 100." in page
    assert {"#activity1_target", "#activity1_numerator"} <= links(page)


def test_bands_are_told_by_their_row(at_home, draft):
    page = send(at_home, draft, "content", contact2_start="12:00")
    assert "#contact2_start" in links(page)
    page = send(at_home, draft, "content", contact2_start="", contact2_end="16:00")
    assert "Write both times, or neither." in page
    page = send(at_home, draft, "content", rest_start="late")
    assert "Write a time such as 9:00." in page


def test_notes_that_are_not_read_keep_the_request_from_being_sent(at_home, sofia, draft):
    page = send(at_home, draft, "clauses")
    assert page.status == 422
    assert {"#read_safety", "#read_privacy"} <= links(page)
    assert "Read and acknowledge this first: Safety note." in page


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


def test_mails_lead_everybody_to_their_own_page(browser, sofia, claudia):
    request = make_agreement(sofia, State.SUBMITTED)
    where = f"/requests/{request.id}"
    assert browser.sign_in(sofia).get(where).location == "/agreement"
    browser.post("/sign-out")
    assert browser.sign_in(claudia).get(where).location == f"/inbox/{request.id}"
    browser.post("/sign-out")
    assert browser.sign_in(make_user()).get(where).status == 404


def test_whoever_must_sign_is_led_to_the_signature(browser, sofia, claudia):
    request = make_agreement(sofia, State.TO_SIGN_MANAGER)
    page = browser.sign_in(claudia).get(f"/requests/{request.id}")
    assert page.location == f"/agreement/{request.id}/sign"


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
