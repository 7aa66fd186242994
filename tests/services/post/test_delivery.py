from datetime import date, timedelta
from email import policy
from email.parser import BytesParser

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.booking.services import bookings
from app.core import clock, mail, outbox
from app.core.db import connection, db, transaction
from app.core.half import Part
from app.core.kinds import BookingMail, Topic
from app.core.mail import MailChoice, MailState, OutboxMail
from app.core.smtp import MailServerAway
from app.post import emails
from app.post.services.delivery import send_mails
from tests.support.agreements import make_agreement
from tests.support.factories import actor, desks_of, make_user, make_workplace
from tests.support.smtp import deliver_to, smtp_server

TUESDAY = date(2026, 3, 3)


@pytest.fixture
def server(app):
    with smtp_server() as running, deliver_to(app, running):
        yield running


def book(user, desk_number=0, day=TUESDAY, workplace=None):
    desk = desks_of(workplace or make_workplace())[desk_number]
    return bookings.book_desk(desk.id, day, Part.DAY, by=actor(user))


def states():
    return list(connection().scalars(sa.select(OutboxMail.state).order_by(OutboxMail.id)))


def only_mail():
    return db.session.scalars(sa.select(OutboxMail)).one()


def later(**more):
    return clock.frozen(clock.now() + timedelta(**more))


def test_a_booking_sends_one_mail_and_never_a_second(app, server):
    user = make_user("sofia@example.it", given_name="Sofia", surname="D'Angelo")
    book(user)
    assert send_mails(by=SYSTEM) == {MailState.SENT: 1}
    assert send_mails(by=SYSTEM) == {}
    (message,) = server.messages
    assert message["To"] == "Sofia D'Angelo <sofia@example.it>"
    assert message["Message-ID"] == f"<mail-{only_mail().id}@localhost>"
    assert only_mail().sent_at == clock.now()


def test_a_rolled_back_booking_sends_nothing(app, server):
    user, workplace = make_user(), make_workplace()

    def book_and_fail():
        with transaction():
            book(user, workplace=workplace)
            raise LookupError("the rest of it")

    with pytest.raises(LookupError):
        book_and_fail()
    assert send_mails(by=SYSTEM) == {}
    assert server.raw == []


def test_without_a_server_mails_wait_with_no_try_counted(app, server):
    book(make_user())
    server.down()
    with pytest.raises(MailServerAway, match="does not answer"):
        send_mails(by=SYSTEM)
    assert (states(), only_mail().tries) == ([MailState.OWED], 0)
    server.up()
    assert send_mails(by=SYSTEM) == {MailState.SENT: 1}


def test_nothing_is_sent_before_a_server_is_set(app):
    book(make_user())
    app.config["MAIL_FOLDER"] = ""
    with pytest.raises(MailServerAway, match="MAIL_SERVER"):
        send_mails(by=SYSTEM)
    assert states() == [MailState.OWED]


def test_an_address_that_does_not_exist_is_given_up_and_the_others_go_out(app, server):
    workplace = make_workplace()
    gone, here = make_user("gone@example.it"), make_user("here@example.it")
    book(gone, 0, workplace=workplace)
    book(here, 1, workplace=workplace)
    server.refuse_recipients["gone@example.it"] = "550 no such person"
    assert send_mails(by=SYSTEM) == {MailState.FAILED: 1, MailState.SENT: 1}
    assert states() == [MailState.FAILED, MailState.SENT]
    error = connection().scalar(sa.select(OutboxMail.error).order_by(OutboxMail.id))
    assert error == "the mail server says 550 no such person"


def test_a_busy_mailbox_is_tried_again_after_pauses_that_grow(app, server):
    user = make_user("busy@example.it")
    book(user)
    server.refuse_recipients["busy@example.it"] = "451 greylisted"
    pauses = []
    for _n in range(4):
        assert send_mails(by=SYSTEM) == {MailState.OWED: 1}
        due = connection().scalar(sa.select(OutboxMail.due_at))
        pauses.append((due - clock.now()).total_seconds() / 60)
        moment = due
        assert send_mails(by=SYSTEM) == {}
        clock._stopped_at = moment
    assert pauses == [1, 5, 15, 60]
    server.refuse_recipients.clear()
    assert send_mails(by=SYSTEM) == {MailState.SENT: 1}


def test_after_three_days_nobody_needs_the_mail_any_more(app, server):
    user = make_user("busy@example.it")
    book(user, day=date(2026, 3, 9))
    server.refuse_recipients["busy@example.it"] = "451 greylisted"
    with later(days=3, minutes=1):
        assert send_mails(by=SYSTEM) == {MailState.FAILED: 1}
        assert send_mails(by=SYSTEM) == {}


def test_a_line_cut_after_the_mail_sends_it_again_under_the_same_name(app, server):
    book(make_user())
    server.drop_after_data = 1
    assert send_mails(by=SYSTEM) == {MailState.OWED: 1}
    with later(minutes=1):
        assert send_mails(by=SYSTEM) == {MailState.SENT: 1}
    first, second = server.messages
    assert first["Message-ID"] == second["Message-ID"]


def test_a_mail_that_cannot_be_written_does_not_hold_up_the_others(app, server, monkeypatch):
    user = make_user()
    mail_before = "booking_made"

    def poison(_facts, _to):
        raise KeyError("Sofia")

    monkeypatch.setitem(emails.LETTERS, "notice_to_read", poison)
    with transaction():
        mail.enqueue(user.id, "notice_to_read", {})
    book(user)
    assert send_mails(by=SYSTEM) == {MailState.OWED: 1, MailState.SENT: 1}
    row = db.session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id)).first()
    assert (row.kind, row.error) == ("notice_to_read", "it cannot be written: KeyError")
    assert mail_before in emails.LETTERS


def test_several_processes_never_take_the_same_mail(app):
    user, workplace = make_user(), make_workplace()
    for n in range(3):
        book(user, n, TUESDAY + timedelta(days=n), workplace)
    first, second = outbox.claim(2), outbox.claim(2)
    assert [len(first), len(second)] == [2, 1]
    assert {one.id for one in first}.isdisjoint(one.id for one in second)
    assert outbox.claim(2) == []
    with later(minutes=2):
        assert len(outbox.claim(5)) == 3


def test_mails_can_be_written_into_a_folder_instead(app, tmp_path):
    user = make_user("sofia@example.it")
    app.config["MAIL_FOLDER"] = str(tmp_path / "mails")
    book(user)
    assert send_mails(by=SYSTEM) == {MailState.SENT: 1}
    (path,) = (tmp_path / "mails").iterdir()
    message = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    assert path.name == f"{only_mail().id:05}-booking_made.eml"
    assert message["To"].addresses[0].addr_spec == "sofia@example.it"


@pytest.mark.parametrize(
    ("choice", "kind", "is_sent"),
    [
        (BookingMail.INVITATIONS, "booking_cancelled", True),
        (BookingMail.PLAIN, "booking_cancelled", True),
        (BookingMail.FEED, "booking_cancelled", False),
        (BookingMail.FEED, "booking_freed", True),
        (BookingMail.NOTHING, "booking_freed", False),
    ],
)
def test_people_get_the_mails_about_bookings_that_they_chose(app, server, choice, kind, is_sent):
    user = make_user(booking_mail=choice)
    booking_id = book(user)
    facts = {"booking_id": booking_id, "sequence": 1, "day": TUESDAY, "part": "day"}
    desk = connection().scalar(sa.text("SELECT desk_id FROM bookings"))
    with transaction():
        connection().execute(sa.delete(OutboxMail))
        mail.enqueue(user.id, kind, facts | {"desk_id": desk, "kept": None})
    wanted = MailState.SENT if is_sent else MailState.UNWANTED
    assert send_mails(by=SYSTEM) == {wanted: 1}
    assert len(server.raw) == is_sent


def test_whoever_unsubscribed_from_a_topic_gets_none_of_it(app, server):
    user = make_user()
    with transaction():
        db.session.add(MailChoice(user_id=user.id, topic=Topic.APPROVALS, is_wanted=False))
        mail.enqueue(user.id, "deputy_named", {})
    assert send_mails(by=SYSTEM) == {MailState.UNWANTED: 1}


def test_nobody_who_has_left_gets_a_mail(app, server):
    user = make_user()
    book(user)
    with transaction():
        user.is_active = False
        db.session.add(user)
    assert send_mails(by=SYSTEM) == {MailState.UNWANTED: 1}


def test_accounts_of_the_demo_get_none_elsewhere(app, server):
    book(make_user(is_demo=True))
    assert send_mails(by=SYSTEM) == {MailState.UNWANTED: 1}


def test_only_so_many_are_sent_at_once(app, server):
    user, workplace = make_user(), make_workplace()
    for n in range(3):
        book(user, n, TUESDAY + timedelta(days=n), workplace)
    assert send_mails(by=SYSTEM, limit=2) == {MailState.SENT: 2}
    assert send_mails(by=SYSTEM, limit=2) == {MailState.SENT: 1}


def test_without_an_address_for_its_links_no_mail_is_sent(app, server):
    book(make_user())
    before, app.config["PUBLIC_URL"] = app.config["PUBLIC_URL"], ""
    try:
        with pytest.raises(MailServerAway, match="PUBLIC_URL"):
            send_mails(by=SYSTEM)
    finally:
        app.config["PUBLIC_URL"] = before
    assert states() == [MailState.OWED]


def test_what_nobody_may_refuse_is_sent_to_everybody(app, server):
    user = make_user(booking_mail=BookingMail.NOTHING)
    agreement = make_agreement(user)
    facts = {"day": TUESDAY, "halves": ["am"], "reason": "consiglio"}
    with transaction():
        mail.enqueue(user.id, "recalled", facts | {"agreement_id": agreement.id})
    done = send_mails(by=SYSTEM)
    # Whether there is still something to say, its letter decides; never a choice of mails.
    assert done.total() == 1


def test_a_folder_that_cannot_be_written_makes_the_mails_wait(app, tmp_path):
    folder = tmp_path / "mails"
    app.config["MAIL_FOLDER"] = str(folder)
    booking = book(make_user())
    folder.mkdir()
    # A folder stands where the mail's draft would be written.
    (folder / f".{only_mail().id:05}.part").mkdir()
    with pytest.raises(MailServerAway, match="mail folder"):
        send_mails(by=SYSTEM)
    assert (states(), only_mail().tries) == ([MailState.OWED], 0)
    assert booking
