from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.auth.models import Throttle, User
from app.auth.rules import FREE_TRIES, FREE_TRIES_ANYWHERE, FREE_TRIES_PER_NETWORK, SHORT_WAIT
from app.auth.services import guesses, passwords, sign_ins
from app.core import clock
from app.core.db import db
from app.core.errors import Busy
from tests.support.factories import PASSWORD, make_user

pytestmark = pytest.mark.usefixtures("app")
OFFICE, ELSEWHERE = "192.0.2.1", "198.51.100.7"


@pytest.fixture
def sofia():
    return make_user()


def check(email, password=PASSWORD, address=OFFICE):
    return sign_ins.check_sign_in(email, password, address)


def is_let_in(user, address=OFFICE):
    return isinstance(check(user.email, PASSWORD, address), User)


def guess(email, times, address=OFFICE):
    for _ in range(times):
        check(email, "wrong", address)


def rows():
    return db.session.scalar(sa.select(sa.func.count()).select_from(Throttle))


def test_wrong_guesses_from_elsewhere_do_not_lock_a_person_out(sofia):
    guess(sofia.email, FREE_TRIES + 5, ELSEWHERE)
    assert not is_let_in(sofia, ELSEWHERE)
    assert is_let_in(sofia)


def test_whoever_guesses_from_many_networks_is_slowed_down_to_a_try_a_minute(sofia):
    for n in range(FREE_TRIES_ANYWHERE):
        guess(sofia.email, 1, f"198.51.100.{n}")
    until = check(sofia.email, "wrong", "203.0.113.1")
    assert clock.now() < until <= clock.now() + SHORT_WAIT


def test_where_a_person_has_signed_in_guesses_from_many_networks_change_nothing(sofia):
    assert is_let_in(sofia)
    for n in range(FREE_TRIES_ANYWHERE + 10):
        guess(sofia.email, 1, f"198.51.100.{n}")
    assert is_let_in(sofia)


def test_where_a_person_has_signed_in_a_colleagues_guesses_cost_a_minute_at_most(sofia):
    assert is_let_in(sofia)
    now = clock.now()
    for n in range(12):
        with clock.frozen(now + timedelta(minutes=n)):
            guess(sofia.email, FREE_TRIES)
    with clock.frozen(now + timedelta(minutes=11) + SHORT_WAIT):
        assert is_let_in(sofia)


def test_a_shared_address_with_many_wrong_guesses_stays_open_to_those_who_use_it(sofia):
    assert is_let_in(sofia)
    for n in range(FREE_TRIES_PER_NETWORK + 10):
        guess(f"somebody{n}@example.it", 1)
    assert is_let_in(sofia)


def test_newcomers_wait_a_minute_at_most_for_a_shared_address_with_many_wrong_guesses(sofia):
    for n in range(FREE_TRIES_PER_NETWORK + 10):
        guess(f"somebody{n}@example.it", 1)
    until = check(sofia.email)
    assert clock.now() < until <= clock.now() + SHORT_WAIT
    with clock.frozen(until):
        assert is_let_in(sofia)


def test_after_a_month_without_signing_in_there_a_network_is_no_longer_known(sofia):
    assert is_let_in(sofia)
    with clock.frozen(clock.now() + timedelta(days=31)):
        for n in range(FREE_TRIES_PER_NETWORK):
            guess(f"somebody{n}@example.it", 1)
        assert not is_let_in(sofia)


def test_addresses_of_one_ipv6_network_count_as_one(sofia):
    for n in range(FREE_TRIES):
        guess(sofia.email, 1, f"2001:db8:1:2::{n}")
    assert not is_let_in(sofia, "2001:db8:1:2:ffff::1")
    assert is_let_in(sofia, "2001:db8:1:3::1")


def test_tries_that_must_wait_leave_nothing_behind():
    for n in range(FREE_TRIES_PER_NETWORK):
        guess(f"somebody{n}@example.it", 1)
    before = rows()
    for n in range(50):
        guess(f"another{n}@example.it", 1)
    assert rows() == before


def test_too_many_passwords_at_once_are_told_to_come_back(sofia, monkeypatch):
    monkeypatch.setattr(passwords, "LONGEST_QUEUE_SECONDS", 0.01)
    with passwords._turn(), passwords._turn(), pytest.raises(Busy):
        check(sofia.email)
    assert is_let_in(sofia)


def test_of_many_tries_at_once_those_that_come_too_late_wait(sofia, monkeypatch):
    def busy(model, row):
        # Others count their tries between our two looks.
        db.session.execute(sa.insert(model), {**row, "failures": FREE_TRIES_ANYWHERE + 9})

    monkeypatch.setattr(guesses, "insert_if_new", busy)
    assert not is_let_in(sofia)
