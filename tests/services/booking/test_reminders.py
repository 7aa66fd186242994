from datetime import date, datetime

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.booking.services import bookings
from app.booking.services.reminders import remind, remind_of
from app.core import clock
from app.core.db import connection, db, transaction
from app.core.errors import Forbidden
from app.core.half import Part
from app.core.kinds import Topic
from app.core.mail import MailChoice, MailState, OutboxMail
from app.post.services.delivery import send_mails
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace
from tests.support.smtp import deliver_to, smtp_server

MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)


@pytest.fixture
def desks(app):
    return desks_of(make_workplace())


def who_wants_it():
    user = make_user(locale="en")
    with transaction():
        db.session.add(MailChoice(user_id=user.id, topic=Topic.REMINDERS, is_wanted=True))
    return user


def reminders():
    rows = sa.select(OutboxMail.user_id).where(OutboxMail.kind == "booking_reminder")
    return list(connection().scalars(rows))


def test_only_who_asked_for_it_is_reminded_and_once(desks):
    sofia, luca = who_wants_it(), make_user()
    make_booking(sofia, desks[0], TUESDAY)
    make_booking(luca, desks[1], TUESDAY)
    assert remind(by=SYSTEM) == 1
    assert remind(by=SYSTEM) == 0
    assert reminders() == [sofia.id]


def test_on_friday_people_are_reminded_of_monday(desks):
    sofia = who_wants_it()
    make_booking(sofia, desks[0], date(2026, 3, 9))
    with clock.frozen(datetime(2026, 3, 6, 15, tzinfo=clock.ROME)):
        assert remind(by=SYSTEM) == 1
    with clock.frozen(datetime(2026, 3, 7, 15, tzinfo=clock.ROME)):
        assert remind(by=SYSTEM) == 0


def test_whoever_books_after_the_hour_of_reminders_has_just_chosen_the_desk(desks):
    sofia, luca = who_wants_it(), who_wants_it()
    with clock.frozen(datetime(2026, 3, 2, 14, 59, tzinfo=clock.ROME)):
        make_booking(sofia, desks[0], TUESDAY)
    with clock.frozen(datetime(2026, 3, 2, 15, 1, tzinfo=clock.ROME)):
        make_booking(luca, desks[1], TUESDAY)
    with clock.frozen(datetime(2026, 3, 2, 18, tzinfo=clock.ROME)):
        assert remind(by=SYSTEM) == 1
    assert reminders() == [sofia.id]


def test_a_booking_moved_to_another_day_is_reminded_of_again(desks):
    sofia = who_wants_it()
    booking = make_booking(sofia, desks[0], TUESDAY)
    assert remind(by=SYSTEM) == 1
    bookings.change_booking(booking, desks[0].id, WEDNESDAY, Part.DAY, by=actor(sofia))
    with clock.frozen(clock.at(TUESDAY, clock.wall().time())):
        assert remind(by=SYSTEM) == 1


def test_a_cancelled_booking_is_not_reminded_of(desks):
    sofia = who_wants_it()
    booking = make_booking(sofia, desks[0], TUESDAY)
    bookings.cancel_booking(booking, by=actor(sofia))
    assert remind(by=SYSTEM) == 0
    assert not remind_of(booking, by=SYSTEM)
    assert not remind_of(9999, by=SYSTEM)


def test_a_reminder_of_what_was_cancelled_meanwhile_is_not_sent(app, desks):
    sofia = who_wants_it()
    booking = make_booking(sofia, desks[0], TUESDAY)
    remind(by=SYSTEM)
    bookings.cancel_booking(booking, by=actor(sofia))
    with smtp_server() as server, deliver_to(app, server):
        assert send_mails(by=SYSTEM) == {MailState.SENT: 2, MailState.UNWANTED: 1}
        subjects = [message["Subject"] for message in server.messages]
    assert not any(subject.startswith("Reminder") for subject in subjects)


def test_a_reminder_has_both_buttons(app, desks):
    sofia = who_wants_it()
    make_booking(sofia, desks[0], TUESDAY)
    remind(by=SYSTEM)
    with smtp_server() as server, deliver_to(app, server):
        send_mails(by=SYSTEM)
        reminder = server.messages[-1]
    text = reminder.get_body(("plain",)).get_content().replace("\r", "")
    assert "I am coming:\nhttp://localhost/answers/" in text
    assert "Give the desk back:\nhttp://localhost/answers/" in text


def test_only_jobs_remind(desks):
    with pytest.raises(Forbidden):
        remind(by=actor(make_user()))
