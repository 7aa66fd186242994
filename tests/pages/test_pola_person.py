from datetime import date

import pytest

from app.auth.models import Role
from app.core import clock
from app.core.db import db, transaction
from app.core.half import Half
from app.pola.models import (
    AgreementStep,
    Document,
    Filing,
    PlannedHalf,
    PriorityNote,
)
from app.pola.rules.day_kinds import DayKind, PlanSource
from app.pola.rules.filings import Act, FilingState, due_on
from app.pola.rules.routes import Origin
from app.pola.rules.states import State, Step
from tests.support.agreements import a_manager_of, acknowledge_notices, make_agreement
from tests.support.browser import untranslated
from tests.support.counting import counted
from tests.support.factories import make_office, make_user

TODAY = date(2026, 3, 2)


@pytest.fixture
def hr(app):
    return make_user("hr@example.it", Role.HR, given_name="Giulia", surname="Bellini")


@pytest.fixture
def sofia(app):
    office = make_office()
    return make_user(
        given_name="Sofia", surname="D'Angelo", staff_number="100", office_id=office.id
    )


def add(*rows):
    with transaction():
        db.session.add_all(rows)


def a_step(agreement, step, actor, **more):
    add(
        AgreementStep(
            agreement_id=agreement.id,
            at=clock.now(),
            actor_id=actor and actor.id,
            step=step,
            from_state=State.DRAFT,
            to_state=State.SUBMITTED,
            **more,
        )
    )


def a_filing(agreement, **more):
    values = {"state": FilingState.ACCEPTED, "code": "12345678901234567"} | more
    add(
        Filing(
            agreement_id=agreement.id,
            user_id=agreement.user_id,
            act=Act.START,
            event_on=TODAY,
            due_on=due_on(TODAY),
            facts="{}",
            created_at=clock.now(),
            settled_at=clock.now(),
            **values,
        )
    )


def a_document(agreement, name="accordo.pdf", content=b"%PDF-1.7 accordo"):
    row = Document(
        agreement_id=agreement.id,
        name=name,
        media_type="application/pdf",
        sha256="0" * 64,
        content=content,
        created_at=clock.now(),
    )
    add(row)
    return row


def a_half(user, day, half, kind):
    row = {"source": PlanSource.DESK, "changed_at": clock.now()}
    add(PlannedHalf(user_id=user.id, day=day, half=half, kind=kind, **row))


def test_a_persons_page_tells_each_version_by_what_it_changed(browser, hr, sofia):
    old = make_agreement(sofia, State.REVISED, starts_on=date(2025, 9, 1), ends_on=date(2026, 3, 1))
    make_agreement(sofia, origin=Origin.REVISION, parent_id=old.id, places=("Casa", "Biblioteca"))
    page = browser.sign_in(hr).get(f"/people/{sofia.id}")
    assert page.heading == "Sofia D'Angelo"
    assert "First agreement: remote on Tuesday and Thursday." in page
    assert "New place: Biblioteca." in page
    assert "Until Monday 31 August instead of Sunday 1 March." in page
    assert "staff number 100" in page
    assert not untranslated(page)


def test_the_history_tells_who_did_what_and_when(browser, hr, sofia):
    agreement = make_agreement(sofia)
    a_step(agreement, Step.SUBMIT, sofia)
    a_step(agreement, Step.ASK_CHANGES, hr, note="Scegli altri giorni.")
    a_step(agreement, Step.EXPIRE, None)
    page = browser.sign_in(hr).get(f"/people/{sofia.id}")
    assert "Sent 02/03/2026 10:15 · Sofia D'Angelo" in page
    assert "Sent back 02/03/2026 10:15 · Giulia Bellini" in page
    assert "Scegli altri giorni." in page


def test_the_plan_is_told_in_monthly_totals_and_never_day_by_day(browser, hr, sofia):
    a_half(sofia, date(2026, 3, 3), Half.AM, DayKind.NEAR_MUNICIPAL)
    a_half(sofia, date(2026, 3, 3), Half.PM, DayKind.NEAR_MUNICIPAL)
    a_half(sofia, date(2026, 4, 7), Half.AM, DayKind.AGILE_HOME)
    page = browser.sign_in(hr).get(f"/people/{sofia.id}")
    # 22 working days, one of them near.
    assert "March 2026 Office 21 days Near 1 day" in page
    assert "Remote 1 half-day" in page
    assert "May 2026" in page
    assert "3 March" not in page
    assert "03/03/2026" not in page


def test_filings_are_told_to_human_resources_with_their_codes(browser, hr, sofia):
    a_filing(make_agreement(sofia))
    page = browser.sign_in(hr).get(f"/people/{sofia.id}")
    assert "12345678901234567" in page
    assert "Accepted" in page


def test_what_was_read_is_told_with_version_and_moment(browser, hr, sofia):
    acknowledge_notices(sofia)
    page = browser.sign_in(hr).get(f"/people/{sofia.id}")
    assert "Safety note read on 02/03/2026 10:15, version of 14/06/2017" in page
    assert "lasts until 02/03/2027" in page
    assert "Safe connection (VPN) not read" in page


def test_a_manager_sees_the_agreements_but_neither_filings_nor_categories(browser, hr, sofia):
    a_filing(make_agreement(sofia))
    note = {"review_on": date(2027, 1, 1), "created_at": clock.now(), "checked_by": hr.id}
    add(PriorityNote(user_id=sofia.id, category="dis104", **note))
    page = browser.sign_in(a_manager_of(sofia)).get(f"/people/{sofia.id}")
    assert "In force" in page
    assert "Plan of the coming weeks" in page
    assert "12345678901234567" not in page
    assert "disability" not in page
    assert "public register" not in page


def test_somebody_whom_one_does_not_lead_is_not_there(browser, sofia):
    chief = a_manager_of(make_user())
    browser.sign_in(chief)
    assert browser.get(f"/people/{sofia.id}").status == 404
    assert browser.get("/people/999999").status == 404
    assert browser.get("/people").status == 403


def test_a_person_can_read_the_own_page(browser, sofia):
    make_agreement(sofia)
    assert browser.sign_in(sofia).get(f"/people/{sofia.id}").heading == "Sofia D'Angelo"


def test_a_director_sees_the_agreements_and_not_the_plan(browser, sofia):
    director = a_manager_of(a_manager_of(sofia))
    page = browser.sign_in(director).get(f"/people/{sofia.id}")
    assert page.status == 200
    assert "Plan of the coming weeks" not in page


def test_a_page_without_anything_says_so(browser, hr):
    person = make_user(is_active=False)
    page = browser.sign_in(hr).get(f"/people/{person.id}")
    assert "No agreement yet" in page
    assert "no manager on record" in page
    assert "no longer works here" in page
    assert "The Ministry was told nothing yet." in page


def test_a_document_is_handed_over_as_a_download(browser, hr, sofia):
    row = a_document(make_agreement(sofia), name='accordo "nuovo" è.pdf')
    for user in (hr, sofia, a_manager_of(sofia)):
        answer = browser.sign_in(user).get(f"/documents/{row.id}")
        assert answer.response.get_data() == b"%PDF-1.7 accordo"
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        browser.post("/sign-out")
    assert row.name not in answer.headers["Content-Disposition"]


def test_the_documents_of_an_agreement_can_be_had_from_the_persons_page(browser, hr, sofia):
    row = a_document(make_agreement(sofia))
    page = browser.sign_in(hr).get(f"/people/{sofia.id}")
    assert "accordo.pdf" in page
    assert f"/documents/{row.id}" in page.text


def test_somebody_elses_document_is_not_there(browser, sofia):
    row = a_document(make_agreement(sofia))
    browser.sign_in(make_user())
    assert browser.get(f"/documents/{row.id}").status == 404
    assert browser.get("/documents/999999").status == 404


@pytest.mark.parametrize("q", ["sofia", "D'Ang", "dang", "100", "sofia d'angelo", "ange"])
def test_people_are_found_by_the_beginning_of_a_name_or_by_their_number(browser, hr, sofia, q):
    page = browser.sign_in(hr).get("/people", query_string={"q": q})
    assert ("Sofia D'Angelo" in page) == (q != "dang")


def test_nobody_is_found_by_a_name_that_nobody_has(browser, hr):
    browser.sign_in(hr)
    assert "Nobody found" in browser.get("/people?q=%25")
    assert "Nobody found" not in browser.get("/people")


def test_many_people_are_read_page_by_page(browser, hr):
    for _ in range(27):
        make_user(given_name="Anna", surname="Zanetti")
    browser.sign_in(hr)
    page = browser.get("/people?q=zanetti")
    assert page.text.count("Anna Zanetti") == 25
    assert "Next" in page
    page = browser.get("/people?q=zanetti&from=25")
    assert page.text.count("Anna Zanetti") == 2
    assert "Previous" in page


def test_the_page_asks_the_same_number_of_questions_for_one_agreement_and_for_many(
    browser, hr, sofia
):
    def asked():
        with counted() as statements:
            browser.get(f"/people/{sofia.id}")
        return len(statements)

    browser.sign_in(hr)
    make_agreement(sofia, State.EXPIRED, in_force_from=None, in_force_until=None)
    before = asked()
    for _ in range(4):
        make_agreement(sofia, State.ABANDONED)
    assert asked() == before <= 17
