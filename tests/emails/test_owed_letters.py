"""From the deed to the words: what a service owes can be written, in both languages."""

import json
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import Role, User
from app.core import clock
from app.core.db import db, transaction
from app.core.half import Half
from app.core.i18n import LOCALES
from app.core.mail import MailState, OutboxMail
from app.pola.rules.campaigns import CampaignDays
from app.pola.rules.notices import Notice
from app.pola.rules.parameters import ParameterName
from app.pola.rules.priorities import Priority
from app.pola.services import (
    absences,
    acknowledgements,
    campaigns,
    decisions,
    deputies,
    endings,
    evaluations,
    plans,
    priorities,
    swaps,
)
from app.pola.services.evaluations import Judgement, Report
from app.post.services.delivery import send_mails
from tests.support.agreements import (
    a_manager_of,
    acknowledge_notices,
    make_agreement,
    make_deputy,
    set_parameter,
)
from tests.support.factories import actor, make_office, make_user
from tests.support.journeys import signed_by_both, submitted
from tests.support.letters import letter, owed
from tests.support.smtp import deliver_to, smtp_server

TUESDAY, THURSDAY, FRIDAY = date(2026, 3, 3), date(2026, 3, 5), date(2026, 3, 6)
REASON = "Lo sportello resterebbe scoperto."


@pytest.fixture
def sofia(app):
    sofia = make_user(office_id=make_office().id, is_remote_capable=True)
    acknowledge_notices(sofia)
    return sofia


@pytest.fixture
def carlo(sofia):
    return a_manager_of(sofia, given_name="Carlo", surname="Neri")


@pytest.fixture
def rosa(app):
    return make_user(None, Role.HR)


def written():
    """Every mail that is owed, written in both languages: for whom, which kind, its subject."""
    db.session.rollback()
    rows = db.session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id)).all()
    found = []
    for row in rows:
        user = db.session.get_one(User, row.user_id)
        for locale in LOCALES:
            said = letter(row.kind, json.loads(row.facts), user, locale)
            assert said is None or (said.subject and said.paragraphs and said.url)
        found.append((user.given_name, row.kind, said and said.subject))
    return found


def subjects(found, name):
    return [subject for one, _kind, subject in found if one == name]


def test_an_agreements_whole_life_is_told_and_only_what_still_is_to_do(sofia, carlo, rosa):
    set_parameter(ParameterName.APPROVAL_ROUTE, "manager+hr")
    request = submitted(sofia)
    assert subjects(written(), "Carlo") == [f"To decide: the request of {sofia.full_name}"]
    decisions.ask_changes(request, REASON, by=actor(carlo))
    assert subjects(written(), "Carlo") == [None]
    assert subjects(written(), "Sofia")[-1] == "Your request has come back to be changed"
    decisions.submit_request(request, by=actor(sofia))
    decisions.approve_request(request, by=actor(carlo))
    assert subjects(written(), "Sofia")[-1] == "Your request has been approved and goes on"
    decisions.undo_approval(request, by=actor(carlo))
    assert subjects(written(), "Sofia")[-1] is None
    decisions.approve_request(request, by=actor(carlo))
    decisions.approve_request(request, by=actor(rosa, Role.HR))
    assert subjects(written(), "Sofia")[-1] == "Your agreement is ready to be signed"
    signed_by_both(request, sofia, carlo)
    found = written()
    assert subjects(found, "Sofia")[-1].startswith("Your agreement is signed: in force from")
    assert [kind for name, kind, said in found if name == "Carlo" and said] == []
    evaluations.report_results(request, [Report(1, "41")], by=actor(sofia))
    lines = [Judgement(0, is_met=True), Judgement(1, is_met=True)]
    evaluations.judge_results(request, lines, by=actor(carlo))
    endings.give_notice(request, "", by=actor(sofia))
    found = written()
    assert subjects(found, "Sofia")[-2:] == [
        "Your results have been judged",
        "Withdrawn: your agreement on remote work",
    ]
    assert subjects(found, "Carlo")[-2:] == [
        f"To judge: the results of {sofia.full_name}",
        f"Withdrawn: the agreement of {sofia.full_name}",
    ]


def test_a_refusal_and_an_end_that_is_near_are_told(sofia, carlo):
    decisions.refuse_request(submitted(sofia), REASON, by=actor(carlo))
    assert subjects(written(), "Sofia") == ["Your request has been refused"]
    make_agreement(sofia, ends_on=clock.today() + timedelta(days=30))
    endings.run_dates(by=SYSTEM)
    assert subjects(written(), "Sofia")[-1] == "Your agreement ends on Wednesday 1 April"
    assert subjects(written(), "Carlo")[-1].endswith("ends on Wednesday 1 April")


def test_who_stands_in_is_told_so_and_then_asked_to_decide(sofia, carlo):
    dora = make_user(given_name="Dora")
    deputies.name_deputy(carlo.id, dora.id, clock.today(), FRIDAY, by=actor(carlo))
    submitted(sofia)
    assert subjects(written(), "Dora") == [
        "You stand in for Carlo Neri",
        f"To decide: the request of {sofia.full_name}",
    ]


def test_swaps_and_calls_to_the_office_are_told(sofia, carlo):
    make_agreement(sofia)
    with transaction():
        plans.replan(sofia.id, by=SYSTEM)
    ask = {"by": actor(sofia)}
    swap = swaps.ask_swap(sofia.id, (TUESDAY, Half.AM), (FRIDAY, Half.PM), **ask)
    assert subjects(written(), "Carlo") == [f"To decide: {sofia.full_name} asks for a swap"]
    swaps.answer_swap(swap, accept=True, by=actor(carlo))
    assert subjects(written(), "Carlo") == [None]
    absences.recall(sofia.id, THURSDAY, [Half.AM], REASON, by=actor(carlo))
    assert subjects(written(), "Sofia") == [
        "Swap accepted",
        "You are called to the office on Thursday 5 March",
    ]


def test_calls_are_told_until_they_are_answered(sofia, rosa):
    by = actor(rosa, Role.HR)
    today = clock.today()
    days = CampaignDays(today, today + timedelta(days=20), date(2026, 9, 1), date(2027, 8, 31))
    before = clock.now() - timedelta(days=90)
    make_agreement(sofia, ends_on=date(2026, 6, 30), created_at=before, submitted_at=before)
    call = campaigns.open_campaign("Accordi 2027", days, [sofia.office_id], by=by)
    campaigns.remind(call, by=by)
    assert subjects(written(), "Sofia") == [
        "Agreements on remote work: Accordi 2027",
        "Reminder: answer by Sunday 22 March",
    ]
    campaigns.prepare_renewals(call, by=by)
    assert subjects(written(), "Sofia")[-1] == "Your renewal is prepared: check it and send it"
    campaigns.decline_campaign(call, by=actor(sofia))
    assert subjects(written(), "Sofia")[:2] == [None, None]


def test_a_text_that_is_handed_over_is_told_until_it_is_read(sofia, rosa):
    acknowledgements.hand_over([sofia.id], Notice.SAFETY, by=actor(rosa, Role.HR))
    assert subjects(written(), "Sofia") == ["To read: Safety note"]
    version = date.fromisoformat(owed("notice_to_read")[0]["version"])
    acknowledgements.acknowledge(Notice.SAFETY, version, by=actor(sofia))
    assert subjects(written(), "Sofia") == [None]


def test_no_mail_says_why_somebody_is_heard_first_or_is_away(sofia, carlo, rosa):
    priorities.note_priority(sofia.id, Priority.DIS104, date(2026, 12, 31), by=actor(rosa, Role.HR))
    make_deputy(carlo, make_user(given_name="Dora"), clock.today(), FRIDAY)
    submitted(sofia)
    absences.record_absences(
        [absences.AbsentHalf(sofia.id, TUESDAY, Half.AM)], by=actor(rosa, Role.HR)
    )
    kept = "".join(str(facts) for facts in owed("agreement_submitted"))
    assert "104" not in kept
    assert "priorit" not in kept.lower()
    assert [kind for _name, kind, _said in written()] == ["agreement_submitted"] * 2


def test_mails_about_agreements_arrive_and_those_that_are_past_are_not_sent(app, sofia, carlo):
    request = submitted(sofia)
    decisions.ask_changes(request, REASON, by=actor(carlo))
    with smtp_server() as server, deliver_to(app, server):
        done = send_mails(by=SYSTEM)
    assert done == {MailState.SENT: 1, MailState.UNWANTED: 1}
    (mail,) = server.messages
    assert mail["To"].addresses[0].addr_spec == sofia.email
    assert REASON in mail.get_body(("plain",)).get_content()
    assert REASON in mail.get_body(("html",)).get_content()
