import pytest

from app.auth.models import Role, User
from app.core.audit import AuditLine
from app.core.db import db, transaction
from app.core.kinds import BookingMail, Topic
from app.core.mail import MailChoice
from app.core.signed import sign
from app.post.queries.subscriptions import subscriptions_of, unsubscribe_url
from tests.support.factories import make_user


@pytest.fixture
def sofia(app):
    return make_user("sofia@example.it", locale="en")


def link(app, user, topic):
    with app.test_request_context():
        return unsubscribe_url(user.id, topic).removeprefix("http://localhost")


def chosen(user):
    db.session.expire_all()
    return subscriptions_of(user.id)


def offered(page):
    return {e.get("value") for e in page.all("input") if e.get("name") == "topics"}


def test_bookings_come_as_invitations_until_somebody_chooses_otherwise(browser, sofia):
    browser.sign_in(sofia)
    page = browser.get("/profile/mail")
    checked = [e.get("value") for e in page.all("input") if e.get("checked") is not None]
    assert "invitations" in checked
    assert "reminders" not in checked
    page = browser.post("/profile/mail", {"booking_mail": "feed", "topics": ["reminders"]})
    assert page.location == "/profile/mail"
    assert chosen(sofia).booking_mail is BookingMail.FEED
    assert chosen(sofia).topics == {
        Topic.REMINDERS, Topic.APPROVALS, Topic.SUMMARY, Topic.PROBLEMS,
    }  # fmt: skip


def test_only_what_can_concern_a_person_is_offered(browser, app, sofia):
    browser.sign_in(sofia)
    assert offered(browser.get("/profile/mail")) == {
        "reminders", "colleagues", "agreement", "campaigns",
    }  # fmt: skip
    browser.post("/sign-out")
    browser.sign_in(make_user(None, Role.FACILITY_MANAGER, Role.HR))
    page = browser.get("/profile/mail")
    assert {"summary", "problems"} <= offered(page)
    assert "duties" not in offered(page)


def test_an_unknown_choice_changes_nothing(browser, sofia):
    browser.sign_in(sofia)
    page = browser.post("/profile/mail", {"booking_mail": "pigeons"})
    assert page.status == 422
    assert chosen(sofia).booking_mail is BookingMail.INVITATIONS


def test_the_profile_leads_there(browser, sofia):
    assert '"/profile/mail"' in browser.sign_in(sofia).get("/profile").text


def test_a_link_in_a_mail_stops_nothing_until_its_button_is_pressed(app, browser, sofia):
    address = link(app, sofia, Topic.AGREEMENT)
    page = browser.get(address)
    assert page.heading == "Stop these mails?"
    assert Topic.AGREEMENT in chosen(sofia).topics
    page = browser.post(address)
    assert page.heading == "These mails no longer come"
    assert Topic.AGREEMENT not in chosen(sofia).topics
    assert browser.post(address).heading == "These mails no longer come"
    lines = db.session.scalars(db.select(AuditLine).where(AuditLine.action == "unsubscribe"))
    assert len(lines.all()) == 1


def test_the_page_that_stops_mails_speaks_as_they_do_and_tells_nobody_its_address(app, browser):
    page = browser.get(link(app, make_user(locale="it"), Topic.AGREEMENT))
    assert 'lang="it"' in page.text
    assert [e.get("content") for e in page.all("meta") if e.get("name") == "referrer"] == [
        "no-referrer"
    ]


def test_the_mail_programs_own_button_needs_no_form(app, browser, sofia):
    address = link(app, sofia, Topic.CAMPAIGNS)
    answer = app.test_client().post(address, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert Topic.CAMPAIGNS not in chosen(sofia).topics


@pytest.mark.parametrize(
    ("topic", "left"),
    [(Topic.BOOKINGS, BookingMail.FEED), (Topic.MOVES, BookingMail.NOTHING)],
)
def test_mails_about_bookings_become_fewer_step_by_step(app, browser, sofia, topic, left):
    browser.post(link(app, sofia, topic))
    assert chosen(sofia).booking_mail is left


def test_whoever_wants_nothing_is_not_sent_more_by_an_old_link(app, browser, sofia):
    address = link(app, sofia, Topic.BOOKINGS)
    with transaction():
        db.session.get_one(User, sofia.id).booking_mail = BookingMail.NOTHING
    browser.post(address)
    assert chosen(sofia).booking_mail is BookingMail.NOTHING


def test_being_called_to_the_office_cannot_be_switched_off(app, sofia):
    with app.test_request_context():
        assert unsubscribe_url(sofia.id, Topic.DUTIES) is None
    assert all(topic is not Topic.DUTIES for topic in chosen(sofia).topics)


def test_an_invented_link_and_one_of_somebody_who_left_stop_nothing(app, browser, sofia):
    address = link(app, sofia, Topic.AGREEMENT)
    with transaction():
        db.session.get_one(User, sofia.id).is_active = False
    other = sign("answer", {"user": sofia.id, "topic": "agreement"})
    for path in (address, "/mail/unsubscribe/none", f"/mail/unsubscribe/{other}"):
        assert browser.get(path).status == 404
        assert browser.post(path).status == 404
    assert db.session.scalars(db.select(MailChoice)).all() == []
