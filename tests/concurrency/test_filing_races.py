"""Several who speak to the Ministry at once, and some who fall in the middle of a sentence."""

import random
from datetime import date, datetime, timedelta

import pytest

from app.auth.actors import SYSTEM
from app.core import clock
from app.core.db import db
from app.pola.rules.filings import FilingState
from app.pola.services.filings.sending import send_due
from tests.concurrency.tellers import send
from tests.support.agreements import make_agreement
from tests.support.filings import file_start, file_withdrawal, make_worker, states
from tests.support.ministry import configured, running_ministry
from tests.support.racing import Fall, Runner

PEOPLE, SENDERS = 12, 6
END = date(2026, 4, 1)


@pytest.fixture
def ministry():
    with running_ministry() as one:
        yield one


def file_all():
    for number in range(PEOPLE):
        agreement = make_agreement(make_worker(number))
        file_start(agreement)
        file_withdrawal(agreement, END)


def told_once(ministry):
    """Everybody's start, then everybody's withdrawal, each once."""
    starts = [
        line["SezioneLavoratore"]["codiceFiscaleLavoratore"]
        for act, line, _code in ministry.accepted
        if act == "I"
    ]
    return len(starts) == len(set(starts)) == PEOPLE and ministry.acts().count("R") == PEOPLE


def send_until_all_is_told(ministry):
    """Send as the hours pass, until nothing is open."""
    with configured(ministry.settings):
        for hours in range(1, 20):
            now = datetime(2026, 3, 2, 10, 15, tzinfo=clock.ROME) + timedelta(hours=hours)
            with clock.frozen(now):
                send_due(by=SYSTEM, limit=200)


@pytest.mark.parametrize("turn", range(2))
def test_senders_at_once_tell_nothing_twice(arena, ministry, turn):
    file_all()
    lanes = arena.race([Runner(send, {"settings": ministry.settings})] * SENDERS)
    told = sum(number for lane in lanes for (number,) in lane.notes if number != "begins")
    assert told == len(ministry.accepted)
    send_until_all_is_told(ministry)
    assert told_once(ministry)
    assert set(states()) == {FilingState.ACCEPTED}


@pytest.mark.parametrize("turn", range(4))
def test_killed_senders_lose_nothing_and_tell_nothing_twice(arena, ministry, turn):
    file_all()
    # They fall while the Ministry holds its answer to what it took in.
    ministry.slow = 0.25
    draw = random.Random(turn)
    falls = [Fall(notes=1, seconds=draw.uniform(0.3, 1)) for _ in range(SENDERS)]
    arena.race([Runner(send, {"settings": ministry.settings}, fall) for fall in falls])
    db.session.rollback()
    assert FilingState.SENDING in states()
    assert len(ministry.accepted) > states().count(FilingState.ACCEPTED)
    ministry.slow = 0.0
    send_until_all_is_told(ministry)
    assert told_once(ministry)
    assert set(states()) == {FilingState.ACCEPTED}
