"""What is said about agreements and plans, in both languages, as it was read and found right."""

from datetime import date

import pytest

from app.auth.models import Role
from app.core import clock
from app.core.db import db, transaction
from app.core.half import Half
from app.core.kinds import KINDS
from app.pola.emails import LETTERS
from app.pola.models import Acknowledgement, Campaign, CampaignPerson, Swap
from app.pola.rules.notices import FIRST_VERSION, Notice
from app.pola.rules.states import State
from app.pola.rules.swaps import SwapState
from tests.support.agreements import a_manager_of, make_agreement
from tests.support.factories import make_user
from tests.support.letters import assert_reads_as_kept, letter

# It stands in addresses.
NUMBER = 4711
FIRST, LAST = date(2026, 3, 2), date(2026, 8, 31)
AWAY, INSTEAD = ("2026-03-03", "am"), ("2026-03-04", "pm")


@pytest.fixture
def sofia(app):
    return make_user("sofia@example.it", surname="D'Angelo", is_remote_capable=True)


@pytest.fixture
def carlo(sofia):
    return a_manager_of(sofia, email="carlo@example.it", given_name="Carlo", surname="Neri")


@pytest.fixture
def told(sofia, carlo):
    """What every mail about Sofia's agreement says."""
    make_agreement(sofia, State.SUBMITTED, id=NUMBER, version=3)
    return {
        "agreement_id": NUMBER,
        "version": 3,
        "user_id": sofia.id,
        "full_name": "Sofia D'Angelo",
        "origin": "new",
        "first": FIRST,
        "last": LAST,
    }


@pytest.fixture
def draft(sofia):
    make_agreement(sofia, State.DRAFT, id=NUMBER)
    return {"agreement_id": NUMBER}


@pytest.fixture
def call(sofia):
    """A call that Sofia has not answered."""
    days = {"opens_on": FIRST, "closes_on": date(2026, 3, 31)}
    period = {"starts_on": date(2026, 9, 1), "ends_on": date(2027, 8, 31)}
    with transaction():
        campaign = Campaign(title="Accordi 2027", created_at=clock.now(), **days, **period)
        db.session.add(campaign)
        db.session.flush()
        db.session.add(CampaignPerson(campaign_id=campaign.id, user_id=sofia.id))
    return {"campaign_id": campaign.id, "title": "Accordi 2027"} | days | period


@pytest.fixture
def swap(sofia):
    with transaction():
        row = Swap(
            user_id=sofia.id, from_day=date(2026, 3, 3), from_half=Half.AM,
            to_day=date(2026, 3, 4), to_half=Half.PM, state=SwapState.ASKED,
            asked_at=clock.now(),
        )  # fmt: skip
        db.session.add(row)
    words = {"swap_id": row.id, "away": AWAY, "instead": INSTEAD}
    return words | {"full_name": "Sofia D'Angelo"}


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("agreement_approved", {}),
        ("agreement_returned", {"reason": "Manca il venerdì: parliamone."}),
        ("agreement_refused", {"reason": "L'attività è di sportello."}),
        ("agreement_to_sign", {}),
        ("agreement_active", {}),
        ("agreement_expiring", {}),
        ("agreement_withdrawn", {"by_id": 0, "by": "Carlo Neri", "last": "2026-04-01"}),
        ("agreement_judged", {"is_positive": True}),
    ],
)
def test_mails_to_the_employee_read_as_they_were_found_right(told, sofia, name, more):
    assert_reads_as_kept(f"emails/pola/{name}", name, told | more, sofia)


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("agreement_submitted", {}),
        ("agreement_reported", {}),
        ("agreement_to_sign", {}),
        ("agreement_expiring", {}),
        ("agreement_withdrawn", {"by_id": 0, "by": "Ada Bianchi", "last": "2026-04-01"}),
    ],
)
def test_mails_to_the_manager_read_as_they_were_found_right(told, carlo, name, more):
    assert_reads_as_kept(f"emails/pola/{name}-manager", name, told | more, carlo)


def test_mails_about_plans_read_as_they_were_found_right(swap, sofia, carlo):
    assert_reads_as_kept("emails/pola/swap_asked", "swap_asked", swap, carlo)
    answered = swap | {"is_accepted": True}
    assert_reads_as_kept("emails/pola/swap_answered", "swap_answered", answered, sofia)
    called = {"day": date(2026, 3, 3), "halves": ["am", "pm"], "reason": "Consiglio comunale."}
    assert_reads_as_kept("emails/pola/recalled", "recalled", called, sofia)
    days = {"from_day": date(2026, 3, 9), "to_day": date(2026, 3, 13)}
    words = days | {"full_name": "Carlo Neri"}
    assert_reads_as_kept("emails/pola/deputy_named", "deputy_named", words, sofia)


def hand_over(user, **more):
    row = {"notice": Notice.SAFETY, "version": FIRST_VERSION, "delivered_at": clock.now()}
    with transaction():
        db.session.add(Acknowledgement(user_id=user.id, **row, **more))
    return {"notice": "safety", "version": FIRST_VERSION}


def test_the_mail_about_a_text_to_read_reads_as_it_was_found_right(sofia):
    words = hand_over(sofia)
    assert_reads_as_kept("emails/pola/notice_to_read", "notice_to_read", words, sofia)


def test_mails_about_calls_and_renewals_read_as_they_were_found_right(call, sofia):
    assert_reads_as_kept("emails/pola/campaign_opened", "campaign_opened", call, sofia)
    assert_reads_as_kept("emails/pola/campaign_reminder", "campaign_reminder", call, sofia)
    make_agreement(sofia, State.DRAFT, id=NUMBER)
    prepared = call | {"agreement_id": NUMBER}
    assert_reads_as_kept("emails/pola/renewal_prepared", "renewal_prepared", prepared, sofia)
    ending = {"agreement_id": NUMBER, "ends_on": date(2026, 3, 23), "days": 21}
    assert_reads_as_kept("emails/pola/renewal_reminder", "renewal_reminder", ending, sofia)


def filing(name, state, act="I"):
    days = {"event_on": FIRST, "due_on": date(2026, 4, 20)}
    return {"filing_id": 1, "full_name": name, "act": act, "state": state} | days


def test_the_mail_about_the_ministry_reads_as_it_was_found_right(app):
    hr = make_user("hr@example.it", Role.HR, given_name="Rosa", surname="Verdi")
    two = [filing("Sofia D'Angelo", "refused"), filing("Carlo Neri", "incomplete", "R")]
    words = {"filings": two, "more": 3}
    assert_reads_as_kept("emails/pola/filing_failed", "filing_failed", words, hr)
    alone = letter("filing_failed", {"filings": two[:1], "more": 0}, hr)
    assert alone.subject == "The Ministry: a communication needs you"
    assert alone.notes == ()


def test_every_kind_about_agreements_has_its_words():
    kinds = {"agreement", "campaign", "renewal", "swap", "filing"}
    expected = {kind for kind in KINDS if kind.split("_")[0] in kinds}
    assert set(LETTERS) == expected | {"notice_to_read", "deputy_named", "recalled"}


@pytest.mark.parametrize("kind", ["agreement_submitted", "agreement_approved", "agreement_to_sign"])
def test_nobody_is_asked_for_what_was_done_meanwhile(told, carlo, kind):
    assert letter(kind, told, carlo)
    assert letter(kind, told | {"version": 2}, carlo) is None


def test_a_swap_that_was_answered_or_taken_back_is_not_asked_about(swap, carlo):
    with transaction():
        db.session.get_one(Swap, swap["swap_id"]).state = SwapState.TAKEN_BACK
    assert letter("swap_asked", swap, carlo) is None


def test_a_text_that_was_read_is_not_announced(sofia):
    words = hand_over(sofia, acknowledged_at=clock.now())
    assert letter("notice_to_read", words, sofia) is None


@pytest.mark.parametrize("kind", ["campaign_opened", "campaign_reminder"])
def test_who_has_answered_a_call_hears_no_more_of_it(call, sofia, kind):
    assert letter(kind, call, sofia)
    assert letter(kind, call | {"closes_on": date(2026, 3, 1)}, sofia) is None
    assert letter(kind, call | {"campaign_id": 0}, sofia) is None
    make_agreement(sofia, State.SUBMITTED)
    assert letter(kind, call, sofia) is None


@pytest.mark.parametrize("kind", ["renewal_prepared", "renewal_reminder"])
def test_a_renewal_that_was_sent_is_not_asked_for(call, sofia, kind):
    make_agreement(sofia, State.SUBMITTED, id=NUMBER)
    assert letter(kind, call | {"agreement_id": NUMBER}, sofia) is None


@pytest.mark.parametrize(
    ("by", "to", "words"),
    [
        ("sofia", "sofia", "You have withdrawn from your agreement on remote work."),
        ("carlo", "sofia", "Chi lo fa has withdrawn from your agreement on remote work."),
        ("carlo", "carlo", "You have withdrawn from the agreement on remote work with Sofia"),
        ("sofia", "carlo", "Sofia D'Angelo has withdrawn from the agreement on remote work."),
        ("other", "carlo", "Chi lo fa has withdrawn from the agreement on remote work with Sofia"),
    ],
)
def test_a_withdrawal_says_who_did_it_and_never_why(told, sofia, carlo, by, to, words):
    people = {"sofia": sofia, "carlo": carlo, "other": make_user()}
    facts = told | {"by_id": people[by].id, "by": "Chi lo fa", "last": "2026-04-01"}
    said = letter("agreement_withdrawn", facts, people[to])
    assert said.paragraphs[0].startswith(words)
    assert said.paragraphs[1] == "The last day on which it holds is Wednesday 1 April."
    assert said.facts == ()


def test_a_withdrawal_before_the_first_day_says_that_it_does_not_begin(told, sofia):
    facts = told | {"by_id": sofia.id, "by": "Sofia", "last": "2026-03-01"}
    said = letter("agreement_withdrawn", facts, sofia)
    assert said.paragraphs[1] == "It was to begin on Monday 2 March: now it does not."


@pytest.mark.parametrize(("origin", "verb"), [("revision", "change"), ("renewal", "renew")])
def test_the_manager_reads_what_is_asked_for(told, carlo, origin, verb):
    said = letter("agreement_submitted", told | {"origin": origin, "last": None}, carlo)
    assert f"asks to {verb} the agreement" in said.paragraphs[0]
    assert said.facts[1] == ("Period", "Open-ended, from Monday 2 March")


def test_a_judgement_and_an_answer_may_be_negative(told, swap, sofia):
    said = letter("agreement_judged", told | {"is_positive": False}, sofia)
    assert said.paragraphs[0].endswith("As a whole the judgement is not positive.")
    said = letter("swap_answered", swap | {"is_accepted": False}, sofia)
    assert said.subject == "Swap declined"


def test_a_decider_is_led_to_the_page_where_the_deed_is_done(told, carlo, browser):
    browser.sign_in(carlo)
    said = letter("agreement_submitted", told, carlo)
    assert {button.url.split("localhost")[1] for button in said.buttons} == {
        f"/requests/{NUMBER}",
        "/inbox",
    }
    assert browser.get(f"/requests/{NUMBER}").location == f"/inbox/{NUMBER}"
    assert browser.get("/inbox").status == 200
