import json
from datetime import date, timedelta

import sqlalchemy as sa

from app.auth.models import Role
from app.auth.services import people
from app.booking.services import bookings, feeds, profiles
from app.core import clock
from app.core.db import db
from app.pola.rules.parameters import ParameterName
from app.pola.rules.states import State
from app.pola.services import decisions
from tests.support.agreements import a_manager_of, make_agreement, make_deputy, set_parameter
from tests.support.counting import counted
from tests.support.factories import (
    actor,
    desks_of,
    make_area,
    make_booking,
    make_office,
    make_user,
    make_workplace,
)

TUESDAY, WEDNESDAY = date(2026, 3, 3), date(2026, 3, 4)

# Every table that names a person, and where the page tells it.
TOLD = {
    "users": "from_personnel",
    "role_grants": "account",
    "sign_ins": "sign_ins",
    "bookings": "bookings",
    "slots": "bookings",
    "scenarios": "questions_kept",
    "calendar_feeds": "calendar_address_made_at",
    "mail_choices": "told_by_you",
    "waits": "waits",
    "series": "weekly_bookings",
    "outbox_mails": "mails",
    "favourites": "habits",
    "usual_days": "habits",
    "house_notes_read": "habits",
    "delegations": "with_colleagues",
    "desk_groups": "with_colleagues",
    "invites": "with_colleagues",
    "exchanges": "with_colleagues",
} | dict.fromkeys(
    [
        "acknowledgements",
        "agreement_steps",
        "agreements",
        "approvals",
        "campaign_people",
        "commute_answers",
        "deputies",
        "documents",
        "evaluations",
        "filings",
        "near_years",
        "planned_halves",
        "priority_notes",
        "recalls",
        "signatures",
        "swaps",
        "uploads",
        "worker_notes",
    ],
    "programme",
)
# They say who wrote something of everybody's, not anything about that person.
WRITTEN_FOR_ALL = {"campaigns", "indicator_values", "parameters"}


def download(browser):
    page = browser.get("/my-data.json")
    assert page.headers["Content-Type"] == "application/json"
    assert "attachment" in page.headers["Content-Disposition"]
    return json.loads(page.text)


def full_life():
    make_area("20162")
    boss = make_user("capo@example.it", given_name="Bruno", surname="Capo")
    sofia = make_user(
        "sofia@example.it",
        Role.AUDITOR,
        given_name="Sofia",
        surname="D'Angelo",
        staff_number="104233",
        born_on=date(1980, 5, 1),
        fiscal_code="DNGSFO80E41F205X",
        office_id=make_office().id,
        manager_id=boss.id,
    )
    desk, other = desks_of(make_workplace())[:2]
    profiles.choose_area("20162", by=actor(sofia))
    feeds.new_feed(by=actor(sofia))
    make_booking(sofia, desk, TUESDAY)
    bookings.cancel_booking(make_booking(sofia, desk, WEDNESDAY), by=actor(sofia))
    make_booking(boss, other, TUESDAY)
    return sofia, boss


def test_the_page_tells_everything_in_words(browser, app):
    sofia, _boss = full_life()
    page = browser.sign_in(sofia).get("/my-data")
    for words in (
        "20162 Milano",
        "104233",
        "DNGSFO80E41F205X",
        "01/05/1980",
        "Risorse umane",
        "Bruno Capo",
        "Auditor",
        "2 bookings, from 03/03/2026 to 04/03/2026, 1 of them cancelled.",
        "since 02/03/2026 10:15",
        "3 mails",
        "Until you change it or delete it.",
    ):
        assert words in page, words


def test_the_download_holds_every_booking_mail_and_line(browser, app):
    sofia, _boss = full_life()
    record = download(browser.sign_in(sofia))
    assert [(b["day"], b["state"], b["desk"]) for b in record["bookings"]] == [
        ("2026-03-03", "active", "LAR-0A-01"),
        ("2026-03-04", "cancelled", "LAR-0A-01"),
    ]
    assert len(record["mails"]) == 3
    actions = [line["action"] for line in record["audit_lines"]]
    assert actions == [
        "choose_area",
        "new_feed",
        "book_desk",
        "book_desk",
        "cancel_booking",
        "sign_in",
        "choose_language",
    ]
    assert record["told_by_you"]["area"] == "20162"
    assert record["sign_ins"] == [
        {"created_at": "2026-03-02T09:15:00+00:00", "seen_at": "2026-03-02T09:15:00+00:00"}
    ]


def test_nothing_of_other_people_is_told(browser, app):
    sofia, boss = full_life()
    text = browser.sign_in(sofia).get("/my-data.json").text
    assert boss.email not in text
    assert "LAR-0A-02" not in text
    record = download(browser)
    assert all(line["by"] == "you" for line in record["audit_lines"])


def test_what_an_administrator_did_to_others_is_told_without_the_others(browser, app):
    admin, other = make_user(None, Role.ADMINISTRATOR), make_user()
    people.create_user("nuova@example.it", "Nuova", "Persona", by=actor(admin, Role.ADMINISTRATOR))
    people.set_password(other, "una lunga parola", by=actor(admin, Role.ADMINISTRATOR))
    browser.sign_in(admin)
    assert "nuova@example.it" not in browser.get("/my-data.json").text
    line = download(browser)["audit_lines"][0]
    assert line == {"at": "2026-03-02T09:15:00+00:00", "action": "create_user", "by": "you"}


def test_what_somebody_else_did_to_my_account_is_told(browser, app):
    admin, me = make_user(None, Role.ADMINISTRATOR), make_user()
    people.grant_role(me, Role.HR, by=actor(admin, Role.ADMINISTRATOR))
    line = download(browser.sign_in(me))["audit_lines"][0]
    assert (line["action"], line["by"]) == ("grant_role", "somebody else")
    assert line["after"]["role"] == "hr"


def test_what_vicino_did_by_itself_is_told(browser, app):
    me = make_user()
    browser.sign_in(me)
    with clock.frozen(clock.now() + timedelta(minutes=31)):
        browser.get("/my-data")
        lines = download(browser.sign_in(me))["audit_lines"]
    ended = next(line for line in lines if line["action"] == "sign_out")
    assert (ended["by"], ended["after"]) == ("the system", {"why": "idle"})


def test_no_secret_is_handed_out(browser, app):
    sofia, _boss = full_life()
    text = browser.sign_in(sofia).get("/my-data.json").text
    for secret in ("argon2", "token", "nonce", browser.client.get_cookie("vicino").value):
        assert secret not in text


def test_the_area_is_deleted_right_there(browser, app):
    sofia, _boss = full_life()
    browser.sign_in(sofia)
    page = browser.post("/profile/area", {"area": "", "next": "/my-data"})
    assert page.location == "/my-data"
    page = browser.follow(page)
    assert "Your area is deleted." in page
    assert "20162" not in page.text
    # Not even the audit lines remember it.
    assert "20162" not in browser.get("/my-data.json").text


def test_a_person_without_anything_has_a_short_page(browser, app):
    page = browser.sign_in(make_user()).get("/my-data")
    assert "None yet." in page
    assert "0 mails" in page


def test_every_table_that_names_a_person_is_told(browser, app):
    naming = {
        table.name
        for table in db.metadata.tables.values()
        if table.name == "users"
        or any(key.column.table.name == "users" for key in table.foreign_keys)
    }
    assert naming - WRITTEN_FOR_ALL == set(TOLD)
    assert set(TOLD.values()) <= set(download(browser.sign_in(make_user())))


def test_the_page_costs_the_same_however_long_the_life(browser, app):
    def queries():
        with counted() as statements:
            browser.get("/my-data")
        return len(statements)

    sofia, _boss = full_life()
    browser.sign_in(sofia)
    before = queries()
    desk = desks_of_first_workplace()
    for day in range(9, 14):
        make_booking(sofia, desk, date(2026, 3, day))
    assert queries() == before


def desks_of_first_workplace():
    from app.booking.models import Workplace

    return desks_of(db.session.scalars(sa.select(Workplace)).first())[0]


def test_stand_ins_and_what_others_did_to_my_agreement_are_told(browser, app):
    sofia = make_user(given_name="Sofia")
    claudia = a_manager_of(sofia, surname="Gentile")
    request = make_agreement(sofia, State.SUBMITTED)
    set_parameter(ParameterName.APPROVAL_ROUTE, "manager")
    decisions.approve_request(request.id, by=actor(claudia))
    make_deputy(claudia, sofia, TUESDAY, TUESDAY)
    told = download(browser.sign_in(sofia))
    assert told["programme"]["deputies"] == [
        {"from_day": "2026-03-03", "to_day": "2026-03-03", "you_stand_in": True}
    ]
    assert "agreement_approve_last" in {line["action"] for line in told["audit_lines"]}
    assert told["programme"]["uploads"] == []
