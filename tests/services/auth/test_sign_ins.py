import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.auth.models import SignIn, Throttle, User
from app.auth.rules import MOST_SIGN_INS, Ended
from app.auth.services import passwords, sign_ins
from app.core import clock
from app.core.audit import AuditLine
from app.core.db import db, transaction
from tests.support.factories import PASSWORD, make_user

pytestmark = pytest.mark.usefixtures("app")
HERE = "192.0.2.1"


def check(email, password=PASSWORD, address=HERE):
    return sign_ins.check_sign_in(email, password, address)


def minutes_later(minutes):
    return clock.frozen(clock.now() + timedelta(minutes=minutes))


def test_the_right_password_gives_the_person():
    user = make_user()
    assert check(user.email.upper()).id == user.id


@pytest.mark.parametrize(
    "more",
    [
        {"is_active": False},
        {"password_hash": None},
        {"is_demo": True},
        {"password_hash": "old"},
    ],
)
def test_who_may_not_sign_in_gets_the_answer_of_a_wrong_password(more):
    assert check(make_user(**more).email) is None


def test_demo_people_sign_in_where_there_is_a_demo(app, monkeypatch):
    user = make_user(is_demo=True)
    monkeypatch.setitem(app.config, "DEMO", True)
    assert check(user.email).id == user.id


def test_the_sixth_wrong_guess_waits_and_the_wait_is_not_prolonged_by_asking():
    user = make_user()
    for _ in range(5):
        assert check(user.email, "wrong") is None
    until = clock.now() + timedelta(seconds=30)
    assert check(user.email) == until
    with clock.frozen(clock.now() + timedelta(seconds=20)):
        assert check(user.email) == until


def test_a_right_password_makes_earlier_guesses_forgotten():
    user = make_user()
    for _ in range(3):
        for _ in range(4):
            assert check(user.email, "wrong") is None
        assert check(user.email) is not None


def test_after_a_quiet_quarter_of_an_hour_counting_starts_again():
    user = make_user()
    for _ in range(9):
        check(user.email, "wrong")
    with minutes_later(16):
        for _ in range(5):
            assert check(user.email, "wrong") is None


def test_old_counts_do_not_stay_in_the_table():
    check("somebody@example.it", "wrong")
    with minutes_later(16):
        check("another@example.it", "wrong", "192.0.2.2")
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Throttle)) == 3


def test_the_table_of_counts_tells_neither_who_nor_from_where():
    check("somebody@example.it", "wrong")
    check(make_user("somebody.else@example.it").email)
    for row in db.session.scalars(sa.select(Throttle)):
        assert "somebody" not in row.key
        assert HERE not in row.key
        assert len(row.key) == 64


def test_right_passwords_from_a_shared_address_never_count():
    user = make_user()
    for _ in range(40):
        assert check(user.email).id == user.id


def test_of_more_browsers_than_anybody_needs_the_oldest_is_signed_out():
    sofia, bruno = make_user(), make_user()
    sign_ins.begin_sign_in(bruno.id, "of bruno")
    for n in range(MOST_SIGN_INS + 1):
        sign_ins.begin_sign_in(sofia.id, f"browser {n}")
    kept = set(db.session.scalars(sa.select(SignIn.token_hash)))
    assert kept == {"of bruno", *(f"browser {n}" for n in range(1, MOST_SIGN_INS + 1))}


def test_beginning_a_sign_in_clears_the_persons_dead_ones_and_nobody_elses():
    sofia, bruno = make_user(), make_user()
    sign_ins.begin_sign_in(sofia.id, "a")
    sign_ins.begin_sign_in(bruno.id, "b")
    with minutes_later(31):
        sign_ins.begin_sign_in(sofia.id, "c")
        found = db.session.scalars(sa.select(SignIn.token_hash).order_by(SignIn.token_hash))
        assert list(found) == ["b", "c"]


@pytest.mark.parametrize(
    ("why", "actor_is_person"),
    [
        (Ended.BY_PERSON, True),
        (Ended.IDLE, False),
        (Ended.TOO_LONG, False),
    ],
)
def test_an_end_is_written_down_once_with_its_reason(why, actor_is_person):
    user = make_user()
    sign_ins.begin_sign_in(user.id, "a")
    row = db.session.scalar(sa.select(SignIn.id))
    sign_ins.end_sign_in(row, why)
    sign_ins.end_sign_in(row, why)
    [line] = db.session.scalars(sa.select(AuditLine).where(AuditLine.action == "sign_out"))
    assert line.actor_id == (user.id if actor_is_person else None)
    assert line.subject_id == user.id
    assert json.loads(line.after) == {"why": why.value}


def test_a_broken_hash_is_a_wrong_password_and_not_a_fault():
    user = make_user()
    with transaction():
        db.session.get(User, user.id).password_hash = "$argon2id$broken"
    assert check(user.email) is None


def test_a_hash_is_argon2id_of_owasps_smallest_cost():
    assert passwords.hash_password("x").startswith("$argon2id$v=19$m=19456,t=2,p=1$")
