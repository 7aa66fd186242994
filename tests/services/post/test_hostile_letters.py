"""Names that try to be something else in a mail, as they go over the line."""

import re
from datetime import date
from email import policy
from email.parser import BytesParser

import pytest

from app.auth.actors import SYSTEM
from app.core.db import transaction
from app.core.half import Part
from app.core.kinds import BookingMail
from app.core.mail import MailState
from app.post.services.delivery import send_mails
from tests.support.calendars import by_icalendar
from tests.support.factories import desks_of, make_booking, make_user, make_workplace
from tests.support.smtp import deliver_to, smtp_server

TUESDAY = date(2026, 3, 3)
NAMES = {
    "a comma": "Rossi, Mario, <evil@x.it>, Anna;: a@b.it",
    "a comma and an accent": "Rossi, Nicolò <evil@x.it>",
    "quotes": '" ' * 40,
    "a group": "Rossi: evil@x.it; gruppo:",
    "an encoded end of line": "=?utf-8?q?Anna=0D=0ABcc=3A_evil=40x.it?=",
    "an encoded end of line behind a sign": "=\u200b?utf-8?q?Anna=0D=0ABcc=3A_evil=40x.it?=",
    "an end of line": "Anna\r\nBcc: evil@x.it\r\n\r\nCiao",
    "an end of event": "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:evil;,:\\n",
    "other directions": "Anna\u202eti.live\u202c \u2066x\u2069\u200f",
    "markup": "<script>alert(1)</script><b>&amp;\"'",
    "small pictures": "😀👩‍👩‍👧‍👦🇮🇹" * 20,
    "three hundred letters": "A" * 300,
    "three hundred words": "è, " * 300,
}


@pytest.fixture
def server(app):
    with smtp_server() as running, deliver_to(app, running):
        yield running


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_is_a_name_and_nothing_else(app, server, name):
    # As long as the tables let each be.
    more = {"name": name[:120], "address": name[:200], "guest_note": name, "house_rules": name}
    workplace = make_workplace(**more)
    user = make_user("sofia@example.it", given_name=name[:100], surname=name[:100])
    with transaction():
        user.booking_mail = BookingMail.INVITATIONS
    make_booking(user, desks_of(workplace)[0], TUESDAY, Part.AM)
    assert send_mails(by=SYSTEM) == {MailState.SENT: 1}
    (raw,) = server.raw
    assert all(len(line) <= 998 and b"\r" not in line for line in raw.split(b"\r\n"))
    message = BytesParser(policy=policy.default).parsebytes(raw)
    assert len(message.keys()) == len(set(message.keys()))
    assert "Bcc" not in message
    assert [one.addr_spec for one in message["To"].addresses] == ["sofia@example.it"]
    sender = app.config["MAIL_SENDER"]
    assert [one.addr_spec for one in message["From"].addresses] == [sender]
    html = message.get_body(("html",)).get_content()
    assert "<script" not in html
    (calendar,) = (p for p in message.walk() if p.get_content_type() == "text/calendar")
    assert len(by_icalendar(calendar.get_payload(decode=True))) == 1


def test_the_address_that_stops_a_topic_is_written_as_it_is(app, server):
    make_booking(make_user(), desks_of(make_workplace())[0], TUESDAY)
    send_mails(by=SYSTEM)
    (line,) = (x for x in server.raw[0].split(b"\r\n") if x.startswith(b"List-Unsubscribe:"))
    # Python would write one as long as this in encoded words.
    assert len(line) > 78
    assert re.fullmatch(rb"List-Unsubscribe: <https?://localhost/mail/unsubscribe/[\w.-]+>", line)
