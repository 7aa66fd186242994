"""A mail server that takes longer than anybody expected, or hangs up."""

from collections import Counter
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.core import clock, outbox
from app.core.db import connection
from app.core.mail import MailState, OutboxMail
from app.core.outbox import LEASE
from app.core.smtp import MailServerAway
from app.post.services import delivery
from app.post.services.delivery import send_mails
from tests.support.factories import desks_of, make_booking, make_user, make_workplace
from tests.support.smtp import deliver_to, smtp_server

TUESDAY = date(2026, 3, 3)


@pytest.fixture
def server(app):
    with smtp_server() as running, deliver_to(app, running):
        yield running


@pytest.fixture
def owed(app):
    """Owe a mail to each of five people."""
    desks = desks_of(make_workplace(desks=5))
    for number, desk in enumerate(desks):
        make_booking(make_user(f"person{number}@example.it"), desk, TUESDAY)


def wait(**more):
    clock._stopped_at = clock.now() + timedelta(**more)


def sent_once():
    rows = connection().execute(sa.select(OutboxMail.state, OutboxMail.tries)).all()
    return [tuple(row) for row in rows] == [(MailState.SENT, 1)] * 5


@pytest.mark.parametrize("seconds", [50, 119])
def test_a_server_slower_than_the_lease_sends_nothing_twice(owed, seconds):
    handed = Counter()

    def other(mail, _message):
        handed[mail.id] += 1

    def slow(mail, _message):
        handed[mail.id] += 1
        wait(seconds=seconds)
        # Meanwhile a second process takes what is due.
        delivery._send_all(Counter(), other, None, LEASE)

    delivery._send_all(Counter(), slow, None, LEASE)
    assert sorted(handed.values()) == [1] * 5


def test_what_another_process_took_meanwhile_stays_with_it(owed):
    first = outbox.claim(5)
    wait(minutes=2)
    second = outbox.claim(3)
    outbox.hand_back(first)
    assert [outbox.keep(mail) is not None for mail in second] == [True] * 3
    assert [outbox.keep(mail) for mail in first[:3]] == [None] * 3
    # The other two were handed back: anybody may take them.
    assert {mail.id for mail in outbox.claim(5)} == {mail.id for mail in first[3:]}


def test_a_server_that_goes_away_late_gives_back_only_what_is_ours(owed):
    def gone(_mail, _message):
        wait(seconds=121)
        outbox.claim(3)
        raise MailServerAway("it is gone")

    with pytest.raises(MailServerAway):
        delivery._send_all(Counter(), gone, None, LEASE)
    assert len(outbox.claim(5)) == 2


def test_whoever_hangs_up_on_one_mail_takes_the_next(owed, server):
    server.refuse_recipients["person0@example.it"] = "421 too many mails on this line"
    assert send_mails(by=SYSTEM) == {MailState.OWED: 1, MailState.SENT: 4}
    server.refuse_recipients.clear()
    wait(minutes=1)
    assert send_mails(by=SYSTEM) == {MailState.SENT: 1}
    assert len(server.raw) == 5
