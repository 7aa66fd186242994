"""My agreement, as the person whom it binds sees it."""

from datetime import date, timedelta

import pytest

from app.core import clock
from app.core.db import db, transaction
from app.core.i18n import speaking
from app.pola.labels.my_agreement import Stand, state_words
from app.pola.models import Campaign, CampaignPerson
from app.pola.queries.agreements import find_agreement
from app.pola.rules.routes import Side
from app.pola.rules.states import State
from app.pola.rules.terms import Duration
from app.pola.rules.ways import Party
from app.pola.services import decisions
from tests.support.agreements import a_manager_of, acknowledge_notices, make_agreement
from tests.support.counting import counted
from tests.support.factories import actor, make_office, make_user


@pytest.fixture
def sofia(app):
    sofia = make_user(office_id=make_office().id, given_name="Sofia", is_remote_capable=True)
    acknowledge_notices(sofia)
    return sofia


@pytest.fixture
def claudia(sofia):
    return a_manager_of(sofia, given_name="Claudia", surname="Gentile")


@pytest.fixture
def at_home(browser, sofia, claudia):
    return browser.sign_in(sofia)


def state_of(agreement):
    return find_agreement(agreement.id).state


def test_whoever_has_none_may_start_one_with_one_click(at_home):
    page = at_home.get("/agreement")
    assert page.heading == "My agreement"
    assert "You have no agreement" in page
    assert "Everybody whose work can be done remotely may ask." in page
    page = at_home.post("/agreement/requests", {"origin": "new"})
    assert page.status == 303
    assert at_home.follow(page).heading == "Ask for an agreement"


def test_whoever_works_on_site_is_told_whom_to_ask(browser, app):
    page = browser.sign_in(make_user()).get("/agreement")
    assert "Yours is on record as work on site." in page
    assert "Start a request" not in page


@pytest.mark.parametrize(
    ("state", "words", "offered"),
    [
        (State.DRAFT, "You have begun a request and not sent it yet.", "Go on with the request"),
        (State.CHANGES_ASKED, "something is to be changed", "Go on with the request"),
        (
            State.SUBMITTED,
            "Waiting for your manager, Claudia Gentile, since Monday 2 March.",
            "Give the request up",
        ),
        (State.TO_SIGN_EMPLOYEE, "Approved: it waits for your signature.", "Read and sign"),
        (State.TO_SIGN_MANAGER, "it waits for your manager's signature", "Give the request up"),
        (State.ACTIVE, "In force until Monday 31 August.", "Change the agreement"),
        (State.REFUSED, "Your request was refused.", "Start a request"),
    ],
)
def test_the_state_is_a_sentence_with_its_deeds(at_home, sofia, state, words, offered):
    make_agreement(sofia, state)
    page = at_home.get("/agreement")
    assert page.status == 200
    assert words in page
    assert offered in page


def test_the_terms_and_what_was_done_are_told(at_home, sofia):
    make_agreement(sofia)
    page = at_home.get("/agreement")
    assert "Tuesday and Thursday" in page
    assert "9:00-13:00 and 14:00-16:00" in page
    assert "Begun" in page


def test_the_date_of_a_withdrawal_is_told_before_the_click(at_home, sofia):
    make_agreement(sofia)
    page = at_home.get("/agreement")
    assert "With notice of today it would end on" in page
    assert "Wednesday 1 April" in page


def test_one_that_ends_soon_offers_to_renew_it_first(at_home, sofia):
    make_agreement(sofia, ends_on=clock.today() + timedelta(days=20))
    page = at_home.get("/agreement")
    assert "20 days left" in page
    [button] = [b for b in page.all("button") if "Renew the agreement" in "".join(b.itertext())]
    assert "btn-primary" in button.get("class")


def test_an_open_ended_one_is_not_renewed(at_home, sofia):
    make_agreement(sofia, duration=Duration.OPEN, ends_on=None)
    page = at_home.get("/agreement")
    assert "In force, without a last day." in page
    assert "Renew the agreement" not in page


def test_a_change_opens_a_request_that_is_filled_in(at_home, sofia):
    make_agreement(sofia)
    page = at_home.follow(at_home.post("/agreement/requests", {"origin": "revision"}))
    assert page.heading == "Change your agreement"
    assert "2026-08-31" in page.text


def test_one_request_at_a_time(at_home, sofia):
    make_agreement(sofia)
    first = at_home.post("/agreement/requests", {"origin": "revision"})
    second = at_home.post("/agreement/requests", {"origin": "renewal"})
    assert first.location == second.location
    assert "Change the agreement" not in at_home.get("/agreement")


def test_nothing_can_be_changed_where_nothing_is_in_force(at_home):
    page = at_home.post("/agreement/requests", {"origin": "revision"})
    assert page.status == 422
    assert "There is no agreement in force to change." in page
    assert at_home.post("/agreement/requests", {"origin": "sideways"}).status == 400


def test_a_request_is_given_up(at_home, sofia):
    request = make_agreement(sofia, State.SUBMITTED)
    page = at_home.post(f"/agreement/{request.id}/give-up")
    assert "Your request is given up." in at_home.follow(page)
    assert state_of(request) is State.ABANDONED
    page = at_home.post(f"/agreement/{request.id}/give-up")
    assert page.status == 422
    assert "This cannot be done now" in page


def test_the_reason_of_a_refusal_is_shown(at_home, sofia, claudia):
    request = make_agreement(sofia, State.SUBMITTED)
    decisions.refuse_request(request.id, "Il servizio richiede presenza.", by=actor(claudia))
    page = at_home.get("/agreement")
    assert "Il servizio richiede presenza." in page
    assert "You can ask again" in page


def test_notice_can_be_taken_back_by_whoever_gave_it(at_home, sofia):
    running = {"notice_ends_on": date(2026, 4, 1), "in_force_until": date(2026, 4, 1)}
    mine = make_agreement(sofia, State.WITHDRAWAL_NOTICE, ended_by=Side.EMPLOYEE, **running)
    page = at_home.get("/agreement")
    assert "You have withdrawn" in page
    assert "Take the withdrawal back" in page
    page = at_home.post(f"/agreement/{mine.id}/take-back")
    assert "the agreement goes on" in at_home.follow(page)
    assert state_of(mine) is State.ACTIVE
    assert at_home.post(f"/agreement/{mine.id}/take-back").status == 422


def test_notice_of_the_city_cannot_be_taken_back(at_home, sofia):
    running = {"notice_ends_on": date(2026, 4, 1), "in_force_until": date(2026, 4, 1)}
    make_agreement(sofia, State.WITHDRAWAL_NOTICE, ended_by=Side.EMPLOYER, **running)
    page = at_home.get("/agreement")
    assert "The city has withdrawn" in page
    assert "Take the withdrawal back" not in page


def test_earlier_agreements_are_listed_by_tens(at_home, sofia):
    for month in range(1, 13):
        first = date(2024, month, 1)
        make_agreement(sofia, State.EXPIRED, starts_on=first, ends_on=first)
    page = at_home.get("/agreement")
    assert "1 to 10 of 12" in page
    assert "11 to 12 of 12" in at_home.get("/agreement?from=10")


def test_somebody_elses_agreement_is_not_there(browser, sofia, claudia):
    request = make_agreement(sofia, State.SUBMITTED)
    browser.sign_in(make_user())
    assert browser.post(f"/agreement/{request.id}/give-up").status == 404
    assert browser.post(f"/agreement/{request.id}/take-back").status == 404
    assert browser.post("/agreement/999/give-up").status == 404
    assert state_of(request) is State.SUBMITTED


def test_a_long_past_costs_no_more_queries(at_home, sofia):
    make_agreement(sofia)
    at_home.get("/agreement")
    with counted() as few:
        at_home.get("/agreement")
    for month in range(1, 10):
        first = date(2024, month, 1)
        make_agreement(sofia, State.EXPIRED, starts_on=first, ends_on=first)
    with counted() as many:
        at_home.get("/agreement")
    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("stand", "words"),
    [
        ({"waits_for": Party.HR}, "Waiting for human resources since Monday 2 March."),
        (
            {"waits_for": Party.DIRECTOR},
            "Waiting for your manager's director since Monday 2 March.",
        ),
        ({"waits_for": Party.MANAGER}, "Waiting for your manager since Monday 2 March."),
        (
            {"state": State.ACTIVE, "first": date(2026, 4, 1)},
            "Signed by both: it begins on Wednesday 1 April.",
        ),
        ({"state": State.CLOSED_TRANSFER}, "It ended when you moved to another office."),
    ],
)
def test_on_whom_it_waits_is_told(app, stand, words):
    today = clock.today()
    facts = {"state": State.SUBMITTED, "today": today, "since": today} | stand
    with app.test_request_context(), speaking("en"):
        assert state_words(Stand(**facts)) == words


def test_a_call_is_answered_here(at_home, sofia):
    today = clock.today()
    with transaction():
        call = Campaign(
            title="Accordi per l'estate",
            opens_on=today,
            closes_on=today,
            starts_on=date(2026, 4, 1),
            ends_on=date(2026, 9, 30),
            created_at=clock.now(),
        )
        db.session.add(call)
        db.session.flush()
        db.session.add(CampaignPerson(campaign_id=call.id, user_id=sofia.id))
    page = at_home.get("/agreement")
    assert "Accordi per l'estate" in page
    assert "Answer by Monday 2 March" in page
    page = at_home.follow(at_home.post(f"/campaigns/{call.id}/decline"))
    assert "You have declined." in page
    assert "Answer by" not in page
