"""What somebody gets who guesses addresses and sends forms that are not theirs: nothing."""

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.auth.models import Role, RoleGrant
from app.core import clock
from app.core.audit import AuditLine
from app.core.db import db, transaction
from app.core.half import Half
from app.core.mail import OutboxMail
from app.pola.labels.agreements import PRIORITIES
from app.pola.models import Agreement, AgreementStep, Evaluation, PriorityNote, Swap
from app.pola.queries.agreements import find_agreement
from app.pola.queries.documents import signatures_of
from app.pola.rules.parameters import ParameterName
from app.pola.rules.priorities import Priority
from app.pola.rules.states import State
from app.pola.rules.swaps import SwapState
from app.pola.services import decisions, priorities, signing
from tests.support.agreements import (
    a_manager_of,
    acknowledge_notices,
    make_agreement,
    make_deputy,
    set_parameter,
)
from tests.support.factories import actor, make_office, make_user

TODAY = date(2026, 3, 2)
TUESDAY, THURSDAY = date(2026, 3, 3), date(2026, 3, 5)
MISSING = 999_999
DAY = timedelta(days=1)


@pytest.fixture
def office(app):
    return make_office()


@pytest.fixture
def sofia(office):
    sofia = make_user(office_id=office.id, given_name="Sofia", is_remote_capable=True)
    acknowledge_notices(sofia)
    return sofia


@pytest.fixture
def claudia(sofia):
    return a_manager_of(sofia, given_name="Claudia", surname="Gentile")


@pytest.fixture
def belongings(sofia, claudia):
    """What Sofia and her manager have, by the name that its addresses give its number."""
    old = make_agreement(sofia, starts_on=TODAY - 90 * DAY, ends_on=TODAY - DAY)
    request = make_agreement(sofia, State.TO_SIGN_EMPLOYEE)
    document = signing.document_to_sign(request.id, by=actor(sofia))
    note = priorities.note_priority(
        sofia.id, Priority.CAREGIVER, TODAY + DAY, by=actor(make_user(), Role.HR)
    )
    deputy = make_deputy(claudia, make_user(), TODAY, TODAY)
    with transaction():
        swap = Swap(
            user_id=sofia.id,
            from_day=TUESDAY,
            from_half=Half.AM,
            to_day=THURSDAY,
            to_half=Half.AM,
            state=SwapState.ASKED,
            asked_at=clock.now(),
        )
        db.session.add(swap)
    return {
        "agreement_id": [old.id, request.id],
        "user_id": [sofia.id],
        "document_id": [document.id],
        "swap_id": [swap.id],
        "deputy_id": [deputy.id],
        "note_id": [note],
    }


def addresses(app, belongings):
    """Every address that bears a number, with its methods: Sofia's, and nobody's."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        named = rule.arguments - {"page"}
        if not named or not named <= set(belongings):
            continue
        fixed = {"page": "period"} if "page" in rule.arguments else {}
        methods = rule.methods & {"GET", "POST"}
        for n in range(2):
            theirs = {name: belongings[name][n % len(belongings[name])] for name in named}
            yield (
                methods,
                *(
                    adapter.build(rule.endpoint, numbers | fixed, min(methods))
                    for numbers in (theirs, dict.fromkeys(named, MISSING))
                ),
            )


FIELDS = {"answer": "accept", "reason": "Perché sì.", "sha256": "0" * 64, "stock": "own"}


def stranger(kind):
    """Somebody who has nothing to do with Sofia."""
    if kind == "colleague":
        return make_user()
    if kind == "manager elsewhere":
        return a_manager_of(make_user())
    if kind == "manager of another office":
        manager = make_user()
        other = make_office("ALTRO")
        with transaction():
            db.session.add(RoleGrant(user_id=manager.id, role=Role.MANAGER, office_id=other.id))
        return manager
    return make_user(None, Role(kind))


@pytest.mark.parametrize(
    "kind",
    [
        "colleague",
        "manager elsewhere",
        "manager of another office",
        "auditor",
        "administrator",
        "facility_manager",
    ],
)
def test_what_is_somebody_elses_answers_like_what_does_not_exist(app, browser, belongings, kind):
    browser.sign_in(stranger(kind))
    steps = db.session.scalar(sa.select(sa.func.count()).select_from(AgreementStep))
    tried = 0
    for methods, theirs, missing in addresses(app, belongings):
        for method in methods:
            ask = browser.get if method == "GET" else lambda url: browser.post(url, FIELDS)
            answers = ask(theirs), ask(missing)
            assert answers[0].status in {403, 404}, f"{method} {theirs}: {answers[0].status}"
            assert answers[0].status == answers[1].status, f"{method} {theirs}"
            # The address itself and a token stand in the form that changes the language.
            said = [re.sub('value="[^"]*"', "", one.text) for one in answers]
            assert said[0] == said[1], f"{method} {theirs}"
            tried += 1
    assert tried > 40
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AgreementStep)) == steps


@pytest.mark.parametrize(("first", "last"), [(-9, -1), (1, 9)])
def test_a_deputy_is_a_stranger_on_other_days(app, browser, claudia, belongings, first, last):
    deputy = a_manager_of(make_user())
    make_deputy(claudia, deputy, TODAY + first * DAY, TODAY + last * DAY)
    browser.sign_in(deputy)
    for methods, theirs, _missing in addresses(app, belongings):
        for method in methods:
            ask = browser.get if method == "GET" else lambda url: browser.post(url, FIELDS)
            assert ask(theirs).status in {403, 404}, theirs


@pytest.mark.parametrize("who", ["manager", "hr"])
def test_a_request_that_was_never_sent_is_its_authors_alone(browser, sofia, claudia, who):
    draft = make_agreement(sofia, State.DRAFT, places=("Da mia madre",))
    browser.sign_in(claudia if who == "manager" else make_user(None, Role.HR))
    for address in (f"/requests/{draft.id}", f"/inbox/{draft.id}"):
        assert browser.get(address).status == 404
    assert browser.post(f"/inbox/{draft.id}/approve").status == 404
    page = browser.get(f"/people/{sofia.id}")
    assert page.status == 200
    assert "Da mia madre" not in page
    with transaction():
        db.session.execute(sa.update(Agreement).values(state=State.ABANDONED, submitted_at=None))
    assert browser.get(f"/inbox/{draft.id}").status == 404
    assert "Da mia madre" not in browser.get(f"/people/{sofia.id}")


@pytest.mark.parametrize("state", list(State))
def test_no_state_is_skipped_by_whoever_sends_every_form(browser, sofia, claudia, state):
    """Of all that a manager may send, only what the table of states allows changes anything."""
    agreement = make_agreement(sofia, state)
    browser.sign_in(claudia)
    for deed in ("approve", "refuse", "return"):
        browser.post(
            f"/inbox/{agreement.id}/{deed}", {"reason": "No.", "stock": "own", "words": "x"}
        )
        if state in {State.SUBMITTED, State.TO_SIGN_MANAGER}:
            break
    browser.post(f"/agreement/{agreement.id}/sign", {"sha256": "0" * 64})
    now = find_agreement(agreement.id).state
    moved = {State.SUBMITTED: State.TO_SIGN_EMPLOYEE}
    assert now is moved.get(state, state)
    assert not signatures_of(agreement.id)


def test_an_approval_is_taken_back_by_nobody_else_and_not_after_the_signature(
    browser, sofia, claudia
):
    request = make_agreement(sofia, State.SUBMITTED)
    set_route_to_manager()
    decisions.approve_request(request.id, by=actor(claudia))
    deputy = make_user()
    make_deputy(claudia, deputy, TODAY, TODAY)
    browser.sign_in(deputy)
    with browser.client.session_transaction() as session:
        session["approved"] = {"ids": [request.id, MISSING], "at": clock.now().isoformat()}
    assert browser.post("/inbox/undo").status == 303
    assert find_agreement(request.id).state is State.TO_SIGN_EMPLOYEE
    document = signing.document_to_sign(request.id, by=actor(sofia))
    signing.sign(request.id, document.sha256, by=actor(sofia))
    browser.post("/sign-out")
    browser.sign_in(claudia)
    with browser.client.session_transaction() as session:
        session["approved"] = {"ids": [request.id], "at": clock.now().isoformat()}
    browser.post("/inbox/undo")
    assert find_agreement(request.id).state is State.TO_SIGN_MANAGER


def set_route_to_manager():
    set_parameter(ParameterName.APPROVAL_ROUTE, "manager")


def test_human_resources_and_managers_do_not_decide_about_themselves(browser, office):
    clerk = make_user(None, Role.HR, office_id=office.id)
    boss = a_manager_of(clerk)
    with transaction():
        db.session.add(RoleGrant(user_id=clerk.id, role=Role.MANAGER, office_id=office.id))
    make_deputy(boss, clerk, TODAY, TODAY)
    browser.sign_in(clerk)
    for state in (State.SUBMITTED, State.TO_SIGN_MANAGER):
        own = make_agreement(clerk, state)
        for deed in ("approve", "refuse", "return"):
            form = {"reason": "Sì.", "stock": "own", "words": "x"}
            browser.post(f"/inbox/{own.id}/{deed}", form)
        browser.post("/inbox/approval", {"id": str(own.id)})
        browser.post(f"/agreement/{own.id}/sign", {"sha256": "0" * 64})
        assert find_agreement(own.id).state is state
        with transaction():
            db.session.execute(sa.update(Agreement).values(state=State.ABANDONED))
    past = make_agreement(clerk)
    judged = {"met0": "yes", "met1": "yes"}
    browser.post(f"/agreement/{past.id}/report", {"report0": "Tutto bene."})
    assert browser.post(f"/agreement/{past.id}/judgement", judged).status == 404
    assert not db.session.scalars(
        sa.select(Evaluation).where(Evaluation.judged_at.is_not(None))
    ).all()


@pytest.mark.parametrize("path", ["/team", "/inbox", "/people/{sofia}", "/inbox/{request}"])
def test_a_manager_never_reads_why_somebody_is_heard_first(browser, sofia, claudia, path):
    request = make_agreement(sofia, State.SUBMITTED)
    with transaction():
        for category in Priority:
            db.session.add(
                PriorityNote(
                    user_id=sofia.id,
                    category=category,
                    review_on=TODAY + DAY,
                    created_at=clock.now(),
                )
            )
    page = browser.sign_in(claudia).get(path.format(sofia=sofia.id, request=request.id))
    assert page.status == 200
    for category, words in PRIORITIES.items():
        assert str(words) not in page
        assert f'"{category}"' not in page.text


def test_the_audit_and_the_mails_do_not_say_why_somebody_is_heard_first(browser, sofia):
    browser.sign_in(make_user(None, Role.HR))
    for category in Priority:
        form = {"category": category.value, "review_on": "2026-12-31"}
        assert browser.post(f"/people/{sofia.id}/priorities", form).status == 303
    browser.post(
        f"/people/{sofia.id}/note",
        {"is_disabled": "y", "prevalence_waived_until": "2026-12-31"},
    )
    lines = db.session.scalars(sa.select(AuditLine)).all()
    mails = db.session.scalars(sa.select(OutboxMail)).all()
    told = " ".join(str(vars(one)) for one in [*lines, *mails])
    assert "note_priority" in told
    assert "is_disabled" not in told
    assert not [category for category in Priority if f'"{category.value}"' in told]
