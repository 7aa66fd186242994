"""Killed again and again, the jobs lose nothing and do nothing twice."""

import random
from collections import Counter
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import current_app

from app.auth.actors import SYSTEM
from app.booking.models import Booking
from app.core import clock, mail
from app.core.db import connection, db, transaction
from app.core.mail import MailState, OutboxMail
from app.pola.rules.filings import FilingState
from app.pola.services.filings.sending import send_due
from app.post.services.delivery import send_mails
from tests.concurrency.mailers import claim, send, work
from tests.support.agreements import make_agreement
from tests.support.factories import desks_of, make_booking, make_user, make_workplace
from tests.support.filings import file_start, file_withdrawal, make_worker, states
from tests.support.ministry import configured, running_ministry
from tests.support.racing import Fall, Runner
from tests.support.smtp import deliver_to, smtp_server

MAILS, PEOPLE, KILLS, AT_ONCE = 1000, 100, 100, 4
TUESDAY, END = date(2026, 3, 3), date(2026, 4, 1)


@pytest.fixture
def server():
    with smtp_server() as running:
        yield running


def settings_of(server):
    return {
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_PORT": server.port,
        "MAIL_FOLDER": "",
        "PUBLIC_URL": "https://vicino.example",
        "DEMO": True,
    }


def owe(number):
    """Owe so many mails about one booking."""
    sofia = make_user("sofia@example.it")
    desk = desks_of(make_workplace())[0]
    booking = make_booking(sofia, desk, TUESDAY)
    facts = {"booking_id": booking, "desk_id": desk.id, "day": TUESDAY, "part": "day"}
    with transaction():
        for sequence in range(1, number):
            mail.enqueue(sofia.id, "booking_made", facts | {"sequence": sequence})


def file_all():
    for number in range(PEOPLE):
        agreement = make_agreement(make_worker(number))
        file_start(agreement)
        file_withdrawal(agreement, END)


def arrivals(server):
    """How often each mail came, by its Message-ID."""
    return Counter(message["Message-ID"] for message in server.messages)


def wanted():
    ids = connection().scalars(sa.select(OutboxMail.id).where(OutboxMail.kind == "booking_made"))
    return {f"<mail-{number}@vicino.example>" for number in ids}


def test_a_hundred_kills_lose_no_mail_and_no_filing(arena, server):
    owe(MAILS)
    file_all()
    draw = random.Random(1)
    kills = 0
    with running_ministry() as ministry:
        settings = {"settings": ministry.settings | settings_of(server)}
        now = clock.now()
        while kills < KILLS:
            # Leases and pauses end as the hours pass.
            now += timedelta(hours=1)
            falls = [Fall(notes=1, seconds=draw.uniform(0, 0.35)) for _ in range(AT_ONCE)]
            with clock.frozen(now):
                lanes = arena.race([Runner(work, settings, fall) for fall in falls])
            kills += sum(len(lane.notes) == 1 for lane in lanes)
        assert kills >= KILLS
        go_on_until_all_is_done(arena, server, ministry, now)
        starts = [line for act, line, _code in ministry.accepted if act == "I"]
        assert len(starts) == ministry.acts().count("R") == PEOPLE
    came = arrivals(server)
    assert wanted() <= came.keys()
    # One more copy at most of what a kill caught between the server's word and our note.
    twice = sum(number - 1 for number in came.values())
    assert twice <= kills
    db.session.rollback()
    assert set(states()) == {FilingState.ACCEPTED}
    left = connection().scalar(sa.select(sa.func.count()).where(OutboxMail.state == MailState.OWED))
    assert left == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Booking)) == 1


def go_on_until_all_is_done(arena, server, ministry, now):
    """Do what is left in peace, as more hours pass."""
    before = dict(current_app.config)
    try:
        with configured(ministry.settings), deliver_to(current_app, server):
            current_app.config.update(settings_of(server))
            for hours in range(1, 30):
                with clock.frozen(now + timedelta(hours=hours)):
                    send_mails(by=SYSTEM)
                    send_due(by=SYSTEM, limit=500)
    finally:
        current_app.config.update(before)


def test_several_senders_at_once_send_nothing_twice(arena, server):
    owe(200)
    lanes = arena.race([Runner(send, {"settings": settings_of(server)})] * 6)
    assert sum(number for lane in lanes for (number,) in lane.notes) == 200
    assert arrivals(server) == dict.fromkeys(wanted(), 1)


def test_no_mail_is_taken_by_two(arena):
    owe(300)
    lanes = arena.race([Runner(claim, {})] * 8)
    taken = [number for lane in lanes for (ids,) in lane.notes for number in ids]
    assert len(taken) == len(set(taken)) == 300
